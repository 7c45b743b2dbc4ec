import Datasets
import Tokenizers

/// The prompts that an edit is judged by, in tokens. Each but the questions has the new object as its first target, and
/// the true object as its second if the edit names one.
package struct PreparedEditPrompts: Sendable, Equatable {
  package let rewrite: PreparedChoice
  package let paraphrases: [PreparedChoice]
  package let neighbours: [PreparedChoice]
  /// Empty unless asked for.
  package let attributes: [PreparedChoice]
  /// Each with its answer as the only target.
  package let questions: [PreparedChoice]

  /// - Parameters:
  ///   - positions: how many tokens the model takes.
  ///   - withAttributes: whether attribute prompts are among them.
  /// - Throws: `EvaluationError.emptyPrompt`, `.emptyTarget`, `.promptTooLong`.
  package init(
    _ request: EditRequest, tokenizer: Tokenizer, positions: Int, withAttributes: Bool = false
  ) throws(EvaluationError) {
    let objects = [request.targetNew] + (request.targetTrue.map { [$0] } ?? [])
    func choice(_ prompt: String, _ targets: [String]) throws(EvaluationError) -> PreparedChoice {
      try PreparedChoice(prompt: prompt, targets: targets, tokenizer: tokenizer, positions: positions)
    }
    func choices(_ prompts: [String]) throws(EvaluationError) -> [PreparedChoice] {
      var result: [PreparedChoice] = []
      for prompt in prompts { result.append(try choice(prompt, objects)) }
      return result
    }
    rewrite = try choice(request.filledPrompt, objects)
    paraphrases = try choices(request.paraphrases)
    neighbours = try choices(request.neighbours)
    attributes = withAttributes ? try choices(request.attributePrompts) : []
    var questions: [PreparedChoice] = []
    for question in request.questions { questions.append(try choice(question.prompt, [question.answer])) }
    self.questions = questions
  }

  /// The edited prompt without all others.
  package var rewriteAlone: PreparedEditPrompts { PreparedEditPrompts(rewrite) }

  private init(_ rewrite: PreparedChoice) {
    self.rewrite = rewrite
    (paraphrases, neighbours, attributes, questions) = ([], [], [], [])
  }

  /// All of them but the questions.
  var comparisons: [PreparedChoice] { [rewrite] + paraphrases + neighbours + attributes }
}
