import Numerics

/// The thin singular value decomposition W_0 = U diag(s) V^T of a weight before any edit: the frame in which all later
/// drift is measured, and from which protected subspaces are cut.
///
/// Maths layout as everywhere in this module: W is d x m, y = W k, r = min(d, m).
package struct SpectralBasis: Sendable {
  /// d x r, orthonormal columns.
  package let u: Matrix<Float>
  /// r values, descending.
  package let s: [Float]
  /// m x r, orthonormal columns.
  package let v: Matrix<Float>

  /// - Throws: `NumericsError.noConvergence` when the weight is not finite.
  /// - Complexity: O(d m r); seconds for r in the thousands, once per edited weight.
  package init(of weight: Matrix<Float>) throws(NumericsError) {
    let decomposition = try svd(weight)
    u = decomposition.u
    s = decomposition.s
    v = decomposition.vt.transposed
  }

  /// `k` clipped to 0...r.
  func clipped(_ k: Int) -> Int { min(max(0, k), s.count) }
}
