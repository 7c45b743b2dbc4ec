import RunModel

/// The settings of every editor, so that a run knows what to use when its editor changes.
package struct EditorSettings: Sendable, Equatable {
  private var all: [EditorKind: HyperParameters]

  /// - Parameter settings: called once for each editor.
  package init(_ settings: (EditorKind) throws -> HyperParameters) rethrows {
    all = try Dictionary(uniqueKeysWithValues: EditorKind.allCases.map { ($0, try settings($0)) })
  }

  /// Of an editor that a file of an earlier version does not know, MEMIT's.
  package subscript(editor: EditorKind) -> HyperParameters {
    get {
      guard let settings = all[editor] ?? all[.memit] else { preconditionFailure("\(editor) has no settings") }
      return settings
    }
    set { all[editor] = newValue }
  }
}

/// As an object with the editors' names as keys. Files of earlier versions lack those that came later, and stay as they are:
/// the digest of a run's settings is over this.
extension EditorSettings: Codable {
  // Through dictionaries of strings: coders that convert the case of keys leave those as they are.

  /// Editors that came after files were first written.
  private static let later: Set<EditorKind> = [.encore]

  /// - Throws: `DecodingError` when another editor is missing, too.
  package init(from decoder: any Decoder) throws {
    let named = try decoder.singleValueContainer().decode([String: HyperParameters].self)
    all = [:]
    for editor in EditorKind.allCases where named[editor.rawValue] != nil || !Self.later.contains(editor) {
      guard let settings = named[editor.rawValue] else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "it has no settings for \(editor.rawValue)"))
      }
      all[editor] = settings
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Dictionary(uniqueKeysWithValues: all.map { ($0.key.rawValue, $0.value) }))
  }
}
