import Foundation
import TestSupport
import Testing

@testable import Checkpoints

struct ModelConfigurationTests {
  private func read(_ json: String) throws -> ModelConfiguration {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("config.json")
      try Data(json.utf8).write(to: url)
      return try ModelConfiguration(contentsOf: url)
    }
  }

  private func gpt2(_ changes: String = "") throws -> ModelConfiguration {
    // A field given twice would be ambiguous, so changed fields are left out of the common part.
    let common = ["\"n_embd\": 64", "\"n_layer\": 4", "\"n_head\": 4", "\"n_positions\": 128", "\"vocab_size\": 4096"]
      .filter { field in !changes.contains(field.prefix { $0 != ":" }) }
    return try read("{\"model_type\": \"gpt2\", \(common.joined(separator: ", "))\(changes)}")
  }

  @Test func fillsInTheReferenceDefaults() throws {
    let configuration = try gpt2()
    #expect(configuration.architecture == .gpt2)
    #expect(configuration.feedForwardSize == 256)
    #expect(configuration.headSize == 16)
    #expect(configuration.normEpsilon == 1e-5)
    #expect(configuration.activation == .geluTanh)
    #expect(configuration.scalesAttention)
    #expect(!configuration.scalesAttentionByLayer)
    #expect(configuration.tiesEmbeddings)
    #expect(configuration.bosID == nil)
    #expect(configuration.eosIDs.isEmpty)
  }

  @Test func readsEveryField() throws {
    let configuration = try gpt2(
      """
      , "n_inner": 100, "layer_norm_epsilon": 0.001, "activation_function": "relu", "scale_attn_weights": false,
      "scale_attn_by_inverse_layer_idx": true, "tie_word_embeddings": false, "bos_token_id": 1, "eos_token_id": [2, 3],
      "torch_dtype": "float32", "task_specific_params": {"anything": [1, null]}
      """)
    #expect(
      configuration
        == ModelConfiguration(
          architecture: .gpt2, hiddenSize: 64, layerCount: 4, headCount: 4, feedForwardSize: 100, contextLength: 128,
          vocabularySize: 4096, normEpsilon: 0.001, activation: .relu, scalesAttention: false,
          scalesAttentionByLayer: true, tiesEmbeddings: false, bosID: 1, eosIDs: [2, 3]))
    #expect(try gpt2(", \"n_inner\": null, \"eos_token_id\": 7").eosIDs == [7])
    #expect(try gpt2(", \"activation_function\": \"gelu\"").activation == .geluExact)
    #expect(try gpt2(", \"activation_function\": \"gelu_pytorch_tanh\"").activation == .geluTanh)
    // Names of one function each (`ACT2FN` in transformers 4.57).
    for name in ["gelu_python_tanh", "gelu_fast", "gelu_accurate"] {
      #expect(try gpt2(", \"activation_function\": \"\(name)\"").activation == .geluTanh)
    }
    #expect(try gpt2(", \"activation_function\": \"gelu_python\"").activation == .geluExact)
    #expect(try gpt2(", \"activation_function\": \"swish\"").activation == .silu)
  }

  @Test(arguments: [
    (", \"n_head\": 5", "n_head"), (", \"n_head\": 0", "n_head"), (", \"n_embd\": -64", "n_embd"),
    (", \"n_layer\": 9223372036854775807", "n_layer"),
    (", \"vocab_size\": \"many\"", "vocab_size"), (", \"n_positions\": null", "n_positions"),
    (", \"activation_function\": \"mish\"", "activation_function"), (", \"n_inner\": 0", "n_inner"),
    (", \"layer_norm_epsilon\": 0", "layer_norm_epsilon"),
  ])
  func namesTheFieldThatIsWrong(change: String, field: String) {
    let error = failure(CheckpointError.self) { _ = try gpt2(change) }
    guard case .invalidConfiguration(_, field, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func namesAMissingField() {
    let error = failure(CheckpointError.self) { _ = try read("{\"model_type\": \"gpt2\", \"n_embd\": 4}") }
    guard case .invalidConfiguration(_, "n_layer", "is missing") = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func listsWhatIsSupported() throws {
    for json in ["{\"model_type\": \"mamba\"}", "{\"architectures\": [\"mamba\"]}"] {
      let error = failure(CheckpointError.self) { _ = try read(json) }
      guard case .unsupportedArchitecture(_, "mamba", let supported) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(supported == ["gpt2", "gptj", "llama", "mistral", "qwen2", "qwen3", "gemma3_text"])
      #expect(error?.description.contains("architecture mamba is not supported. Supported: gpt2, gptj, ") == true)
    }
  }

  @Test func recognisesFilesWithoutModelType() throws {
    let json = """
      {"architectures": ["GPT2LMHeadModel"], "n_embd": 8, "n_layer": 1, "n_head": 1, "n_positions": 4, "vocab_size": 5}
      """
    #expect(try read(json).architecture == .gpt2)
  }

  @Test(arguments: ["", "{", "[1]", "null", "{\"model_type\": \"gpt2\", \"n_embd\": 1e40}"])
  func refusesWhatIsNotTheRightJSON(json: String) {
    let error = failure(CheckpointError.self) { _ = try read(json) }
    guard case .invalidConfiguration = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
