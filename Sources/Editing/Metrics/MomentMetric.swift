import Numerics

/// A = weight * C with the second moment C (m x m, positive definite), whole or confined to the complement of some V (m x k).
///
/// Confined, M = (1 / weight) (Pv C Pv)^+ with Pv = I - V V^T. With C = L L^T and Q an orthonormal basis of L^-1 V that is
/// (Pv C Pv)^+ = L^-T (I - Q Q^T) L^-1: the bordered system C x + V mu = K, V^T x = 0 with mu eliminated in whitened
/// coordinates, where V^T C^-1 V, whose condition is the square, never appears.
package struct MomentMetric: BaseMetric {
  private let moment: FactoredMoment
  private let weight: Double
  private let border: Border?

  private struct Border {
    let v: Matrix<Double>
    let whitened: Matrix<Double>
  }

  package init(_ moment: FactoredMoment, weight: Double) {
    self.init(moment, weight: weight, border: nil)
  }

  private init(_ moment: FactoredMoment, weight: Double, border: Border?) {
    self.moment = moment
    self.weight = weight
    self.border = border
  }

  /// - Complexity: O(m^2 n).
  package func solve(_ keys: Matrix<Double>) -> Matrix<Double> {
    guard let border else { return (1 / weight) * moment.factor.solve(keys) }
    // Nothing is left outside an excluded whole space.
    guard border.v.columns < border.v.rows else { return Matrix(keys.rows, keys.columns) }
    let inner = moment.factor.solveLower(keys.removing(spanOf: border.v)).removing(spanOf: border.whitened)
    // Exact already but for rounding, which an ill-conditioned C magnifies.
    return (1 / weight) * moment.factor.solveUpper(inner).removing(spanOf: border.v)
  }

  package func excluding(_ v: Matrix<Double>) throws(NumericsError) -> any BaseMetric {
    guard v.columns > 0 else { return self }
    let whitened = try orthonormalBasis(moment.factor.solveLower(v))
    return MomentMetric(moment, weight: weight, border: Border(v: v, whitened: whitened))
  }

  package func sum(with gram: Matrix<Double>) throws(NumericsError) -> FactoredMoment {
    var sum = weight * moment.matrix
    sum.add(gram)
    return try FactoredMoment(sum)
  }

  package func confining(_ sum: FactoredMoment) throws(NumericsError) -> any KeyMetric {
    let whole = MomentMetric(sum, weight: 1)
    return try border.map { border throws(NumericsError) in try whole.excluding(border.v) } ?? whole
  }
}

/// A positive definite matrix, as a second moment with its ridge is, and its Cholesky factor.
package struct FactoredMoment: Sendable {
  /// m x m.
  package let matrix: Matrix<Double>
  package let factor: Cholesky<Double>

  /// - Throws: `NumericsError.notPositiveDefinite`.
  /// - Complexity: m^3 / 3.
  package init(_ matrix: Matrix<Double>) throws(NumericsError) {
    self.matrix = matrix
    factor = try Cholesky(matrix)
  }
}
