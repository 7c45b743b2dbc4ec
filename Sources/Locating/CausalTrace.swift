import Foundation
import Models
import Numerics

// Where does a model keep what it answers about a subject?
//
//   clean       the prompt as it is                                                  p
//   corrupted   noise on the embeddings of the subject's tokens                      p*
//   restored    corrupted, but one state, of a token after a block, is the clean one p*(token, block)
//   effect      p*(token, block) - p*, the indirect effect
//
// Source: ROME (arXiv 2202.05262), section 2.1: noise of three standard deviations of the subjects' embeddings, means over
// facts and noises.

/// What restoring single states does for the answers, by token and block.
package struct CausalTrace: Sendable, Equatable, Codable {
  /// Mean probability of the answers.
  package let clean: Double
  package let corrupted: Double
  package let facts: [TracedFact]
  /// Whether the answers are right ones, or those that the model gives.
  package let areKnown: Bool
  /// Noises on each fact.
  package let samples: Int
  /// Standard deviation of the noise.
  package let noise: Double
  /// Tokens that were asked about; those that no prompt has are without effects.
  package let asked: [TokenRole]
  /// Mean effect after each block, by token.
  package let effects: [TokenRole: [Double]]

  /// Whether it can be one of a model of this shape: one that was kept may be damaged.
  package func fits(_ shape: Transformer.Shape) -> Bool {
    effects.values.allSatisfy { $0.count == shape.layers }
      && facts.allSatisfy { fact in
        fact.tokens.count <= shape.positions && fact.subject.lowerBound >= 0 && !fact.subject.isEmpty
          && fact.subject.upperBound <= fact.tokens.count && fact.tokens.allSatisfy((0..<shape.vocabulary).contains)
      } && !facts.isEmpty && effects[.lastSubject] != nil
  }

  /// p - p*, what there is to restore.
  package var total: Double { clean - corrupted }
}

/// Traces facts through a model.
package struct CausalTracer: Sendable {
  private let model: Transformer
  private let facts: [TracedFact]
  private let areKnown: Bool
  private let samples: Int
  /// The facts once, and all of them for every noise.
  private let clean: TokenBatch
  private let batch: TokenBatch
  /// Embeddings as they are, and with noise on the subjects.
  private let embedded: Matrix<Float>
  let start: Matrix<Float>
  private let noise: Double

  /// - Throws: `ModelError`.
  package init(_ model: Transformer, facts: [TracedFact], areKnown: Bool, samples: Int, seed: UInt64) throws {
    let clean = TokenBatch(facts.map(\.tokens))
    let batch = TokenBatch((0..<samples).flatMap { _ in facts.map(\.tokens) })
    let embedded = try model.embed(clean)
    let subjects = facts.indices.flatMap { fact in facts[fact].subject.map { clean.starts[fact] + $0 } }
    let noise = 3 * standardDeviation(subjects.flatMap { embedded.row($0).map(Double.init) })
    var generator = SeededGenerator(seed: seed, stream: "causal trace")
    var start = try model.embed(batch)
    for sequence in 0..<batch.count {
      for position in facts[sequence % facts.count].subject {
        let row = batch.starts[sequence] + position
        start.setRow(row, start.row(row).map { $0 + Float(noise * generator.normal()) })
      }
    }
    (self.model, self.facts, self.areKnown, self.samples) = (model, facts, areKnown, samples)
    (self.clean, self.batch, self.embedded, self.start, self.noise) = (clean, batch, embedded, start, noise)
  }

  /// - Parameters:
  ///   - roles: the tokens whose states are restored.
  ///   - progress: passes done and to do; returning false interrupts.
  /// - Returns: nil when interrupted.
  /// - Complexity: facts * samples * roles * layers / 2 passes.
  package func trace(
    _ roles: [TokenRole] = TokenRole.allCases, progress: (Int, Int) -> Bool = { _, _ in true }
  ) -> CausalTrace? {
    let sources = states(embedded, clean)
    let targets = states(start, batch)
    let all = Array(0..<batch.count)
    let p = probabilities(sources.last ?? embedded, clean, Array(0..<facts.count))
    let corruptedP = probabilities(targets.last ?? start, batch, all)
    var effects: [TokenRole: [Double]] = [:]
    for (index, role) in roles.enumerated() {
      let having = all.filter { !positions(role, $0).isEmpty }
      guard !having.isEmpty else { continue }
      for layer in 0..<model.shape.layers {
        guard progress(index * model.shape.layers + layer, roles.count * model.shape.layers) else { return nil }
        let restored = restored(role, of: having, from: sources[layer], in: targets[layer], after: layer)
        let gain = zip(restored, having).reduce(0) { $0 + $1.0 - corruptedP[$1.1] }
        effects[role, default: []].append(gain / Double(having.count))
      }
    }
    return CausalTrace(
      clean: mean(p), corrupted: mean(corruptedP), facts: facts, areKnown: areKnown, samples: samples,
      noise: noise, asked: roles, effects: effects)
  }

  private func positions(_ role: TokenRole, _ sequence: Int) -> Range<Int> {
    let fact = facts[sequence % facts.count]
    return role.positions(subject: fact.subject, count: fact.tokens.count)
  }

  /// The output of every block.
  private func states(_ embedded: Matrix<Float>, _ batch: TokenBatch) -> [Matrix<Float>] {
    var outputs: [Matrix<Float>] = []
    _ = model.run(embedded, through: 0..<model.shape.layers, batch: batch) { _, output in outputs.append(output) }
    return outputs
  }

  /// The answers' probabilities when the states of `role` after `layer` are the clean ones, for some sequences.
  private func restored(
    _ role: TokenRole, of sequences: [Int], from source: Matrix<Float>, in target: Matrix<Float>, after layer: Int
  ) -> [Double] {
    var states = target.gatherRows(sequences.flatMap { Array(batch.rows($0)) })
    let part = TokenBatch(sequences.map { facts[$0 % facts.count].tokens })
    for (index, sequence) in sequences.enumerated() {
      for position in positions(role, sequence) {
        states.setRow(
          part.starts[index] + position, source.row(clean.starts[sequence % facts.count] + position))
      }
    }
    let last = model.run(states, through: layer + 1..<model.shape.layers, batch: part, at: part.lastRows)
    return probabilities(last: last, sequences)
  }

  private func probabilities(_ output: Matrix<Float>, _ batch: TokenBatch, _ sequences: [Int]) -> [Double] {
    probabilities(last: output.gatherRows(batch.lastRows), sequences)
  }

  /// Softmax at each sequence's answer.
  private func probabilities(last: Matrix<Float>, _ sequences: [Int]) -> [Double] {
    let distributions = Distributions(logits: model.logits(last))
    return sequences.enumerated().map { row, sequence in
      exp(distributions.logProbability(row: row, of: facts[sequence % facts.count].answer))
    }
  }
}

private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }

private func standardDeviation(_ values: [Double]) -> Double {
  let center = mean(values)
  return mean(values.map { ($0 - center) * ($0 - center) }).squareRoot()
}
