import Numerics

/// What a batch cannot be run for.
package enum ModelError: Error, Equatable, CustomStringConvertible {
  case sequenceTooLong(length: Int, limit: Int)
  case tokenOutsideVocabulary(token: Int, vocabulary: Int)
  case emptySequence(index: Int)
  /// The model is not built as GPT-2 is.
  case notTrainable

  package var description: String {
    switch self {
    case .sequenceTooLong(let length, let limit):
      "a text of \(length) tokens does not fit this model, which takes \(limit); shorten the prompt"
    case .tokenOutsideVocabulary(let token, let vocabulary):
      "token id \(token) is outside the model's vocabulary of \(vocabulary); the tokenizer may belong to another model"
    case .emptySequence(let index):
      "text \(index) has no tokens"
    case .notTrainable:
      "only models built like GPT-2 can be trained; others can be run and edited"
    }
  }
}

/// The intermediate values of one block for one batch: what the backward pass and the editors read.
package struct BlockActivations: Sendable {
  package let layer: Int
  /// T x d: the block's input.
  package let input: Matrix<Float>
  /// T x (H + 2G)w, as projected.
  package let queriesKeysValues: Matrix<Float>
  /// The same as attention takes them: queries and keys normalised by head and turned by their positions, in models where
  /// they are.
  package let positioned: Matrix<Float>
  /// T x Hw: what attention gathered, before its output projection.
  package let mixed: Matrix<Float>
  /// T x d: input plus attention, what the MLP adds to.
  package let afterAttention: Matrix<Float>
  /// T x d: the input at the rows of `afterAttention`, in a parallel block; else nil.
  package let parallelInput: Matrix<Float>?
  /// T x m, or T x 2m in a gated MLP: what the MLP's first layer gives.
  package let preactivation: Matrix<Float>
  /// T x m: input of the down projection, the "keys" of knowledge editing.
  package let keys: Matrix<Float>

  /// T x d: what the MLP reads, before its normalisation.
  var mlpInput: Matrix<Float> { parallelInput ?? afterAttention }
}

extension Transformer {
  /// Token plus position embeddings, if there are any, T x d.
  ///
  /// - Throws: `ModelError` when a sequence is empty or too long, or a token unknown.
  package func embed(_ batch: TokenBatch) throws(ModelError) -> Matrix<Float> {
    var hidden = Matrix<Float>(batch.tokens.count, shape.hidden)
    for s in 0..<batch.count {
      let rows = batch.rows(s)
      guard !rows.isEmpty else { throw .emptySequence(index: s) }
      let end = batch.prefixLengths[s] + rows.count
      guard end <= shape.positions else { throw .sequenceTooLong(length: end, limit: shape.positions) }
      for (i, row) in rows.enumerated() {
        let token = batch.tokens[row]
        guard (0..<shape.vocabulary).contains(token) else {
          throw .tokenOutsideVocabulary(token: token, vocabulary: shape.vocabulary)
        }
        if positionEmbedding.rows > 0 {
          hidden.setRow(
            row, zip(embedding.row(token), positionEmbedding.row(batch.prefixLengths[s] + i)).map { $0 + $1 })
        } else {
          hidden.setRow(row, embedding.row(token))
        }
      }
    }
    if shape.embeddingScale != 1 { hidden.scale(by: shape.embeddingScale) }
    return hidden
  }

  /// Runs `hidden` (T x d) through some blocks.
  ///
  /// - Parameters:
  ///   - cache: keys and values of each sequence's prefix.
  ///   - rows: where the output is wanted, which spares the others the most of the last block; nil for all.
  ///   - observe: called after each block with its intermediate values and output.
  /// - Returns: the output of the last block that ran, T x d, or its rows that are wanted.
  package func run(
    _ hidden: Matrix<Float>, through range: Range<Int>, batch: TokenBatch, cache: KeyValueCache? = nil,
    at rows: [Int]? = nil, observe: (BlockActivations, Matrix<Float>) -> Void = { _, _ in }
  ) -> Matrix<Float> {
    guard !range.isEmpty else { return rows.map(hidden.gatherRows) ?? hidden }
    var x = hidden
    for layer in range {
      let activations = activate(
        layer: layer, x, queriesKeysValues: queriesKeysValues(layer: layer, x), batch: batch, cache: cache,
        at: layer == range.last ? rows : nil)
      x = output(of: activations)
      observe(activations, x)
    }
    return x
  }

  /// The intermediate values of one block on its input `x`. A `mask` hides keys of a batch without prefixes.
  package func activate(
    layer: Int, _ x: Matrix<Float>, batch: TokenBatch, cache: KeyValueCache? = nil, mask: AttentionMask? = nil
  ) -> BlockActivations {
    activate(
      layer: layer, x, queriesKeysValues: queriesKeysValues(layer: layer, x), batch: batch, cache: cache, mask: mask)
  }

  /// The block's output from its intermediate values, with the down projection as it is now: after an edit of that
  /// matrix, only this needs to be computed again.
  package func output(of activations: BlockActivations) -> Matrix<Float> {
    output(layer: activations.layer, keys: activations.keys, addedTo: activations.afterAttention)
  }

  /// What the MLP makes of its keys, added to a residual stream.
  func output(layer: Int, keys: Matrix<Float>, addedTo residual: Matrix<Float>) -> Matrix<Float> {
    blocks[layer].down.applied(to: keys, normalisedBy: blocks[layer].mlpPostNorm, addedTo: residual)
  }

  func attentionLayout(
    layer: Int, batch: TokenBatch, cache: KeyValueCache?, mask: AttentionMask?
  ) -> AttentionLayout {
    AttentionLayout(
      batch: batch, heads: shape.heads, keyValueHeads: shape.keyValueHeads, headWidth: shape.headWidth,
      scale: attentionScale(layer: layer), window: blocks[layer].window, cache: cache?.entries[layer], mask: mask)
  }

  /// Next-token logits for rows of the last block's output: rows x V.
  package func logits(_ hidden: Matrix<Float>) -> Matrix<Float> {
    var logits = head.product(of: finalNorm.applied(to: hidden), transposed: true)
    if let headBias { logits.addToRows(headBias) }
    return logits
  }

  /// Logits at every token of every sequence: T x V.
  package func logits(_ batch: TokenBatch) throws(ModelError) -> Matrix<Float> {
    logits(run(try embed(batch), through: 0..<shape.layers, batch: batch))
  }
}
