/// What a checkpoint's `config.json` says about the model, in terms common to all architectures. A further
/// architecture adds a case to `Architecture`, a reader like `GPT2Configuration`, and the fields that it alone needs.
package struct ModelConfiguration: Equatable, Sendable {
  /// The families of models that can be read, by their `model_type`.
  package enum Architecture: String, CaseIterable, Sendable {
    case gpt2
  }

  /// The nonlinearity between the two feed-forward matrices.
  package enum Activation: String, Sendable {
    /// x Phi(x) by the error function.
    case geluExact
    /// x Phi(x) by the tanh approximation.
    case geluTanh
    /// max(x, 0).
    case relu
  }

  package var architecture: Architecture
  /// Width d of the residual stream.
  package var hiddenSize: Int
  /// Number of blocks.
  package var layerCount: Int
  /// Number of attention heads; divides `hiddenSize`.
  package var headCount: Int
  /// Width m between the two feed-forward matrices.
  package var feedForwardSize: Int
  /// The longest sequence, in tokens.
  package var contextLength: Int
  package var vocabularySize: Int
  /// Added to the variance in every normalisation.
  package var normEpsilon: Float
  package var activation: Activation
  /// Attention scores are divided by the square root of the head size.
  package var scalesAttention: Bool
  /// Attention scores of block l (from 0) are divided by l + 1 as well.
  package var scalesAttentionByLayer: Bool
  /// The output matrix is the token embedding.
  package var tiesEmbeddings: Bool
  /// The token that the configuration names as the beginning of a text. Whether texts begin with it is up to the
  /// tokenizer: see `Tokenizer.bosID`.
  package var bosID: Int?
  /// The tokens that end a text.
  package var eosIDs: [Int]

  /// Width of one attention head.
  package var headSize: Int { hiddenSize / headCount }
}

extension ModelConfiguration {
  /// A GPT-2 of these sizes; whatever else can be chosen is as in the published models, and a text begins and ends with
  /// token `endOfText`.
  package init(
    gpt2 hiddenSize: Int, layerCount: Int, headCount: Int, feedForwardSize: Int, contextLength: Int,
    vocabularySize: Int, endOfText: Int
  ) {
    self.init(
      architecture: .gpt2, hiddenSize: hiddenSize, layerCount: layerCount, headCount: headCount,
      feedForwardSize: feedForwardSize, contextLength: contextLength, vocabularySize: vocabularySize,
      normEpsilon: 1e-5, activation: .geluTanh, scalesAttention: true, scalesAttentionByLayer: false,
      tiesEmbeddings: true, bosID: endOfText, eosIDs: [endOfText])
  }
}
