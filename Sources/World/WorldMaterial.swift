import Datasets

/// What a model of the real world is edited with and measured by when nobody brings files: all of it is written in this
/// module and the same every time.
package struct WorldMaterial: Sendable {
  private let book = FactBook()

  package init() {}

  /// Counterfactual edits of facts about real things, in COUNTERFACT's form: two paraphrases, five prompts about neighbours
  /// that are never edited, two beginnings of free text.
  package var edits: [EditRequest] { CounterfactualEdits(book).requests }

  /// Facts that are never edited, as a choice (`knowledge`) and as what the model says (`recall`), and four tasks in plain
  /// English.
  package var tasks: [TaskSuite] {
    let knowledge = KnowledgeTask(book)
    return [
      AgreementTask.suite, CategoryTask.suite, knowledge.choices, OppositesTask.suite, knowledge.recall,
      SentimentTask.suite,
    ]
  }

  /// Held-out English prose, for perplexity.
  package var heldOut: [String] { PlainTexts.documents }
}
