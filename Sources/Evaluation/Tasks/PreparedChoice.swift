import Tokenizers

/// A prompt and the continuations to be compared after it, in tokens.
package struct PreparedChoice: Sendable, Equatable {
  /// The tokens after which the targets are compared, at least one.
  package let prompt: [Int]
  /// At least one token each.
  package let targets: [[Int]]
  /// The tokens of the prompt alone, after which a model writes on: those of `prompt` unless a token reaches from the
  /// prompt into a target.
  package let alone: [Int]

  /// Tokenises a prompt as the tokenizer begins a text, and each target as it follows, with exactly one space before it
  /// and nothing behind it, as the published evaluation does (MEMIT `experiments/py/eval_utils_counterfact.py`): a BOS
  /// in the target would break the sentence, as an EOS between them would.
  ///
  /// - Parameter positions: how many tokens the model takes.
  /// - Throws: `EvaluationError.emptyPrompt`, `.emptyTarget`, `.promptTooLong`.
  package init(
    prompt: String, targets: [String], tokenizer: Tokenizer, positions: Int
  ) throws(EvaluationError) {
    let whole = targets.map { tokenizer.encodePrompt(prompt, followedBy: $0.hasPrefix(" ") ? $0 : " " + $0) }
    alone = tokenizer.encodePrompt(prompt)
    let shared = whole.map(\.prompt.count).min() ?? alone.count
    self.prompt = Array(alone[..<shared])
    self.targets = whole.map { $0.prompt[shared...] + $0.continuation }
    guard !self.prompt.isEmpty else { throw .emptyPrompt }
    guard self.targets.allSatisfy({ !$0.isEmpty }) else { throw .emptyTarget(prompt: prompt) }
    // The last token of a target is predicted, never read.
    let longest = self.prompt.count + (self.targets.map(\.count).max() ?? 1) - 1
    guard longest <= positions else { throw .promptTooLong(prompt: prompt, tokens: longest, limit: positions) }
  }

  /// A choice from tokens, for tests.
  ///
  /// - Precondition: neither the prompt nor a target is empty.
  init(prompt: [Int], targets: [[Int]]) {
    precondition(!prompt.isEmpty && targets.allSatisfy { !$0.isEmpty })
    (self.prompt, alone) = (prompt, prompt)
    self.targets = targets
  }
}
