import Numerics

// Shapes, as in every file here: T tokens of a ragged batch, d hidden size, m MLP width, H heads of queries and G of keys and
// values, all of width w, V vocabulary. In GPT-2, G = H and H w = d.
// Activations are T x d, one row a token; weights are in x out, so that a layer is y = x W + b.

/// An affine layer y = x W + b. One that has no bias in its checkpoint has zeros.
package struct Linear: Sendable, Equatable {
  /// W, in x out, as it is held.
  private(set) var held: Weight
  package var bias: [Float]

  package init(weight: Matrix<Float>, bias: [Float]) {
    self.init(weight: Weight(weight), bias: bias)
  }

  init(weight: Weight, bias: [Float]) {
    precondition(bias.count == weight.columns)
    held = weight
    self.bias = bias
  }

  /// W, in x out.
  package var weight: Matrix<Float> {
    get { held.matrix }
    _modify { yield &held.matrix }
  }

  /// Makes floats of W, for a layer that is about to be edited: its products are in f32.
  package mutating func thaw() { held = held.thawed() }

  /// The same with its products in another precision, if W is not edited.
  func computing(_ products: ProductPrecision) -> Linear {
    var layer = self
    layer.held = held.computing(products)
    return layer
  }

  func applied(to x: Matrix<Float>) -> Matrix<Float> {
    // The product is added to the bias, not the other way round: one pass over y less.
    var y = Matrix(repeating: bias, count: x.rows)
    held.addProduct(of: x, to: &y)
    return y
  }

  /// y + residual.
  func applied(to x: Matrix<Float>, addedTo residual: Matrix<Float>) -> Matrix<Float> {
    var y = residual.addingToRows(bias)
    held.addProduct(of: x, to: &y)
    return y
  }

  /// norm(y) + residual, where there is a norm; else y + residual.
  func applied(
    to x: Matrix<Float>, normalisedBy norm: Normalization?, addedTo residual: Matrix<Float>
  ) -> Matrix<Float> {
    guard let norm else { return applied(to: x, addedTo: residual) }
    return norm.applied(to: applied(to: x)) + residual
  }

  /// The gradient at y, given that at norm(y), where there is a norm; y is made anew of x.
  func gradient(of dNormalised: Matrix<Float>, through norm: Normalization?, at x: Matrix<Float>) -> Matrix<Float> {
    guard let norm else { return dNormalised }
    return norm.gradient(at: applied(to: x), of: dNormalised)
  }

  /// The gradient at x, given the gradient at y.
  func gradient(of dy: Matrix<Float>) -> Matrix<Float> { held.product(of: dy, transposed: true) }

  /// The gradient at the weight, in x out, given the input x and the gradient at y: x^T dy.
  package func weightGradient(at x: Matrix<Float>, of dy: Matrix<Float>) -> Matrix<Float> { x.transposedTimes(dy) }
}

/// One decoder block. With attention A, MLP M and the normalisations N, where there are any:
///
///     sequential:  y = x + N_pa(A(N_a(x))),  output = y + N_pm(M(N_m(y)))
///     parallel:    y = x + N_pa(A(N_a(x))),  output = y + N_pm(M(N_m(x)))
package struct DecoderBlock: Sendable, Equatable {
  /// N_a.
  package var attentionNorm: Normalization
  /// d x (H + 2 G) w: queries, keys and values side by side.
  package var attentionInput: Linear
  package var headNorms: HeadNormalization?
  /// nil in a model with position embeddings.
  package var rotary: Rotary?
  /// How many tokens a token sees, itself included; nil for all.
  package var window: Int?
  /// H w x d.
  package var attentionOutput: Linear
  /// N_pa.
  package var attentionPostNorm: Normalization?
  /// N_m. In a parallel block with a single normalisation, the same as `attentionNorm`.
  package var mlpNorm: Normalization
  /// d x m; in a gated MLP d x 2m, gates and values side by side.
  package var up: Linear
  /// m x d: the matrix that knowledge editing changes. In the maths layout of the papers, W = weight^T is d x m.
  package var down: Linear
  /// N_pm.
  package var mlpPostNorm: Normalization?

  package init(
    attentionNorm: Normalization, attentionInput: Linear, attentionOutput: Linear, mlpNorm: Normalization, up: Linear,
    down: Linear
  ) {
    self.attentionNorm = attentionNorm
    self.attentionInput = attentionInput
    self.attentionOutput = attentionOutput
    self.mlpNorm = mlpNorm
    self.up = up
    self.down = down
  }
}

/// A decoder-only transformer. A value: editing a copy leaves the original as it was, and copies share
/// all the weights that are equal.
package struct Transformer: Sendable {
  package let shape: Shape
  /// V x d, as it is held.
  package internal(set) var embedding: Weight
  /// positions x d; without rows in a model with rotary positions.
  package var positionEmbedding: Matrix<Float>
  package var blocks: [DecoderBlock]
  package var finalNorm: Normalization
  /// V x d, as it is held; nil when the head is the token embedding.
  var ownHead: Weight?
  /// V numbers that are added to the logits; nil for none.
  package var headBias: [Float]?
  /// What `reduced` computes the products of frozen weights in; the model itself computes in f32.
  package var precision = Precision.f32

  package init(
    shape: Shape, tokenEmbedding: Matrix<Float>, positionEmbedding: Matrix<Float>, blocks: [DecoderBlock],
    finalNorm: Normalization, untiedHead: Matrix<Float>? = nil, headBias: [Float]? = nil
  ) {
    self.init(
      shape: shape, embedding: Weight(tokenEmbedding), positionEmbedding: positionEmbedding, blocks: blocks,
      finalNorm: finalNorm, ownHead: untiedHead.map(Weight.init), headBias: headBias)
  }

  init(
    shape: Shape, embedding: Weight, positionEmbedding: Matrix<Float>, blocks: [DecoderBlock],
    finalNorm: Normalization, ownHead: Weight? = nil, headBias: [Float]? = nil
  ) {
    self.shape = shape
    self.embedding = embedding
    self.positionEmbedding = positionEmbedding
    self.blocks = blocks
    self.finalNorm = finalNorm
    self.ownHead = ownHead
    self.headBias = headBias
  }

  /// V x d.
  package var tokenEmbedding: Matrix<Float> {
    get { embedding.matrix }
    _modify { yield &embedding.matrix }
  }

  /// V x d; nil when the head is the token embedding.
  package var untiedHead: Matrix<Float>? {
    get { ownHead?.matrix }
    set { ownHead = newValue.map(Weight.init) }
  }

  /// V x d: the logits of a row x are x W^T.
  var head: Weight { ownHead ?? embedding }

  /// Number of scalars in all weights as they are held, zeros in place of biases included.
  package var parameterCount: Int {
    let matrix = { (weight: Weight?) in (weight?.rows ?? 0) * (weight?.columns ?? 0) }
    let linear = { (layer: Linear) in matrix(layer.held) + layer.bias.count }
    let norm = { (norm: Normalization?) in (norm?.gain.count ?? 0) + (norm?.bias.count ?? 0) }
    var count = matrix(embedding) + positionEmbedding.entries.count + norm(finalNorm)
    count += matrix(ownHead) + (headBias?.count ?? 0)
    for block in blocks {
      count += linear(block.attentionInput) + linear(block.attentionOutput) + linear(block.up) + linear(block.down)
      count += norm(block.attentionNorm) + norm(block.mlpNorm)
      count += norm(block.headNorms?.queries) + norm(block.headNorms?.keys)
      count += norm(block.attentionPostNorm) + norm(block.mlpPostNorm)
    }
    return count
  }

  /// Whether some of the weights are held as the checkpoint stores them.
  package var holdsStoredWeights: Bool { embedding.isStored || blocks.contains { $0.up.held.isStored } }

  /// Whether what an MLP gives is normalised before it is added to the residual stream. A change of `down` then does not
  /// add to the block's output: how much of it arrives, and in which direction, depends on all the MLP gives there. Editors
  /// that share a residual out over layers, or put a value where the MLP's output is, rest on that sum.
  package var mlpOutputIsNormalised: Bool { blocks.contains { $0.mlpPostNorm != nil } }

  /// Whether the model is built as GPT-2 is, in all but its sizes: what the backward pass to all weights is there for.
  package var isTrainable: Bool {
    !shape.isGated && !shape.isParallel && shape.embeddingScale == 1 && shape.keyValueHeads == shape.heads
      && positionEmbedding.rows > 0 && ownHead == nil && headBias == nil && finalNorm.kind == .layer
      && blocks.allSatisfy { block in
        block.attentionNorm.kind == .layer && block.mlpNorm.kind == .layer && block.headNorms == nil
          && block.rotary == nil && block.window == nil && block.attentionPostNorm == nil && block.mlpPostNorm == nil
      }
  }

  /// What softmax scores of layer `layer` are multiplied by.
  func attentionScale(layer: Int) -> Float {
    var scale: Float = 1
    if shape.scalesByHeadWidth { scale /= shape.scoreWidth.squareRoot() }
    if shape.scalesByInverseLayer { scale /= Float(layer + 1) }
    return scale
  }
}
