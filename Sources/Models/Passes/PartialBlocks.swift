import Numerics

// Blocks of which not every row is needed. Attention is all that rows have to do with each other: who wants the block's
// output at some tokens needs the queries, keys and values of all, but may leave out the other rows from there on; and rows
// whose input stays as it was keep their queries, keys and values. The numbers are those of the whole block.

extension Transformer {
  /// What a block's attention works on, row by row: T x (H + 2G)w, queries, keys and values side by
  /// side, wherever the rows are in their sequences.
  package func queriesKeysValues(layer: Int, _ x: Matrix<Float>) -> Matrix<Float> {
    let block = blocks[layer]
    return block.attentionInput.applied(to: block.attentionNorm.applied(to: x))
  }

  /// The intermediate values of a block from its input `x` and its queries, keys and values (both of all rows).
  ///
  /// - Parameter rows: where the block's output is wanted; nil for all. The values after attention are of these rows.
  package func activate(
    layer: Int, _ x: Matrix<Float>, queriesKeysValues qkv: Matrix<Float>, batch: TokenBatch,
    cache: KeyValueCache? = nil, mask: AttentionMask? = nil, at rows: [Int]? = nil
  ) -> BlockActivations {
    let block = blocks[layer]
    let positioned = positioned(qkv, layer: layer, batch: batch)
    let mixed = attend(positioned, attentionLayout(layer: layer, batch: batch, cache: cache, mask: mask))
    let residual = rows.map(x.gatherRows) ?? x
    let afterAttention = block.attentionOutput.applied(
      to: rows.map(mixed.gatherRows) ?? mixed, normalisedBy: block.attentionPostNorm, addedTo: residual)
    let parallelInput = shape.isParallel ? residual : nil
    let preactivation = block.up.applied(to: block.mlpNorm.applied(to: parallelInput ?? afterAttention))
    return BlockActivations(
      layer: layer, input: x, queriesKeysValues: qkv, positioned: positioned, mixed: mixed,
      afterAttention: afterAttention, parallelInput: parallelInput, preactivation: preactivation,
      keys: shape.keys(preactivation))
  }

  /// The block's output from its attention on, given these two of its `BlockActivations`.
  package func output(
    layer: Int, afterAttention: Matrix<Float>, parallelInput: Matrix<Float>?
  ) -> Matrix<Float> {
    let block = blocks[layer]
    let keys = shape.keys(block.up.applied(to: block.mlpNorm.applied(to: parallelInput ?? afterAttention)))
    return output(layer: layer, keys: keys, addedTo: afterAttention)
  }

  /// The gradients at a block's queries, keys and values and past its attention, T x (H + 2G)w and T x d: the second is the part
  /// of the input's gradient that does not come through the first.
  ///
  /// - Parameters:
  ///   - dOutput: the gradient at the output rows that `activate` was asked for.
  ///   - rows: these rows; nil for all.
  package func attentionGradient(
    _ dOutput: Matrix<Float>, through values: BlockActivations, at rows: [Int]?, batch: TokenBatch,
    cache: KeyValueCache? = nil
  ) -> (queriesKeysValues: Matrix<Float>, residual: Matrix<Float>) {
    let mlp = mlpGradients(at: values, of: dOutput)
    let mixed = rows.map(values.mixed.gatherRows) ?? values.mixed
    var dMixed = blocks[values.layer].attentionGradient(of: mlp.attention, at: mixed)
    var residual = mlp.residual
    if let rows {
      dMixed = dMixed.scatteredRows(rows, of: values.input.rows)
      residual = residual.scatteredRows(rows, of: values.input.rows)
    }
    return (queriesKeysValuesGradient(at: values, ofMixed: dMixed, batch: batch, cache: cache, mask: nil), residual)
  }

  /// The gradient at rows of a block's input, given those at their queries, keys and values and past the attention.
  package func inputGradient(
    layer: Int, at input: Matrix<Float>, queriesKeysValues: Matrix<Float>, residual: Matrix<Float>
  ) -> Matrix<Float> {
    let block = blocks[layer]
    var gradient = block.attentionNorm.gradient(at: input, of: block.attentionInput.gradient(of: queriesKeysValues))
    gradient.add(residual)
    return gradient
  }
}
