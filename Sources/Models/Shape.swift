import Numerics

extension Transformer {
  /// The sizes of a model, and what all its blocks have in common.
  package struct Shape: Sendable, Equatable {
    /// d.
    package var hidden: Int
    /// H.
    package var heads: Int
    /// G; divides H.
    package var keyValueHeads: Int
    /// w.
    package var headWidth: Int
    /// m.
    package var mlp: Int
    package var layers: Int
    package var positions: Int
    package var vocabulary: Int
    package var activation: Activation
    /// The MLP multiplies the activation's output, elementwise, by a second linear layer's.
    package var isGated: Bool
    /// Attention and MLP read the same residual stream, and both are added to it.
    package var isParallel: Bool
    /// What token embeddings are multiplied by.
    package var embeddingScale: Float
    /// Scores are also divided by (layer + 1) (GPT-2's scale_attn_by_inverse_layer_idx).
    package var scalesByInverseLayer: Bool
    /// Scores are divided by sqrt(`scoreWidth`).
    package var scalesByHeadWidth: Bool
    /// The head width, unless the model says otherwise.
    package var scoreWidth: Float

    /// What is left out is as in GPT-2.
    package init(
      hidden: Int, heads: Int, keyValueHeads: Int? = nil, headWidth: Int? = nil, mlp: Int, layers: Int, positions: Int,
      vocabulary: Int, activation: Activation, isGated: Bool = false, isParallel: Bool = false,
      embeddingScale: Float = 1, scalesByInverseLayer: Bool = false, scalesByHeadWidth: Bool = true,
      scoreWidth: Float? = nil
    ) {
      let headWidth = headWidth ?? hidden / heads
      self.hidden = hidden
      self.heads = heads
      self.keyValueHeads = keyValueHeads ?? heads
      self.headWidth = headWidth
      self.mlp = mlp
      self.layers = layers
      self.positions = positions
      self.vocabulary = vocabulary
      self.activation = activation
      self.isGated = isGated
      self.isParallel = isParallel
      self.embeddingScale = embeddingScale
      self.scalesByInverseLayer = scalesByInverseLayer
      self.scalesByHeadWidth = scalesByHeadWidth
      self.scoreWidth = scoreWidth ?? Float(headWidth)
    }

    /// H w, the width of all queries, and of what attention gathers.
    package var queryWidth: Int { heads * headWidth }
    /// G w, the width of all keys, and of all values: that of a `KeyValueCache`.
    package var keyValueWidth: Int { keyValueHeads * headWidth }
    /// (H + 2 G) w.
    package var attentionWidth: Int { queryWidth + 2 * keyValueWidth }
    /// Width of what an MLP's first layer gives.
    package var preactivationWidth: Int { isGated ? 2 * mlp : mlp }
    /// Numbers that `BlockActivations` hold of one token, but for those of rotary positions.
    package var activationsPerToken: Int {
      2 * hidden + attentionWidth + queryWidth + preactivationWidth + mlp
    }
  }
}

// From what an MLP's first layer gives, its preactivation, to the keys, which its `down` reads. A plain MLP has T x m of the
// one and the other: keys = f(a). A gated one has T x 2m of the first, gates a beside values b: keys = f(a) * b.
extension Transformer.Shape {
  /// T x m.
  func keys(_ preactivation: Matrix<Float>) -> Matrix<Float> {
    isGated ? activation.gated(preactivation) : activation.applied(to: preactivation)
  }

  /// The gradient at the preactivation, given that at the keys.
  func gradient(at preactivation: Matrix<Float>, ofKeys dKeys: Matrix<Float>) -> Matrix<Float> {
    isGated
      ? activation.gatedGradient(at: preactivation, of: dKeys) : activation.gradient(at: preactivation, of: dKeys)
  }
}
