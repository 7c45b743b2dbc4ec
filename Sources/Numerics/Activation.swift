import CKernels
import Foundation

/// An elementwise non-linearity.
package enum Activation: Sendable, Equatable {
  /// GELU by its tanh approximation (GPT-2's "gelu_new").
  case geluTanh
  /// GELU by the error function.
  case gelu
  case relu

  /// f(x), elementwise.
  package func applied(to x: Matrix<Float>) -> Matrix<Float> {
    var y = x
    switch self {
    case .geluTanh:
      let count = y.entries.count
      y.entries.withUnsafeMutableBufferPointer { y in
        guard let base = y.baseAddress else { return }
        revive_gelu_tanh(base, base, count)
      }
    case .gelu:
      for i in y.entries.indices { y.entries[i] *= Self.normalCDF(y.entries[i]) }
    case .relu:
      for i in y.entries.indices where y.entries[i] < 0 { y.entries[i] = 0 }
    }
    return y
  }

  /// dy * f'(x), elementwise: the gradient at x given the gradient at f(x).
  package func gradient(at x: Matrix<Float>, of dy: Matrix<Float>) -> Matrix<Float> {
    var dx = dy
    switch self {
    case .geluTanh:
      let count = dx.entries.count
      dx.entries.withUnsafeMutableBufferPointer { dx in
        guard let base = dx.baseAddress else { return }
        revive_gelu_tanh_gradient(x.entries, base, base, count)
      }
    case .gelu:
      for i in dx.entries.indices {
        let v = x.entries[i]
        let density = expf(-v * v / 2) * 0.39894228
        dx.entries[i] *= Self.normalCDF(v) + v * density
      }
    case .relu:
      for i in dx.entries.indices where x.entries[i] <= 0 { dx.entries[i] = 0 }
    }
    return dx
  }

  private static func normalCDF(_ x: Float) -> Float { 0.5 * (1 + erff(x * 0.70710678)) }
}
