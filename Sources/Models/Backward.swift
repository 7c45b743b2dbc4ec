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
    let block = blocks[values.layer]
    // MLP: output = afterAttention + down(f(up(norm(afterAttention)))).
    let dPreactivation = shape.activation.gradient(at: values.preactivation, of: block.down.gradient(of: dOutput))
    var dAfterAttention = block.mlpNorm.gradient(at: values.afterAttention, of: block.up.gradient(of: dPreactivation))
    dAfterAttention.add(dOutput)
    // Attention: afterAttention = input + projection(mix(qkv(norm(input)))).
    let dMixed = block.attentionOutput.gradient(of: dAfterAttention)
    let layout = attentionLayout(layer: values.layer, batch: batch, cache: cache)
    let dQKV = attendGradient(values.queriesKeysValues, of: dMixed, layout)
    var dInput = block.attentionNorm.gradient(at: values.input, of: block.attentionInput.gradient(of: dQKV))
    dInput.add(dAfterAttention)
    return dInput
  }
}
