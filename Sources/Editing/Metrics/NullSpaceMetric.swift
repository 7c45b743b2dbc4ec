import Numerics

/// A = penalty * I on the null space of C and nothing outside (AlphaEdit): M = P / penalty with the projector P = U U^T, U
/// the eigenvectors of C's smallest eigenvalues.
///
/// P is kept as B (I - T T^T) B^T with orthonormal B and T, from the smaller side of the spectrum: B = U and T empty, or
/// B = I and T the eigenvectors outside the null space. What a guard excludes joins T.
package struct NullSpaceMetric: BaseMetric {
  /// B, m x r; nil for the identity.
  private let basis: Matrix<Double>?
  /// T, in coordinates of B.
  private let removed: Matrix<Double>
  private let penalty: Double

  /// - Parameter penalty: above 0 (AlphaEdit's L2).
  package init(_ spectrum: MomentSpectrum, rule: NullSpaceRule, penalty: Double) {
    let m = spectrum.values.count
    let nullity = spectrum.nullity(rule)
    if nullity <= m / 2 {
      self.init(
        basis: spectrum.vectors.columns(m - nullity..<m), removed: Matrix(nullity, 0), penalty: penalty)
    } else {
      self.init(basis: nil, removed: spectrum.vectors.columns(0..<m - nullity), penalty: penalty)
    }
  }

  private init(basis: Matrix<Double>?, removed: Matrix<Double>, penalty: Double) {
    self.basis = basis
    self.removed = removed
    self.penalty = penalty
  }

  /// Dimensions that an update may use.
  package var rank: Int { removed.rows - removed.columns }

  /// - Complexity: O(m n) times the smaller side of the spectrum and what guards excluded.
  package func solve(_ keys: Matrix<Double>) -> Matrix<Double> {
    // Not the rounding of a difference that is zero.
    guard rank > 0 else { return Matrix(keys.rows, keys.columns) }
    return (1 / penalty) * expanded(coordinates(of: keys).removing(spanOf: removed))
  }

  /// {x in range(P): V^T x = 0} is what P V leaves of range(P), as V^T x = (P V)^T x there: T grows by an orthonormal basis
  /// of P V.
  ///
  /// Directions of V outside range(P) vanish in P V, so its rank has to be found. V being orthonormal, singular values of
  /// P V are cosines in 0...1: one below 1e-10 counts as zero, and leaves no more than that of V in an update.
  package func excluding(_ v: Matrix<Double>) throws(NumericsError) -> any BaseMetric {
    guard rank > 0 else { return self }
    let inside = try svd(coordinates(of: v).removing(spanOf: removed))
    let found = inside.u.columns(0..<inside.s.prefix { $0 > 1e-10 }.count)
    // Rounding tilts the directions of small singular values towards T.
    let upright = try orthonormalBasis(found.removing(spanOf: removed))
    return NullSpaceMetric(basis: basis, removed: removed.appendingColumns(of: upright), penalty: penalty)
  }

  /// In coordinates of B: penalty I + B^T S B is an ordinary positive definite matrix there.
  package func sum(with gram: Matrix<Double>) throws(NumericsError) -> FactoredMoment {
    var sum = basis.map { $0.transposedTimes(gram.times($0)) } ?? gram
    for i in 0..<sum.rows { sum[i, i] += penalty }
    return try FactoredMoment(sum)
  }

  /// To the complement of T, as a second moment is.
  package func confining(_ sum: FactoredMoment) throws(NumericsError) -> any KeyMetric {
    guard rank > 0 else { return self }
    let inner = try MomentMetric(sum, weight: 1).excluding(removed)
    return basis.map { CoordinateMetric(basis: $0, inner: inner) } ?? inner
  }

  private func coordinates(of x: Matrix<Double>) -> Matrix<Double> { basis?.transposedTimes(x) ?? x }

  private func expanded(_ x: Matrix<Double>) -> Matrix<Double> { basis?.times(x) ?? x }
}

/// M = B M' B^T for a metric M' in coordinates of orthonormal B (m x r).
private struct CoordinateMetric: KeyMetric {
  let basis: Matrix<Double>
  let inner: any KeyMetric

  func solve(_ keys: Matrix<Double>) -> Matrix<Double> {
    basis.times(inner.solve(basis.transposedTimes(keys)))
  }
}
