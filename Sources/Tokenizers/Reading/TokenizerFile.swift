import Files
import Foundation

extension Tokenizer {
  /// Reads a `tokenizer.json`.
  ///
  /// - Parameters:
  ///   - settings: What the files beside it say.
  ///   - kind: The class that reads it in `transformers`.
  /// - Throws: `FileError.unreadable`, `TokenizerError.invalid`, `.unsupported`.
  init(tokenizerFile url: URL, settings: TokenizerSettings, of kind: TokenizerClass) throws {
    let file = try TokenizerFile(readJSONValue(at: url), path: url.path, settings: settings, of: kind)
    let vocabulary = try Vocabulary(
      entries: file.entries, alphabet: file.alphabet, unknownByte: file.unknownByte, merges: file.merges,
      path: url.path)
    let tokens = try AddedTokens(file.addedTokens, settings, of: kind, in: file.entries, path: url.path)
    let added = tokens.tokens
    let said = TextEnds(prefix: file.surroundings.prefix, suffix: file.surroundings.suffix)
    let ends = kind.ends(said, settings) { text in added.first { $0.content == text }?.id }
    let surroundings = ends.done
    let known = Set(added.map(\.id)).union(vocabulary.tokens.keys)
    let around = surroundings.prefix + surroundings.suffix
    if let stranger = (added.map(\.id).filter { $0 < 0 } + around.filter { !known.contains($0) }).first {
      throw TokenizerError.invalid(path: url.path, problem: "it uses the impossible token id \(stranger)")
    }
    var rules = Rules(
      alphabet: file.alphabet, normalization: file.normalization, preparation: file.preparation, split: file.split,
      ignoresMerges: file.ignoresMerges, addedTokens: added, prefix: surroundings.prefix, suffix: surroundings.suffix)
    rules.spellsSpecialTokens = settings.spellsSpecialTokens
    self.init(vocabulary: vocabulary, rules: rules)
    origin = Origin(settings, of: kind, unread: file.unread.map { "tokenizer.json: \($0)" })
    origin.notices = [
      kind.notice, tokens.notice,
      kind.inFifth(modelType: settings.modelType).ruleNotice(normalization: file.normalization, split: file.split),
      kind.tokenNotice(settings, added: tokens.appended) { text in
        added.contains { $0.content == text } || file.entries.contains { $0.token == text }
      },
      ends.notice { id in added.first { $0.id == id }?.content ?? vocabulary.tokens[id] },
    ].compactMap(\.self)
  }

  /// Reads a `tokenizer.json` that stands alone.
  ///
  /// - Throws: As above.
  package init(tokenizerFile url: URL) throws {
    try self.init(tokenizerFile: url, settings: .init(), of: .unnamed)
  }
}

/// Reads a JSON file of a tokenizer.
///
/// - Throws: `FileError.unreadable`, `TokenizerError.invalid`.
func readJSONValue(at url: URL) throws -> JSONValue {
  let data: Data
  do { data = try readText(url, .mappedIfSafe) } catch FileError.notText(let path, let problem) {
    throw TokenizerError.invalid(path: path, problem: problem)
  }
  let file: JSONValue
  do { file = try JSONParser.parse(Array(data)) } catch {
    throw TokenizerError.invalid(path: url.path, problem: "it \(error.problem(in: data))")
  }
  if let key = file.repeatedKey {
    throw TokenizerError.invalid(path: url.path, problem: "\(key) is there twice, and programs differ in which counts")
  }
  return file
}

extension Tokenizer.Origin {
  /// What the files beside a vocabulary say.
  init(_ settings: TokenizerSettings, of kind: TokenizerClass, unread: [String] = []) {
    className = settings.className ?? kind.name
    begin = settings.content(NamedTokens.begin, of: kind)
    end = settings.content(NamedTokens.end, of: kind)
    unreadFields = unread + settings.unread
  }
}

/// What a `tokenizer.json` says, as far as it decides about ids.
struct TokenizerFile {
  private typealias Unsupported = TokenizerStages.Unsupported

  let addedTokens: [Tokenizer.AddedToken]
  let entries: [Vocabulary.Entry]
  let merges: [(left: String, right: String)]
  let ignoresMerges: Bool
  let alphabet: TokenAlphabet
  let normalization: [Normalizer]
  let preparation: [Normalizer]
  let split: PreTokenizer
  /// The token of bytes that have none.
  let unknownByte: String?
  /// What `encode` puts around a text.
  let surroundings: (prefix: [Int], suffix: [Int])
  /// Fields that are not known.
  let unread: [String]

  /// - Parameter path: The file, for messages.
  /// - Throws: `TokenizerError.invalid`, `.unsupported`.
  init(_ document: JSONValue, path: String, settings: TokenizerSettings, of kind: TokenizerClass) throws {
    do {
      unread = Tokenizers.unreadFields(of: document)
      let model = try document.required("model", \.itself)
      try Self.checkModel(model)
      addedTokens = try (document.optional("added_tokens", \.array) ?? []).map { token in
        try .init(token, id: token.required("id", \.integer))
      }
      entries = try model.required("vocab", \.object).map { member in
        guard let id = member.value.integer else {
          throw JSONFault(field: "model.vocab", problem: "has an id that is no integer")
        }
        return (member.key, id)
      }
      merges = try Self.merges(model.required("merges", \.array))
      ignoresMerges = try model.optional("ignore_merges", \.boolean) ?? false
      var stages = try TokenizerStages(document)
      try stages.heed(settings, of: kind)
      normalization = stages.normalization
      preparation = stages.preparation
      split = stages.split
      surroundings = stages.surroundings
      let unknown = try model.optional("unk_token", \.string)
      let fusesUnknown = try model.optional("fuse_unk", \.boolean) ?? false
      let spellsBytes = try model.optional("byte_fallback", \.boolean) ?? false
      if let lead = stages.lead {
        alphabet = .characters(
          .init(
            unknown: unknown, fusesUnknown: fusesUnknown, spellsBytes: spellsBytes, readsBytes: stages.readsBytes,
            lead: lead))
        unknownByte = nil
      } else {
        alphabet = .bytes
        unknownByte = unknown
        guard !spellsBytes else { throw Unsupported(feature: "byte_fallback with a byte-level alphabet") }
        guard unknown == nil || !fusesUnknown || Self.hasEveryByte(entries) else {
          throw Unsupported(feature: "fuse_unk with a byte-level alphabet that lacks bytes")
        }
      }
    } catch let fault as JSONFault {
      throw TokenizerError.invalid(path: path, problem: "\(fault)")
    } catch let unsupported as Unsupported {
      throw TokenizerError.unsupported(path: path, feature: unsupported.feature)
    }
  }

  private static func checkModel(_ model: JSONValue) throws {
    let type = try model.optional("type", \.string) ?? "BPE"
    guard type == "BPE" else { throw Unsupported(feature: "a model of type \(type)") }
    for affix in ["continuing_subword_prefix", "end_of_word_suffix"] {
      guard try model.optional(affix, \.string) ?? "" == "" else { throw Unsupported(feature: affix) }
    }
    guard try model.optional("dropout", \.number) ?? 0 == 0 else {
      throw Unsupported(feature: "dropout")
    }
  }

  private static func hasEveryByte(_ entries: [Vocabulary.Entry]) -> Bool {
    let tokens = Set(entries.map(\.token))
    return ByteAlphabet.symbols.allSatisfy { tokens.contains($0.character) }
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
