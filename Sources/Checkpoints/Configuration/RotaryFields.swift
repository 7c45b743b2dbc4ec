/// How `config.json` describes rotary positions: `rope_theta` and `rope_scaling` in older files, `rope_parameters` with
/// both in newer ones.
struct RotaryFields: Decodable {
  let base: Double?
  let type: String?
  let factor: Double?
  let low: Double?
  let high: Double?
  let context: Int?
  let share: Double?

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
    type =
      try container.decodeIfPresent(String.self, forKey: .type)
      ?? container.decodeIfPresent(String.self, forKey: .oldType)
    factor = try container.decodeIfPresent(Double.self, forKey: .factor)
    low = try container.decodeIfPresent(Double.self, forKey: .low)
    high = try container.decodeIfPresent(Double.self, forKey: .high)
    context = try container.decodeIfPresent(Int.self, forKey: .context)
    share = try container.decodeIfPresent(Double.self, forKey: .share)
  }

  /// The checked scaling.
  ///
  /// - Throws: `CheckpointError.invalidConfiguration` for a number that is missing or makes no sense,
  ///   `.unsupportedArchitecture` for a kind that is not known.
  func scaling(_ check: FieldCheck) throws -> RotaryConfiguration.Scaling {
    if let share, share != 1 {
      throw check.unsupported("with partial_rotary_factor \(share)", supported: "partial_rotary_factor 1")
    }
    switch type ?? "default" {
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
    case let type:
      throw check.unsupported("with rope_type \(type)", supported: "rope_type default", "linear", "llama3")
    }
  }

  private func given<Value>(_ value: Value?, _ key: CodingKeys, _ check: FieldCheck) throws -> Value {
    guard let value else { throw check.invalid(key, "is missing, rope_type \(type ?? "default") needs it") }
    return value
  }
}
