import Foundation
import Models
import Testing

@testable import Evaluation

/// Choices with every mix of short and long targets, and prompts that begin each other or repeat.
private let choices: [PreparedChoice] = {
  let prompts = randomSequences([5, 1, 9, 3, 12, 6, 2])
  let targets = [
    randomSequences([1, 1], seed: 11), randomSequences([2, 1], seed: 12), randomSequences([1, 3], seed: 13),
    randomSequences([4, 4, 1], seed: 14), randomSequences([2, 3, 1, 5], seed: 15), randomSequences([1], seed: 16), [],
  ]
  let separate = zip(prompts, targets).map { PreparedChoice(prompt: $0, targets: $1) }
  let related = [2, 5, 9, 9].map { PreparedChoice(prompt: Array(prompts[2].prefix($0)), targets: targets[3]) }
  return separate + related
}()

@Test(arguments: [.standard, PassLimits(tokens: 40, bytes: 20_000), tinyLimits])
func targetScoresEqualFullPasses(limits: PassLimits) throws {
  let model = randomModel()
  let scores = try model.targetScores(of: choices, limits: limits)
  #expect(scores.map(\.count) == choices.map(\.targets.count))
  for (choice, scores) in zip(choices, scores) {
    for (target, score) in zip(choice.targets, scores) {
      let expected = try bruteForce(model, choice.prompt + target).suffix(target.count)
      let nll = -expected.reduce(0) { $0 + $1.logProbability } / Double(target.count)
      #expect(abs(score.nll - nll) < 1e-5)
      #expect(abs(score.probability - exp(-nll)) < 1e-5)
      #expect(score.isArgmax == (Array(expected.map(\.best)) == target))
    }
  }
}

@Test func argmaxMustHoldAtEveryToken() throws {
  let model = randomModel()
  let prompt = randomSequences([6])[0]
  let greedy = try greedyContinuation(model, prompt, count: 3)
  var wrongAtTheEnd = greedy
  wrongAtTheEnd[2] = (greedy[2] + 1) % 40
  var wrongAtTheStart = greedy
  wrongAtTheStart[0] = (greedy[0] + 1) % 40
  let choice = PreparedChoice(prompt: prompt, targets: [greedy, wrongAtTheEnd, wrongAtTheStart])
  #expect(try model.targetScores(of: [choice])[0].map(\.isArgmax) == [true, false, false])
}

@Test func nanLogitsCompareFalse() throws {
  let scores = try brokenModel().targetScores(of: choices)
  #expect(scores.joined().allSatisfy { $0.nll.isNaN && $0.probability.isNaN && !$0.isArgmax })
  let pair = ObjectScores(new: scores[0][0], old: scores[0][1])
  #expect(!pair.prefersNew && !pair.prefersOld)
}

@Test func measurementStopsBetweenPasses() throws {
  var passes = 0
  #expect(throws: EvaluationError.interrupted) {
    try randomModel().targetScores(of: choices, limits: tinyLimits) {
      passes += 1
      return passes < 3
    }
  }
  #expect(passes == 3)
}

@Test func tokensOutsideTheModelAreRefused() throws {
  let unknown = EvaluationError.model(.tokenOutsideVocabulary(token: 40, vocabulary: 40))
  let long = EvaluationError.model(.sequenceTooLong(length: 25, limit: 24))
  for (prompt, target, error) in [
    ([40], [1], unknown), ([1], [40], unknown), ([1], [1, 40], unknown),
    ([Int](repeating: 0, count: 24), [1, 1], long),
  ] {
    #expect(throws: error) { try randomModel().targetScores(of: [PreparedChoice(prompt: prompt, targets: [target])]) }
  }
}

@Test func textsThatCannotBeMeasuredAreRefused() throws {
  let tokenizer = try TinyGPT2().tokenizer
  func prepare(_ prompt: String, _ target: String, positions: Int = 64) throws -> PreparedChoice {
    try PreparedChoice(prompt: prompt, targets: ["yes", target], tokenizer: tokenizer, positions: positions)
  }
  let choice = try prepare("The capital of", "Paris")
  #expect(choice.prompt == tokenizer.encode("The capital of"))
  #expect(choice.targets == [" yes", " Paris"].map(tokenizer.encodeWithoutSpecialTokens))
  #expect(try prepare("The capital of", " Paris") == choice)
  if tokenizer.bosID == nil {
    #expect(throws: EvaluationError.emptyPrompt) { try prepare("", "Paris") }
  }
  let tokens = choice.prompt.count + (choice.targets.map(\.count).max() ?? 0) - 1
  #expect(try prepare("The capital of", "Paris", positions: tokens) == choice)
  #expect(throws: EvaluationError.promptTooLong(prompt: "The capital of", tokens: tokens, limit: tokens - 1)) {
    try prepare("The capital of", "Paris", positions: tokens - 1)
  }
}

@Test func chunksFillUpToTheLimit() {
  #expect(chunks([2, 2, 1, 9, 1, 1], limit: 4) == [0..<2, 2..<3, 3..<4, 4..<6])
  #expect(chunks([], limit: 4) == [])
}

@Test(arguments: [1, 2, 5]) func chunksKeepAllThreadsBusy(threads: Int) {
  let limits = PassLimits(tokens: 2_000, bytes: 1_000)
  for texts in [10, 300, 1_000] {
    let sizes = [Int](repeating: 10, count: texts)
    let plan = limits.divided(sizes, among: threads)
    #expect(plan.chunks.flatMap(Array.init) == Array(0..<texts))
    #expect(plan.chunks.allSatisfy { $0.count * 10 <= 2_000 })
    // No more rounds than full chunks would take, and one chunk when there is little to do.
    let rounds = (plan.chunks.count + threads - 1) / threads
    #expect(rounds <= texts * 10 / 2_000 / threads + 1)
    if texts == 10 { #expect(plan.chunks.count == 1) }
    #expect(plan.limits.bytes == 1_000 / threads && plan.atOnce == threads)
  }
  #expect(limits.divided([], among: threads).chunks.isEmpty)
}

/// The most probable token, again and again, by full passes.
func greedyContinuation(_ model: Transformer, _ prompt: [Int], count: Int) throws -> [Int] {
  var tokens = prompt
  for _ in 0..<count {
    let best = try bruteForce(model, tokens + [0]).last?.best
    tokens.append(try #require(best))
  }
  return Array(tokens.suffix(count))
}
