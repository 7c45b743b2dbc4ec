import Models

/// Why something could not be measured.
package enum EvaluationError: Error, Equatable, CustomStringConvertible {
  /// The caller asked to stop between two passes.
  case interrupted
  /// The prompt has no tokens, and the tokenizer puts none before it.
  case emptyPrompt
  /// A continuation of `prompt` has no tokens.
  case emptyTarget(prompt: String)
  /// `prompt` with what should follow it does not fit the model.
  case promptTooLong(prompt: String, tokens: Int, limit: Int)
  /// The model does not take the tokens.
  case model(ModelError)

  package var description: String {
    switch self {
    case .interrupted: "the measurement was stopped before its end"
    case .emptyPrompt: "an empty prompt cannot be measured with this tokenizer; write at least one word"
    case .emptyTarget(let prompt): "what should follow \(Self.quoted(prompt)) is empty; write at least one word"
    case .promptTooLong(let prompt, let tokens, let limit):
      "\(Self.quoted(prompt)) has \(tokens) tokens with what should follow, the model takes \(limit); shorten it"
    case .model(let error): error.description
    }
  }

  /// A prompt, or the beginning of a long one, by which it is found in its file.
  private static func quoted(_ prompt: String) -> String {
    prompt.count > 80 ? "\"\(prompt.prefix(60))...\"" : "\"\(prompt)\""
  }
}
