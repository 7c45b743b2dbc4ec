import Foundation

extension Tokenizer {
  /// Reads the tokenizer of a checkpoint's folder: `tokenizer.json`, or else `vocab.json` and `merges.txt`, which are
  /// taken as GPT-2's.
  ///
  /// - Throws: `CheckpointError.missingFile`, `.unreadable`, `.invalidTokenizer`, `.unsupportedTokenizer`.
  package init(folder: URL) throws {
    func file(_ name: String) -> URL { folder.appendingPathComponent(name) }
    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name).path) }
    if exists("tokenizer.json") {
      try self.init(tokenizerFile: file("tokenizer.json"))
    } else if exists("vocab.json"), exists("merges.txt") {
      try self.init(
        vocabularyFile: file("vocab.json"), mergesFile: file("merges.txt"), rules: Rules(split: .gpt2),
        special: exists("tokenizer_config.json") ? Self.specialTokens(in: file("tokenizer_config.json")) : [])
    } else {
      throw CheckpointError.missingFile(folder: folder.path, wanted: ["tokenizer.json", "vocab.json with merges.txt"])
    }
  }

  /// Reads a vocabulary of the form `{"token": id}` and a list of merges, one `left right` a line, to be used by
  /// `rules`. Of the texts in `special` and GPT-2's `<|endoftext|>`, those in the vocabulary become special tokens.
  ///
  /// - Throws: `CheckpointError.unreadable`, `.invalidTokenizer`.
  package init(vocabularyFile: URL, mergesFile: URL, rules: Rules, special: [String] = []) throws {
    let entries = try readJSON([String: Int].self, from: vocabularyFile) { field, problem in
      .invalidTokenizer(path: vocabularyFile.path, problem: "\(field.isEmpty ? "it" : field) \(problem)")
    }
    var rules = rules
    for content in Set(special + ["<|endoftext|>"]).sorted() {
      guard let id = entries[content], !rules.addedTokens.contains(where: { $0.id == id }) else { continue }
      rules.addedTokens.append(AddedToken(id: id, content: content, isSpecial: true))
    }
    let merges = try Self.merges(inTextFile: mergesFile)
    let vocabulary = try Vocabulary(entries: entries, merges: merges, path: mergesFile.path)
    self.init(vocabulary: vocabulary, rules: rules)
  }

  /// One merge a line; the first line may be a `#version` note.
  private static func merges(inTextFile url: URL) throws -> [(left: String, right: String)] {
    let text: String
    do {
      text = try String(contentsOf: url, encoding: .utf8)
    } catch {
      throw CheckpointError.unreadable(path: url.path, reason: reason(for: error))
    }
    var merges: [(left: String, right: String)] = []
    for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      guard !line.isEmpty, !line.hasPrefix("#version") else { continue }
      guard let merge = mergePair(line) else {
        throw CheckpointError.invalidTokenizer(path: url.path, problem: "line \(number + 1) is not a pair of tokens")
      }
      merges.append(merge)
    }
    return merges
  }

  /// The special tokens that `tokenizer_config.json` names.
  private static func specialTokens(in url: URL) throws -> [String] {
    let fields = try readJSON(SpecialTokens.self, from: url) { field, problem in
      .invalidTokenizer(path: url.path, problem: "\(field.isEmpty ? "it" : field) \(problem)")
    }
    return [fields.bos, fields.eos, fields.unk, fields.pad].compactMap { $0?.content }
  }
}

/// Takes `left right` apart.
func mergePair(_ line: some StringProtocol) -> (left: String, right: String)? {
  let parts = line.split(separator: " ", omittingEmptySubsequences: false)
  guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
  return (String(parts[0]), String(parts[1]))
}

private struct SpecialTokens: Decodable {
  /// A token's text, alone or as an object's `content`.
  struct Token: Decodable {
    let content: String

    init(from decoder: any Decoder) throws {
      if let text = try? decoder.singleValueContainer().decode(String.self) {
        content = text
      } else {
        content = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .content)
      }
    }

    enum CodingKeys: CodingKey { case content }
  }

  let bos: Token?
  let eos: Token?
  let unk: Token?
  let pad: Token?

  enum CodingKeys: String, CodingKey {
    case bos = "bos_token"
    case eos = "eos_token"
    case unk = "unk_token"
    case pad = "pad_token"
  }
}
