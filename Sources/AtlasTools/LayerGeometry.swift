import Models
import Numerics
import RunModel
import Spectra

/// How one layer of a model keeps what it knows about subjects: what decides whether, and at what price, it can be edited.
package struct LayerGeometry: Sendable {
  package let layer: Int
  /// Participation rank of the subjects' keys, (sum s^2)^2 / sum s^4; at most their number.
  package let keyRank: Double
  /// Mean cosine of two subjects' keys.
  package let meanCosine: Double
  /// ||W||_F^2 / sigma_1^2 of the down projection.
  package let stableRank: Double
  /// Singular values of the down projection, descending.
  package let spectrum: [Float]
  /// Mean norm of what the MLP adds at the subject's last token, and of the residual stream after it.
  package let written: Double
  package let stream: Double
  /// Share of answers that become the other subject's when the hidden states after this layer are exchanged: at the
  /// subject's last token, and at the prompt's last token.
  package let swapAtSubject: Double
  package let swapAtEnd: Double

  /// How many singular directions a guard protects at `tau`.
  package func k(tau: Double) -> Int { GuardSetting(tau: tau).protectedCount(spectrum: spectrum) }
}

/// A prompt about a subject whose answer is known.
package struct KnownFact: Sendable {
  package let tokens: [Int]
  /// Index of the subject's last token.
  package let subjectLast: Int
  /// First token of the object.
  package let answer: Int

  package init(tokens: [Int], subjectLast: Int, answer: Int) {
    self.tokens = tokens
    self.subjectLast = subjectLast
    self.answer = answer
  }
}

extension Transformer {
  /// The geometry of some layers, seen through prompts of one phrasing about different subjects.
  ///
  /// - Parameter facts: at least two; neighbours in the list trade places in the causal swap.
  /// - Throws: `ModelError`; `NumericsError` for weights that are not finite.
  package func geometry(of layers: [Int], through facts: [KnownFact]) throws -> [LayerGeometry] {
    let batch = TokenBatch(facts.map(\.tokens))
    let subjects = zip(batch.starts, facts).map { $0 + $1.subjectLast }
    var found: [LayerGeometry] = []
    var hidden = try embed(batch)
    for layer in shape.layerRange {
      let values = activate(layer: layer, hidden, batch: batch)
      let output = output(of: values)
      if layers.contains(layer) {
        let keys = values.keys.gatherRows(subjects).asDouble
        let spectrum = try singularValues(blocks[layer].down.weight)
        let top = Double(spectrum.first ?? 0)
        let written = (output - values.afterAttention).gatherRows(subjects)
        found.append(
          LayerGeometry(
            layer: layer, keyRank: Drift.participationRank(of: keys.transposed), meanCosine: keys.meanCosineOfRows,
            stableRank: spectrum.reduce(0) { $0 + Double($1) * Double($1) } / (top * top), spectrum: spectrum,
            written: written.meanRowNorm, stream: output.gatherRows(subjects).meanRowNorm,
            swapAtSubject: swapped(output, after: layer, batch, facts, rows: subjects),
            swapAtEnd: swapped(output, after: layer, batch, facts, rows: batch.lastRows)))
      }
      hidden = output
    }
    return found
  }

  /// Exchanges the hidden states of every two facts at `rows`, and counts the answers that go with them, among pairs
  /// that differ in their answers.
  private func swapped(
    _ output: Matrix<Float>, after layer: Int, _ batch: TokenBatch, _ facts: [KnownFact], rows: [Int]
  ) -> Double {
    var exchanged = output
    for pair in stride(from: 0, to: facts.count - 1, by: 2) {
      exchanged.setRow(rows[pair], output.row(rows[pair + 1]))
      exchanged.setRow(rows[pair + 1], output.row(rows[pair]))
    }
    let last = run(exchanged, through: layer + 1..<shape.layers, batch: batch).gatherRows(batch.lastRows)
    let logits = logits(last)
    var moved = 0
    var asked = 0
    for pair in stride(from: 0, to: facts.count - 1, by: 2) where facts[pair].answer != facts[pair + 1].answer {
      for (row, other) in [(pair, pair + 1), (pair + 1, pair)] {
        asked += 1
        if logits.argmax(row: row) == facts[other].answer { moved += 1 }
      }
    }
    return asked == 0 ? .nan : Double(moved) / Double(asked)
  }
}

extension Transformer.Shape {
  fileprivate var layerRange: Range<Int> { 0..<layers }
}

extension Matrix where Scalar == Double {
  /// Mean cosine of two different rows: (|sum of unit rows|^2 - n) / (n (n - 1)).
  fileprivate var meanCosineOfRows: Double {
    var sum = [Double](repeating: 0, count: columns)
    for i in 0..<rows {
      let norm = row(i).reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard norm > 0 else { continue }
      for (j, value) in row(i).enumerated() { sum[j] += value / norm }
    }
    let n = Double(rows)
    return (sum.reduce(0) { $0 + $1 * $1 } - n) / (n * (n - 1))
  }
}

extension Matrix where Scalar == Float {
  fileprivate var meanRowNorm: Double {
    (0..<rows).reduce(0) { $0 + row($1).reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() } / Double(rows)
  }
}
