import Files
import Foundation
import Testing

@testable import Checkpoints

/// `config.json` of published models, as the hub has them, with the number of parameters that is published; of the models of
/// images and texts, less those of the vision tower and its projection.
struct HubConfigurationsTests {
  private static let published: [(name: String, parameters: Int, config: JSONValue)] = {
    let file = try? JSONParser.parse(Array(Data(contentsOf: fixture("hub-configurations.json"))))
    return (file?.object ?? []).compactMap { member in
      guard let parameters = member.value["parameters"]?.integer, let config = member.value["config"] else {
        return nil
      }
      return (member.key, parameters, config)
    }
  }()

  @Test func theirParametersAreCountedAndNothingIsUnread() throws {
    #expect(Self.published.count == 38)
    for (name, parameters, config) in Self.published {
      let read = try ReadConfiguration(json: Data(config.json()), path: name)
      #expect(read.model.parameterCount == parameters, "\(name)")
      #expect(read.unread == [], "\(name)")
    }
  }

  @Test func whatAFieldLeftOutMeans() throws {
    func model(_ name: String) throws -> ModelConfiguration {
      let entry = try #require(Self.published.first { $0.name.hasSuffix("/" + name) })
      return try ReadConfiguration(json: Data(entry.config.json()), path: name).model
    }
    // Of the larger Gemma 3 the files leave most out (Gemma3TextConfig in transformers 4.57).
    let gemma = try model("gemma-3-4b-it")
    #expect(gemma.architecture == .gemma3 && gemma.headCount == 8 && gemma.keyValueHeadCount == 4)
    #expect(gemma.vocabularySize == 262_208 && gemma.tiesEmbeddings && gemma.eosIDs == [1, 106])
    #expect(gemma.rotary == RotaryConfiguration(base: 1e6, width: 256, scaling: .linear(8)))
    #expect(gemma.slidingWindow?.tokens == 1_024)
    #expect(gemma.slidingWindow?.rotary == RotaryConfiguration(base: 1e4, width: 256))
    #expect(gemma.slidingWindow?.layers.prefix(7) == [true, true, true, true, true, false, true])
    #expect(try model("Llama-3.2-1B").tiesEmbeddings && !model("Llama-3.1-8B").tiesEmbeddings)
    #expect(try model("Qwen2-7B").slidingWindow == nil)
    #expect(try model("Llama-2-7b-hf").rotary == RotaryConfiguration(base: 1e4, width: 128))
    #expect(
      try model("Llama-3.2-3B").rotary
        == RotaryConfiguration(base: 5e5, width: 128, scaling: .llama3(factor: 32, low: 1, high: 4, context: 8_192)))
  }

  /// MistralConfig in transformers 4.57.6: all layers have a window, of 4,096 tokens unless the file says null.
  @Test func whatAMistralIs() throws {
    func read(_ more: String) throws -> ModelConfiguration {
      let fields = """
        {"model_type": "mistral", "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 16,
        "intermediate_size": 96, "vocab_size": 100\(more)}
        """
      return try ReadConfiguration(json: Data(fields.utf8), path: "config.json").model
    }
    let plain = try read("")
    #expect(plain.keyValueHeadCount == 8 && plain.contextLength == 131_072 && plain.biases == .none)
    #expect(plain.slidingWindow == .init(tokens: 4_096, layers: [true, true]))
    #expect(try read(#", "sliding_window": null"#).slidingWindow == nil)
    #expect(try read(#", "num_key_value_heads": null, "attention_bias": true"#).biases == .none)
    #expect(throws: CheckpointError.self) { try read(#", "sliding_window": 0"#) }
  }

  /// What the larger Mistral, Phi and others are, is named.
  @Test(arguments: ["mixtral", "phi3", "gemma2", "qwen2_moe", "gpt_neox", "llama4", "smollm3"])
  func otherFamiliesAreRefusedByName(type: String) {
    let error = #expect(throws: CheckpointError.self) {
      try ReadConfiguration(json: Data("{\"model_type\": \"\(type)\"}".utf8), path: "config.json")
    }
    #expect(error?.description.contains("architecture \(type) is not supported") == true)
  }
}
