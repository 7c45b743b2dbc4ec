import Foundation
import Testing

@testable import Checkpoints

/// Two descriptions of the positions in one file, as people make them who add one to the other by hand.
struct RotaryFieldsTests {
  private func rotary(_ type: String, _ fields: String) throws -> RotaryConfiguration? {
    let json = """
      {"model_type": "\(type)", "hidden_size": 64, "num_hidden_layers": 4, "num_attention_heads": 4, "head_dim": 16,
      "num_key_value_heads": 2, "intermediate_size": 176, "vocab_size": 4096, \(fields)}
      """
    return try ReadConfiguration(json: Data(json.utf8), path: "config.json").model.rotary
  }

  private static let scalings: [(String, RotaryConfiguration.Scaling)] = [
    (#"{"type": "linear", "factor": 4.0}"#, .linear(4)), (#"{"rope_type": "linear", "factor": 2}"#, .linear(2)),
    (
      #"""
      {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
      "original_max_position_embeddings": 64}
      """#, .llama3(factor: 8, low: 1, high: 4, context: 64)
    ),
    (
      #"{"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 16}"#,
      .yarn(RotaryConfiguration.YaRN(factor: 4, context: 16))
    ),
  ]

  /// `convert_rope_params_to_dict` in transformers 5.24: `rope_scaling` is taken, with the file's base or 10,000.
  @Test(arguments: ["llama", "qwen2", "qwen3"]) func aScalingBesideParametersIsApplied(type: String) throws {
    for (scaling, expected) in Self.scalings {
      for (fields, base) in [
        (#""rope_parameters": {"rope_theta": 10000.0, "rope_type": "default"}"#, 1e4),
        (#""rope_parameters": {"rope_theta": 5e5, "rope_type": "default"}, "rope_theta": 5e5"#, 5e5),
        (#""rope_parameters": {"rope_type": "default"}"#, 1e4), (#""rope_parameters": {}"#, 1e4),
        (#""rope_parameters": null, "rope_theta": 7e4"#, 7e4),
      ] {
        let found = try rotary(type, fields + #", "rope_scaling": "# + scaling)
        #expect(found == RotaryConfiguration(base: base, width: 16, scaling: expected))
      }
      // Said twice.
      let twice = #""rope_scaling": \#(scaling), "rope_parameters": \#(scaling)"#
      #expect(try rotary(type, twice) == RotaryConfiguration(base: 1e4, width: 16, scaling: expected))
    }
  }

  /// Where something would be lost, or where it is not clear what is meant.
  @Test(
    arguments: [
      ("llama", #""rope_parameters": {"rope_theta": 5e5}, "rope_scaling": {"type": "linear", "factor": 4.0}"#),
      (
        "qwen2",
        #""rope_parameters": {"rope_type": "linear", "factor": 2.0}, "rope_scaling": {"type": "linear", "factor": 4.0}"#
      ),
      ("qwen3", #""rope_parameters": {"rope_theta": 1e6}, "rope_scaling": {"rope_type": "default"}"#),
      ("llama", #""rope_theta": 1e4, "rope_scaling": {"rope_type": "linear", "factor": 2.0, "rope_theta": 2e4}"#),
      ("llama", #""rope_scaling": {"rope_type": "linear", "type": "dynamic", "factor": 2.0}"#),
      ("llama", #""rope_parameters": {"full_attention": {"rope_theta": 5e5}}"#),
      ("gemma3_text", #""rope_parameters": {"rope_theta": 5e5, "rope_type": "default"}"#),
      (
        "gemma3_text",
        #"""
        "rope_parameters": {"full_attention": {"rope_type": "default", "rope_theta": 1e6}},
        "rope_scaling": {"rope_type": "linear", "factor": 8.0}
        """#
      ),
    ])
  func contradictionsAreRefused(type: String, fields: String) {
    let error = #expect(throws: CheckpointError.self) { try rotary(type, fields) }
    #expect(error?.description.contains("rope_") == true)
  }

  @Test(arguments: ["dynamic", "longrope", "su", "mrope", "proportional"])
  func kindsThatAreNotDoneAreRefusedWhereverTheyStand(kind: String) {
    let scaling = "{\"rope_type\": \"\(kind)\", \"factor\": 4.0}"
    for type in ["llama", "qwen2", "qwen3"] {
      for fields in [
        "\"rope_scaling\": \(scaling)", "\"rope_parameters\": \(scaling)",
        "\"rope_parameters\": {\"rope_type\": \"default\", \"rope_theta\": 10000.0}, \"rope_scaling\": \(scaling)",
      ] {
        let error = #expect(throws: CheckpointError.self) { try rotary(type, fields) }
        #expect(error?.description.contains("with rope_type \(kind) is not supported") == true)
      }
    }
  }

  @Test func whatYaRNCanBeTold() throws {
    var expected = RotaryConfiguration.YaRN(factor: 8, context: 32, scale: 1.5)
    (expected.fast, expected.slow, expected.roundsRange) = (16, 2, false)
    #expect(
      try rotary(
        "qwen3",
        #"""
        "rope_parameters": {"rope_type": "yarn", "factor": 8.0, "original_max_position_embeddings": 32, "rope_theta": 1e6,
        "attention_factor": 1.5, "beta_fast": 16, "beta_slow": 2, "truncate": false}
        """#) == RotaryConfiguration(base: 1e6, width: 16, scaling: .yarn(expected)))
    // 0.1 ln 4 + 1; and DeepSeek's: (0.1 * 0.707 ln 4 + 1) / (0.1 ln 4 + 1).
    #expect(abs(RotaryConfiguration.YaRN(factor: 4, context: 1).scale - 1.138629436) < 1e-9)
    let weighted = try rotary(
      "llama",
      #"""
      "rope_scaling": {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32, "mscale": 0.707,
      "mscale_all_dim": 1.0}
      """#)
    guard case .yarn(let yarn) = weighted?.scaling else {
      Issue.record("\(String(describing: weighted))")
      return
    }
    #expect(abs(yarn.scale - 1.09801101 / 1.138629436) < 1e-6)
    #expect(throws: CheckpointError.self) { try rotary("llama", #""rope_scaling": {"type": "yarn", "factor": 4.0}"#) }
  }
}
