import Numerics

// The backward pass from block to block, to activations. Who wants a weight's gradient observes the pass and makes it of the
// activations and the gradient that meet at the weight (`Linear.weightGradient`).

extension Transformer {
  /// The gradient at the last block's output rows, given the gradient at their logits (rows x V).
  package func logitsGradient(_ hidden: Matrix<Float>, of dLogits: Matrix<Float>) -> Matrix<Float> {
    finalNorm.gradient(at: hidden, of: head.product(of: dLogits))
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

  /// The gradient at what a block's down projection gives, given that at the block's output: the same, but where the MLP's
  /// output is normalised. With the keys, it makes the gradient at the weight (`Linear.weightGradient`).
  package func downGradient(at values: BlockActivations, of dOutput: Matrix<Float>) -> Matrix<Float> {
    let block = blocks[values.layer]
    return block.down.gradient(of: dOutput, through: block.mlpPostNorm, at: values.keys)
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
    let mlp = mlpGradients(at: values, of: dOutput, written: dWritten, keys: dKeys)
    let dMixed = block.attentionGradient(of: mlp.attention, at: values.mixed)
    let dQKV = queriesKeysValuesGradient(at: values, ofMixed: dMixed, batch: batch, cache: cache, mask: mask)
    let dNormedInput = block.attentionInput.gradient(of: dQKV)
    var dInput = block.attentionNorm.gradient(at: values.input, of: dNormedInput)
    dInput.add(mlp.residual)
    return BlockGradients(
      mlp: mlp, queriesKeysValues: dQKV, normedInput: dNormedInput, input: dInput)
  }

  /// The gradients from a block's output down to what its attention adds, at the rows of `values.afterAttention`.
  func mlpGradients(
    at values: BlockActivations, of dOutput: Matrix<Float>, written dWritten: Matrix<Float>? = nil,
    keys dKeys: Matrix<Float>? = nil
  ) -> MLPGradients {
    let block = blocks[values.layer]
    let written = downGradient(at: values, of: dWritten ?? dOutput)
    var dActivated = block.down.gradient(of: written)
    if let dKeys { dActivated.add(dKeys) }
    let dPreactivation = shape.gradient(at: values.preactivation, ofKeys: dActivated)
    let dNormed = block.up.gradient(of: dPreactivation)
    // Of the stream at the MLP's input; beside the MLP it goes on as it is.
    var stream = block.mlpNorm.gradient(at: values.mlpInput, of: dNormed)
    stream.add(dOutput)
    return MLPGradients(
      written: written, preactivation: dPreactivation, normed: dNormed, attention: shape.isParallel ? dOutput : stream,
      residual: stream)
  }

  /// The gradient at a block's queries, keys and values as projected, T x (H + 2G)w, given that at the attention mix.
  func queriesKeysValuesGradient(
    at values: BlockActivations, ofMixed dMixed: Matrix<Float>, batch: TokenBatch, cache: KeyValueCache?,
    mask: AttentionMask?
  ) -> Matrix<Float> {
    let layout = attentionLayout(layer: values.layer, batch: batch, cache: cache, mask: mask)
    return projectedGradient(
      at: values.queriesKeysValues, of: attendGradient(values.positioned, of: dMixed, layout), layer: values.layer,
      batch: batch)
  }
}

extension DecoderBlock {
  /// The gradient at rows of the attention mix, given that at what attention adds.
  func attentionGradient(of dAdded: Matrix<Float>, at mixed: Matrix<Float>) -> Matrix<Float> {
    attentionOutput.gradient(of: attentionOutput.gradient(of: dAdded, through: attentionPostNorm, at: mixed))
  }
}

/// The gradients that meet at the weights of one block's MLP.
struct MLPGradients {
  /// T x d, at what the down projection gives.
  let written: Matrix<Float>
  /// T x m, or T x 2m in a gated MLP.
  let preactivation: Matrix<Float>
  /// T x d, at the MLP's normalised input.
  let normed: Matrix<Float>
  /// T x d, at what attention adds.
  let attention: Matrix<Float>
  /// T x d, the part of the gradient at the block's input that does not come through attention.
  let residual: Matrix<Float>
}

/// The gradients that meet at the weights of one block, for one batch.
struct BlockGradients {
  let mlp: MLPGradients
  /// T x (H + 2G)w.
  let queriesKeysValues: Matrix<Float>
  /// T x d, at the attention's normalised input.
  let normedInput: Matrix<Float>
  /// T x d, at the block's input.
  let input: Matrix<Float>
}
