import Models
import Numerics
import Testing

@testable import AtlasTools

struct GeometryTests {
  private let model: Transformer
  private let facts: [KnownFact]

  init() throws {
    let model = tinyModel(layers: 3)
    // The answers are the model's own, so that exchanges can be counted exactly.
    facts = try (0..<10).map { index in
      let tokens = [0, 1 + index, 11 + index % 5, 20, 21 + index % 5]
      let logits = try model.logits(TokenBatch([tokens]))
      return KnownFact(tokens: tokens, subjectLast: 2, answer: logits.argmax(row: 4) ?? 0)
    }
    self.model = model
  }

  /// After the last layer the state at the end alone decides.
  @Test func swapAfterTheLastLayer() throws {
    let last = try model.geometry(of: [2], through: facts)[0]
    #expect(last.swapAtEnd == 1)
    #expect(last.swapAtSubject == 0 || facts.allSatisfy { $0.answer == facts[0].answer })
  }

  /// Keys, norms and spectrum against values made one by one.
  @Test func againstBruteForce() throws {
    let found = try model.geometry(of: [1], through: facts)[0]
    var keys: [[Double]] = []
    var written = 0.0
    for fact in facts {
      let batch = TokenBatch([fact.tokens])
      let x = model.run(try model.embed(batch), through: 0..<1, batch: batch)
      let values = model.activate(layer: 1, x, batch: batch)
      keys.append(values.keys.row(fact.subjectLast).map(Double.init))
      let difference = zip(model.output(of: values).row(2), values.afterAttention.row(2)).map { Double($0 - $1) }
      written += difference.reduce(0) { $0 + $1 * $1 }.squareRoot() / 10
    }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    var cosines = 0.0
    var squares = 0.0
    for (i, a) in keys.enumerated() {
      for (j, b) in keys.enumerated() {
        squares += dot(a, b) * dot(a, b)
        if i != j { cosines += dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot() / 90 }
      }
    }
    let trace = keys.reduce(0) { $0 + dot($1, $1) }
    #expect(abs(found.keyRank - trace * trace / squares) < 1e-4 * found.keyRank)
    #expect(abs(found.meanCosine - cosines) < 1e-5)
    #expect(abs(found.written - written) < 1e-4 * written)
    let weight = model.blocks[1].down.weight
    let s = try singularValues(weight.asDouble)
    #expect(abs(found.stableRank - weight.frobeniusNorm * weight.frobeniusNorm / (s[0] * s[0])) < 1e-3)
    let energy = s.map { $0 * $0 }
    let half = energy.reduce(0, +) / 2
    #expect(energy.prefix(found.k(tau: 0.5)).reduce(0, +) > half)
    #expect(energy.prefix(found.k(tau: 0.5) - 1).reduce(0, +) <= half)
  }
}
