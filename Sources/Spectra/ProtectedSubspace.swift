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
  ///
  /// - Complexity: O((d + m) k^2), thin form O((d + m) k r).
  package init(
    _ basis: SpectralBasis, k: Int, among directions: RandomDirections, form: FilterForm = .projector
  ) throws(NumericsError) {
    let count = basis.clipped(k)
    self.basis = basis
    let (left, right) = (directions.left.rows(0..<count).transposed, directions.right.rows(0..<count).transposed)
    switch form {
    case .projector:
      u = try orthonormalBasis(left)
      v = try orthonormalBasis(right)
    case .thin:
      // Inside the spaces to which the thin form cuts updates down: there, k of r directions go, as of the dominant ones.
      u = try orthonormalBasis(left.onto(spanOf: basis.u))
      v = try orthonormalBasis(right.onto(spanOf: basis.v))
    }
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

/// Random directions of a weight's output and key space, as many as it has singular values: drawn once, for any number of
/// them to be protected.
package struct RandomDirections: Sendable {
  /// r x d and r x m, a direction a row.
  fileprivate let left: Matrix<Double>
  fileprivate let right: Matrix<Double>

  /// - Complexity: O((d + m) r) random numbers.
  package init(_ basis: SpectralBasis, using generator: inout SeededGenerator) {
    left = .gaussian(basis.s.count, basis.u.rows, using: &generator)
    right = .gaussian(basis.s.count, basis.v.rows, using: &generator)
  }
}
