import Foundation
import Testing

@testable import Datasets
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

/// Items with two choices each are won by the likelier, those with one by what greedy decoding writes.
@Test func itemsWithChoicesOfTheirOwnAreScoredByThem() throws {
  let tiny = try TinyGPT2()
  let prompts = ["The show was very great.", "The plot is dull.", "Anna met Paul.", "It was late."]
  func nll(_ prompt: String, _ word: String) throws -> Double {
    let target = tiny.tokenizer.encodeWithoutSpecialTokens(" " + word)
    let scores = try bruteForce(tiny.model, tiny.tokenizer.encode(prompt) + target).suffix(target.count)
    return -scores.reduce(0) { $0 + $1.logProbability } / Double(target.count)
  }
  let choices = [["dog", "cat"], ["sun", "moon"], ["red", "green"], ["one", "two"]]
  let likelier = try zip(prompts, choices).map { try nll($0, $1[0]) < nll($0, $1[1]) ? 0 : 1 }
  // Three right answers and a wrong one.
  let truth = [likelier[0], likelier[1], likelier[2], 1 - likelier[3]]
  let items = prompts.indices.map {
    TaskItem(prompt: prompts[$0], answer: choices[$0][truth[$0]], choices: choices[$0])
  }
  let task = try PreparedTask(TaskSuite(name: "two", items: items), tokenizer: tiny.tokenizer, positions: 64)
  #expect(task.truth == truth && !task.isOpen)
  let score = try #require(try tiny.model.scores(of: [task]).first)
  #expect(score.byProbability.correct == 3)
  #expect(score.f1 == weightedF1(truth: truth, predictions: likelier, classes: 2))

  let first = try greedyContinuation(tiny.model, tiny.tokenizer.encode(prompts[0]), count: 1)
  let said = tiny.tokenizer.decode(first)
  let open = [said, "zebra", "zebra", "zebra"].enumerated().map {
    TaskItem(prompt: prompts[$0], answer: $1, choices: [$1])
  }
  let recall = try PreparedTask(TaskSuite(name: "one", items: open), tokenizer: tiny.tokenizer, positions: 64)
  #expect(recall.isOpen)
  let expected = tiny.tokenizer.encodeWithoutSpecialTokens(" " + said.trimmingCharacters(in: .whitespaces)) == first
  #expect(try tiny.model.scores(of: [recall]).first?.f1 == (expected ? 0.25 : 0))
}

@Test func emptyTaskHasNoScore() throws {
  let tiny = try TinyGPT2()
  let task = try PreparedTask(TaskSuite(name: "none", items: []), tokenizer: tiny.tokenizer, positions: 64)
  #expect(try tiny.model.scores(of: [task]).first?.f1 == nil)
}

/// By both ways of judging: the label that is most probable, and what greedy decoding writes.
@Test(arguments: [.standard, tinyLimits]) func publishedTasksAreScoredBothWays(limits: PassLimits) throws {
  let tiny = try TinyGPT2()
  let prompts = ["Anna met Paul. Answer:", "It was late. Answer:", "When Peter arrived, Answer:", "Nina. Answer:"]
  let written = try prompts.map { prompt in
    tiny.tokenizer.decode(try greedyContinuation(tiny.model, tiny.tokenizer.encode(prompt), count: 5))
  }
  // Words that the model writes after the first and the second prompt, so that some answers are read and some are not.
  let words = written.prefix(2).map { $0.lowercased() }
  let reading = AnswerReading(after: "Answer:", [(words[0], 0), (words[1], 1)])
  let items = zip(prompts, ["Yes", "Yes", "No", "No"]).map { TaskItem(prompt: $0, answer: $1) }
  let suite = TaskSuite(name: "own", labels: ["Yes", "No"], items: items, reading: reading)
  let task = try PreparedTask(suite, tokenizer: tiny.tokenizer, positions: 64)
  let expected = written.map { text in words.firstIndex { text.lowercased().contains($0) } }

  let score = try #require(try tiny.model.scores(of: [task], tokenizer: tiny.tokenizer, limits: limits).first)
  #expect(score.byGeneration == Classification(truth: [0, 0, 1, 1], predictions: expected, classes: 2))
  #expect(score.f1 == score.byGeneration?.f1)
  let byProbability = try #require(try tiny.model.scores(of: [task], limits: limits).first)
  #expect(byProbability.byGeneration == nil && byProbability.byProbability == score.byProbability)
  var ruined = tiny.model
  ruined.finalNorm.bias[0] = .nan
  let none = try #require(try ruined.scores(of: [task], tokenizer: tiny.tokenizer, limits: limits).first)
  #expect(none.byGeneration?.invalid == 4 && none.byProbability.invalid == 4 && none.f1 == 0)
}

@Test func publishedItemsThatDoNotFitAreLeftOut() throws {
  let tiny = try TinyGPT2()
  let long = String(repeating: "far ", count: 100)
  let items = ["It was late.", long, "Anna"].map { TaskItem(prompt: $0, answer: "No") }
  let reading = AnswerReading(after: ":", [("no", 1)])
  let published = TaskSuite(name: "p", labels: ["Yes", "No"], items: items, reading: reading)
  let task = try PreparedTask(published, tokenizer: tiny.tokenizer, positions: 32)
  #expect(task.unfit == 1 && task.items.count == 2 && task.truth == [1, 1])
  #expect(throws: EvaluationError.self) {
    try PreparedTask(TaskSuite(name: "own", items: items), tokenizer: tiny.tokenizer, positions: 32)
  }
}
