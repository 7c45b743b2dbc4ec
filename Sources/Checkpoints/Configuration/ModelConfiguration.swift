/// What a checkpoint's `config.json` says about the model, in terms common to all architectures.
///
/// A further architecture adds a case to `Architecture`, a reader like `GPT2Configuration` or a branch of
/// `LlamaConfiguration`, the fields that it alone needs, and the names of its tensors in `Models`.
package struct ModelConfiguration: Equatable, Sendable {
  /// The families of models that can be read, by their `model_type`.
  package enum Architecture: String, CaseIterable, Sendable {
    case gpt2
    case gptj
    case llama
    case mistral
    case qwen2
    case qwen3
    case gemma3 = "gemma3_text"
  }

  /// The nonlinearity of the feed-forward layers.
  package enum Activation: String, Sendable {
    /// x Phi(x) by the error function.
    case geluExact
    /// x Phi(x) by the tanh approximation.
    case geluTanh
    /// max(x, 0).
    case relu
    /// x / (1 + exp(-x)).
    case silu
  }

  /// Which linear layers have a bias. GPT-2's all do.
  package struct Biases: Equatable, Sendable {
    package var queriesKeysValues: Bool
    package var attentionOutput: Bool
    package var feedForward: Bool
    /// The output matrix.
    package var head: Bool

    package init(queriesKeysValues: Bool, attentionOutput: Bool, feedForward: Bool, head: Bool = false) {
      self.queriesKeysValues = queriesKeysValues
      self.attentionOutput = attentionOutput
      self.feedForward = feedForward
      self.head = head
    }

    package static let gpt2 = Biases(queriesKeysValues: true, attentionOutput: true, feedForward: true)
    package static let none = Biases(queriesKeysValues: false, attentionOutput: false, feedForward: false)
  }

  /// Layers that attend to the last tokens alone.
  package struct SlidingWindow: Equatable, Sendable {
    /// How many tokens a token sees, itself included.
    package var tokens: Int
    /// By layer: whether it has the window.
    package var layers: [Bool]
    /// How positions enter in these layers, where it is not as in the others.
    package var rotary: RotaryConfiguration?

    package init(tokens: Int, layers: [Bool], rotary: RotaryConfiguration? = nil) {
      self.tokens = tokens
      self.layers = layers
      self.rotary = rotary
    }
  }

  package var architecture: Architecture
  /// Width d of the residual stream.
  package var hiddenSize: Int
  /// Number of blocks.
  package var layerCount: Int
  /// Number H of attention heads.
  package var headCount: Int
  /// Number G of heads of keys and values, each of which H / G heads of queries share.
  package var keyValueHeadCount: Int
  /// Width w of one attention head.
  package var headSize: Int
  /// Width m between the two feed-forward matrices.
  package var feedForwardSize: Int
  /// The longest sequence, in tokens.
  package var contextLength: Int
  package var vocabularySize: Int
  /// Added to the variance, or to the mean square, in every normalisation.
  package var normEpsilon: Float
  package var activation: Activation
  /// Attention scores are divided by the square root of `attentionScaleWidth`.
  package var scalesAttention: Bool
  /// The head size, unless the model says otherwise (Gemma's `query_pre_attn_scalar`).
  package var attentionScaleWidth: Float
  /// Attention scores of block l (from 0) are divided by l + 1 as well.
  package var scalesAttentionByLayer: Bool
  /// How positions turn queries and keys; nil in a model with position embeddings.
  package var rotary: RotaryConfiguration?
  package var slidingWindow: SlidingWindow?
  package var biases: Biases
  /// The output matrix is the token embedding.
  package var tiesEmbeddings: Bool
  /// The token that the configuration names as the beginning of a text. Whether texts begin with it is up to the
  /// tokenizer: see `Tokenizer.bosID`.
  package var bosID: Int?
  /// The tokens that end a text.
  package var eosIDs: [Int]

  /// What is left out is as in GPT-2: heads that share no keys and together are as wide as the residual stream, position
  /// embeddings, a bias in every layer.
  package init(
    architecture: Architecture, hiddenSize: Int, layerCount: Int, headCount: Int, keyValueHeadCount: Int? = nil,
    headSize: Int? = nil, feedForwardSize: Int, contextLength: Int, vocabularySize: Int, normEpsilon: Float,
    activation: Activation, scalesAttention: Bool = true, attentionScaleWidth: Float? = nil,
    scalesAttentionByLayer: Bool = false, rotary: RotaryConfiguration? = nil, slidingWindow: SlidingWindow? = nil,
    biases: Biases = .gpt2, tiesEmbeddings: Bool, bosID: Int? = nil, eosIDs: [Int] = []
  ) {
    let headSize = headSize ?? hiddenSize / max(1, headCount)
    self.architecture = architecture
    self.hiddenSize = hiddenSize
    self.layerCount = layerCount
    self.headCount = headCount
    self.keyValueHeadCount = keyValueHeadCount ?? headCount
    self.headSize = headSize
    self.feedForwardSize = feedForwardSize
    self.contextLength = contextLength
    self.vocabularySize = vocabularySize
    self.normEpsilon = normEpsilon
    self.activation = activation
    self.scalesAttention = scalesAttention
    self.attentionScaleWidth = attentionScaleWidth ?? Float(headSize)
    self.scalesAttentionByLayer = scalesAttentionByLayer
    self.rotary = rotary
    self.slidingWindow = slidingWindow
    self.biases = biases
    self.tiesEmbeddings = tiesEmbeddings
    self.bosID = bosID
    self.eosIDs = eosIDs
  }
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
      normEpsilon: 1e-5, activation: .geluTanh, tiesEmbeddings: true, bosID: endOfText, eosIDs: [endOfText])
  }
}
