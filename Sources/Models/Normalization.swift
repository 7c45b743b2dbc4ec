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
      var y = x.entries
      for i in 0..<x.rows { normalise(&y, at: i * x.columns) }
      return Matrix(x.rows, x.columns, y)
    }
  }

  /// The gradient at x, given the gradient dy at the output.
  package func gradient(at x: Matrix<Float>, of dy: Matrix<Float>) -> Matrix<Float> {
    switch kind {
    case .layer:
      return layer.gradient(at: x, of: dy)
    case .rootMeanSquare:
      precondition(gain.count == x.columns && dy.rows == x.rows && dy.columns == x.columns)
      var dx = dy.entries
      for i in 0..<x.rows { turnIntoGradient(&dx, at: i * x.columns, input: x.entries) }
      return Matrix(x.rows, x.columns, dx)
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

// A vector of `gain.count` numbers inside an array, normalised by the root of its mean square: a row, or a head's part.
extension Normalization {
  /// Normalises the vector that begins at `start`.
  func normalise(_ x: inout [Float], at start: Int) {
    let scale = scale(x, at: start)
    for j in gain.indices { x[start + j] *= scale * gain[j] }
  }

  /// Turns the gradient at the output, in `d`, into that at the input, which begins at `start` of `input`.
  ///
  /// With h = x s and g = dy * gain: dx = s (g - h mean(g h)).
  func turnIntoGradient(_ d: inout [Float], at start: Int, input x: [Float]) {
    let scale = scale(x, at: start)
    var product = 0.0
    for j in gain.indices {
      d[start + j] *= gain[j]
      product += Double(d[start + j]) * Double(x[start + j])
    }
    let share = Float(product / Double(gain.count)) * scale * scale
    for j in gain.indices { d[start + j] = scale * (d[start + j] - x[start + j] * share) }
  }

  /// 1 / sqrt(mean(x^2) + epsilon).
  private func scale(_ x: [Float], at start: Int) -> Float {
    var sum = 0.0
    for j in gain.indices { sum += Double(x[start + j]) * Double(x[start + j]) }
    return Float(1 / (sum / Double(gain.count) + Double(epsilon)).squareRoot())
  }
}
