import Foundation
import Numerics
import Testing

@testable import Models

struct GenerationTests {
  private let model: Transformer
  private let prompts: [[Int]]

  init() throws {
    let reference = try Reference()
    model = reference.model
    prompts = [
      reference.cases.greedy.prompt, Array(reference.sequences[1].prefix(3)), Array(reference.sequences[0].prefix(17)),
    ]
  }

  /// Softmax of the logits after `tokens`, in Double, by a full pass without a cache.
  private func probabilities(after tokens: [Int]) throws -> [Double] {
    let logits = try model.logits(TokenBatch([tokens]))
    let row = logits.row(logits.rows - 1).map(Double.init)
    let top = row.max() ?? 0
    let exponentials = row.map { exp($0 - top) }
    let total = exponentials.reduce(0, +)
    return exponentials.map { $0 / total }
  }

  @Test func greedyWithCacheEqualsGreedyWithout() throws {
    var generator = SeededGenerator(seed: 1)
    let found = try model.generate(prompts, count: 12, sampling: .greedy, using: &generator)
    for (prompt, result) in zip(prompts, found) {
      var tokens = prompt
      for (token, probability) in zip(result.tokens, result.probabilities) {
        let expected = try probabilities(after: tokens)
        let best = try #require(expected.indices.max { expected[$0] < expected[$1] })
        #expect(token == best)
        #expect(abs(probability - expected[best]) < 1e-3 * expected[best])
        tokens.append(token)
      }
      #expect(result.tokens.count == 12)
    }
  }

  /// The sampled token's probability is the model's own, not the renormalised one of the k candidates.
  @Test func sampledProbabilitiesAreTheModels() throws {
    var generator = SeededGenerator(seed: 4)
    let result = try model.generate([prompts[0]], count: 6, sampling: .top(3), using: &generator)[0]
    var tokens = prompts[0]
    for (token, probability) in zip(result.tokens, result.probabilities) {
      let expected = try probabilities(after: tokens)
      #expect(abs(probability - expected[token]) < 1e-3 * expected[token])
      #expect(expected.filter { $0 > expected[token] * 1.001 }.count < 3)
      tokens.append(token)
    }
  }

  /// How often each of the two most probable tokens comes, against their renormalised probabilities.
  @Test func samplingFollowsTheProbabilities() throws {
    let expected = try probabilities(after: prompts[1])
    let order = expected.indices.sorted { expected[$0] > expected[$1] }
    let share = expected[order[0]] / (expected[order[0]] + expected[order[1]])
    var generator = SeededGenerator(seed: 2)
    let draws = 2000
    let results = try model.generate(
      Array(repeating: prompts[1], count: draws), count: 1, sampling: .top(2), using: &generator)
    let first = results.filter { $0.tokens == [order[0]] }.count
    #expect(results.allSatisfy { $0.tokens == [order[0]] || $0.tokens == [order[1]] })
    // Five standard deviations.
    let spread = 5 * (Double(draws) * share * (1 - share)).squareRoot()
    #expect(abs(Double(first) - Double(draws) * share) < spread)
  }

  @Test func nothingToDo() throws {
    var generator = SeededGenerator(seed: 1)
    #expect(try model.generate([], count: 5, sampling: .greedy, using: &generator).isEmpty)
    let none = try model.generate(prompts, count: 0, sampling: .greedy, using: &generator)
    #expect(none.allSatisfy { $0.tokens.isEmpty })
    #expect(try model.generate(prompts, count: -3, sampling: .top(0), using: &generator).count == 3)
    #expect(throws: ModelError.emptySequence(index: 1)) {
      try model.generate([[1], []], count: 1, sampling: .greedy, using: &generator)
    }
  }

  /// A ruined model says nothing instead of crashing.
  @Test(arguments: [Sampling.greedy, .top(5)]) func brokenModelEndsItsSequence(sampling: Sampling) throws {
    var generator = SeededGenerator(seed: 1)
    for value in [Float.nan, .infinity] {
      var broken = model
      broken.blocks[2].down.weight[3, 3] = value
      let results = try broken.generate(prompts, count: 4, sampling: sampling, using: &generator)
      #expect(results.allSatisfy { $0.tokens.isEmpty && $0.probabilities.isEmpty })
    }
  }
}
