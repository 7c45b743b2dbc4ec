/// How `transformers` reads a tokenizer's files, by the class that they name. (Versions 4 and 5 have been compared; where
/// they differ it is said here what is done.)
enum TokenizerClass: Equatable {
  /// GPT-2's, and CodeGen's, which is the same.
  case gpt2
  case qwen2
  case gptNeoX
  case llama
  case gemma
  /// `tokenizer.json` alone says what is done.
  case general
  /// One that is not known.
  case other(String)
  /// No file names one.
  case unnamed

  /// - Parameters:
  ///   - name: what `tokenizer_config.json` says, with or without the "Fast" of version 4.
  ///   - modelType: what `config.json` says: models have a class of their own where none is named.
  init(_ name: String?, modelType: String?) {
    switch name.map({ $0.hasSuffix("Fast") ? String($0.dropLast(4)) : $0 }) {
    case "GPT2Tokenizer", "CodeGenTokenizer": self = .gpt2
    case "Qwen2Tokenizer": self = .qwen2
    case "GPTNeoXTokenizer": self = .gptNeoX
    case "LlamaTokenizer", "CodeLlamaTokenizer": self = .llama
    case "GemmaTokenizer": self = .gemma
    case "PreTrainedTokenizer", "TokenizersBackend": self = .general
    case let name?: self = .other(name)
    case nil:
      switch modelType {
      case "gpt2", "gptj": self = .gpt2
      case "qwen2", "qwen3": self = .qwen2
      case "llama": self = .llama
      case "gemma3", "gemma3_text": self = .gemma
      default: self = .unnamed
      }
    }
  }

  /// Whether `add_bos_token` and `add_eos_token` say more than `tokenizer.json`. (In version 5 they never do; files whose
  /// classes obeyed them in version 4 are taken as these classes did.)
  var obeysAddedEnds: Bool {
    switch self {
    case .llama, .gemma, .gptNeoX, .unnamed: true
    case .gpt2, .qwen2, .general, .other: false
    }
  }

  /// Tokens that the class takes for structure where the vocabulary has them.
  var ownSpecialTokens: [String] {
    switch self {
    case .gpt2, .qwen2, .gptNeoX: ["<|endoftext|>"]
    case .llama: ["<unk>", "<s>", "</s>"]
    case .gemma: ["<unk>", "<bos>", "<eos>", "<pad>"]
    case .general, .other, .unnamed: []
    }
  }
}
