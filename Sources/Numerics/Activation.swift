import CKernels
import Foundation

/// The elementwise function of an MLP.
package enum Activation: Sendable, Equatable {
  /// GELU by its tanh approximation (GPT-2's "gelu_new").
  case geluTanh
  /// GELU by the error function.
  case gelu
  case relu
  /// x / (1 + exp(-x)).
  case silu

  /// f(x), elementwise.
  package func applied(to x: Matrix<Float>) -> Matrix<Float> {
    let count = x.entries.count
    return Matrix(x.rows, x.columns) { y in apply(to: x.entries, y, count) }
  }

  /// dy * f'(x), elementwise: the gradient at x given the gradient at f(x).
  package func gradient(at x: Matrix<Float>, of dy: Matrix<Float>) -> Matrix<Float> {
    precondition(x.rows == dy.rows && x.columns == dy.columns)
    let count = x.entries.count
    return Matrix(x.rows, x.columns) { dx in applyGradient(at: x.entries, of: dy.entries, dx, count) }
  }

  /// f(a) * b of rows that hold gates a beside values b: n x 2m to n x m.
  package func gated(_ x: Matrix<Float>) -> Matrix<Float> {
    let m = x.columns / 2
    precondition(x.columns == 2 * m)
    let rows = x.rows
    return Matrix(rows, m) { y in
      x.entries.withUnsafeBufferPointer { x in
        guard let x = x.baseAddress else { return }
        for i in 0..<rows {
          let (gates, values, keys) = (x + 2 * i * m, x + (2 * i + 1) * m, y + i * m)
          apply(to: gates, keys, m)
          for j in 0..<m { keys[j] *= values[j] }
        }
      }
    }
  }

  /// The gradient at gates and values, n x 2m, given that at f(a) * b.
  package func gatedGradient(at x: Matrix<Float>, of dy: Matrix<Float>) -> Matrix<Float> {
    let m = dy.columns
    precondition(x.columns == 2 * m && x.rows == dy.rows)
    let rows = x.rows
    return Matrix(rows, 2 * m) { dx in
      x.entries.withUnsafeBufferPointer { x in
        dy.entries.withUnsafeBufferPointer { dy in
          guard let x = x.baseAddress, let dy = dy.baseAddress else { return }
          for i in 0..<rows {
            let (gates, values, dKeys) = (x + 2 * i * m, x + (2 * i + 1) * m, dy + i * m)
            let (dGates, dValues) = (dx + 2 * i * m, dx + (2 * i + 1) * m)
            for j in 0..<m { dGates[j] = dKeys[j] * values[j] }
            applyGradient(at: gates, of: dGates, dGates, m)
            apply(to: gates, dValues, m)
            for j in 0..<m { dValues[j] *= dKeys[j] }
          }
        }
      }
    }
  }

  /// y = f(x) of n numbers; y may be x.
  private func apply(to x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ n: Int) {
    let kernels = revive_kernels_best().pointee
    switch self {
    case .geluTanh: kernels.gelu_tanh(x, y, n)
    case .gelu: for i in 0..<n { y[i] = x[i] * Self.normalCDF(x[i]) }
    case .relu: for i in 0..<n { y[i] = x[i] < 0 ? 0 : x[i] }
    case .silu: kernels.silu(x, y, n)
    }
  }

  /// dx = dy * f'(x) of n numbers; dx may be dy.
  private func applyGradient(
    at x: UnsafePointer<Float>, of dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>, _ n: Int
  ) {
    let kernels = revive_kernels_best().pointee
    switch self {
    case .geluTanh: kernels.gelu_tanh_gradient(x, dy, dx, n)
    case .gelu:
      for i in 0..<n {
        let density = expf(-x[i] * x[i] / 2) * 0.39894228
        dx[i] = dy[i] * (Self.normalCDF(x[i]) + x[i] * density)
      }
    case .relu: for i in 0..<n { dx[i] = x[i] <= 0 ? 0 : dy[i] }
    case .silu: kernels.silu_gradient(x, dy, dx, n)
    }
  }

  private static func normalCDF(_ x: Float) -> Float { 0.5 * (1 + erff(x * 0.70710678)) }
}
