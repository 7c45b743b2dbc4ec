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
      case "llama", "mistral": self = .llama
      case "gemma3", "gemma3_text": self = .gemma
      default: self = .unnamed
      }
    }
  }

  /// The special tokens that the class has by itself, by the keys with which files name others in their place.
  var ownTokens: [String: String] {
    let end = "<|endoftext|>"
    switch self {
    case .gpt2, .gptNeoX: return ["bos_token": end, "eos_token": end, "unk_token": end]
    case .qwen2: return ["eos_token": end, "unk_token": end, "pad_token": end]
    case .llama: return ["bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"]
    case .gemma: return ["bos_token": "<bos>", "eos_token": "<eos>", "unk_token": "<unk>", "pad_token": "<pad>"]
    case .general, .other, .unnamed: return [:]
    }
  }

  /// What is said of a class that is not known: it may do more.
  var notice: String? {
    guard case .other(let name) = self else { return nil }
    return "the tokenizer's class \(name) is not known here: tokenizer.json is followed, and whatever the class does "
      + "beside it is not done"
  }

  /// The class by the name that version 5 has for it; nil where none is named or implied.
  var name: String? {
    switch self {
    case .gpt2: "GPT2Tokenizer"
    case .qwen2: "Qwen2Tokenizer"
    case .gptNeoX: "GPTNeoXTokenizer"
    case .llama: "LlamaTokenizer"
    case .gemma: "GemmaTokenizer"
    case .general: "TokenizersBackend"
    case .other(let name): name
    case .unnamed: nil
    }
  }
}
