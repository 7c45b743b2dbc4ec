import Models
import Numerics
import Tokenizers

/// A pinned prompt in tokens.
package struct PreparedProbe: Sendable, Equatable {
  package let prompt: String
  package let tokens: [Int]

  /// - Parameter positions: how many tokens the model takes.
  /// - Throws: `EvaluationError.emptyPrompt`, `.promptTooLong`.
  package init(_ prompt: String, tokenizer: Tokenizer, positions: Int) throws(EvaluationError) {
    self.prompt = prompt
    tokens = tokenizer.encodePrompt(prompt)
    guard !tokens.isEmpty else { throw .emptyPrompt }
    guard tokens.count <= positions else {
      throw .promptTooLong(prompt: prompt, tokens: tokens.count, limit: positions)
    }
  }
}

/// What a model says after a probe's prompt by greedy decoding.
package struct ProbeContinuation: Sendable, Equatable {
  package let tokens: [Int]
  /// The tokens' text without special tokens; empty when the model's logits were NaN from the start.
  package let text: String
  /// Probability of the first token; NaN when there is none.
  package let probability: Double
}

extension Transformer {
  /// Continues all probes in one batch.
  ///
  /// - Parameter count: new tokens of each; fewer at the model's last position, or when its logits become NaN.
  /// - Throws: `EvaluationError.model`.
  package func continuations(
    of probes: [PreparedProbe], tokenizer: Tokenizer, count: Int = 8
  ) throws(EvaluationError) -> [ProbeContinuation] {
    // Greedy decoding draws no numbers.
    var unused = SeededGenerator(seed: 0)
    do {
      return try generate(probes.map(\.tokens), count: count, sampling: .greedy, using: &unused).map { new in
        ProbeContinuation(
          tokens: new.tokens, text: tokenizer.decode(new.tokens, skipSpecialTokens: true),
          probability: new.probabilities.first ?? .nan)
      }
    } catch {
      throw .model(error)
    }
  }
}
