import Files

/// How `config.json` describes rotary positions: `rope_theta` and `rope_scaling` in older files, `rope_parameters` with
/// both in newer ones.
struct RotaryFields: Decodable, Equatable {
  let base: Double?
  let type: String?
  let oldType: String?
  let factor: Double?
  let low: Double?
  let high: Double?
  let context: Int?
  let share: Double?
  let yarn: YaRNFields?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case base = "rope_theta"
    case type = "rope_type"
    case oldType = "type"
    case factor
    case low = "low_freq_factor"
    case high = "high_freq_factor"
    case context = "original_max_position_embeddings"
    case share = "partial_rotary_factor"
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    base = try container.decodeIfPresent(Double.self, forKey: .base)
    type = try container.decodeIfPresent(String.self, forKey: .type)
    oldType = try container.decodeIfPresent(String.self, forKey: .oldType)
    factor = try container.decodeIfPresent(Double.self, forKey: .factor)
    low = try container.decodeIfPresent(Double.self, forKey: .low)
    high = try container.decodeIfPresent(Double.self, forKey: .high)
    context = try container.decodeIfPresent(Int.self, forKey: .context)
    share = try container.decodeIfPresent(Double.self, forKey: .share)
    yarn = type ?? oldType == "yarn" ? try YaRNFields(from: decoder) : nil
  }

  private init() {
    (base, type, oldType, factor, low, high, context, share, yarn) = (nil, nil, nil, nil, nil, nil, nil, nil, nil)
  }

  /// Nothing is said.
  static let none = RotaryFields()

  /// Whether the positions are not stretched.
  var isDefault: Bool { kind == "default" && (share ?? 1) == 1 }

  /// Whether the kind is told under the name of earlier versions only.
  var hasOldTypeAlone: Bool { type == nil && oldType != nil }

  private var kind: String { type ?? oldType ?? "default" }

  /// What is not known in a field of `config.json`, as "outer.inner"; empty for fields of other things.
  static func unread(in member: JSONValue.Member) -> [String] {
    guard ["rope_scaling", "rope_parameters"].contains(member.key) else { return [] }
    return unread(in: member.value, of: member.key)
  }

  private static func unread(in value: JSONValue, of name: String) -> [String] {
    let isYaRN = ["rope_type", "type"].contains { value[$0]?.string == "yarn" }
    return (value.object ?? []).flatMap { member in
      if member.value.object != nil { return unread(in: member.value, of: "\(name).\(member.key)") }
      let isRead =
        CodingKeys(rawValue: member.key) != nil || isYaRN && YaRNFields.CodingKeys(rawValue: member.key) != nil
      return isRead ? [] : ["\(name).\(member.key)"]
    }
  }

  /// The checked scaling.
  ///
  /// - Throws: `CheckpointError.invalidConfiguration` for a number that is missing or makes no sense,
  ///   `.unsupportedArchitecture` for a kind that is not known.
  func scaling(_ check: FieldCheck) throws -> RotaryConfiguration.Scaling {
    if let share, share != 1 {
      throw check.unsupported("with partial_rotary_factor \(share)", supported: "partial_rotary_factor 1")
    }
    if let type, let oldType, type != oldType {
      throw check.invalid(CodingKeys.type, "is \(type), type says \(oldType)")
    }
    // Version 4 of `transformers` fails, and 5 leaves positions as they are.
    guard type != nil || oldType != nil || (factor == nil && low == nil && high == nil && context == nil) else {
      throw check.invalid(CodingKeys.type, "is missing, though there is more that stretches positions")
    }
    switch kind {
    case "default":
      return .none
    case "linear":
      return .linear(try check.factor(try given(factor, .factor, check), CodingKeys.factor))
    case "llama3":
      let low = try check.factor(try given(low, .low, check), CodingKeys.low)
      let high = try check.factor(try given(high, .high, check), CodingKeys.high)
      guard low < high else { throw check.invalid(CodingKeys.high, "is \(high), must exceed low_freq_factor, \(low)") }
      let context = try given(context, .context, check)
      return .llama3(
        factor: try check.factor(try given(factor, .factor, check), CodingKeys.factor), low: low, high: high,
        context: try check.size(context, CodingKeys.context, atMost: FieldCheck.Limit.context))
    case "yarn":
      let context = try given(context, .context, check)
      return .yarn(
        try (yarn ?? .none).scaling(
          factor: check.factor(try given(factor, .factor, check), CodingKeys.factor),
          context: check.size(context, CodingKeys.context, atMost: FieldCheck.Limit.context), check))
    case let type:
      throw check.unsupported("with rope_type \(type)", supported: "rope_type default", "linear", "llama3", "yarn")
    }
  }

  private func given<Value>(_ value: Value?, _ key: CodingKeys, _ check: FieldCheck) throws -> Value {
    guard let value else { throw check.invalid(key, "is missing, rope_type \(kind) needs it") }
    return value
  }
}

/// What YaRN can be told beside its factor and its context.
struct YaRNFields: Decodable, Equatable {
  private var fast: Double?
  private var slow: Double?
  private var scale: Double?
  private var weight: Double?
  private var weightOfAll: Double?
  private var roundsRange: Bool?

  enum CodingKeys: String, CodingKey {
    case fast = "beta_fast"
    case slow = "beta_slow"
    case scale = "attention_factor"
    case weight = "mscale"
    case weightOfAll = "mscale_all_dim"
    case roundsRange = "truncate"
  }

  /// Nothing is said.
  static let none = YaRNFields()

  private init() {}

  /// - Throws: `CheckpointError.invalidConfiguration`.
  func scaling(factor: Double, context: Int, _ check: FieldCheck) throws -> RotaryConfiguration.YaRN {
    func positive(_ value: Double?, _ key: CodingKeys, or other: Double) throws -> Double {
      // Zero says nothing, as in the reference implementation.
      guard let value, value != 0 else { return other }
      return try check.factor(value, key)
    }
    var result = RotaryConfiguration.YaRN(factor: factor, context: context)
    result.fast = try positive(fast, .fast, or: result.fast)
    result.slow = try positive(slow, .slow, or: result.slow)
    result.roundsRange = roundsRange ?? true
    if let scale {
      result.scale = try check.factor(scale, CodingKeys.scale)
    } else if let weight, let weightOfAll, weight != 0, weightOfAll != 0 {
      func scale(_ weight: Double, _ key: CodingKeys) throws -> Double {
        RotaryConfiguration.YaRN.scale(factor, weight: try check.factor(weight, key))
      }
      result.scale = try scale(weight, .weight) / scale(weightOfAll, .weightOfAll)
    }
    return result
  }
}
