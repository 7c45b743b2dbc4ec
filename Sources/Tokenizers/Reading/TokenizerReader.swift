import Files
import Foundation

extension Tokenizer {
  /// Reads the tokenizer of a checkpoint's folder: `tokenizer.json`, or else `vocab.json` and `merges.txt`, which are
  /// used as the class that `tokenizer_config.json` or the model names does.
  ///
  /// - Throws: `TokenizerError`, `FileError.unreadable`.
  package init(folder: URL) throws {
    func file(_ name: String) -> URL { folder.appendingPathComponent(name) }
    func exists(_ name: String) throws -> Bool { try isThere(file(name)) }
    var settings = try TokenizerSettings(folder: folder)
    settings.modelType = (try? readJSONValue(at: file("config.json")))?["model_type"]?.string
    let kind = TokenizerClass(settings.className, modelType: settings.modelType)
    if try exists("tokenizer.json") {
      try self.init(tokenizerFile: file("tokenizer.json"), settings: settings, of: kind)
    } else if try exists("vocab.json"), try exists("merges.txt") {
      let rules = try Self.rules(of: kind, settings, path: folder.path)
      try self.init(
        vocabularyFile: file("vocab.json"), mergesFile: file("merges.txt"), rules: rules, settings: settings, of: kind)
    } else if try exists("tokenizer.model") {
      throw TokenizerError.unconverted(path: file("tokenizer.model").path)
    } else {
      throw TokenizerError.missing(folder: folder.path)
    }
  }

  /// What a class does with a vocabulary and its merges alone.
  private static func rules(of kind: TokenizerClass, _ settings: TokenizerSettings, path: String) throws -> Rules {
    switch kind {
    case .gpt2, .unnamed:
      return Rules(preparation: settings.addsPrefixSpace == true ? [.leadWithSpace] : [], split: .gpt2)
    case .qwen2:
      // One version of `transformers` obeys these, and another does not, or fails.
      if settings.addsPrefixSpace == true {
        throw TokenizerError.unsupported(path: path, feature: "add_prefix_space with Qwen2Tokenizer")
      }
      if settings.addsBegin == true, settings.content(NamedTokens.begin, of: kind) != nil {
        throw TokenizerError.unsupported(path: path, feature: "add_bos_token with Qwen2Tokenizer and no tokenizer.json")
      }
      return Rules(normalization: [.form(.composed)], split: .qwen2)
    case .llama, .gemma, .gptNeoX, .general, .other:
      let name = settings.className ?? "the model's own class"
      throw TokenizerError.unsupported(path: path, feature: "a tokenizer of the class \(name) without tokenizer.json")
    }
  }

  /// Reads a vocabulary of the form `{"token": id}` and a list of merges, one `left right` a line, to be used by
  /// `rules`. Of the tokens that settings and the class name, those in the vocabulary become special tokens.
  ///
  /// - Throws: `FileError.unreadable`, `TokenizerError.invalid`.
  init(
    vocabularyFile: URL, mergesFile: URL, rules: Rules, settings: TokenizerSettings = .init(),
    of kind: TokenizerClass = .gpt2
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
    var rules = rules
    let kind = kind == .unnamed ? .gpt2 : kind
    let added = try AddedTokens(rules.addedTokens, settings, of: kind, in: entries, path: vocabularyFile.path)
    rules.addedTokens = added.tokens
    rules.spellsSpecialTokens = settings.spellsSpecialTokens
    // Without a file that says what stands around a text, GPT-2's class obeys the settings.
    if settings.addsBegin == true, kind != .qwen2, let begin = settings.content(NamedTokens.begin, of: kind) {
      rules.prefix = rules.addedTokens.filter { $0.content == begin }.map(\.id)
    }
    self.init(vocabulary: vocabulary, rules: rules)
    origin = Origin(settings, of: kind)
    origin.notices = [added.notice].compactMap(\.self)
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
