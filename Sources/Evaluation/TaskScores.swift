import Checkpoints
import Datasets
import Models

/// A classification task in tokens: each item's prompt with all the task's labels as targets.
package struct PreparedTask: Sendable, Equatable {
  package let name: String
  /// The answers that occur in the task.
  package let labels: [String]
  package let items: [PreparedChoice]
  /// The right label of each item, as an index into `labels`.
  package let truth: [Int]

  /// - Parameter positions: how many tokens the model takes.
  /// - Throws: `EvaluationError.emptyPrompt`, `.emptyTarget`, `.promptTooLong`.
  package init(_ suite: TaskSuite, tokenizer: Tokenizer, positions: Int) throws(EvaluationError) {
    name = suite.name
    labels = suite.labels
    var items: [PreparedChoice] = []
    var truth: [Int] = []
    for item in suite.items {
      guard let label = suite.labels.firstIndex(of: item.answer) else { continue }
      items.append(
        try PreparedChoice(prompt: item.prompt, targets: suite.labels, tokenizer: tokenizer, positions: positions))
      truth.append(label)
    }
    self.items = items
    self.truth = truth
  }
}

/// How a model does on a task.
package struct TaskScore: Sendable, Equatable {
  package let name: String
  /// Weighted F1 in 0..1; nil without items.
  package let f1: Double?
  package let items: Int
}

extension Transformer {
  /// Weighted F1 of each task, the prediction being the label with the largest mean log-likelihood after the prompt
  /// (`f1_new` of the reference's GLUE evaluation).
  ///
  /// A tie goes to the later label. An item with a NaN among its likelihoods has no prediction and counts as wrong.
  ///
  /// - Throws: `EvaluationError.interrupted` when `shouldContinue`, asked now and then, says no; `.model`.
  package func scores(
    of tasks: [PreparedTask], limits: PassLimits = .standard, shouldContinue: () -> Bool = { true }
  ) throws(EvaluationError) -> [TaskScore] {
    var nothing = PassMemory()
    return try scores(of: tasks, limits: limits, memory: &nothing, shouldContinue: shouldContinue)
  }

  /// The same with what is known of the tasks from last time.
  package func scores(
    of tasks: [PreparedTask], limits: PassLimits = .standard, memory: inout PassMemory,
    shouldContinue: () -> Bool = { true }
  ) throws(EvaluationError) -> [TaskScore] {
    var result: [TaskScore] = []
    for task in tasks {
      let predictions = try targetScores(
        of: task.items, limits: limits, memory: &memory, shouldContinue: shouldContinue
      ).map { predictedLabel($0.map(\.nll)) }
      result.append(
        TaskScore(
          name: task.name,
          f1: weightedF1(truth: task.truth, predictions: predictions, classes: task.labels.count),
          items: task.items.count))
    }
    return result
  }
}

/// Index of the smallest of `nlls`, the last of equals; nil when one of them is NaN or there are none.
func predictedLabel(_ nlls: [Double]) -> Int? {
  guard !nlls.contains(where: \.isNaN) else { return nil }
  return nlls.indices.min { (nlls[$0], $1) < (nlls[$1], $0) }
}
