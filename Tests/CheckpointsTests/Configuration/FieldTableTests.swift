import Foundation
import TestSupport
import Testing

@testable import Checkpoints

/// Fields that say nothing, that ask for what is not done, and that nobody knows.
struct FieldTableTests {
  private static let bases: [String: String] = [
    "gpt2": #""n_embd": 64, "n_layer": 4, "n_head": 4, "n_positions": 128, "vocab_size": 96"#,
    "gptj": #""n_embd": 64, "n_layer": 4, "n_head": 4, "n_positions": 128, "vocab_size": 96, "rotary_dim": 8"#,
    "llama": llama, "qwen2": llama, "qwen3": llama, "gemma3_text": llama,
  ]
  private static let llama = """
    "hidden_size": 64, "num_hidden_layers": 4, "num_attention_heads": 4, "num_key_value_heads": 2,
    "intermediate_size": 176, "vocab_size": 4096, "max_position_embeddings": 128
    """

  private func read(_ type: String, _ fields: String) throws -> ReadConfiguration {
    let json = "{\"model_type\": \"\(type)\", \(Self.bases[type] ?? ""), \(fields)}"
    return try ReadConfiguration(json: Data(json.utf8), path: "config.json")
  }

  @Test(
    arguments: [
      #""quantization_config": {"bits": 4, "quant_method": "gptq"}"#, #""num_experts": 8"#,
      #""rope_interleaved": true"#,
      #""partial_rotary_factor": 0.5"#, #""rotary_pct": 0.25"#, #""attention_multiplier": 0.015625"#,
      #""residual_multiplier": 0.22"#, #""embedding_multiplier": 12"#, #""logits_scaling": 8"#, #""use_mrope": true"#,
      #""pruned_heads": {"1": [0, 2]}"#, #""is_encoder_decoder": true"#, #""add_cross_attention": true"#,
      #""no_rope_layers": [1, 1, 0, 1]"#, #""position_embedding_type": "relative_key""#,
    ], ["gpt2", "gptj", "llama", "qwen2", "qwen3", "gemma3_text"])
  func whatIsNotDoneIsRefusedByName(field: String, type: String) {
    let name = field.dropFirst().prefix { $0 != "\"" }
    let error = #expect(throws: CheckpointError.self) { try read(type, field) }
    #expect(error?.description.contains("with \(name) is not supported") == true, "\(String(describing: error))")
    #expect(error?.description.contains("here it is") == true)
  }

  @Test(
    arguments: [
      ("gpt2", #""attn_logit_softcapping": 50.0"#), ("gptj", #""final_logit_softcapping": 30.0"#),
      ("llama", #""final_logit_softcapping": 30.0"#), ("llama", #""use_qk_norm": true"#),
      ("qwen2", #""use_qk_norm": true"#), ("qwen3", #""use_qk_norm": false"#),
      ("qwen3", #""query_pre_attn_scalar": 64"#),
      ("llama", #""sliding_window": 64"#), ("gpt2", #""sliding_window": 64"#),
      ("llama", #""layer_types": ["full_attention", "sliding_attention"]"#), ("qwen2", #""mlp_bias": true"#),
      ("gptj", #""rope_scaling": {"rope_type": "linear", "factor": 2.0}"#), ("gptj", #""rope_theta": 5e5"#),
      ("gpt2", #""rope_parameters": {"rope_type": "yarn"}"#), ("gptj", #""rotary": false"#),
      ("gpt2", #""hidden_size": 128"#), ("gptj", #""num_hidden_layers": 2"#),
      ("gpt2", #""num_attention_heads": 8"#),
      ("gpt2", #""max_position_embeddings": 64"#), ("llama", #""query_pre_attn_scalar": 168"#),
      ("llama", #""rope_local_base_freq": 10000"#),
    ])
  func whatOtherFamiliesDoIsRefused(type: String, field: String) {
    #expect(throws: CheckpointError.self) { try read(type, field) }
  }

  /// Values that ask for nothing.
  @Test(
    arguments: [
      #""quantization_config": null"#, #""num_experts": 0"#, #""pruned_heads": {}"#, #""rope_interleaved": false"#,
      #""partial_rotary_factor": 1.0"#, #""logits_scaling": 1"#, #""no_rope_layers": []"#, #""use_mrope": false"#,
      #""torch_dtype": "bfloat16", "use_cache": false, "attention_dropout": 0.1, "do_sample": true"#,
      #""reorder_and_upcast_attn": true"#, #""_name_or_path": "x", "pretraining_tp": 4"#,
    ], ["gpt2", "gptj", "llama", "qwen2", "qwen3", "gemma3_text"])
  func whatAsksForNothingIsNoObstacle(field: String, type: String) throws {
    #expect(try read(type, field).unread == [])
  }

  /// `Qwen2Config` in transformers 4.57: a window of 4,096 where it is switched on and left out, none where it is null.
  @Test(arguments: ["qwen2", "qwen3"]) func windowsOfQwen(type: String) throws {
    let on = #""use_sliding_window": true, "max_window_layers": 2"#
    #expect(try read(type, on).model.slidingWindow == .init(tokens: 4_096, layers: [false, false, true, true]))
    #expect(try read(type, on + #", "sliding_window": null"#).model.slidingWindow == nil)
    #expect(try read(type, on + #", "sliding_window": 16"#).model.slidingWindow?.tokens == 16)
    let kinds = #""layer_types": ["full_attention", "full_attention", "full_attention", "sliding_attention"]"#
    #expect(throws: CheckpointError.self) { try read(type, kinds) }
    #expect(try read(type, kinds + #", "use_sliding_window": true"#).model.slidingWindow?.layers.last == true)
  }

  @Test func namesOfGPT2ThatSayTheSameAreNoObstacle() throws {
    let same = #""hidden_size": 64, "num_hidden_layers": 4, "num_attention_heads": 4, "max_position_embeddings": 128"#
    for type in ["gpt2", "gptj"] { #expect(try read(type, same).unread == []) }
  }

  @Test func aWindowAsLongAsTheContextIsNone() throws {
    #expect(try read("llama", #""sliding_window": 128"#).unread == [])
    #expect(try read("llama", #""layer_types": ["full_attention", "full_attention"]"#).unread == [])
  }

  @Test func whatIsNotKnownIsListed() throws {
    #expect(try read("gpt2", #""auto_map": {"AutoModel": "x.Y"}, "note": 1"#).unread == ["auto_map", "note"])
    // Of the two names of the activation Gemma3TextConfig reads one (transformers 4.57).
    let gemma = try read("gemma3_text", #""hidden_act": "silu""#)
    #expect(gemma.unread == ["hidden_act"] && gemma.model.activation == .geluTanh)
    #expect(
      try read("llama", #""rope_scaling": {"type": "linear", "factor": 2.0, "beta_fast": 32}"#).unread
        == ["rope_scaling.beta_fast"])
    let nested = #""rope_parameters": {"full_attention": {"rope_theta": 1e6, "x": 1}, "sliding_attention": {"y": 2}}"#
    #expect(
      try read("gemma3_text", nested).unread
        == ["rope_parameters.full_attention.x", "rope_parameters.sliding_attention.y"])
  }

  /// `transformers` 4.57.6 fails there, 5.24.0 stretches nothing.
  @Test(arguments: [#"{"factor": 8.0}"#, #"{"rope_type": null, "factor": 8.0}"#]) func aStretchOfNoKindIsRefused(
    fields: String
  ) {
    let error = #expect(throws: CheckpointError.self) { try read("llama", "\"rope_scaling\": \(fields)") }
    #expect(error?.description.contains("field rope_type: is missing") == true)
  }

  @Test func aFieldTwiceIsRefused() {
    #expect(throws: CheckpointError.invalidConfiguration(path: "config.json", field: "note", problem: "is there twice"))
    {
      try read("gpt2", #""note": 1, "note": 2"#)
    }
    let error = #expect(throws: CheckpointError.self) {
      try read("llama", #""rope_scaling": {"type": "linear", "factor": 2.0, "factor": 4.0}"#)
    }
    #expect(error?.description.contains("field rope_scaling.factor: is there twice") == true)
  }

  /// Gemma3TextConfig writes the private name beside `layer_types`, and reads `sliding_window_pattern` alone.
  @Test func theWindowsPattern() throws {
    let kinds = #""layer_types": ["sliding_attention", "full_attention", "sliding_attention", "full_attention"]"#
    #expect(
      try read("gemma3_text", kinds + #", "_sliding_window_pattern": 2"#).model.slidingWindow?.layers
        == [true, false, true, false])
    #expect(
      try read("gemma3_text", #""sliding_window_pattern": 2"#).model.slidingWindow?.layers == [
        true, false, true, false,
      ])
    #expect(
      try read("gemma3_text", #""_sliding_window_pattern": 6"#).model.slidingWindow?.layers == [true, true, true, true])
    let error = #expect(throws: CheckpointError.self) { try read("gemma3_text", #""_sliding_window_pattern": 2"#) }
    #expect(error?.description.contains("_sliding_window_pattern") == true)
    #expect(error?.description.contains("layer_types") == true)
  }
}
