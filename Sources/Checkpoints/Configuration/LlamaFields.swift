// Groups of fields of `LlamaConfiguration`, each with what can be wrong in it.

/// How positions enter: in all layers alike, or, in Gemma 3, with settings of their own for layers with a window.
struct LlamaRotaryFields: Decodable {
  private let base: Double?
  private let localBase: Double?
  private let scaling: RotaryFields?
  private let parameters: RotaryFields?
  private let globalParameters: RotaryFields?
  private let localParameters: RotaryFields?

  enum CodingKeys: String, CodingKey {
    case base = "rope_theta"
    case localBase = "rope_local_base_freq"
    case scaling = "rope_scaling"
    case parameters = "rope_parameters"
  }

  private enum KindKeys: String, CodingKey {
    case global = "full_attention"
    case local = "sliding_attention"
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    base = try container.decodeIfPresent(Double.self, forKey: .base)
    localBase = try container.decodeIfPresent(Double.self, forKey: .localBase)
    scaling = try container.decodeIfPresent(RotaryFields.self, forKey: .scaling)
    parameters = try container.decodeIfPresent(RotaryFields.self, forKey: .parameters)
    guard parameters != nil else {
      (globalParameters, localParameters) = (nil, nil)
      return
    }
    let kinds = try container.nestedContainer(keyedBy: KindKeys.self, forKey: .parameters)
    globalParameters = try kinds.decodeIfPresent(RotaryFields.self, forKey: .global)
    localParameters = try kinds.decodeIfPresent(RotaryFields.self, forKey: .local)
  }

  /// The checked settings for heads of `width`, without those of layers with a window.
  ///
  /// - Throws: `CheckpointError.invalidConfiguration`, `.unsupportedArchitecture`.
  func global(width: Int, defaultBase: Double, _ check: FieldCheck) throws -> RotaryConfiguration {
    let fields = globalParameters ?? parameters
    return RotaryConfiguration(
      base: try check.factor(fields?.base ?? base ?? defaultBase, CodingKeys.base), width: width,
      scaling: try (fields ?? scaling)?.scaling(check) ?? .none)
  }

  /// Gemma 3's settings for layers with a window.
  ///
  /// - Throws: `CheckpointError.invalidConfiguration`, `.unsupportedArchitecture`.
  func local(width: Int, _ check: FieldCheck) throws -> RotaryConfiguration {
    RotaryConfiguration(
      base: try check.factor(localParameters?.base ?? localBase ?? 10_000, CodingKeys.localBase), width: width,
      scaling: try localParameters?.scaling(check) ?? .none)
  }
}

/// Which layers see the last tokens alone.
struct LlamaWindowFields: Decodable {
  private let tokens: Int?
  private let isUsed: Bool?
  private let firstLayer: Int?
  private let pattern: Int?
  private let privatePattern: Int?
  private let kinds: [String]?

  enum CodingKeys: String, CodingKey {
    case tokens = "sliding_window"
    case isUsed = "use_sliding_window"
    case firstLayer = "max_window_layers"
    case pattern = "sliding_window_pattern"
    case privatePattern = "_sliding_window_pattern"
    case kinds = "layer_types"
  }

  /// The checked window of a model of `architecture`, without rotary settings; nil where no layer has one.
  ///
  /// - Throws: `CheckpointError.invalidConfiguration`, `.unsupportedArchitecture`.
  func slidingWindow(
    _ architecture: ModelConfiguration.Architecture, layerCount: Int, _ check: FieldCheck
  ) throws -> ModelConfiguration.SlidingWindow? {
    guard let layers = try layers(architecture, layerCount: layerCount, check), layers.contains(true) else {
      return nil
    }
    guard let tokens = tokens ?? (architecture == .gemma3 ? 4_096 : nil) else {
      throw check.invalid(CodingKeys.tokens, "is missing, though some layers have a window")
    }
    return .init(tokens: try check.size(tokens, CodingKeys.tokens, atMost: FieldCheck.Limit.context), layers: layers)
  }

  /// By layer, whether it has a window; nil for a model without windows.
  private func layers(
    _ architecture: ModelConfiguration.Architecture, layerCount: Int, _ check: FieldCheck
  ) throws -> [Bool]? {
    switch architecture {
    case .gemma3:
      let period = try check.size(
        pattern ?? privatePattern ?? 6, CodingKeys.pattern, atMost: FieldCheck.Limit.layers)
      return try named(layerCount, check) ?? (1...layerCount).map { !$0.isMultiple(of: period) }
    case .qwen2, .qwen3:
      guard isUsed == true, tokens != nil else { return nil }
      return try named(layerCount, check) ?? (0..<layerCount).map { $0 >= firstLayer ?? 28 }
    case .gpt2, .gptj, .llama:
      return nil
    }
  }

  private func named(_ layerCount: Int, _ check: FieldCheck) throws -> [Bool]? {
    guard let kinds else { return nil }
    guard kinds.count == layerCount else {
      throw check.invalid(CodingKeys.kinds, "has \(kinds.count) entries for \(layerCount) layers")
    }
    return try kinds.map { kind in
      switch kind {
      case "full_attention": return false
      case "sliding_attention": return true
      default:
        throw check.unsupported("with layer type \(kind)", supported: "full_attention", "sliding_attention")
      }
    }
  }
}

/// Fields of what is not done here.
struct LlamaUnsupportedFields: Decodable {
  private let found: String?

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case scoreCap = "attn_logit_softcapping"
    case logitCap = "final_logit_softcapping"
    case quantization = "quantization_config"
    case experts = "num_experts"
    case localExperts = "num_local_experts"
    case looksAhead = "use_bidirectional_attention"
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    // Absent, null, false and 0 all say that the model has no such thing.
    found =
      CodingKeys.allCases.first { key in
        guard container.contains(key), (try? container.decodeNil(forKey: key)) == false else { return false }
        if let flag = try? container.decode(Bool.self, forKey: key) { return flag }
        if let number = try? container.decode(Double.self, forKey: key) { return number != 0 }
        return true
      }?.rawValue
  }

  /// - Throws: `CheckpointError.unsupportedArchitecture`.
  func check(_ check: FieldCheck) throws {
    guard let found else { return }
    throw check.unsupported("with \(found)", supported: "models without \(found)")
  }
}
