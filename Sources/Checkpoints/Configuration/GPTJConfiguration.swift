/// The fields of GPT-J's `config.json`: those that it shares with GPT-2, and how its positions enter.
struct GPTJConfiguration: Decodable {
  private let shared: GPT2Configuration
  private let rotaryWidth: Int

  enum CodingKeys: String, CodingKey, CaseIterable {
    case rotaryWidth = "rotary_dim"
  }

  init(from decoder: any Decoder) throws {
    shared = try GPT2Configuration(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    // Null would be another model than one that leaves it out.
    rotaryWidth = container.contains(.rotaryWidth) ? try container.decode(Int.self, forKey: .rotaryWidth) : 64
  }

  /// What the fields say, checked; `path` is for messages.
  ///
  /// - Throws: `CheckpointError.invalidConfiguration` for a number that makes no sense.
  func configuration(path: String) throws -> ModelConfiguration {
    let check = FieldCheck(path: path)
    var configuration = try shared.configuration(path: path)
    let width = try check.size(rotaryWidth, CodingKeys.rotaryWidth, atMost: configuration.headSize)
    guard width.isMultiple(of: 2) else { throw check.invalid(CodingKeys.rotaryWidth, "is \(width), must be even") }
    configuration.architecture = .gptj
    configuration.rotary = RotaryConfiguration(base: 10_000, width: width, isInterleaved: true)
    configuration.biases = .init(queriesKeysValues: false, attentionOutput: false, feedForward: true, head: true)
    configuration.tiesEmbeddings = shared.tiesEmbeddings ?? false
    // Of GPT-2's choices GPT-J leaves none.
    configuration.scalesAttention = true
    configuration.scalesAttentionByLayer = false
    return configuration
  }
}
