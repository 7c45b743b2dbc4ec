import Numerics

// U_k: d x k and V_k: m x k, the dominant left and right singular vectors of W_0. Pu = I - U_k U_k^T, Pv = I - V_k V_k^T.
// An update dW = left * right^T with left: d x n (residuals) and right: m x n (the solve's adjoint keys).

/// What becomes of the part of an update that lies outside the row space of W_0 (and, should d exceed m, outside its
/// column space).
package enum FilterForm: Sendable {
  /// It is kept: Pu dW Pv. The double sum over a full decomposition.
  case projector
  /// It is removed: Pu (U U^T) dW (V V^T) Pv. The double sum over the thin decomposition.
  case thin
}

/// The span of the k dominant singular directions of an original weight, and the algebra that keeps updates out of it
/// (REVIVE, arXiv 2601.11042).
package struct ProtectedSubspace: Sendable {
  /// d x k, orthonormal columns.
  package let u: Matrix<Double>
  /// m x k, orthonormal columns.
  package let v: Matrix<Double>
  private let basis: SpectralBasis

  /// - Parameter k: how many singular directions to protect; clipped to 0...min(d, m).
  /// - Complexity: O((d + m) k^2).
  package init(_ basis: SpectralBasis, k: Int) throws(NumericsError) {
    let count = basis.clipped(k)
    self.basis = basis
    // Orthonormal to the last bit of Double, so that the projectors below are idempotent and exclude exactly this span.
    u = try orthonormalBasis(basis.u.columns(0..<count).asDouble)
    v = try orthonormalBasis(basis.v.columns(0..<count).asDouble)
  }

  /// As many random directions in place of the dominant ones: what a guard does that knows nothing of the weight.
  ///
  /// The directions for k are the first k of those for any larger k.
  package init(
    _ basis: SpectralBasis, randomCount k: Int, using generator: inout SeededGenerator
  ) throws(NumericsError) {
    let count = basis.clipped(k)
    self.basis = basis
    // All directions are drawn, whatever their number.
    let left = Matrix<Double>.gaussian(basis.s.count, basis.u.rows, using: &generator)
    let right = Matrix<Double>.gaussian(basis.s.count, basis.v.rows, using: &generator)
    u = try orthonormalBasis(left.rows(0..<count).transposed)
    v = try orthonormalBasis(right.rows(0..<count).transposed)
  }

  /// The number of protected directions.
  package var k: Int { u.columns }

  /// Pu R for R: d x n.
  package func safeResiduals(_ residuals: Matrix<Double>) -> Matrix<Double> { residuals.removing(spanOf: u) }

  /// Pv K for K: m x n.
  package func safeKeys(_ keys: Matrix<Double>) -> Matrix<Double> { keys.removing(spanOf: v) }

  /// The safe part of the update left * right^T, in factors again.
  ///
  /// - Complexity: O((d + m) k n), thin form O((d + m) r n).
  package func safePart(
    left: Matrix<Double>, right: Matrix<Double>, form: FilterForm = .projector
  ) -> (left: Matrix<Double>, right: Matrix<Double>) {
    switch form {
    case .projector: (safeResiduals(left), safeKeys(right))
    case .thin: (safeResiduals(left.onto(spanOf: basis.u)), safeKeys(right.onto(spanOf: basis.v)))
    }
  }

  /// The safe part of a d x m update that has no factors.
  ///
  /// - Complexity: O(d m k), thin form O(d m r).
  package func safePart(of update: Matrix<Double>, form: FilterForm = .projector) -> Matrix<Double> {
    let left = form == .thin ? update.onto(spanOf: basis.u) : update
    let rows = safeResiduals(left).transposed
    return safeKeys(form == .thin ? rows.onto(spanOf: basis.v) : rows).transposed
  }
}
