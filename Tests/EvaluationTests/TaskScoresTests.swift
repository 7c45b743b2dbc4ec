import Datasets
import Testing

@testable import Evaluation

@Test func likelierLabelIsPredicted() {
  #expect(predictedLabel([2, 1, 3]) == 1)
  #expect(predictedLabel([1, 1]) == 1)
  #expect(predictedLabel([.infinity, .infinity]) == 1)
  #expect(predictedLabel([1, .infinity]) == 0)
  #expect(predictedLabel([1, .nan]) == nil)
  #expect(predictedLabel([.nan, .nan]) == nil)
  #expect(predictedLabel([]) == nil)
}

@Test func tasksAreScoredByTheirLikelierLabels() throws {
  let tiny = try TinyGPT2()
  let prompts = [
    "The show was very great. Sentiment :", "The plot is dull. Sentiment :", "Anna met Paul. Sentiment :",
    "It was late. Sentiment :", "When Peter arrived, the dog slept. Sentiment :", "Nina sang. Sentiment :",
  ]
  let answers = ["negative", "positive", "positive", "negative", "positive", "negative"]
  let suite = TaskSuite(name: "sst", items: zip(prompts, answers).map { TaskItem(prompt: $0, answer: $1) })
  let task = try PreparedTask(suite, tokenizer: tiny.tokenizer, positions: 64)
  #expect(task.labels == ["negative", "positive"])
  #expect(task.truth == [0, 1, 1, 0, 1, 0])

  let predictions = try prompts.map { prompt in
    let nlls = try task.labels.map { label in
      let target = tiny.tokenizer.encodeWithoutSpecialTokens(" " + label)
      let scores = try bruteForce(tiny.model, tiny.tokenizer.encode(prompt) + target).suffix(target.count)
      return -scores.reduce(0) { $0 + $1.logProbability } / Double(target.count)
    }
    return nlls[0] < nlls[1] ? 0 : 1
  }
  let score = try #require(try tiny.model.scores(of: [task]).first)
  #expect(score.f1 == weightedF1(truth: task.truth, predictions: predictions, classes: 2))
  #expect(score.name == "sst" && score.items == 6)

  var ruined = tiny.model
  ruined.finalNorm.bias[0] = .nan
  let none = try #require(try ruined.scores(of: [task]).first)
  #expect(none.f1 == 0)
  #expect(throws: EvaluationError.interrupted) { try tiny.model.scores(of: [task]) { false } }
}

@Test func emptyTaskHasNoScore() throws {
  let tiny = try TinyGPT2()
  let task = try PreparedTask(TaskSuite(name: "none", items: []), tokenizer: tiny.tokenizer, positions: 64)
  #expect(try tiny.model.scores(of: [task]).first?.f1 == nil)
}
