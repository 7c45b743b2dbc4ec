import Checkpoints
import Foundation
import Models
import Numerics
import TestSupport
import Testing

@testable import Locating

@Suite struct CausalTraceTests {
  private static let model = Result {
    try Transformer(CheckpointFolder(Fixtures.url("ModelsTests/Fixtures/tiny-llama3-f32")))
  }
  private static let facts = [
    TracedFact(tokens: [5, 60, 61, 62, 9, 10, 11], subject: 1..<4, answer: 7),
    TracedFact(tokens: [70, 71, 12], subject: 0..<2, answer: 30),
    TracedFact(tokens: [5, 80, 13, 14, 15], subject: 1..<2, answer: 44),
  ]

  private func tracer(_ facts: [TracedFact] = facts, samples: Int = 2) throws -> CausalTracer {
    try CausalTracer(Self.model.get(), facts: facts, areKnown: false, samples: samples, seed: 3)
  }

  @Test func restoringTheLastTokenAfterTheLastBlockGivesEverythingBackAndNoOtherTokenAnything() throws {
    let trace = try #require(tracer().trace())
    let last = try #require(trace.effects[.last])
    #expect(abs(try #require(last.last) - trace.total) < 1e-6)
    for (role, effects) in trace.effects where role != .last { #expect(abs(try #require(effects.last)) < 1e-7) }
  }

  /// Every sequence by itself, all blocks from the first, and the softmax written out.
  @Test(arguments: [TokenRole.lastSubject, .middleSubject, .firstAfter, .last])
  func effectsAreThoseOfPassesOneByOne(role: TokenRole) throws {
    let model = try Self.model.get()
    let tracer = try tracer()
    let trace = try #require(tracer.trace([role]))
    func answer(_ fact: TracedFact, from embedded: Matrix<Float>, restoring clean: Matrix<Float>?, after layer: Int)
      throws -> (probability: Double, states: Matrix<Float>)
    {
      let batch = TokenBatch([fact.tokens])
      var x = model.run(embedded, through: 0..<layer + 1, batch: batch)
      let states = x
      if let clean {
        for row in role.positions(subject: fact.subject, count: fact.tokens.count) { x.setRow(row, clean.row(row)) }
      }
      x = model.run(x, through: layer + 1..<model.shape.layers, batch: batch)
      let logits = model.logits(x.gatherRows([fact.tokens.count - 1])).row(0).map(Double.init)
      let sum = logits.map { exp($0 - logits[fact.answer]) }.reduce(0, +)
      return (1 / sum, states)
    }
    for layer in 0..<model.shape.layers {
      var gains: [Double] = []
      var row = 0
      for fact in Self.facts + Self.facts {
        let rows = Array(row..<row + fact.tokens.count)
        row += fact.tokens.count
        guard !role.positions(subject: fact.subject, count: fact.tokens.count).isEmpty else { continue }
        let clean = try answer(
          fact, from: model.embed(TokenBatch([fact.tokens])), restoring: nil, after: layer)
        let noisy = tracer.start.gatherRows(rows)
        let corrupted = try answer(fact, from: noisy, restoring: nil, after: layer).probability
        gains.append(
          try answer(fact, from: noisy, restoring: clean.states, after: layer).probability - corrupted)
      }
      let expected = gains.reduce(0, +) / Double(gains.count)
      #expect(abs(try #require(trace.effects[role])[layer] - expected) < 1e-6)
    }
  }

  /// Three standard deviations of the subjects' embeddings, on their tokens alone.
  @Test func noiseIsOnSubjectsOnlyAndOfThreeStandardDeviations() throws {
    let model = try Self.model.get()
    let tracer = try tracer(samples: 200)
    let batch = TokenBatch((0..<200).flatMap { _ in Self.facts.map(\.tokens) })
    let difference = tracer.start - (try model.embed(batch))
    var onSubjects: [Double] = []
    for sequence in 0..<batch.count {
      for (position, row) in batch.rows(sequence).enumerated() {
        let entries = difference.row(row).map(Double.init)
        if Self.facts[sequence % 3].subject.contains(position) {
          onSubjects += entries
        } else {
          #expect(entries.allSatisfy { $0 == 0 })
        }
      }
    }
    let embedded = try Self.facts.flatMap { fact in
      let rows = try model.embed(TokenBatch([fact.tokens]))
      return fact.subject.flatMap { rows.row($0).map(Double.init) }
    }
    let mean = embedded.reduce(0, +) / Double(embedded.count)
    let deviation = (embedded.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(embedded.count)).squareRoot()
    let spread = (onSubjects.reduce(0) { $0 + $1 * $1 } / Double(onSubjects.count)).squareRoot()
    // The standard error of a standard deviation of n normal numbers is 1/sqrt(2n) of it; five of them.
    #expect(abs(spread / (3 * deviation) - 1) < 5 / (2 * Double(onSubjects.count)).squareRoot())
  }

  @Test func itCanBeInterrupted() throws {
    var steps = 0
    let trace = try tracer().trace([.lastSubject, .last]) { _, _ in
      steps += 1
      return steps < 3
    }
    #expect(trace == nil)
    #expect(steps == 3)
  }
}
