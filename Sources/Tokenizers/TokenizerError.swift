/// What can be wrong with a tokenizer's files, or with a vocabulary to be trained. `description` is the sentence for the
/// user: what happened, where, and what to try.
package enum TokenizerError: Error, Equatable {
  /// The folder holds no tokenizer.
  case missing(folder: String)
  /// The folder holds a tokenizer in a form that has to be converted.
  case unconverted(path: String)
  /// A file is damaged or contradicts itself.
  case invalid(path: String, problem: String)
  /// The tokenizer asks for something this program does not do.
  case unsupported(path: String, feature: String)
  /// A vocabulary to be trained was to have fewer tokens than the single bytes and the special token need.
  case vocabularyTooSmall(size: Int, least: Int)
  /// A vocabulary was to be trained on no text at all.
  case emptyCorpus
}

extension TokenizerError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let folder):
      "\(folder): no tokenizer.json or vocab.json with merges.txt in this folder. Give the folder of a checkpoint as the "
        + "Hugging Face hub lays it out."
    case .unconverted(let path):
      "\(path): a SentencePiece model has to be converted to tokenizer.json. In Python: "
        + "transformers.AutoTokenizer.from_pretrained(folder).save_pretrained(folder)."
    case .invalid(let path, let problem):
      "\(path): \(problem). Fetch the tokenizer's files again."
    case .unsupported(let path, let feature):
      "\(path): \(feature) is not supported. Supported: BPE over bytes as in GPT-2, LLaMA-3 and Qwen, and over "
        + "characters as in LLaMA-2 and Gemma."
    case .vocabularyTooSmall(let size, let least):
      "A vocabulary of \(size) tokens cannot be trained: the 256 bytes and <|endoftext|> alone are \(least). Ask for "
        + "\(least) or more."
    case .emptyCorpus:
      "A vocabulary cannot be trained on no text. Add the corpus to the word counts first."
    }
  }
}
