import Numerics

// The backward pass to all weights: what training needs, for models that are built like GPT-2 (`isTrainable`). The gradient
// of a model's weights is kept in a value of the model's own type, one number for each of its numbers.

extension Linear {
  /// The gradient at weight and bias, given the input x and the gradient at y.
  func weightGradients(at x: Matrix<Float>, of dy: Matrix<Float>) -> Linear {
    Linear(weight: weightGradient(at: x, of: dy), bias: dy.sumOfRows)
  }
}

extension Transformer {
  /// The gradient at the input of a block (T x d) and at its weights, given that at its output.
  ///
  /// - Parameters:
  ///   - dWritten: T x d, the gradient at what the MLP adds, when it is not that at the output (an MLP left out of some
  ///     rows).
  ///   - dKeys: T x m, what the gradient at the keys has besides.
  ///   - mask: the one that the forward pass ran with.
  /// - Precondition: `isTrainable`.
  package func weightGradients(
    at values: BlockActivations, of dOutput: Matrix<Float>, written dWritten: Matrix<Float>? = nil,
    keys dKeys: Matrix<Float>? = nil, batch: TokenBatch, mask: AttentionMask? = nil
  ) -> (input: Matrix<Float>, weights: DecoderBlock) {
    precondition(isTrainable, "the model is not built like GPT-2")
    let block = blocks[values.layer]
    let inner = gradients(at: values, of: dOutput, written: dWritten, keys: dKeys, batch: batch, mask: mask)
    let normed = block.mlpNorm.applied(to: values.mlpInput)
    let normedInput = block.attentionNorm.applied(to: values.input)
    let weights = DecoderBlock(
      attentionNorm: block.attentionNorm.weightGradients(at: values.input, of: inner.normedInput),
      attentionInput: block.attentionInput.weightGradients(at: normedInput, of: inner.queriesKeysValues),
      attentionOutput: block.attentionOutput.weightGradients(at: values.mixed, of: inner.mlp.attention),
      mlpNorm: block.mlpNorm.weightGradients(at: values.mlpInput, of: inner.mlp.normed),
      up: block.up.weightGradients(at: normed, of: inner.mlp.preactivation),
      down: block.down.weightGradients(at: values.keys, of: inner.mlp.written))
    return (inner.input, weights)
  }

  /// The gradients at the last block's output rows, at the final norm and at the head, given that at the logits
  /// (rows x V).
  package func headGradients(
    at hidden: Matrix<Float>, of dLogits: Matrix<Float>
  ) -> (hidden: Matrix<Float>, norm: Normalization, head: Matrix<Float>) {
    let normed = finalNorm.applied(to: hidden)
    let dNormed = head.product(of: dLogits)
    return (
      finalNorm.gradient(at: hidden, of: dNormed), finalNorm.weightGradients(at: hidden, of: dNormed),
      dLogits.transposedTimes(normed)
    )
  }
}
