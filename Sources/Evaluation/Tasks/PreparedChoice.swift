import Tokenizers

/// A prompt and the continuations to be compared after it, in tokens.
package struct PreparedChoice: Sendable, Equatable {
  /// At least one token.
  package let prompt: [Int]
  /// At least one token each.
  package let targets: [[Int]]

  /// Tokenises a prompt as the tokenizer begins a text, and each target with exactly one space before it and nothing
  /// else around it, as the published evaluation does (MEMIT `experiments/py/eval_utils_counterfact.py`): a BOS in the
  /// target would break the sentence.
  ///
  /// - Parameter positions: how many tokens the model takes.
  /// - Throws: `EvaluationError.emptyPrompt`, `.emptyTarget`, `.promptTooLong`.
  package init(
    prompt: String, targets: [String], tokenizer: Tokenizer, positions: Int
  ) throws(EvaluationError) {
    self.prompt = tokenizer.encode(prompt)
    self.targets = targets.map { tokenizer.encodeWithoutSpecialTokens($0.hasPrefix(" ") ? $0 : " " + $0) }
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
    self.prompt = prompt
    self.targets = targets
  }
}
