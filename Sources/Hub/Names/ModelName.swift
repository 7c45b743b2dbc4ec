/// The name under which a model is asked for, where it is no path: on the hub or in Ollama's library.
package enum ModelName: Equatable, Sendable {
  case hub(HubName)
  case ollama(OllamaName)

  /// The name that a text spells; nil for one that can only be a path: `./a`, `/a`, `a/b/c`.
  ///
  /// - Throws: `ModelNameError.malformed` for what begins with `ollama:` and goes on as no name does.
  package init?(_ text: String) throws(ModelNameError) {
    if text.hasPrefix(OllamaName.prefix) {
      guard let name = OllamaName(String(text.dropFirst(OllamaName.prefix.count))) else {
        throw .malformed(text, form: "ollama:NAME[:TAG]")
      }
      self = .ollama(name)
    } else if let name = HubName(text) {
      self = .hub(name)
    } else {
      return nil
    }
  }
}

/// `ORG/NAME[@REVISION][:FILE]`: a repository of the hub, a branch, tag or commit of it (`main` where none is named), and one
/// of its GGUF files, by its name or by its quantisation (`Q4_K_M`).
package struct HubName: Equatable, Sendable, CustomStringConvertible {
  /// With the organisation, if it has one: a few old models have none.
  package let repository: String
  package let revision: String?
  package let file: String?

  package init(repository: String, revision: String? = nil, file: String? = nil) {
    (self.repository, self.revision, self.file) = (repository, revision, file)
  }

  /// Nil for a text that is no such name.
  package init?(_ text: String) {
    let (front, file) = Self.halves(text[...], at: ":")
    let (repository, revision) = Self.halves(front, at: "@")
    guard Self.isRepository(repository), revision.map({ RepositoryPath.isSafe(String($0)) }) ?? true,
      file.map({ RepositoryPath.isSafe(String($0)) }) ?? true
    else { return nil }
    self.init(repository: String(repository), revision: revision.map(String.init), file: file.map(String.init))
  }

  /// As the hub allows them: 96 characters at most, letters, digits, `-`, `_` and `.`, one slash.
  private static func isRepository(_ text: Substring) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    func isPart(_ part: Substring) -> Bool {
      guard let first = part.first, let last = part.last else { return false }
      return !".-".contains(first) && !".-".contains(last)
        && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    }
    return (1...2).contains(parts.count) && parts.allSatisfy(isPart) && text.utf8.count <= 96
      && !text.contains("--") && !text.contains("..") && !text.hasSuffix(".git")
  }

  private static func halves(_ text: Substring, at mark: Character) -> (Substring, Substring?) {
    guard let place = text.firstIndex(of: mark) else { return (text, nil) }
    return (text[..<place], text[text.index(after: place)...])
  }

  /// As it is written.
  package var description: String {
    repository + (revision.map { "@\($0)" } ?? "") + (file.map { ":\($0)" } ?? "")
  }
}

/// `NAME[:TAG]` behind `ollama:`. A name of another user or registry has these before it: `USER/NAME`, `HOST/USER/NAME`.
package struct OllamaName: Equatable, Sendable, CustomStringConvertible {
  static let prefix = "ollama:"

  package let host: String
  package let space: String
  package let model: String
  package let tag: String

  static let (library, registry, latest) = ("library", "registry.ollama.ai", "latest")

  package init(host: String = registry, space: String = library, model: String, tag: String = latest) {
    (self.host, self.space, self.model, self.tag) = (host, space, model, tag)
  }

  /// Nil for a text that is no such name.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (1...3).contains(parts.count) else { return nil }
    let last = parts[parts.count - 1].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    self.init(
      host: parts.count > 2 ? parts[0] : Self.registry, space: parts.count > 1 ? parts[parts.count - 2] : Self.library,
      model: String(last[0]), tag: last.count > 1 ? String(last[1]) : Self.latest)
    // A registry may have a port.
    let pieces = [host.split(separator: ":").joined(), space, model, tag]
    guard pieces.allSatisfy({ RepositoryPath.isSafe($0) && !$0.contains("/") && !$0.contains(":") }) else { return nil }
  }

  /// Whole but for what goes without saying.
  package var description: String {
    let place = host == Self.registry ? (space == Self.library ? "" : "\(space)/") : "\(host)/\(space)/"
    return "\(Self.prefix)\(place)\(model):\(tag)"
  }
}
