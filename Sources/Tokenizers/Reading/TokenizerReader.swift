import Files
import Foundation

extension Tokenizer {
  /// Reads the tokenizer of a checkpoint's folder: `tokenizer.json`, or else `vocab.json` and `merges.txt`, which are
  /// taken as GPT-2's; `tokenizer_config.json` is heeded where it is.
  ///
  /// - Throws: `TokenizerError`, `FileError.unreadable`.
  package init(folder: URL) throws {
    func file(_ name: String) -> URL { folder.appendingPathComponent(name) }
    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name).path) }
    let settings =
      exists("tokenizer_config.json")
      ? try TokenizerSettings(contentsOf: file("tokenizer_config.json")) : TokenizerSettings()
    if exists("tokenizer.json") {
      try self.init(tokenizerFile: file("tokenizer.json"), settings: settings)
    } else if exists("vocab.json"), exists("merges.txt") {
      try self.init(
        vocabularyFile: file("vocab.json"), mergesFile: file("merges.txt"), rules: Rules(split: .gpt2),
        settings: settings)
    } else {
      throw TokenizerError.missing(folder: folder.path)
    }
  }

  /// Reads a vocabulary of the form `{"token": id}` and a list of merges, one `left right` a line, to be used by
  /// `rules`. Of the tokens that `settings` name and GPT-2's `<|endoftext|>`, those in the vocabulary become special
  /// tokens.
  ///
  /// - Throws: `FileError.unreadable`, `TokenizerError.invalid`.
  package init(
    vocabularyFile: URL, mergesFile: URL, rules: Rules, settings: TokenizerSettings = .init()
  ) throws {
    func invalid(_ problem: String) -> TokenizerError {
      .invalid(path: vocabularyFile.path, problem: problem)
    }
    guard let members = try readJSONValue(at: vocabularyFile).object else { throw invalid("it is not an object") }
    let entries: [Vocabulary.Entry] = try members.map { member in
      guard let id = member.value.integer else { throw invalid("\(member.key) has an id that is no integer") }
      return (member.key, id)
    }
    let vocabulary = try Vocabulary(
      entries: entries, merges: Self.merges(inTextFile: mergesFile), path: mergesFile.path)
    func id(_ content: String) -> Int? { entries.first { $0.token == content }?.id }
    var rules = rules
    for content in Set(settings.specialTokens + ["<|endoftext|>"]).sorted() {
      guard let id = id(content), !rules.addedTokens.contains(where: { $0.id == id }) else { continue }
      rules.addedTokens.append(AddedToken(id: id, content: content, isSpecial: true))
    }
    (rules.prefix, rules.suffix) = settings.surroundings(of: (rules.prefix, rules.suffix), id: id)
    self.init(vocabulary: vocabulary, rules: rules)
  }

  /// One merge a line; the first line may be a `#version` note.
  private static func merges(inTextFile url: URL) throws -> [(left: String, right: String)] {
    guard let text = String(validating: try readFile(url), as: UTF8.self) else {
      throw TokenizerError.invalid(path: url.path, problem: "it is not text in UTF-8")
    }
    var merges: [(left: String, right: String)] = []
    for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      guard !line.isEmpty, !line.hasPrefix("#version") else { continue }
      guard let merge = mergePair(line) else {
        throw TokenizerError.invalid(path: url.path, problem: "line \(number + 1) is not a pair of tokens")
      }
      merges.append(merge)
    }
    return merges
  }
}

/// Takes `left right` apart, at the byte: a token may begin with a combining mark, which would join the space.
package func mergePair(_ line: some StringProtocol) -> (left: String, right: String)? {
  let parts = line.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
  guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
  return (String(decoding: parts[0], as: UTF8.self), String(decoding: parts[1], as: UTF8.self))
}
