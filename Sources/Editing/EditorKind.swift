/// The editors that there are, by name.
package enum EditorKind: String, Sendable, Codable, CaseIterable {
  case memit = "MEMIT"

  /// Without regard to case.
  package init?(named name: String) {
    guard let kind = Self.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) else { return nil }
    self = kind
  }

  package func make(_ settings: HyperParameters) -> any Editor {
    switch self {
    case .memit: MEMIT(settings)
    }
  }
}
