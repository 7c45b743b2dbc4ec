import Files
import Foundation

extension Tokenizer {
  /// Reads a `tokenizer.json`.
  ///
  /// - Parameter settings: What the `tokenizer_config.json` beside it says about the tokens around a text.
  /// - Throws: `FileError.unreadable`, `TokenizerError.invalid`, `.unsupported`.
  package init(tokenizerFile url: URL, settings: TokenizerSettings = .init()) throws {
    let file = try TokenizerFile(readJSONValue(at: url), path: url.path)
    let vocabulary = try Vocabulary(
      entries: file.entries, alphabet: file.alphabet, merges: file.merges, path: url.path)
    let added = file.addedTokens
    let surroundings = settings.surroundings(of: file.surroundings) { content in
      added.first { $0.content == content }?.id
    }
    let known = Set(added.map(\.id)).union(vocabulary.tokens.keys)
    let around = surroundings.prefix + surroundings.suffix
    if let stranger = (added.map(\.id).filter { $0 < 0 } + around.filter { !known.contains($0) }).first {
      throw TokenizerError.invalid(path: url.path, problem: "it uses the impossible token id \(stranger)")
    }
    let rules = Rules(
      alphabet: file.alphabet, normalization: file.normalization, preparation: file.preparation, split: file.split,
      ignoresMerges: file.ignoresMerges, addedTokens: added, prefix: surroundings.prefix, suffix: surroundings.suffix)
    self.init(vocabulary: vocabulary, rules: rules)
  }
}

/// Reads a JSON file of a tokenizer.
///
/// - Throws: `FileError.unreadable`, `TokenizerError.invalid`.
func readJSONValue(at url: URL) throws -> JSONValue {
  let data = try readFile(url, .mappedIfSafe)
  do {
    return try JSONParser.parse(Array(data))
  } catch {
    throw TokenizerError.invalid(path: url.path, problem: "it is not valid JSON at byte \(error.offset)")
  }
}

/// What a `tokenizer.json` says, as far as it decides about ids.
struct TokenizerFile {
  let addedTokens: [Tokenizer.AddedToken]
  let entries: [Vocabulary.Entry]
  let merges: [(left: String, right: String)]
  let ignoresMerges: Bool
  let alphabet: TokenAlphabet
  let normalization: [Normalizer]
  let preparation: [Normalizer]
  let split: PreTokenizer
  /// What `encode` puts around a text.
  let surroundings: (prefix: [Int], suffix: [Int])

  /// - Parameter path: The file, for messages.
  /// - Throws: `TokenizerError.invalid`, `.unsupported`.
  init(_ document: JSONValue, path: String) throws {
    do {
      let model = try document.required("model", \.itself)
      try Self.checkModel(model)
      addedTokens = try (document.optional("added_tokens", \.array) ?? []).map(Self.addedToken)
      entries = try model.required("vocab", \.object).map { member in
        guard let id = member.value.integer else {
          throw JSONFault(field: "model.vocab", problem: "has an id that is no integer")
        }
        return (member.key, id)
      }
      merges = try Self.merges(model.required("merges", \.array))
      ignoresMerges = try model.optional("ignore_merges", \.boolean) ?? false
      let stages = try TokenizerStages(document)
      normalization = stages.normalization
      preparation = stages.preparation
      split = stages.split
      surroundings = stages.surroundings
      switch (stages.lead, stages.readsBytes) {
      case (nil, _): alphabet = .bytes
      case (let lead?, let readsBytes):
        alphabet = .characters(
          .init(
            unknown: try model.optional("unk_token", \.string),
            fusesUnknown: try model.optional("fuse_unk", \.boolean) ?? false,
            spellsBytes: try model.optional("byte_fallback", \.boolean) ?? false, readsBytes: readsBytes, lead: lead))
      }
      if alphabet == .bytes, try model.optional("byte_fallback", \.boolean) == true {
        throw TokenizerStages.Unsupported(feature: "byte_fallback with a byte-level alphabet")
      }
    } catch let fault as JSONFault {
      throw TokenizerError.invalid(path: path, problem: "\(fault)")
    } catch let unsupported as TokenizerStages.Unsupported {
      throw TokenizerError.unsupported(path: path, feature: unsupported.feature)
    }
  }

  private static func checkModel(_ model: JSONValue) throws {
    let type = try model.optional("type", \.string) ?? "BPE"
    guard type == "BPE" else { throw TokenizerStages.Unsupported(feature: "a model of type \(type)") }
    for affix in ["continuing_subword_prefix", "end_of_word_suffix"] {
      guard try model.optional(affix, \.string) ?? "" == "" else { throw TokenizerStages.Unsupported(feature: affix) }
    }
    guard try model.optional("dropout", \.number) ?? 0 == 0 else {
      throw TokenizerStages.Unsupported(feature: "dropout")
    }
  }

  private static func addedToken(_ token: JSONValue) throws -> Tokenizer.AddedToken {
    let content = try token.required("content", \.string)
    for context in ["single_word", "lstrip", "rstrip"] where try token.optional(context, \.boolean) == true {
      throw TokenizerStages.Unsupported(feature: "added token \(content) with \(context)")
    }
    return try .init(
      id: token.required("id", \.integer), content: content, isSpecial: token.optional("special", \.boolean) ?? false,
      isNormalised: token.optional("normalized", \.boolean) ?? false)
  }

  /// Older files write a merge as one string with a space in it, newer ones as an array of two strings.
  private static func merges(_ values: [JSONValue]) throws -> [(left: String, right: String)] {
    try values.map { value in
      if let line = value.string, let pair = mergePair(line) { return pair }
      guard let pair = value.array, pair.count == 2, let left = pair[0].string, let right = pair[1].string else {
        throw JSONFault(field: "model.merges", problem: "has an entry that is not a pair")
      }
      return (left, right)
    }
  }
}
