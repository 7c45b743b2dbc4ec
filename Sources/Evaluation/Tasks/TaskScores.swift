import Datasets
import Models
import Tokenizers

/// A classification task in tokens: each item's prompt with its choices, or else all the task's labels, as targets.
package struct PreparedTask: Sendable, Equatable {
  package let name: String
  /// The answers that occur in the task; of one whose items have choices of their own, the places of these.
  package let labels: [String]
  package let items: [PreparedChoice]
  /// The right target of each item, as an index into `labels`.
  package let truth: [Int]
  /// Whether items have one target each, and what is asked is whether the model would say it.
  package var isOpen: Bool { labels.count == 1 && !items.isEmpty && hasOwnChoices }
  private let hasOwnChoices: Bool
  /// How a generated answer is read; nil for a task that is judged by probabilities alone.
  package let reading: AnswerReading?
  /// Items of a published task that do not fit the model, and are left out.
  package let unfit: Int

  /// - Parameter positions: how many tokens the model takes.
  /// - Throws: `EvaluationError.emptyPrompt`, `.emptyTarget`, and `.promptTooLong` for a task of one's own.
  package init(_ suite: TaskSuite, tokenizer: Tokenizer, positions: Int) throws(EvaluationError) {
    name = suite.name
    let own = suite.items.first?.choices.count ?? 0
    hasOwnChoices = own > 0
    labels = own > 0 ? (1...own).map(String.init) : suite.labels
    reading = suite.reading
    var items: [PreparedChoice] = []
    var truth: [Int] = []
    var unfit = 0
    for item in suite.items {
      let targets = hasOwnChoices ? item.choices : suite.labels
      guard let label = targets.firstIndex(of: item.answer) else { continue }
      do throws(EvaluationError) {
        items.append(
          try PreparedChoice(prompt: item.prompt, targets: targets, tokenizer: tokenizer, positions: positions))
      } catch {
        // Whoever writes a task can shorten it; published items are as they are.
        guard suite.reading != nil, case .promptTooLong = error else { throw error }
        unfit += 1
        continue
      }
      truth.append(label)
    }
    self.items = items
    self.truth = truth
    self.unfit = unfit
  }
}

/// How a model does on a task.
package struct TaskScore: Sendable, Equatable {
  package let name: String
  /// By the label with the largest mean log-likelihood after the prompt.
  package let byProbability: Classification
  /// By what the model writes after the prompt, for a task that says how to read it.
  package let byGeneration: Classification?

  /// Weighted F1 in 0..1, of generated answers where there are any (as published); nil without items.
  package var f1: Double? { (byGeneration ?? byProbability).f1 }
  package var items: Int { byProbability.items }
}

extension Transformer {
  /// Tokens that are generated for an answer (`gen_len` of the published evaluation).
  private static var answerTokens: Int { 5 }

  /// Scores of each task in two ways: by the label with the largest mean log-likelihood after the prompt (`f1_new` of
  /// AlphaEdit's `glue_eval`), and, where a task says how to read an answer, by greedy decoding (`f1`).
  ///
  /// A tie goes to the later label. An item with a NaN among its likelihoods has no prediction and counts as wrong.
  ///
  /// - Parameter tokenizer: needed for tasks whose answers are read; without it they are judged by probabilities alone.
  /// - Throws: `EvaluationError.interrupted` when `shouldContinue`, asked now and then, says no; `.model`.
  package func scores(
    of tasks: [PreparedTask], tokenizer: Tokenizer? = nil, limits: PassLimits = .standard,
    shouldContinue: () -> Bool = { true }
  ) throws(EvaluationError) -> [TaskScore] {
    var nothing = ActivationCache()
    var result: [TaskScore] = []
    for task in tasks {
      result.append(
        try score(of: task, tokenizer: tokenizer, limits: limits, memory: &nothing, shouldContinue: shouldContinue))
    }
    return result
  }

  /// The score of one task, with what is known of it from last time.
  package func score(
    of task: PreparedTask, tokenizer: Tokenizer? = nil, limits: PassLimits = .standard, memory: inout ActivationCache,
    shouldContinue: () -> Bool = { true }
  ) throws(EvaluationError) -> TaskScore {
    let scores = try targetScores(of: task.items, limits: limits, memory: &memory, shouldContinue: shouldContinue)
    guard !task.isOpen else { return TaskScore(name: task.name, byProbability: .said(scores), byGeneration: nil) }
    let predictions = scores.map { predictedLabel($0.map(\.nll)) }
    var answers: [Int?]?
    if let reading = task.reading, let tokenizer {
      answers = try readAnswers(task.items, reading, tokenizer, limits, shouldContinue)
    }
    func classified(_ predictions: [Int?]) -> Classification {
      Classification(truth: task.truth, predictions: predictions, classes: task.labels.count)
    }
    return TaskScore(name: task.name, byProbability: classified(predictions), byGeneration: answers.map(classified))
  }

  private func readAnswers(
    _ items: [PreparedChoice], _ reading: AnswerReading, _ tokenizer: Tokenizer, _ limits: PassLimits,
    _ shouldContinue: () -> Bool
  ) throws(EvaluationError) -> [Int?] {
    let written = try greedyContinuations(
      of: items.map(\.alone), count: Self.answerTokens, limits: limits, shouldContinue: shouldContinue)
    return zip(items, written).map { item, new in
      reading.label(
        in: tokenizer.decode(Array(item.alone.dropFirst(tokenizer.prefixCount) + new), skipSpecialTokens: true))
    }
  }
}

extension Classification {
  /// Every item a class of its own, answered rightly if the model would say its one target: F1 then is their share.
  fileprivate static func said(_ scores: [[TargetScore]]) -> Classification {
    Classification(
      truth: Array(scores.indices), predictions: scores.enumerated().map { $1[0].isArgmax ? $0 : nil },
      classes: scores.count)
  }
}

/// Index of the smallest of `nlls`, the last of equals; nil when one of them is NaN or there are none.
func predictedLabel(_ nlls: [Double]) -> Int? {
  guard !nlls.contains(where: \.isNaN) else { return nil }
  return nlls.indices.min { (nlls[$0], $1) < (nlls[$1], $0) }
}
