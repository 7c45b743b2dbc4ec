import Numerics

// A closed-form editor balances new edits against what must stay: it minimises |dW K - R|^2 + tr(dW A dW^T) for some
// positive semi-definite A (m x m), and its update is dW = R adj^T with adj = (A + K K^T)^-1 K. All that it needs of A is
// the metric M = A^-1: with Y = M K, adj = Y (I + K^T Y)^-1 exactly, at the cost of an n x n solve.

/// M = A^-1 applied to keys: M K for K m x n. M may be singular: it is then the pseudo-inverse of A confined to M's range,
/// and updates stay in that range.
package protocol KeyMetric: Sendable {
  func solve(_ keys: Matrix<Double>) -> Matrix<Double>
}

/// A metric of edit 0, which guards confine and past keys make heavier.
package protocol BaseMetric: KeyMetric {
  /// The metric for updates that leave the span of `v` alone (dW V = 0): A confined to the complement of V.
  ///
  /// - Parameter v: m x k, orthonormal columns.
  /// - Complexity: O(m^2 k).
  func excluding(_ v: Matrix<Double>) throws(NumericsError) -> any BaseMetric

  /// A + S for a positive semi-definite S (m x m), in the coordinates in which this metric is kept: the same for all that
  /// came of one metric by `excluding`.
  ///
  /// - Complexity: O(m^3).
  func sum(with gram: Matrix<Double>) throws(NumericsError) -> FactoredMoment

  /// The metric of such a sum, confined as this one is.
  ///
  /// - Complexity: O(m^2 k).
  func confining(_ sum: FactoredMoment) throws(NumericsError) -> any KeyMetric
}

/// adj = (A + K K^T)^-1 K = Y (I + K^T Y)^-1 with Y = M K.
///
/// - Throws: `NumericsError` when K holds NaN or infinities.
/// - Complexity: M K and O(m n^2).
package func adjoint(of keys: Matrix<Double>, under metric: any KeyMetric) throws(NumericsError) -> Matrix<Double> {
  let y = metric.solve(keys)
  var inner = keys.transposedTimes(y)
  // Symmetric up to rounding; its lower triangle is what the factorisation reads.
  for i in 0..<inner.rows { inner[i, i] += 1 }
  return try Cholesky(inner).solve(y.transposed).transposed
}

/// What an editor asks of the keys' statistics.
package enum MetricKind: Sendable, Hashable {
  /// A = I: all keys are alike.
  case identity
  /// A = weight * C, the second moment of keys on ordinary text with its ridge.
  case moment(weight: Double)
  /// A = weight * C + penalty * I.
  case penalisedMoment(weight: Double, penalty: Double)
  /// A = penalty * I on the null space of C, nothing outside.
  case nullSpace(NullSpaceRule, penalty: Double)
  /// A = weight * C + S among the neurons that each solve picks for itself: nothing can be worked out before a round.
  case blocks(weight: Double)
}

/// A = I, whole or confined to the complement of some V.
package struct IdentityMetric: BaseMetric {
  /// m x k, orthonormal columns.
  private let excluded: Matrix<Double>?

  package init() { excluded = nil }

  private init(excluded: Matrix<Double>) { self.excluded = excluded }

  package func solve(_ keys: Matrix<Double>) -> Matrix<Double> {
    excluded.map { keys.removing(spanOf: $0) } ?? keys
  }

  package func excluding(_ v: Matrix<Double>) -> any BaseMetric { IdentityMetric(excluded: v) }

  package func sum(with gram: Matrix<Double>) throws(NumericsError) -> FactoredMoment {
    var sum = Matrix<Double>.identity(gram.rows)
    sum.add(gram)
    return try FactoredMoment(sum)
  }

  package func confining(_ sum: FactoredMoment) throws(NumericsError) -> any KeyMetric {
    let whole = MomentMetric(sum, weight: 1)
    return try excluded.map { v throws(NumericsError) in try whole.excluding(v) } ?? whole
  }
}

/// Which eigenvectors of C count as its null space (AlphaEdit).
package enum NullSpaceRule: Sendable, Hashable, Codable {
  /// Those whose eigenvalue is below the threshold; the reference's rule, which depends on the scale of the keys.
  case absolute(Double)
  /// The smallest ones that together hold less than this share of C's trace.
  case energy(Double)
}

/// The metrics of one layer in one round.
package struct SolveMetrics: Sendable {
  package var free: any KeyMetric
  /// With the guard's excluded directions left out; nil when it excludes none.
  package var confined: (any KeyMetric)?

  package init(free: any KeyMetric, confined: (any KeyMetric)? = nil) {
    self.free = free
    self.confined = confined
  }
}
