import Foundation
import Numerics

/// How the next token is chosen.
package enum Sampling: Sendable, Equatable {
  /// The most probable token.
  case greedy
  /// One of the k most probable tokens, by their renormalised probabilities (temperature 1).
  case top(Int)
}

extension Transformer {
  /// Continues each prompt by `count` tokens, with a key/value cache.
  ///
  /// A sequence ends early at the model's last position. A model whose logits hold NaN cannot choose: its sequence ends
  /// there, too.
  ///
  /// - Returns: for each prompt the new tokens, and the probability that the model gave to each.
  package func generate(
    _ prompts: [[Int]], count: Int, sampling: Sampling, using generator: inout SeededGenerator
  ) throws(ModelError) -> [(tokens: [Int], probabilities: [Double])] {
    try generate(prompts, count: count, sampling: sampling) { _ in generator.uniform() }
  }

  /// The same with random numbers in [0, 1) of each prompt's own.
  ///
  /// - Parameter draw: called with the prompt's position, once for each token that is sampled.
  package func generate(
    _ prompts: [[Int]], count: Int, sampling: Sampling, draw: (Int) -> Double
  ) throws(ModelError) -> [(tokens: [Int], probabilities: [Double])] {
    var results = prompts.map { _ in (tokens: [Int](), probabilities: [Double]()) }
    guard count > 0, !prompts.isEmpty else { return results }
    var cache = KeyValueCache(blocks: shape.layers, sequences: prompts.count, width: shape.keyValueWidth)
    var batch = TokenBatch(prompts)
    var active = Array(prompts.indices)
    for step in 0..<count {
      var additions: [KeyValueCache.Addition] = []
      let hidden = run(try embed(batch), through: 0..<shape.layers, batch: batch, cache: cache) { values, _ in
        additions.append(cache.addition(of: values))
      }
      cache.append(additions, batch: batch)
      let logits = logits(hidden.gatherRows(batch.lastRows))
      var kept: [Int] = []
      for (i, sequence) in active.enumerated() {
        guard let (token, probability) = choose(logits, row: i, sampling, { draw(sequence) }) else { continue }
        results[sequence].tokens.append(token)
        results[sequence].probabilities.append(probability)
        if cache.lengths[i] < shape.positions { kept.append(i) }
      }
      if step == count - 1 || kept.isEmpty { break }
      active = kept.map { active[$0] }
      cache = cache.selecting(kept)
      batch = TokenBatch(active.map { [results[$0].tokens[step]] }, prefixLengths: cache.lengths)
    }
    return results
  }

  private func choose(
    _ logits: Matrix<Float>, row: Int, _ sampling: Sampling, _ draw: () -> Double
  ) -> (token: Int, probability: Double)? {
    guard let best = logits.argmax(row: row) else { return nil }
    let all = Array(logits.row(row))
    let top = all[best]
    guard top.isFinite else { return nil }
    let total = all.reduce(0.0) { $0 + exp(Double($1 - top)) }
    switch sampling {
    case .greedy:
      return (best, 1 / total)
    case .top(let k):
      // Sorting all of a vocabulary for each token would take longer than a small model's pass.
      let least = smallest(all.count - min(max(1, k), all.count) + 1, of: all)
      let large = all.indices.filter { all[$0] >= least }
      let candidates = large.sorted { (all[$0], $1) > (all[$1], $0) }.prefix(max(1, k))
      let weights = candidates.map { exp(Double(all[$0] - top)) }
      var target = draw() * weights.reduce(0, +)
      for (candidate, weight) in zip(candidates, weights) {
        target -= weight
        if target < 0 { return (candidate, weight / total) }
      }
      return (best, 1 / total)
    }
  }
}
