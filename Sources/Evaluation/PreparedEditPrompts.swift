import Checkpoints
import Datasets

/// The prompts that an edit is judged by, in tokens; each with the new and the true object as targets, in this order.
package struct PreparedEditPrompts: Sendable, Equatable {
  package let rewrite: PreparedChoice
  package let paraphrases: [PreparedChoice]
  package let neighbours: [PreparedChoice]

  /// - Parameter positions: how many tokens the model takes.
  /// - Throws: `EvaluationError.emptyPrompt`, `.emptyTarget`, `.promptTooLong`.
  package init(_ request: EditRequest, tokenizer: Tokenizer, positions: Int) throws(EvaluationError) {
    func choice(_ prompt: String) throws(EvaluationError) -> PreparedChoice {
      try PreparedChoice(
        prompt: prompt, targets: [request.targetNew, request.targetTrue], tokenizer: tokenizer, positions: positions)
    }
    func choices(_ prompts: [String]) throws(EvaluationError) -> [PreparedChoice] {
      var result: [PreparedChoice] = []
      for prompt in prompts { result.append(try choice(prompt)) }
      return result
    }
    rewrite = try choice(request.filledPrompt)
    paraphrases = try choices(request.paraphrases)
    neighbours = try choices(request.neighbours)
  }
}
