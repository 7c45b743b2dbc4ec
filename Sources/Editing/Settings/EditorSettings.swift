import RunModel

/// The settings of every editor, so that a run knows what to use when its editor changes.
package struct EditorSettings: Sendable, Equatable {
  private var all: [EditorKind: HyperParameters]

  /// - Parameter settings: called once for each editor.
  package init(_ settings: (EditorKind) throws -> HyperParameters) rethrows {
    all = try Dictionary(uniqueKeysWithValues: EditorKind.allCases.map { ($0, try settings($0)) })
  }

  package subscript(editor: EditorKind) -> HyperParameters {
    get {
      guard let settings = all[editor] else { preconditionFailure("\(editor) has no settings") }
      return settings
    }
    set { all[editor] = newValue }
  }
}

/// As an object with the editors' names as keys.
extension EditorSettings: Codable {
  // Through dictionaries of strings: coders that convert the case of keys leave those as they are.

  /// - Throws: `DecodingError` when an editor is missing, too.
  package init(from decoder: any Decoder) throws {
    let named = try decoder.singleValueContainer().decode([String: HyperParameters].self)
    try self.init { editor in
      guard let settings = named[editor.rawValue] else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "it has no settings for \(editor.rawValue)"))
      }
      return settings
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Dictionary(uniqueKeysWithValues: all.map { ($0.key.rawValue, $0.value) }))
  }
}
