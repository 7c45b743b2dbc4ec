import Editing
import Models
import Numerics

/// Keys and hidden states of subjects, by the prompts of facts.
package struct SubjectKeys: Sendable {
  /// One a row, n x m.
  package let keys: Matrix<Double>
  /// Median norm of the block's output at the subjects' last tokens.
  package let hiddenNorm: Double

  init(keys: Matrix<Double>, hiddenNorm: Double) {
    self.keys = keys
    self.hiddenNorm = hiddenNorm
  }

  /// - Parameter layer: whose keys, and after which the hidden states.
  /// - Throws: `ModelError`.
  package init(_ facts: [TracedFact], layer: Int, model: Transformer) throws {
    let batch = TokenBatch(facts.map { Array($0.tokens[..<$0.subject.upperBound]) })
    let below = model.run(try model.embed(batch), through: 0..<layer, batch: batch)
    let values = model.activate(layer: layer, below, batch: batch)
    let output = model.output(of: values)
    keys = values.keys.gatherRows(batch.lastRows).asDouble
    hiddenNorm = median(batch.lastRows.map { output.row($0).reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() })
  }

  /// Median of k^T C^-1 k.
  ///
  /// - Throws: `EditingError.singularSecondMoment`.
  /// - Complexity: m^3 / 3 + n m^2.
  package func leverage(under moment: RidgedMoment) throws(EditingError) -> Double {
    let solved = try moment.factored().factor.solve(keys.transposed)
    return median((0..<keys.rows).map { i in (0..<keys.columns).reduce(0) { $0 + keys[i, $1] * solved[$1, i] } })
  }
}

private func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  return sorted.isEmpty ? 0 : (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}
