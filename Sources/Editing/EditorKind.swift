/// The editors that there are, by the names that the literature gives them.
package enum EditorKind: String, Sendable, Codable, CaseIterable {
  case memit = "MEMIT"
  case memitSeq = "MEMIT-seq"
  case rect = "RECT"
  case prune = "PRUNE"
  case alphaEdit = "AlphaEdit"
  case nse = "NSE"
  case deltaEdit = "DeltaEdit"
  case rome = "ROME"
  case emmet = "EMMET"
  case ft = "FT"
  case ftL = "FT-L"

  /// Without regard to case.
  package init?(named name: String) {
    guard let kind = Self.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) else { return nil }
    self = kind
  }

  package func make(_ settings: HyperParameters) -> any Editor {
    switch self {
    case .memit: return MEMIT(settings)
    case .memitSeq: return MEMITSeq(settings)
    case .rect: return RECT(settings)
    case .prune: return PRUNE(settings)
    case .alphaEdit: return AlphaEdit(settings)
    case .nse: return NSE(settings)
    case .deltaEdit: return DeltaEdit(settings)
    case .rome: return ROME(settings)
    case .emmet: return EMMET(settings)
    case .ft: return FT(settings)
    case .ftL: return FT(constrained: settings)
    }
  }
}
