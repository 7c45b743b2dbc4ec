import CKernels
import Numerics

/// A normalisation of rows: by mean and variance, or by the root of the mean square.
package struct Normalization: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// (x - mean) / sqrt(variance + epsilon) * gain + bias.
    case layer
    /// x / sqrt(mean(x^2) + epsilon) * gain. Gemma's form with a gain of 1 + w has that as its gain.
    case rootMeanSquare
  }

  package let kind: Kind
  package var gain: [Float]
  /// Empty where the kind has none.
  package var bias: [Float]
  package var epsilon: Float

  /// A layer normalisation.
  package init(gain: [Float], bias: [Float], epsilon: Float) {
    kind = .layer
    self.gain = gain
    self.bias = bias
    self.epsilon = epsilon
  }

  /// One by the root of the mean square.
  package init(rootMeanSquare gain: [Float], epsilon: Float) {
    kind = .rootMeanSquare
    self.gain = gain
    bias = []
    self.epsilon = epsilon
  }

  package func applied(to x: Matrix<Float>) -> Matrix<Float> {
    switch kind {
    case .layer:
      return layer.applied(to: x)
    case .rootMeanSquare:
      precondition(gain.count == x.columns)
      let (norm, rows, d) = (revive_kernels_best().pointee.rms_norm, x.rows, x.columns)
      return Matrix(rows, d) { y in
        x.entries.withUnsafeBufferPointer { x in
          guard let x = x.baseAddress else { return }
          for start in stride(from: 0, to: rows * d, by: d) { norm(x + start, gain, epsilon, y + start, d) }
        }
      }
    }
  }

  /// The gradient at x, given the gradient dy at the output.
  package func gradient(at x: Matrix<Float>, of dy: Matrix<Float>) -> Matrix<Float> {
    switch kind {
    case .layer:
      return layer.gradient(at: x, of: dy)
    case .rootMeanSquare:
      precondition(gain.count == x.columns && dy.rows == x.rows && dy.columns == x.columns)
      let (rows, d) = (x.rows, x.columns)
      var dx = dy
      x.entries.withUnsafeBufferPointer { x in
        dx.entries.withUnsafeMutableBufferPointer { dx in
          guard let x = x.baseAddress, let dx = dx.baseAddress else { return }
          for start in stride(from: 0, to: rows * d, by: d) { turnIntoGradient(dx + start, input: x + start) }
        }
      }
      return dx
    }
  }

  /// The gradients at gain and bias, given the gradient dy at the output, in a normalisation's own form.
  ///
  /// - Precondition: a layer normalisation: models with another are not trained.
  func weightGradients(at x: Matrix<Float>, of dy: Matrix<Float>) -> Normalization {
    precondition(kind == .layer, "only layer normalisations are trained")
    let found = layer.weightGradients(at: x, of: dy)
    return Normalization(gain: found.gain, bias: found.bias, epsilon: epsilon)
  }

  private var layer: LayerNormalization { LayerNormalization(gain: gain, bias: bias, epsilon: epsilon) }
}

// A vector of `gain.count` numbers in memory, normalised by the root of its mean square: a row, or a head's part.
extension Normalization {
  func normalise(_ x: UnsafeMutablePointer<Float>) {
    revive_kernels_best().pointee.rms_norm(x, gain, epsilon, x, gain.count)
  }

  /// Turns the gradient at the output, in `d`, into that at the input.
  func turnIntoGradient(_ d: UnsafeMutablePointer<Float>, input x: UnsafePointer<Float>) {
    revive_kernels_best().pointee.rms_norm_gradient(x, gain, epsilon, d, gain.count)
  }
}
