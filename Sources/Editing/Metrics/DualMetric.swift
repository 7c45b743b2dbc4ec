import Numerics

// Why adding past keys to a confined metric is exact: let B (m x r) be an orthonormal basis of the base metric's range, so
// that M = B (B^T A B)^-1 B^T. The minimiser of |dW K - R|^2 + tr(dW (A + S) dW^T) over dW = D B^T has the metric
//     M' = B (B^T A B + F F^T)^-1 B^T  with F = B^T K', as B^T S B = F F^T.
// Woodbury's identity inside the brackets gives M' = M - M K' (I + K'^T M K')^-1 K'^T M: the formula of an unconfined M.
// It holds for any M that is the pseudo-inverse of A on a subspace: a null space, the complement of what a guard excludes, or
// both, in this order: base, then excluded directions, then the past.

/// The metric of A + K' K'^T, for few past keys K' (m x N): with Y = M K' of the base metric M,
///
///     M' K = M K - Y (I + K'^T Y)^-1 Y^T K.
///
/// Where the past covers K, M' K is small against M K and keeps the rounding of M K: no more than a last bit of K changes in
/// it, as long as there are directions that the past does not cover.
///
/// It grows with the rounds: new keys cost their own Y and a block of the Cholesky factor, and nothing old is solved again.
package struct DualMetric: KeyMetric {
  private let base: any BaseMetric
  /// The keys that it takes in, round by round.
  package private(set) var rounds: [Matrix<Float>]
  /// Y, m x N.
  private var images: Matrix<Double>
  /// Of I + K'^T Y, N x N.
  private var inner: Cholesky<Double>

  /// - Throws: `NumericsError` when a key holds NaN or infinities.
  /// - Precondition: at least one round.
  package init(_ base: any BaseMetric, past rounds: [Matrix<Float>]) throws(NumericsError) {
    precondition(!rounds.isEmpty)
    let keys = rounds[0].asDouble
    self.base = base
    self.rounds = [rounds[0]]
    images = base.solve(keys)
    inner = try Cholesky(Self.normal(keys, images))
    try append(Array(rounds.dropFirst()))
  }

  /// Takes in keys of further rounds, one after the other: a metric that is built at once has the bits of one that grew.
  ///
  /// - Throws: `NumericsError` when a key holds NaN or infinities; the metric then ends with the round before it.
  /// - Complexity: the base metric's solve of the n new keys and O(N (N + m) n).
  package mutating func append(_ newer: [Matrix<Float>]) throws(NumericsError) {
    for round in newer {
      let keys = round.asDouble
      let more = base.solve(keys)
      inner = try inner.extended(across: images.transposedTimes(keys), corner: Self.normal(keys, more))
      images = images.appendingColumns(of: more)
      rounds.append(round)
    }
  }

  package func solve(_ keys: Matrix<Double>) -> Matrix<Double> {
    var result = base.solve(keys)
    multiply(images, by: inner.solve(images.transposedTimes(keys)), alpha: -1, beta: 1, into: &result)
    return result
  }

  /// I + K'^T Y, symmetric up to rounding.
  private static func normal(_ keys: Matrix<Double>, _ images: Matrix<Double>) -> Matrix<Double> {
    var result = keys.transposedTimes(images)
    for i in 0..<result.rows { result[i, i] += 1 }
    return result
  }
}
