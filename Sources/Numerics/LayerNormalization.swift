import CKernels

/// Layer normalisation of rows: y = (x - mean) / sqrt(variance + epsilon) * gain + bias.
package struct LayerNormalization: Sendable, Equatable {
  package var gain: [Float]
  package var bias: [Float]
  package var epsilon: Float

  package init(gain: [Float], bias: [Float], epsilon: Float) {
    self.gain = gain
    self.bias = bias
    self.epsilon = epsilon
  }

  package func applied(to x: Matrix<Float>) -> Matrix<Float> {
    let d = x.columns
    precondition(gain.count == d && bias.count == d)
    let (norm, rows) = (revive_kernels_best().pointee.layer_norm, x.rows)
    return Matrix(x.rows, d) { y in
      x.entries.withUnsafeBufferPointer { x in
        guard let x = x.baseAddress else { return }
        for start in stride(from: 0, to: rows * d, by: d) { norm(x + start, gain, bias, epsilon, y + start, d) }
      }
    }
  }

  /// The gradient at x, given the gradient dy at the output.
  package func gradient(at x: Matrix<Float>, of dy: Matrix<Float>) -> Matrix<Float> {
    let d = x.columns
    precondition(gain.count == d && dy.columns == d && dy.rows == x.rows)
    let (gradient, rows) = (revive_kernels_best().pointee.layer_norm_gradient, x.rows)
    var dx = dy
    x.entries.withUnsafeBufferPointer { x in
      dx.entries.withUnsafeMutableBufferPointer { dx in
        guard let x = x.baseAddress, let dx = dx.baseAddress else { return }
        for start in stride(from: 0, to: rows * d, by: d) { gradient(x + start, gain, epsilon, dx + start, d) }
      }
    }
    return dx
  }

  /// The gradients at gain and bias, given the gradient dy at the output, in a normalisation's own form:
  /// sum(dy * h) and sum(dy) over rows, with h = (x - mean) s.
  package func weightGradients(at x: Matrix<Float>, of dy: Matrix<Float>) -> LayerNormalization {
    let d = x.columns
    precondition(x.rows == dy.rows && d == dy.columns)
    let plain = LayerNormalization(
      gain: [Float](repeating: 1, count: d), bias: [Float](repeating: 0, count: d), epsilon: epsilon)
    var products = plain.applied(to: x)
    products.multiplyElementwise(by: dy)
    return LayerNormalization(gain: products.sumOfRows, bias: dy.sumOfRows, epsilon: epsilon)
  }
}
