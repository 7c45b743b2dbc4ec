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
  /// Prompts but the edited one that do not fit the model, and are left out.
  package let unfit: Int

  /// - Parameters:
  ///   - positions: how many tokens the model takes.
  ///   - withAttributes: whether attribute prompts are among them.
  /// - Throws: `EvaluationError.emptyPrompt`, `.emptyTarget`, `.promptTooLong` for the edited prompt.
  package init(
    _ request: EditRequest, tokenizer: Tokenizer, positions: Int, withAttributes: Bool = false
  ) throws(EvaluationError) {
    let objects = [request.targetNew] + (request.targetTrue.map { [$0] } ?? [])
    func choice(_ prompt: String, _ targets: [String]) throws(EvaluationError) -> PreparedChoice {
      try PreparedChoice(prompt: prompt, targets: targets, tokenizer: tokenizer, positions: positions)
    }
    func choices(_ prompts: [String]) -> [PreparedChoice] { prompts.compactMap { try? choice($0, objects) } }
    rewrite = try choice(request.filledPrompt, objects)
    paraphrases = choices(request.paraphrases)
    neighbours = choices(request.neighbours)
    let wanted = withAttributes ? request.attributePrompts : []
    attributes = choices(wanted)
    questions = request.questions.compactMap { try? choice($0.prompt, [$0.answer]) }
    unfit =
      request.paraphrases.count - paraphrases.count + request.neighbours.count - neighbours.count + wanted.count
      - attributes.count + request.questions.count - questions.count
  }

  /// The edited prompt without all others.
  package var rewriteAlone: PreparedEditPrompts { PreparedEditPrompts(rewrite) }

  private init(_ rewrite: PreparedChoice) {
    self.rewrite = rewrite
    (paraphrases, neighbours, attributes, questions, unfit) = ([], [], [], [], 0)
  }

  /// All of them but the questions.
  var comparisons: [PreparedChoice] { [rewrite] + paraphrases + neighbours + attributes }
}
