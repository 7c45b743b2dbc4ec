import Numerics

/// Norms of updates dW = left * right^T (left: d x n, right: m x n) without forming them.
package enum UpdateNorm {
  /// ||left * right^T||_F, through the n x n Gram matrices: its square is the sum of the entries of their elementwise
  /// product.
  ///
  /// - Complexity: O((d + m) n^2).
  package static func frobenius(left: Matrix<Double>, right: Matrix<Double>) -> Double {
    let square = Double.dot(left.gram(transposed: true).entries, right.gram(transposed: true).entries)
    // Rounding can leave a vanishing norm just below zero; NaN stays NaN.
    return (square < 0 ? 0 : square).squareRoot()
  }

  /// The share of an update's norm that a guard let through, safe / whole. 1 when the update vanishes: nothing was lost.
  package static func kept(safe: Double, whole: Double) -> Double { whole == 0 ? 1 : safe / whole }
}
