// ||A||_2, the largest singular value of a matrix.

/// ||A||_2 by the eigenvalues of the smaller of A A^T and A^T A in Double.
///
/// - Throws: `NumericsError.noConvergence` when A is not finite.
/// - Complexity: O(d m r + r^3) with r = min(d, m).
package func spectralNorm(of a: Matrix<Float>) throws(NumericsError) -> Double {
  var gram = a.asDouble.gram(transposed: a.rows > a.columns)
  guard gram.isFinite else { throw .noConvergence(routine: "spectral norm", info: 0) }
  guard gram.rows > 0 else { return 0 }
  var values = [Double](repeating: 0, count: gram.rows)
  let info = Double.syevd(vectors: false, n: gram.rows, &gram.entries, &values)
  guard info == 0 else { throw .noConvergence(routine: "spectral norm", info: info) }
  return max(0, values[values.count - 1]).squareRoot()
}

/// A number that ||A||_2 does not fall short of, up to the rounding of Float, and that is near it when A has a leading
/// direction: a few power iterations from the longest row. 0 when A is not finite.
///
/// - Complexity: O(d m).
package func spectralNormLowerBound(of a: Matrix<Float>) -> Double {
  let lengths = (0..<a.rows).map { Matrix(1, a.columns, Array(a.row($0))).frobeniusNorm }
  guard let longest = lengths.indices.max(by: { lengths[$0] < lengths[$1] }) else { return 0 }
  var v = Matrix(a.columns, 1, Array(a.row(longest)))
  var bound = 0.0
  for _ in 0..<8 {
    v.scale(by: Float(1 / v.frobeniusNorm))
    let u = a.times(v)
    bound = u.frobeniusNorm
    v = a.transposedTimes(u)
    guard bound.isFinite, bound > 0, v.isFinite else { return 0 }
  }
  return bound
}
