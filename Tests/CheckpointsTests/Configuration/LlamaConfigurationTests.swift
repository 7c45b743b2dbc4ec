import Foundation
import TestSupport
import Testing

@testable import Checkpoints

/// `config.json` of GPT-J, LLaMA and those built like it, as the reference implementation writes them in its older and newer
/// styles.
struct LlamaConfigurationTests {
  private func read(_ fields: [String: Any]) throws -> ModelConfiguration {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("config.json")
      try JSONSerialization.data(withJSONObject: fields).write(to: url)
      return try ModelConfiguration(contentsOf: url)
    }
  }

  private func model(_ type: String, _ changes: [String: Any] = [:]) throws -> ModelConfiguration {
    let common: [String: Any] = [
      "model_type": type, "hidden_size": 64, "num_hidden_layers": 4, "num_attention_heads": 4,
      "num_key_value_heads": 2, "intermediate_size": 176, "vocab_size": 4_096,
    ]
    return try read(common.merging(changes) { $1 })
  }

  private func gptj(_ changes: [String: Any] = [:]) throws -> ModelConfiguration {
    let common: [String: Any] = [
      "model_type": "gptj", "n_embd": 64, "n_layer": 4, "n_head": 4, "n_positions": 128, "vocab_size": 4_096,
      "rotary_dim": 8,
    ]
    return try read(common.merging(changes) { $1 })
  }

  @Test func readsGPTJ() throws {
    let configuration = try gptj()
    #expect(configuration.architecture == .gptj)
    #expect(configuration.rotary == RotaryConfiguration(base: 10_000, width: 8, isInterleaved: true))
    #expect(
      configuration.biases
        == .init(queriesKeysValues: false, attentionOutput: false, feedForward: true, head: true))
    #expect(!configuration.tiesEmbeddings)
    #expect(configuration.feedForwardSize == 256 && configuration.headSize == 16)
    expectInvalid("rotary_dim") { _ = try gptj(["rotary_dim": 7]) }
    expectInvalid("rotary_dim") { _ = try gptj(["rotary_dim": 18]) }
  }

  @Test func fillsInTheDefaultsOfEachArchitecture() throws {
    let llama = try model("llama")
    #expect(llama.headSize == 16 && llama.keyValueHeadCount == 2 && llama.contextLength == 2_048)
    #expect(llama.rotary == RotaryConfiguration(base: 10_000, width: 16))
    #expect(llama.normEpsilon == 1e-6 && llama.activation == .silu && !llama.tiesEmbeddings)
    #expect(llama.biases == .none && llama.slidingWindow == nil && llama.attentionScaleWidth == 16)

    let qwen2 = try model("qwen2")
    #expect(qwen2.biases == .init(queriesKeysValues: true, attentionOutput: false, feedForward: false))
    #expect(qwen2.contextLength == 32_768)

    let qwen3 = try model("qwen3")
    #expect(qwen3.headSize == 128 && qwen3.biases == .none)

    let gemma = try model("gemma3_text", ["num_hidden_layers": 7])
    #expect(gemma.headSize == 256 && gemma.attentionScaleWidth == 256 && gemma.activation == .geluTanh)
    #expect(gemma.tiesEmbeddings && gemma.contextLength == 131_072)
    #expect(gemma.rotary == RotaryConfiguration(base: 1e6, width: 256))
    #expect(
      gemma.slidingWindow
        == .init(
          tokens: 4_096, layers: [true, true, true, true, true, false, true],
          rotary: RotaryConfiguration(base: 10_000, width: 256)))
  }

  @Test func readsEveryField() throws {
    let configuration = try model(
      "llama",
      [
        "head_dim": 32, "max_position_embeddings": 512, "rms_norm_eps": 1e-5, "attention_bias": true, "mlp_bias": true,
        "tie_word_embeddings": true, "bos_token_id": 1, "eos_token_id": [2, 3], "rope_theta": 5e5,
        "rope_scaling": [
          "type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
          "original_max_position_embeddings": 64,
        ],
      ])
    #expect(
      configuration
        == ModelConfiguration(
          architecture: .llama, hiddenSize: 64, layerCount: 4, headCount: 4, keyValueHeadCount: 2, headSize: 32,
          feedForwardSize: 176, contextLength: 512, vocabularySize: 4_096, normEpsilon: 1e-5, activation: .silu,
          rotary: RotaryConfiguration(
            base: 5e5, width: 32, scaling: .llama3(factor: 8, low: 1, high: 4, context: 64)),
          biases: .init(queriesKeysValues: true, attentionOutput: true, feedForward: true), tiesEmbeddings: true,
          bosID: 1, eosIDs: [2, 3]))
  }

  /// The newer style: everything rotary in one place, and layers named one by one.
  @Test func readsTheNewerStyle() throws {
    let llama = try model("llama", ["rope_parameters": ["rope_type": "linear", "factor": 2.0, "rope_theta": 7e4]])
    #expect(llama.rotary == RotaryConfiguration(base: 7e4, width: 16, scaling: .linear(2)))

    let gemma = try model(
      "gemma3_text",
      [
        "query_pre_attn_scalar": 168, "sliding_window": 512,
        "layer_types": ["sliding_attention", "full_attention", "full_attention", "sliding_attention"],
        "rope_parameters": [
          "full_attention": ["rope_type": "linear", "factor": 8.0, "rope_theta": 1e6],
          "sliding_attention": ["rope_type": "default", "rope_theta": 2e4],
        ],
      ])
    #expect(gemma.attentionScaleWidth == 168)
    #expect(gemma.rotary == RotaryConfiguration(base: 1e6, width: 256, scaling: .linear(8)))
    #expect(
      gemma.slidingWindow
        == .init(
          tokens: 512, layers: [true, false, false, true], rotary: RotaryConfiguration(base: 2e4, width: 256)))

    let qwen = try model("qwen2", ["use_sliding_window": true, "sliding_window": 32, "max_window_layers": 3])
    #expect(qwen.slidingWindow == .init(tokens: 32, layers: [false, false, false, true]))
    #expect(try model("qwen2", ["use_sliding_window": false, "sliding_window": 32]).slidingWindow == nil)
  }

  @Test func recognisesFilesWithoutModelType() throws {
    let fields: [String: Any] = [
      "architectures": ["LlamaForCausalLM"], "hidden_size": 64, "num_hidden_layers": 4, "num_attention_heads": 4,
      "intermediate_size": 176, "vocab_size": 4_096,
    ]
    #expect(try read(fields).architecture == .llama)
  }

  @Test func namesTheFieldThatIsWrong() {
    let cases: [(String, [String: Any])] = [
      ("hidden_size", ["hidden_size": 0]), ("num_hidden_layers", ["num_hidden_layers": Int.max]),
      ("num_key_value_heads", ["num_key_value_heads": 3]), ("num_attention_heads", ["num_attention_heads": 6]),
      ("head_dim", ["head_dim": 15]), ("head_dim", ["head_dim": -2]), ("vocab_size", ["vocab_size": "many"]),
      ("hidden_act", ["hidden_act": "tanh"]), ("rms_norm_eps", ["rms_norm_eps": 0]), ("rope_theta", ["rope_theta": -1]),
      ("factor", ["rope_scaling": ["rope_type": "linear"]]),
      ("factor", ["rope_scaling": ["rope_type": "linear", "factor": 0]]),
      (
        "high_freq_factor",
        [
          "rope_scaling": [
            "rope_type": "llama3", "factor": 8.0, "low_freq_factor": 4.0, "high_freq_factor": 4.0,
            "original_max_position_embeddings": 64,
          ]
        ]
      ),
    ]
    for (field, changes) in cases { expectInvalid(field) { _ = try model("llama", changes) } }
    expectInvalid("layer_types") { _ = try model("gemma3_text", ["layer_types": ["full_attention"]]) }
    expectInvalid("sliding_window") { _ = try model("gemma3_text", ["sliding_window": 0]) }
    expectInvalid("sliding_window_pattern") { _ = try model("gemma3_text", ["sliding_window_pattern": 0]) }
  }

  @Test func saysWhatIsNotSupported() {
    let cases: [(String, String, [String: Any])] = [
      ("with rope_type longrope", "llama", ["rope_scaling": ["rope_type": "longrope", "factor": 4.0]]),
      ("with rope_type dynamic", "qwen2", ["rope_scaling": ["type": "dynamic", "factor": 4.0]]),
      ("with partial_rotary_factor 0.5", "llama", ["rope_parameters": ["partial_rotary_factor": 0.5]]),
      ("with num_local_experts", "llama", ["num_local_experts": 8]),
      ("with final_logit_softcapping", "gemma3_text", ["final_logit_softcapping": 30.0]),
      ("with attn_logit_softcapping", "gemma3_text", ["attn_logit_softcapping": 50.0]),
      ("with quantization_config", "llama", ["quantization_config": ["bits": 4]]),
      ("with use_bidirectional_attention", "gemma3_text", ["use_bidirectional_attention": true]),
      (
        "with layer type linear_attention", "gemma3_text",
        ["layer_types": ["linear_attention", "full_attention", "full_attention", "full_attention"]]
      ),
      ("qwen2_moe", "qwen2_moe", [:]), ("gemma2", "gemma2", [:]),
    ]
    for (found, type, changes) in cases {
      let error = failure(CheckpointError.self) { _ = try model(type, changes) }
      guard case .unsupportedArchitecture(_, found, _) = error else {
        Issue.record("\(found): \(String(describing: error))")
        continue
      }
      #expect(error?.description.contains("architecture \(found) is not supported") == true)
    }
  }

  /// What says that a model has no such thing is no obstacle.
  @Test func whatIsSwitchedOffIsNoObstacle() throws {
    let configuration = try model(
      "gemma3_text",
      [
        "final_logit_softcapping": NSNull(), "num_experts": 0, "use_bidirectional_attention": false,
        "rope_scaling": NSNull(),
      ])
    #expect(configuration.architecture == .gemma3)
  }

  private func expectInvalid(_ field: String, _ body: () throws -> Void) {
    let error = failure(CheckpointError.self, of: body)
    guard case .invalidConfiguration(_, let found, _) = error, found.hasSuffix(field) else {
      Issue.record("\(field): \(String(describing: error))")
      return
    }
  }
}
