import Foundation
import Numerics

/// Adam (Kingma and Ba, arXiv 1412.6980) with betas 0.9 and 0.98, epsilon 1e-8, bias-corrected.
struct AdamMoments: Sendable {
  var mean: [Float]
  var square: [Float]

  init(count: Int) {
    mean = [Float](repeating: 0, count: count)
    square = mean
  }

  /// - Parameter step: the number of this step, from 1.
  mutating func step(_ x: inout [Float], against gradient: [Float], rate: Double, step: Int) {
    let correction = Float((1 - pow(0.98, Double(step))).squareRoot())
    let rate = Float(rate / (1 - pow(0.9, Double(step))))
    mean.withUnsafeMutableBufferPointer { mean in
      square.withUnsafeMutableBufferPointer { square in
        x.withUnsafeMutableBufferPointer { x in
          gradient.withUnsafeBufferPointer { gradient in
            for i in 0..<x.count {
              mean[i] = 0.9 * mean[i] + 0.1 * gradient[i]
              square[i] = 0.98 * square[i] + 0.02 * gradient[i] * gradient[i]
              x[i] -= rate * mean[i] / (square[i].squareRoot() / correction + 1e-8)
            }
          }
        }
      }
    }
  }
}

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
