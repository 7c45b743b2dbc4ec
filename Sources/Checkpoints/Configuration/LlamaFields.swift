// Groups of fields of `LlamaConfiguration`, each with what can be wrong in it.

/// How positions enter: in all layers alike, or, in Gemma 3, with settings of their own for layers with a window.
struct LlamaRotaryFields: Decodable {
  private let base: Double?
  private let localBase: Double?
  private let scaling: RotaryFields?
  private let parameters: RotaryFields?
  private let globalParameters: RotaryFields?
  private let localParameters: RotaryFields?

  enum CodingKeys: String, CodingKey, CaseIterable {
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

  /// The checked settings of a model of `architecture` for heads of `width`, without those of layers with a window.
  ///
  /// - Throws: `CheckpointError.invalidConfiguration`, `.unsupportedArchitecture`.
  func global(
    _ architecture: ModelConfiguration.Architecture, width: Int, _ check: FieldCheck
  ) throws -> RotaryConfiguration {
    let base = base ?? (architecture == .gemma3 ? 1e6 : 1e4)
    let given = try parameters(architecture, check)
    let fields = try reconciled(given, base: base, isByKind: architecture == .gemma3, check)
    return RotaryConfiguration(
      base: try check.factor(fields.base ?? base, CodingKeys.base), width: width, scaling: try fields.scaling(check))
  }

  /// What `rope_parameters` says, which is by the kind of layer in Gemma 3 and nowhere else.
  private func parameters(
    _ architecture: ModelConfiguration.Architecture, _ check: FieldCheck
  ) throws -> RotaryFields? {
    guard let parameters else { return nil }
    let isByKind = globalParameters != nil || localParameters != nil
    guard architecture == .gemma3 else {
      guard !isByKind else {
        throw check.invalid(CodingKeys.parameters, "tells kinds of layers apart, which turn alike in this model")
      }
      return parameters
    }
    guard isByKind || parameters == .none else {
      throw check.invalid(CodingKeys.parameters, "does not tell full_attention and sliding_attention apart")
    }
    return globalParameters
  }

  /// `rope_scaling` and what `rope_parameters` says, as one. Where both say something, the reference implementation takes
  /// the first alone, with its base or the file's; that is done where nothing else is lost.
  private func reconciled(
    _ given: RotaryFields?, base: Double, isByKind: Bool, _ check: FieldCheck
  ) throws -> RotaryFields {
    let given = given ?? .none
    guard let scaling, scaling != .none, scaling != given else { return given }
    if let own = scaling.base, let outer = self.base, own != outer {
      throw check.invalid(CodingKeys.base, "is \(outer), rope_scaling has another of \(own)")
    }
    // `transformers` 5 leaves positions alone where Gemma 3's file has the old key alone, 4 stretches them.
    if isByKind, scaling.hasOldTypeAlone {
      throw check.invalid(
        CodingKeys.scaling, "says type without rope_type, which programs read otherwise: add rope_type")
    }
    guard given != .none else { return scaling }
    guard !isByKind, given.isDefault, given.base == nil || given.base == scaling.base ?? base else {
      throw check.invalid(
        CodingKeys.scaling, "stands beside rope_parameters that say otherwise: write all of it into rope_parameters")
    }
    return scaling
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
  /// Null says that there is no window; what it says to leave it out is up to the reference implementation.
  private let leavesTokensOut: Bool

  enum CodingKeys: String, CodingKey {
    case tokens = "sliding_window"
    case isUsed = "use_sliding_window"
    case firstLayer = "max_window_layers"
    case pattern = "sliding_window_pattern"
    case privatePattern = "_sliding_window_pattern"
    case kinds = "layer_types"
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    tokens = try container.decodeIfPresent(Int.self, forKey: .tokens)
    isUsed = try container.decodeIfPresent(Bool.self, forKey: .isUsed)
    firstLayer = try container.decodeIfPresent(Int.self, forKey: .firstLayer)
    pattern = try container.decodeIfPresent(Int.self, forKey: .pattern)
    privatePattern = try container.decodeIfPresent(Int.self, forKey: .privatePattern)
    kinds = try container.decodeIfPresent([String].self, forKey: .kinds)
    leavesTokensOut = !container.contains(.tokens)
  }

  /// The names of the fields that a model of `architecture` reads.
  static func fields(of architecture: ModelConfiguration.Architecture) -> Set<String> {
    let keys: [CodingKeys] =
      switch architecture {
      case .gpt2, .gptj, .llama: []
      case .mistral: [.tokens]
      case .qwen2, .qwen3: [.tokens, .isUsed, .firstLayer, .kinds]
      case .gemma3: [.tokens, .pattern, .privatePattern, .kinds]
      }
    return Set(keys.map(\.rawValue))
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
    guard let tokens = tokens ?? (leavesTokensOut ? 4_096 : nil) else {
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
      // The reference implementation writes the private one beside `layer_types`, and never reads it.
      if kinds == nil, pattern == nil, let privatePattern, privatePattern != 6 {
        throw check.invalid(
          CodingKeys.privatePattern, "is \(privatePattern), which transformers does not read: say layer_types")
      }
      let period = try check.size(pattern ?? 6, CodingKeys.pattern, atMost: FieldCheck.Limit.layers)
      return try named(layerCount, check) ?? (1...layerCount).map { !$0.isMultiple(of: period) }
    case .qwen2, .qwen3:
      guard isUsed == true, tokens != nil || leavesTokensOut else {
        guard try named(layerCount, check)?.contains(true) != true else {
          throw check.invalid(CodingKeys.kinds, "has sliding_attention, but use_sliding_window switches no window on")
        }
        return nil
      }
      return try named(layerCount, check) ?? (0..<layerCount).map { $0 >= firstLayer ?? 28 }
    case .mistral:
      return tokens == nil && !leavesTokensOut ? nil : Array(repeating: true, count: layerCount)
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
