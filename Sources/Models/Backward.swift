import Numerics

// The backward pass from block to block, to activations. Who wants a weight's gradient observes the pass and makes it of the
// activations and the gradient that meet at the weight (`Linear.weightGradient`).

extension Transformer {
  /// The gradient at the last block's output rows, given the gradient at their logits (rows x V).
  package func logitsGradient(_ hidden: Matrix<Float>, of dLogits: Matrix<Float>) -> Matrix<Float> {
    finalNorm.gradient(at: hidden, of: dLogits.times(untiedHead ?? tokenEmbedding))
  }

  /// The gradient at the input of the first of `activations`, given that at the output of the last.
  ///
  /// - Parameters:
  ///   - gradient: T x d.
  ///   - activations: of consecutive blocks in forward order, as `run` observed them, from the same batch and cache.
  ///   - observe: called before each block, from the last down, with its intermediate values and the gradient at its output.
  package func backward(
    _ gradient: Matrix<Float>, through activations: [BlockActivations], batch: TokenBatch, cache: KeyValueCache? = nil,
    observe: (BlockActivations, Matrix<Float>) -> Void = { _, _ in }
  ) -> Matrix<Float> {
    var dx = gradient
    for values in activations.reversed() {
      observe(values, dx)
      dx = backward(dx, through: values, batch: batch, cache: cache)
    }
    return dx
  }

  private func backward(
    _ dOutput: Matrix<Float>, through values: BlockActivations, batch: TokenBatch, cache: KeyValueCache?
  ) -> Matrix<Float> {
    gradients(at: values, of: dOutput, batch: batch, cache: cache).input
  }

  /// The gradients inside one block, given that at its output.
  ///
  /// - Parameters:
  ///   - dWritten: the gradient at what the MLP adds, when it is not that at the output (an MLP left out of some rows).
  ///   - dKeys: T x m, what the gradient at the keys has besides.
  func gradients(
    at values: BlockActivations, of dOutput: Matrix<Float>, written dWritten: Matrix<Float>? = nil,
    keys dKeys: Matrix<Float>? = nil, batch: TokenBatch, cache: KeyValueCache? = nil, mask: AttentionMask? = nil
  ) -> BlockGradients {
    let block = blocks[values.layer]
    // MLP: output = afterAttention + down(f(up(norm(afterAttention)))).
    let dWritten = dWritten ?? dOutput
    var dActivated = block.down.gradient(of: dWritten)
    if let dKeys { dActivated.add(dKeys) }
    let dPreactivation = shape.activation.gradient(at: values.preactivation, of: dActivated)
    let dNormed = block.up.gradient(of: dPreactivation)
    var dAfterAttention = block.mlpNorm.gradient(at: values.afterAttention, of: dNormed)
    dAfterAttention.add(dOutput)
    // Attention: afterAttention = input + projection(mix(qkv(norm(input)))).
    let dMixed = block.attentionOutput.gradient(of: dAfterAttention)
    let layout = attentionLayout(layer: values.layer, batch: batch, cache: cache, mask: mask)
    let dQKV = attendGradient(values.queriesKeysValues, of: dMixed, layout)
    let dNormedInput = block.attentionInput.gradient(of: dQKV)
    var dInput = block.attentionNorm.gradient(at: values.input, of: dNormedInput)
    dInput.add(dAfterAttention)
    return BlockGradients(
      written: dWritten, preactivation: dPreactivation, normed: dNormed, afterAttention: dAfterAttention,
      queriesKeysValues: dQKV, normedInput: dNormedInput, input: dInput)
  }
}

/// The gradients that meet at the weights of one block, for one batch.
struct BlockGradients {
  /// T x d, at what the MLP adds.
  let written: Matrix<Float>
  /// T x m.
  let preactivation: Matrix<Float>
  /// T x d, at the MLP's normalised input.
  let normed: Matrix<Float>
  /// T x d.
  let afterAttention: Matrix<Float>
  /// T x 3d.
  let queriesKeysValues: Matrix<Float>
  /// T x d, at the attention's normalised input.
  let normedInput: Matrix<Float>
  /// T x d, at the block's input.
  let input: Matrix<Float>
}
