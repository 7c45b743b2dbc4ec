import Numerics

/// Muon (Jordan et al. 2024): the step is the nearest matrix with orthonormal rows or columns to a running mean of
/// gradients. All its singular values are about equal, so that a matrix trained by it spreads what it learns over its
/// whole spectrum instead of a few leading directions.
struct MuonMoment: Sendable {
  var mean: Matrix<Float>

  init(_ rows: Int, _ columns: Int) { mean = Matrix(rows, columns) }

  /// Moves `x` by entries of mean square (0.2 rate)^2, as large as Adam's usual ones (the scale of Liu et al., arXiv
  /// 2502.16982), so that both share a schedule.
  mutating func step(_ x: inout [Float], against gradient: [Float], rate: Double, decay: Double) {
    mean.scale(by: 0.95)
    let gradient = Matrix(mean.rows, mean.columns, gradient)
    mean.add(gradient)
    var ahead = gradient
    ahead.add(mean, times: 0.95)
    let direction = ahead.orthogonalised
    let scale = 0.2 * Double(max(mean.rows, mean.columns)).squareRoot()
    if decay != 0 { Float.scal(Float(1 - rate * decay), &x) }
    Float.axpy(Float(-rate * scale), direction.entries, &x)
  }
}

extension Matrix where Scalar == Float {
  /// About U V^T of the singular value decomposition U S V^T: five steps of the Newton-Schulz iteration
  /// X <- a X + (b A + c A^2) X, A = X X^T, whose coefficients bring every singular value into 0.7 ... 1.2.
  var orthogonalised: Matrix {
    guard rows <= columns else { return transposed.orthogonalised.transposed }
    let (a, b, c): (Float, Float, Float) = (3.4445, -4.7750, 2.0315)
    var x = self
    x.scale(by: Float(1 / max(x.frobeniusNorm, 1e-30)))
    for _ in 0..<5 {
      let gram = x.gram()
      var polynomial = gram
      multiply(gram, by: gram, alpha: c, beta: b, into: &polynomial)
      var next = x
      multiply(polynomial, by: x, beta: a, into: &next)
      x = next
    }
    return x
  }
}
