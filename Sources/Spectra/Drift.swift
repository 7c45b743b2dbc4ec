import Numerics

// (u, v): dominant singular vectors of W_0; (u~, v~): those of the edited weight W_t; k columns each.

/// How far the dominant subspaces of an edited weight have moved. LS and SS are named after the paper (arXiv 2601.11042),
/// which is not quoted with equations; the definitions here are this project's own.
package enum Drift {
  /// LS = (||U_k^T U~_k||_F^2 + ||V_k^T V~_k||_F^2) / 2k, the similarity of the subspaces, and
  /// SS = sum_i (|u_i . u~_i| + |v_i . v~_i|) / 2k, that of the singular vectors index by index. Both in 0...1, 1 = the
  /// same, and 1 for k = 0, where there is nothing to differ.
  package static func similarity(
    u: Matrix<Float>, v: Matrix<Float>, to u2: Matrix<Float>, _ v2: Matrix<Float>
  ) -> (ls: Double, ss: Double) {
    let k = u.columns
    guard k > 0 else { return (1, 1) }
    var ls = 0.0
    var ss = 0.0
    for overlap in [u.transposedTimes(u2), v.transposedTimes(v2)] {
      for i in 0..<k { ss += abs(Double(overlap[i, i])) }
      for cosine in overlap.entries { ls += Double(cosine) * Double(cosine) }
    }
    return (min(1, ls / Double(2 * k)), min(1, ss / Double(2 * k)))
  }

  /// The dominant block of W_t in the frame of W_0, U_k^T W_t V_k (k x k; diag(s) at edit 0), and two measures of it:
  /// core drift = ||U_k^T (W_t - W_0) V_k||_F / ||diag(s)||_F, 0 under REVIVE up to the rounding of weights, and
  /// outside share = 1 - ||U_k^T W_t V_k||_F^2 / ||W_t||_F^2.
  package static func core(
    of weight: Matrix<Float>, norm: Double, u: Matrix<Float>, s: [Float], v: Matrix<Float>
  ) -> (drift: Double, outsideShare: Double) {
    var core = u.transposedTimes(weight.times(v)).asDouble
    let inside = core.frobeniusNorm / norm
    var original = 0.0
    for i in s.indices {
      core[i, i] -= Double(s[i])
      original += Double(s[i]) * Double(s[i])
    }
    return (original == 0 ? 0 : core.frobeniusNorm / original.squareRoot(), 1 - inside * inside)
  }

  /// Participation rank of keys (m x n), (sum s^2)^2 / sum s^4 over their singular values s: n for orthogonal keys of one
  /// length, 1 for parallel ones. NaN when all vanish.
  ///
  /// - Complexity: O(m n^2).
  package static func participationRank(of keys: Matrix<Double>) -> Double {
    let gram = keys.gram(transposed: true)
    var trace = 0.0
    for i in 0..<gram.rows { trace += gram[i, i] }
    let norm = gram.frobeniusNorm
    return (trace / norm) * (trace / norm)
  }
}
