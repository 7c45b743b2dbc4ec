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

  enum CodingKeys: String, CodingKey {
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
    func check(_ value: Int, _ key: CodingKeys, atMost limit: Int) throws -> Int {
      guard (1...limit).contains(value) else { throw invalid(key, "is \(value), must be 1 to \(limit)") }
      return value
    }
    func invalid(_ key: CodingKeys, _ problem: String) -> CheckpointError {
      .invalidConfiguration(path: path, field: key.rawValue, problem: problem)
    }
    // The limits lie far above any real model and keep every product of two or three of these numbers inside Int.
    let width = try check(hiddenSize, .hiddenSize, atMost: 1 << 18)
    let heads = try check(headCount, .headCount, atMost: width)
    guard width % heads == 0 else { throw invalid(.headCount, "is \(heads), must divide n_embd, which is \(width)") }
    let epsilon = normEpsilon ?? 1e-5
    guard epsilon > 0, epsilon < 1 else { throw invalid(.normEpsilon, "is \(epsilon), must lie between 0 and 1") }
    return ModelConfiguration(
      architecture: .gpt2,
      hiddenSize: width,
      layerCount: try check(layerCount, .layerCount, atMost: 1 << 12),
      headCount: heads,
      feedForwardSize: try check(feedForwardSize ?? 4 * width, .feedForwardSize, atMost: 1 << 20),
      contextLength: try check(contextLength, .contextLength, atMost: 1 << 22),
      vocabularySize: try check(vocabularySize, .vocabularySize, atMost: 1 << 22),
      normEpsilon: Float(epsilon),
      activation: try namedActivation(or: invalid),
      scalesAttention: scalesAttention ?? true,
      scalesAttentionByLayer: scalesAttentionByLayer ?? false,
      tiesEmbeddings: tiesEmbeddings ?? true,
      bosID: bos,
      eosIDs: eos?.values ?? [])
  }

  private func namedActivation(
    or invalid: (CodingKeys, String) -> CheckpointError
  ) throws -> ModelConfiguration.Activation {
    switch activation ?? "gelu_new" {
    case "gelu_new", "gelu_pytorch_tanh": return .geluTanh
    case "gelu": return .geluExact
    case "relu": return .relu
    case let name: throw invalid(.activation, "is \(name), must be gelu_new, gelu_pytorch_tanh, gelu or relu")
    }
  }

  private static func name(of activation: ModelConfiguration.Activation) -> String {
    switch activation {
    case .geluTanh: "gelu_new"
    case .geluExact: "gelu"
    case .relu: "relu"
    }
  }
}

/// One token id or a list of them: files have both.
struct TokenIDs: Codable {
  let values: [Int]

  init(values: [Int]) { self.values = values }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Int.self) {
      values = [value]
    } else {
      values = try container.decode([Int].self)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if values.count == 1 { try container.encode(values[0]) } else { try container.encode(values) }
  }
}
