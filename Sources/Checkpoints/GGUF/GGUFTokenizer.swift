import Tokenizers

/// The tokenizer that a GGUF file carries: byte-level BPE with its merges ("gpt2"), or SentencePiece with its scores
/// ("llama"). What the file leaves out is as llama.cpp (src/llama-vocab.cpp) takes it.
struct GGUFTokenizer {
  /// What a token is, by the numbers in the file.
  private enum Kind: Int {
    case normal = 1
    case unknown, control, userDefined, unused, byte
  }

  private let header: GGUFHeader
  private let tokens: [String]
  private let kinds: [Kind]

  /// - Throws: `TokenizerError.invalid`, `.invalidConfiguration`.
  init(_ header: GGUFHeader) throws {
    self.header = header
    tokens = try header.strings("tokenizer.ggml.tokens")
    let codes = try header.numbers("tokenizer.ggml.token_type")
    guard !tokens.isEmpty else {
      throw TokenizerError.invalid(path: header.path, problem: "the file has no tokenizer.ggml.tokens")
    }
    guard codes.isEmpty || codes.count == tokens.count else {
      throw TokenizerError.invalid(
        path: header.path, problem: "\(tokens.count) tokens have \(codes.count) types")
    }
    kinds =
      codes.isEmpty
      ? Array(repeating: .normal, count: tokens.count)
      : codes.map { Int(exactly: $0).flatMap(Kind.init) ?? .normal }
  }

  /// - Throws: `TokenizerError.invalid`, `.unsupported`, `.invalidConfiguration`.
  func tokenizer() throws -> Tokenizer {
    for key in Self.refused.map({ "tokenizer.ggml.\($0)" }) where header.metadata[key] != nil {
      guard (try? header.bool(key)) == false else { throw unsupported(key) }
    }
    var tokenizer: Tokenizer
    switch try header.string("tokenizer.ggml.model") {
    case "gpt2": tokenizer = try byteTokenizer()
    case "llama": tokenizer = try characterTokenizer()
    case let model: throw unsupported("a tokenizer of type \(model ?? "(none)")")
    }
    tokenizer.origin.unreadFields = header.metadata.keys.sorted().filter(Self.isUnread)
    let kind = [try header.string("tokenizer.ggml.model"), try header.string("tokenizer.ggml.pre")].compactMap(\.self)
    tokenizer.origin.className = "GGUF \(kind.joined(separator: ", "))"
    tokenizer.origin.begin = try token("tokenizer.ggml.bos_token_id")
    tokenizer.origin.end = try token("tokenizer.ggml.eos_token_id")
    return tokenizer
  }

  /// The text of the token with the id that a key has; nil where there is none.
  private func token(_ key: String) throws -> String? {
    try header.integer(key).flatMap { tokens.indices.contains($0) ? tokens[$0] : nil }
  }

  private func unsupported(_ feature: String) -> TokenizerError { .unsupported(path: header.path, feature: feature) }

  /// What llama.cpp does for tokenizers of other types, unless it is false.
  private static let refused = ["add_sep_token", "remove_extra_whitespaces", "precompiled_charsmap"]

  /// Whether a key of a tokenizer is neither read here nor known to say nothing about ids.
  private static func isUnread(_ key: String) -> Bool {
    guard key.hasPrefix("tokenizer.") else { return false }
    let known = ["chat_template", "huggingface.json"].contains { key.hasPrefix("tokenizer.\($0)") }
    guard !known, key.hasPrefix("tokenizer.ggml.") else { return !known }
    let name = key.dropFirst("tokenizer.ggml.".count)
    return !fields.contains(String(name)) && !refused.contains(String(name)) && !name.hasSuffix("_token_id")
      && !name.hasSuffix("_token_ids")
  }

  private static let fields: Set<String> = [
    "model", "pre", "tokens", "token_type", "token_type_count", "scores", "merges", "add_bos_token", "add_eos_token",
    "add_space_prefix", "added_tokens", "add_mask_token", "add_padding_token", "add_unknown_token",
  ]

  private var entries: [Vocabulary.Entry] { tokens.enumerated().map { ($1, $0) } }

  private func byteTokenizer() throws -> Tokenizer {
    let pattern = try header.string("tokenizer.ggml.pre")
    guard let split = try split(pattern) else {
      throw unsupported("the split pattern \(pattern ?? "(none in tokenizer.ggml.pre)")")
    }
    // A vocabulary of bytes is given no space by llama.cpp, whatever the file says.
    guard try header.bool("tokenizer.ggml.add_space_prefix") != true else {
      throw unsupported("tokenizer.ggml.add_space_prefix with a tokenizer of type gpt2")
    }
    let merges = try header.strings("tokenizer.ggml.merges").enumerated().map { index, line in
      guard let merge = mergePair(line) else {
        throw TokenizerError.invalid(path: header.path, problem: "merge \(index + 1) is not a pair of tokens")
      }
      return merge
    }
    let isLlama3 = split == .llama3 && !Self.plainNames.contains(pattern)
    let surroundings = try surroundings(addsBegin: isLlama3, begin: nil, end: nil)
    return Tokenizer(
      vocabulary: try Vocabulary(entries: entries, merges: merges, path: header.path),
      rules: .init(
        // Not said in the file: Qwen's tokenizers compose characters first.
        normalization: split == .qwen2 ? [.form(.composed)] : [], split: split, ignoresMerges: isLlama3,
        addedTokens: addedTokens, prefix: surroundings.prefix, suffix: surroundings.suffix))
  }

  /// Tokenizers with LLaMA-3's pattern that merge words that are tokens, too, and put no BOS before a text by themselves.
  private static let plainNames: Set<String?> = ["smaug-bpe", "dbrx"]

  /// The pattern that `tokenizer.ggml.pre` names; files from before it was introduced have the one of their architecture.
  private func split(_ name: String?) throws -> PreTokenizer? {
    switch name {
    case "gpt-2", "gpt2", "phi-2", "olmo", "mpt", "jais", "jina-en", "jina-es", "jina-de", "gigachat", "trillion":
      return .gpt2
    case "llama3", "llama-v3", "llama-bpe", "falcon3", "falcon-h1", "smaug-bpe", "dbrx": return .llama3
    case "qwen2", "deepseek-r1-qwen", "stablelm2", "megrez": return .qwen2
    case "smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b": return .digits
    case "deepseek-coder":
      let cuts = ["[\r\n]", #"\s?\p{L}+"#, #"\s?\p{P}+"#, "[\u{4E00}-\u{9FA5}\u{800}-\u{4E00}\u{AC00}-\u{D7FF}]+"]
      let expressions = try cuts.map { PreTokenizer.expression(try SplitExpression($0)) }
      return .sequence(expressions + [.numbers(areSingle: true)])
    case nil, "default":
      switch try header.string("general.architecture") {
      case "gpt2", "gptj": return .gpt2
      case "qwen2", "qwen3": return .qwen2
      default: return nil
      }
    default: return nil
    }
  }

  private func characterTokenizer() throws -> Tokenizer {
    let scores = try header.numbers("tokenizer.ggml.scores")
    guard scores.count == tokens.count else {
      throw TokenizerError.invalid(
        path: header.path, problem: "\(tokens.count) tokens have \(scores.count) scores")
    }
    let unknownID = try header.integer("tokenizer.ggml.unknown_token_id") ?? 0
    let addsSpace = try header.bool("tokenizer.ggml.add_space_prefix") ?? true
    let alphabet = TokenAlphabet.characters(
      .init(
        unknown: tokens.indices.contains(unknownID) ? tokens[unknownID] : nil, fusesUnknown: true, spellsBytes: true,
        readsBytes: true, lead: addsSpace ? .space : .nothing))
    let made = zip(kinds, scores).map { kind, score in
      (kind == .normal || kind == .userDefined) && score.isFinite ? score : nil
    }
    let surroundings = try surroundings(addsBegin: true, begin: 1, end: 2)
    return Tokenizer(
      vocabulary: try Vocabulary(entries: entries, alphabet: alphabet, scores: made, path: header.path),
      rules: .init(
        alphabet: alphabet,
        normalization: (addsSpace ? [.prepend(Normalizer.spaceMark)] : [])
          + [.replace(" ", with: Normalizer.spaceMark)],
        split: .whole, addedTokens: addedTokens, prefix: surroundings.prefix, suffix: surroundings.suffix))
  }

  /// Tokens that are matched as a whole.
  private var addedTokens: [Tokenizer.AddedToken] {
    tokens.indices.compactMap { id in
      switch kinds[id] {
      case .control, .unknown: .init(id: id, content: tokens[id], isSpecial: true)
      case .userDefined: .init(id: id, content: tokens[id], isSpecial: false)
      default: nil
      }
    }
  }

  /// What `encode` puts around a text, where the file does not say it as given.
  private func surroundings(addsBegin: Bool, begin: Int?, end: Int?) throws -> (prefix: [Int], suffix: [Int]) {
    func id(_ key: String, or other: Int?) throws -> [Int] {
      guard let id = try header.integer(key) ?? other else { return [] }
      guard tokens.indices.contains(id) else {
        throw TokenizerError.invalid(path: header.path, problem: "\(key) is \(id), there is no such token")
      }
      return [id]
    }
    let saysBegin = try header.bool("tokenizer.ggml.add_bos_token")
    let begins = saysBegin ?? addsBegin
    let named = try header.integer("tokenizer.ggml.bos_token_id") ?? begin
    guard named != nil || saysBegin != true else {
      throw TokenizerError.invalid(
        path: header.path, problem: "tokenizer.ggml.add_bos_token is true, and there is no tokenizer.ggml.bos_token_id")
    }
    let ends = try header.bool("tokenizer.ggml.add_eos_token") ?? false
    return (
      begins ? try id("tokenizer.ggml.bos_token_id", or: begin) : [],
      ends ? try id("tokenizer.ggml.eos_token_id", or: end) : []
    )
  }
}
