import Numerics

/// The pseudo-inverse of the second moment C (m x m, positive definite) restricted to the complement of V_k (m x k):
/// (Pv C Pv)^+ with Pv = I - V_k V_k^T.
///
/// An update that is solved for inside the safe subspace weighs keys by Pv C Pv instead of C. Given X = (Pv C Pv)^+ K',
/// K' = Pv K, the solve is the usual one: adj = X (lambda I + K'^T X)^-1, dW = (Pu R) adj^T.
///
/// With C = L L^T and Q an orthonormal basis of L^-1 V_k, (Pv C Pv)^+ = L^-T (I - Q Q^T) L^-1: the bordered system
/// C x + V_k mu = K', V_k^T x = 0 with mu eliminated in whitened coordinates, where V_k^T C^-1 V_k, whose condition is
/// the square, never appears.
package struct ConstrainedMetric: Sendable {
  private let cholesky: Cholesky<Double>
  private let v: Matrix<Double>
  private let whitened: Matrix<Double>

  /// - Parameter secondMoment: factor of C, its ridge included.
  /// - Complexity: O(m^2 k), once per layer and k.
  package init(secondMoment: Cholesky<Double>, subspace: ProtectedSubspace) throws(NumericsError) {
    precondition(secondMoment.lower.rows == subspace.v.rows, "second moment and subspace differ in size")
    cholesky = secondMoment
    v = subspace.v
    whitened = try orthonormalBasis(secondMoment.solveLower(subspace.v))
  }

  /// (Pv C Pv)^+ K for K: m x n. What K holds inside the span of V_k does not matter.
  ///
  /// - Complexity: O(m^2 n).
  package func solve(_ keys: Matrix<Double>) -> Matrix<Double> {
    // Nothing is left outside a protected whole space.
    guard v.columns < v.rows else { return Matrix(keys.rows, keys.columns) }
    guard v.columns > 0 else { return cholesky.solve(keys) }
    let x = cholesky.solveUpper(cholesky.solveLower(keys.removing(spanOf: v)).removing(spanOf: whitened))
    // Exact already but for rounding, which an ill-conditioned C magnifies.
    return x.removing(spanOf: v)
  }
}
