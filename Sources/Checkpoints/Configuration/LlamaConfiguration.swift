/// The fields of the `config.json` of LLaMA and of those built like it: Mistral, Qwen 2 and 3, Gemma 3.
struct LlamaConfiguration: Decodable {
  let hiddenSize: Int
  let layerCount: Int
  let headCount: Int?
  let feedForwardSize: Int
  let vocabularySize: Int?
  let keyValueHeadCount: Int?
  /// Null says that queries share no keys; what it says to be left out is up to the architecture.
  let leavesKeyValueHeadsOut: Bool
  let headSize: Int?
  let contextLength: Int?
  let normEpsilon: Double?
  let activation: String?
  let gemmaActivation: String?
  let queryScaleWidth: Double?
  let attentionBias: Bool?
  let feedForwardBias: Bool?
  let tiesEmbeddings: Bool?
  let bos: Int?
  let eos: TokenIDs?
  let rotary: LlamaRotaryFields
  let window: LlamaWindowFields

  enum CodingKeys: String, CodingKey, CaseIterable {
    case hiddenSize = "hidden_size"
    case layerCount = "num_hidden_layers"
    case headCount = "num_attention_heads"
    case feedForwardSize = "intermediate_size"
    case vocabularySize = "vocab_size"
    case keyValueHeadCount = "num_key_value_heads"
    case headSize = "head_dim"
    case contextLength = "max_position_embeddings"
    case normEpsilon = "rms_norm_eps"
    case activation = "hidden_act"
    case gemmaActivation = "hidden_activation"
    case queryScaleWidth = "query_pre_attn_scalar"
    case attentionBias = "attention_bias"
    case feedForwardBias = "mlp_bias"
    case tiesEmbeddings = "tie_word_embeddings"
    case bos = "bos_token_id"
    case eos = "eos_token_id"
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    hiddenSize = try container.decode(Int.self, forKey: .hiddenSize)
    layerCount = try container.decode(Int.self, forKey: .layerCount)
    headCount = try container.decodeIfPresent(Int.self, forKey: .headCount)
    feedForwardSize = try container.decode(Int.self, forKey: .feedForwardSize)
    vocabularySize = try container.decodeIfPresent(Int.self, forKey: .vocabularySize)
    leavesKeyValueHeadsOut = !container.contains(.keyValueHeadCount)
    keyValueHeadCount = try container.decodeIfPresent(Int.self, forKey: .keyValueHeadCount)
    headSize = try container.decodeIfPresent(Int.self, forKey: .headSize)
    contextLength = try container.decodeIfPresent(Int.self, forKey: .contextLength)
    normEpsilon = try container.decodeIfPresent(Double.self, forKey: .normEpsilon)
    activation = try container.decodeIfPresent(String.self, forKey: .activation)
    gemmaActivation = try container.decodeIfPresent(String.self, forKey: .gemmaActivation)
    queryScaleWidth = try container.decodeIfPresent(Double.self, forKey: .queryScaleWidth)
    attentionBias = try container.decodeIfPresent(Bool.self, forKey: .attentionBias)
    feedForwardBias = try container.decodeIfPresent(Bool.self, forKey: .feedForwardBias)
    tiesEmbeddings = try container.decodeIfPresent(Bool.self, forKey: .tiesEmbeddings)
    bos = try container.decodeIfPresent(Int.self, forKey: .bos)
    eos = try container.decodeIfPresent(TokenIDs.self, forKey: .eos)
    rotary = try LlamaRotaryFields(from: decoder)
    window = try LlamaWindowFields(from: decoder)
  }

  /// The names of the fields that a model of `architecture` reads.
  static func fields(of architecture: ModelConfiguration.Architecture) -> Set<String> {
    let shared = Set(CodingKeys.allCases.map(\.rawValue)).union(LlamaRotaryFields.CodingKeys.allCases.map(\.rawValue))
    let gemma: Set = [
      CodingKeys.gemmaActivation.rawValue, CodingKeys.queryScaleWidth.rawValue,
      LlamaRotaryFields.CodingKeys.localBase.rawValue,
    ]
    let (attentionBias, feedForwardBias) = (CodingKeys.attentionBias.rawValue, CodingKeys.feedForwardBias.rawValue)
    let window = LlamaWindowFields.fields(of: architecture)
    return switch architecture {
    case .mistral, .qwen2: shared.subtracting(gemma).subtracting([attentionBias, feedForwardBias]).union(window)
    case .qwen3: shared.subtracting(gemma).subtracting([feedForwardBias]).union(window)
    // Of the two names of the activation the reference implementation reads one.
    case .gemma3: shared.subtracting([CodingKeys.activation.rawValue, feedForwardBias]).union(window)
    case .gpt2, .gptj, .llama: shared.subtracting(gemma)
    }
  }

  /// What the fields say of a model of `architecture`, checked, with the defaults of the reference implementation for
  /// those that are left out.
  ///
  /// - Throws: `CheckpointError.invalidConfiguration` for a number that makes no sense, `.unsupportedArchitecture` for a
  ///   model that needs more than is done here.
  func configuration(_ architecture: ModelConfiguration.Architecture, path: String) throws -> ModelConfiguration {
    let check = FieldCheck(path: path)
    let layers = try check.size(layerCount, CodingKeys.layerCount, atMost: FieldCheck.Limit.layers)
    let heads = try headSizes(architecture, check)
    let queryWidth = try queryScaleWidth.map { try check.factor($0, CodingKeys.queryScaleWidth) }
    let isGemma = architecture == .gemma3
    var slidingWindow = try window.slidingWindow(architecture, layerCount: layers, check)
    if isGemma { slidingWindow?.rotary = try rotary.local(width: heads.width, check) }
    let activation =
      isGemma
      ? (gemmaActivation ?? "gelu_pytorch_tanh", CodingKeys.gemmaActivation)
      : (activation ?? "silu", CodingKeys.activation)
    guard let vocabularySize = vocabularySize ?? (isGemma ? 262_208 : nil) else {
      throw check.invalid(CodingKeys.vocabularySize, "is missing")
    }
    return ModelConfiguration(
      architecture: architecture, hiddenSize: heads.model, layerCount: layers, headCount: heads.queries,
      keyValueHeadCount: heads.keys, headSize: heads.width,
      feedForwardSize: try check.size(
        feedForwardSize, CodingKeys.feedForwardSize, atMost: FieldCheck.Limit.feedForward),
      contextLength: try check.size(
        contextLength ?? Self.defaultContext(architecture), CodingKeys.contextLength, atMost: FieldCheck.Limit.context),
      vocabularySize: try check.size(vocabularySize, CodingKeys.vocabularySize, atMost: FieldCheck.Limit.vocabulary),
      normEpsilon: try check.epsilon(normEpsilon ?? 1e-6, CodingKeys.normEpsilon),
      activation: try check.activation(activation.0, activation.1),
      attentionScaleWidth: isGemma ? Float(queryWidth ?? 256) : nil,
      rotary: try rotary.global(architecture, width: heads.width, check),
      slidingWindow: slidingWindow,
      biases: biases(architecture), tiesEmbeddings: tiesEmbeddings ?? isGemma, bosID: bos, eosIDs: eos?.values ?? [])
  }

  /// Widths and numbers of heads.
  private func headSizes(
    _ architecture: ModelConfiguration.Architecture, _ check: FieldCheck
  ) throws -> (model: Int, queries: Int, keys: Int, width: Int) {
    let model = try check.size(hiddenSize, CodingKeys.hiddenSize, atMost: FieldCheck.Limit.width)
    guard let headCount = headCount ?? (architecture == .gemma3 ? 8 : nil) else {
      throw check.invalid(CodingKeys.headCount, "is missing")
    }
    let queries = try check.size(headCount, CodingKeys.headCount, atMost: FieldCheck.Limit.width)
    let keys = try check.size(
      keyValueHeadCount ?? Self.keyValueHeads(architecture, queries: queries, isLeftOut: leavesKeyValueHeadsOut),
      CodingKeys.keyValueHeadCount, atMost: queries)
    guard queries.isMultiple(of: keys) else {
      throw check.invalid(CodingKeys.keyValueHeadCount, "is \(keys), must divide num_attention_heads, \(queries)")
    }
    if headSize == nil, [.llama, .qwen2].contains(architecture), !model.isMultiple(of: queries) {
      throw check.invalid(CodingKeys.headCount, "is \(queries), must divide hidden_size, which is \(model)")
    }
    let width =
      switch architecture {
      case .qwen3: headSize ?? 128
      case .gemma3: headSize ?? 256
      default: headSize ?? model / queries
      }
    _ = try check.size(width, CodingKeys.headSize, atMost: FieldCheck.Limit.width / queries)
    guard width.isMultiple(of: 2) else { throw check.invalid(CodingKeys.headSize, "is \(width), must be even") }
    return (model, queries, keys, width)
  }

  private func biases(_ architecture: ModelConfiguration.Architecture) -> ModelConfiguration.Biases {
    // The reference implementation does not read it for a Mistral.
    let attention = architecture == .mistral ? false : attentionBias ?? false
    return .init(
      queriesKeysValues: architecture == .qwen2 || attention, attentionOutput: architecture != .qwen2 && attention,
      feedForward: architecture == .llama && (feedForwardBias ?? false))
  }

  private static func keyValueHeads(
    _ architecture: ModelConfiguration.Architecture, queries: Int, isLeftOut: Bool
  ) -> Int {
    switch architecture {
    case .mistral: isLeftOut ? 8 : queries
    case .qwen2, .qwen3: isLeftOut ? 32 : queries
    case .gemma3: 4
    case .gpt2, .gptj, .llama: queries
    }
  }

  private static func defaultContext(_ architecture: ModelConfiguration.Architecture) -> Int {
    switch architecture {
    case .gemma3, .mistral: 131_072
    case .qwen2, .qwen3: 32_768
    default: 2_048
    }
  }
}
