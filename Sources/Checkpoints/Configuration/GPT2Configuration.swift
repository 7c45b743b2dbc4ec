/// The fields of GPT-2's `config.json` that decide about the model, with the defaults of the reference implementation for
/// those that are left out.
struct GPT2Configuration: Codable {
  let hiddenSize: Int
  let layerCount: Int
  let headCount: Int
  let contextLength: Int
  let feedForwardSize: Int?
  let vocabularySize: Int
  let normEpsilon: Double?
  let activation: String?
  let scalesAttention: Bool?
  let scalesAttentionByLayer: Bool?
  let tiesEmbeddings: Bool?
  let bos: Int?
  let eos: TokenIDs?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case hiddenSize = "n_embd"
    case layerCount = "n_layer"
    case headCount = "n_head"
    case contextLength = "n_positions"
    case feedForwardSize = "n_inner"
    case vocabularySize = "vocab_size"
    case normEpsilon = "layer_norm_epsilon"
    case activation = "activation_function"
    case scalesAttention = "scale_attn_weights"
    case scalesAttentionByLayer = "scale_attn_by_inverse_layer_idx"
    case tiesEmbeddings = "tie_word_embeddings"
    case bos = "bos_token_id"
    case eos = "eos_token_id"
  }

  /// The names of all of these.
  static var fields: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }

  /// The fields that say what `configuration` says.
  init(_ configuration: ModelConfiguration) {
    hiddenSize = configuration.hiddenSize
    layerCount = configuration.layerCount
    headCount = configuration.headCount
    contextLength = configuration.contextLength
    feedForwardSize = configuration.feedForwardSize
    vocabularySize = configuration.vocabularySize
    // By way of the shortest decimal: 1e-05 is not to become 9.99999974737875e-06.
    normEpsilon = Double(configuration.normEpsilon.description)
    activation = Self.name(of: configuration.activation)
    scalesAttention = configuration.scalesAttention
    scalesAttentionByLayer = configuration.scalesAttentionByLayer
    tiesEmbeddings = configuration.tiesEmbeddings
    bos = configuration.bosID
    eos = configuration.eosIDs.isEmpty ? nil : TokenIDs(values: configuration.eosIDs)
  }

  /// What the fields say, checked; `path` is for messages.
  ///
  /// - Throws: `CheckpointError.invalidConfiguration` for a number that makes no sense.
  func configuration(path: String) throws -> ModelConfiguration {
    let check = FieldCheck(path: path)
    let width = try check.size(hiddenSize, CodingKeys.hiddenSize, atMost: FieldCheck.Limit.width)
    let heads = try check.size(headCount, CodingKeys.headCount, atMost: width)
    guard width.isMultiple(of: heads) else {
      throw check.invalid(CodingKeys.headCount, "is \(heads), must divide n_embd, which is \(width)")
    }
    return ModelConfiguration(
      architecture: .gpt2,
      hiddenSize: width,
      layerCount: try check.size(layerCount, CodingKeys.layerCount, atMost: FieldCheck.Limit.layers),
      headCount: heads,
      feedForwardSize: try check.size(
        feedForwardSize ?? 4 * width, CodingKeys.feedForwardSize, atMost: FieldCheck.Limit.feedForward),
      contextLength: try check.size(contextLength, CodingKeys.contextLength, atMost: FieldCheck.Limit.context),
      vocabularySize: try check.size(vocabularySize, CodingKeys.vocabularySize, atMost: FieldCheck.Limit.vocabulary),
      normEpsilon: try check.epsilon(normEpsilon ?? 1e-5, CodingKeys.normEpsilon),
      activation: try check.activation(activation ?? "gelu_new", CodingKeys.activation),
      scalesAttention: scalesAttention ?? true,
      scalesAttentionByLayer: scalesAttentionByLayer ?? false,
      tiesEmbeddings: tiesEmbeddings ?? true,
      bosID: bos,
      eosIDs: eos?.values ?? [])
  }

  private static func name(of activation: ModelConfiguration.Activation) -> String {
    switch activation {
    case .geluTanh: "gelu_new"
    case .geluExact: "gelu"
    case .relu: "relu"
    case .silu: "silu"
    }
  }
}
