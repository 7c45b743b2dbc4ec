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
  /// Prompts but the edited one that are left out: they do not fit the model, or have no tokens.
  package let unfit: Int
  /// Those of them that have no tokens, or nothing to follow them.
  package let empty: Int

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
    var (unfit, empty) = (0, 0)
    func choices(_ asked: [(prompt: String, targets: [String])]) throws(EvaluationError) -> [PreparedChoice] {
      var choices: [PreparedChoice] = []
      for (prompt, targets) in asked {
        do {
          choices.append(try choice(prompt, targets))
        } catch {
          switch error {
          case .promptTooLong: unfit += 1
          case .emptyPrompt, .emptyTarget: (unfit, empty) = (unfit + 1, empty + 1)
          default: throw error
          }
        }
      }
      return choices
    }
    rewrite = try choice(request.filledPrompt, objects)
    paraphrases = try choices(request.paraphrases.map { ($0, objects) })
    neighbours = try choices(request.neighbours.map { ($0, objects) })
    attributes = try choices(withAttributes ? request.attributePrompts.map { ($0, objects) } : [])
    questions = try choices(request.questions.map { ($0.prompt, [$0.answer]) })
    (self.unfit, self.empty) = (unfit, empty)
  }

  /// The edited prompt without all others.
  package var rewriteAlone: PreparedEditPrompts { PreparedEditPrompts(rewrite) }

  private init(_ rewrite: PreparedChoice) {
    self.rewrite = rewrite
    (paraphrases, neighbours, attributes, questions, unfit, empty) = ([], [], [], [], 0, 0)
  }

  /// All of them but the questions.
  var comparisons: [PreparedChoice] { [rewrite] + paraphrases + neighbours + attributes }
}
