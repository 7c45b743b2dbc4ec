/// Why a name leads to no model. `description` is the sentence for the user, in one line.
package enum ModelNameError: Error, Equatable {
  case malformed(String, form: String)
  /// Nothing of this name; `places` were looked at, and `command` would get it.
  case absent(name: String, places: [String], command: String)
  /// The repository is there, but not this branch, tag or commit of it.
  case absentRevision(HubName, known: [String])
  /// Several GGUF files, of which none is named, or more than one is meant.
  case severalFiles(HubName, [String])
  case absentFile(HubName, known: [String])
  /// A file of the store is not as it should be.
  case damaged(path: String, problem: String)
}

extension ModelNameError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .malformed(let text, let form): "\"\(text)\" is no name of a model: write \(form)"
    case .absent(let name, let places, let command):
      "\(name): no folder or file here, and no model in \(places.joined(separator: " or ")); get it with \(command)"
    case .absentRevision(let name, let known):
      "\(name): its revision \(name.revision ?? HubCache.mainRevision) is not here"
        + (known.isEmpty ? "" : " (\(Self.listed(known)) \(known.count == 1 ? "is" : "are"))")
        + "; get it with revive fetch \(name)"
    case .severalFiles(let name, let files):
      "\(name): several GGUF files, so name one, as in \(Self.choice(name, files.first ?? "FILE")): \(Self.listed(files))"
    case .absentFile(let name, let known):
      "\(name): no GGUF file of that name or quantisation is here"
        + (known.isEmpty ? "" : " (\(Self.listed(known)) \(known.count == 1 ? "is" : "are"))")
        + "; get it with revive fetch \(name)"
    case .damaged(let path, let problem): "\(path): \(problem)"
    }
  }

  private static func choice(_ name: HubName, _ file: String) -> HubName {
    HubName(repository: name.repository, revision: name.revision, file: file)
  }

  private static func listed(_ names: [String]) -> String {
    let most = 8
    return names.prefix(most).joined(separator: ", ") + (names.count > most ? " and \(names.count - most) more" : "")
  }
}
