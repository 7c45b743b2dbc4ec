import Foundation
import Numerics

/// The elementwise function of an MLP.
package enum Nonlinearity: Sendable, Equatable {
  /// GELU by its tanh approximation.
  case geluTanh
  /// GELU by the error function.
  case gelu
  case relu
  /// x / (1 + exp(-x)).
  case silu

  /// f(x), elementwise.
  func applied(to x: Matrix<Float>) -> Matrix<Float> {
    switch self {
    case .geluTanh: return Activation.geluTanh.applied(to: x)
    case .gelu: return Activation.gelu.applied(to: x)
    case .relu: return Activation.relu.applied(to: x)
    case .silu: return Matrix(x.rows, x.columns, x.entries.map { $0 * Self.sigmoid($0) })
    }
  }

  /// dy * f'(x), elementwise: the gradient at x given the gradient at f(x).
  func gradient(at x: Matrix<Float>, of dy: Matrix<Float>) -> Matrix<Float> {
    switch self {
    case .geluTanh: return Activation.geluTanh.gradient(at: x, of: dy)
    case .gelu: return Activation.gelu.gradient(at: x, of: dy)
    case .relu: return Activation.relu.gradient(at: x, of: dy)
    case .silu:
      precondition(x.rows == dy.rows && x.columns == dy.columns)
      let entries = zip(x.entries, dy.entries).map { x, dy in
        let share = Self.sigmoid(x)
        return dy * share * (1 + x * (1 - share))
      }
      return Matrix(x.rows, x.columns, entries)
    }
  }

  private static func sigmoid(_ x: Float) -> Float { 1 / (1 + expf(-x)) }
}

// From what an MLP's first layer gives, its preactivation, to the keys, which its `down` reads. A plain MLP has T x m of the
// one and the other: keys = f(a). A gated one has T x 2m of the first, gates a beside values b: keys = f(a) * b.
extension Transformer.Shape {
  /// T x m.
  func keys(_ preactivation: Matrix<Float>) -> Matrix<Float> {
    guard isGated else { return activation.applied(to: preactivation) }
    let (gates, values) = halves(preactivation)
    return activation.applied(to: gates).timesElementwise(values)
  }

  /// The gradient at the preactivation, given that at the keys.
  func gradient(at preactivation: Matrix<Float>, ofKeys dKeys: Matrix<Float>) -> Matrix<Float> {
    guard isGated else { return activation.gradient(at: preactivation, of: dKeys) }
    let (gates, values) = halves(preactivation)
    let dGates = activation.gradient(at: gates, of: dKeys.timesElementwise(values))
    return dGates.appendingColumns(of: activation.applied(to: gates).timesElementwise(dKeys))
  }

  private func halves(_ preactivation: Matrix<Float>) -> (Matrix<Float>, Matrix<Float>) {
    (preactivation.columns(0..<mlp), preactivation.columns(mlp..<2 * mlp))
  }
}

extension Matrix where Scalar == Float {
  fileprivate func timesElementwise(_ other: Matrix) -> Matrix {
    precondition(rows == other.rows && columns == other.columns)
    return Matrix(rows, columns, zip(entries, other.entries).map { $0 * $1 })
  }
}
