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
    switch try header.string("tokenizer.ggml.model") {
    case "gpt2": return try byteTokenizer()
    case "llama": return try characterTokenizer()
    case let model:
      throw TokenizerError.unsupported(path: header.path, feature: "a tokenizer of type \(model ?? "(none)")")
    }
  }

  private var entries: [Vocabulary.Entry] { tokens.enumerated().map { ($1, $0) } }

  private func byteTokenizer() throws -> Tokenizer {
    let pattern = try header.string("tokenizer.ggml.pre")
    guard let split = try split(pattern) else {
      throw TokenizerError.unsupported(
        path: header.path, feature: "the split pattern \(pattern ?? "(none in tokenizer.ggml.pre)")")
    }
    let merges = try header.strings("tokenizer.ggml.merges").enumerated().map { index, line in
      guard let merge = mergePair(line) else {
        throw TokenizerError.invalid(path: header.path, problem: "merge \(index + 1) is not a pair of tokens")
      }
      return merge
    }
    let isLlama3 = split == .llama3
    let surroundings = try surroundings(addsBegin: isLlama3, begin: nil, end: nil)
    return Tokenizer(
      vocabulary: try Vocabulary(entries: entries, merges: merges, path: header.path),
      rules: .init(
        // Not said in the file: Qwen's tokenizers compose characters first.
        normalization: split == .qwen2 ? [.compose] : [], split: split, ignoresMerges: isLlama3,
        addedTokens: addedTokens, prefix: surroundings.prefix, suffix: surroundings.suffix))
  }

  /// The pattern that `tokenizer.ggml.pre` names; files from before it was introduced have the one of their architecture.
  private func split(_ name: String?) throws -> PreTokenizer? {
    switch name {
    case "gpt-2", "gpt2", "phi-2", "olmo", "mpt", "jina-en", "jina-es", "jina-de": return .gpt2
    case "llama3", "llama-v3", "llama-bpe", "falcon3", "smaug-bpe": return .llama3
    case "qwen2", "deepseek-r1-qwen", "stablelm2": return .qwen2
    case "smollm", "starcoder", "refact", "command-r", "codeshell": return .digits
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
    let begins = try header.bool("tokenizer.ggml.add_bos_token") ?? addsBegin
    let ends = try header.bool("tokenizer.ggml.add_eos_token") ?? false
    return (
      begins ? try id("tokenizer.ggml.bos_token_id", or: begin) : [],
      ends ? try id("tokenizer.ggml.eos_token_id", or: end) : []
    )
  }
}
