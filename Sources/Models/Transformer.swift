import Numerics

// Shapes, as in every file here: T tokens of a ragged batch, d hidden size, m MLP width, H heads of width d/H, V vocabulary.
// Activations are T x d, one row a token; weights are in x out, so that a layer is y = x W + b.

/// An affine layer y = x W + b.
package struct Linear: Sendable, Equatable {
  /// in x out.
  package var weight: Matrix<Float>
  package var bias: [Float]

  package init(weight: Matrix<Float>, bias: [Float]) {
    precondition(bias.count == weight.columns)
    self.weight = weight
    self.bias = bias
  }

  func applied(to x: Matrix<Float>) -> Matrix<Float> {
    // The product is added to the bias, not the other way round: one pass over y less.
    var y = Matrix(repeating: bias, count: x.rows)
    multiply(x, by: weight, beta: 1, into: &y)
    return y
  }

  /// y + residual.
  func applied(to x: Matrix<Float>, addedTo residual: Matrix<Float>) -> Matrix<Float> {
    var y = residual.addingToRows(bias)
    multiply(x, by: weight, beta: 1, into: &y)
    return y
  }

  /// The gradient at x, given the gradient at y.
  func gradient(of dy: Matrix<Float>) -> Matrix<Float> { dy.times(transposed: weight) }

  /// The gradient at the weight, in x out, given the input x and the gradient at y: x^T dy.
  package func weightGradient(at x: Matrix<Float>, of dy: Matrix<Float>) -> Matrix<Float> { x.transposedTimes(dy) }
}

/// One pre-norm decoder block: x + attention(norm x), then that + MLP(norm that).
package struct DecoderBlock: Sendable, Equatable {
  package var attentionNorm: LayerNormalization
  /// d x 3d: queries, keys and values side by side.
  package var attentionInput: Linear
  package var attentionOutput: Linear
  package var mlpNorm: LayerNormalization
  package var up: Linear
  /// m x d: the matrix that knowledge editing changes. In the maths layout of the papers, W = weight^T is d x m.
  package var down: Linear

  package init(
    attentionNorm: LayerNormalization, attentionInput: Linear, attentionOutput: Linear, mlpNorm: LayerNormalization,
    up: Linear, down: Linear
  ) {
    self.attentionNorm = attentionNorm
    self.attentionInput = attentionInput
    self.attentionOutput = attentionOutput
    self.mlpNorm = mlpNorm
    self.up = up
    self.down = down
  }
}

/// A decoder-only transformer of the GPT-2 family. A value: editing a copy leaves the original as it was, and copies share
/// all the weights that are equal.
package struct Transformer: Sendable {
  package struct Shape: Sendable, Equatable {
    package var hidden: Int
    package var heads: Int
    package var mlp: Int
    package var layers: Int
    package var positions: Int
    package var vocabulary: Int
    package var activation: Activation
    /// Scores are also divided by (layer + 1) (GPT-2's scale_attn_by_inverse_layer_idx).
    package var scalesByInverseLayer: Bool
    /// Scores are divided by sqrt(head width).
    package var scalesByHeadWidth: Bool

    package init(
      hidden: Int, heads: Int, mlp: Int, layers: Int, positions: Int, vocabulary: Int, activation: Activation,
      scalesByInverseLayer: Bool = false, scalesByHeadWidth: Bool = true
    ) {
      self.hidden = hidden
      self.heads = heads
      self.mlp = mlp
      self.layers = layers
      self.positions = positions
      self.vocabulary = vocabulary
      self.activation = activation
      self.scalesByInverseLayer = scalesByInverseLayer
      self.scalesByHeadWidth = scalesByHeadWidth
    }
  }

  package let shape: Shape
  /// V x d.
  package var tokenEmbedding: Matrix<Float>
  /// positions x d.
  package var positionEmbedding: Matrix<Float>
  package var blocks: [DecoderBlock]
  package var finalNorm: LayerNormalization
  /// V x d; nil when the head is the token embedding.
  package var untiedHead: Matrix<Float>?

  package init(
    shape: Shape, tokenEmbedding: Matrix<Float>, positionEmbedding: Matrix<Float>, blocks: [DecoderBlock],
    finalNorm: LayerNormalization, untiedHead: Matrix<Float>? = nil
  ) {
    self.shape = shape
    self.tokenEmbedding = tokenEmbedding
    self.positionEmbedding = positionEmbedding
    self.blocks = blocks
    self.finalNorm = finalNorm
    self.untiedHead = untiedHead
  }

  /// Number of scalars in all weights.
  package var parameterCount: Int {
    let linear = { (layer: Linear) in layer.weight.entries.count + layer.bias.count }
    var count = tokenEmbedding.entries.count + positionEmbedding.entries.count + 2 * finalNorm.gain.count
    count += untiedHead?.entries.count ?? 0
    for block in blocks {
      count += linear(block.attentionInput) + linear(block.attentionOutput) + linear(block.up) + linear(block.down)
      count += 2 * block.attentionNorm.gain.count + 2 * block.mlpNorm.gain.count
    }
    return count
  }

  /// What softmax scores of layer `layer` are multiplied by.
  func attentionScale(layer: Int) -> Float {
    var scale: Float = 1
    if shape.scalesByHeadWidth { scale /= Float(shape.hidden / shape.heads).squareRoot() }
    if shape.scalesByInverseLayer { scale /= Float(layer + 1) }
    return scale
  }
}
