import Foundation
import Numerics
import TestSupport
import Testing
import Tokenizers

@testable import Checkpoints

/// Files with a few bytes changed, inserted, removed or cut off: each is read or refused, never a trap.
struct DamagedCheckpointTests {
  /// Reads `count` damaged copies of `original`, written to `name`, and uses what could be read.
  private func fuzz(_ original: Data, name: String, count: Int, use: (URL) throws -> Void) throws {
    let errors = try errors(reading: original, as: name, damaged: count, use: use)
    #expect(!errors.isEmpty, "no damage was noticed")
    for error in errors {
      #expect(error is CheckpointError || error is TokenizerError, "\(error)")
    }
  }

  @Test func survivesDamagedTensorFiles() throws {
    let original = try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a")
      try writeSafetensors(
        [
          NamedTensor(name: "w", shape: [2, 3], elements: .floats([1, 2, 3, 4, 5, 6])),
          NamedTensor(name: "h", shape: [2], elements: .raw(.f16, Data([0, 1, 2, 3]))),
        ], to: url)
      return try Data(contentsOf: url)
    }
    try fuzz(original, name: "model.safetensors", count: 500) { url in
      let file = try TensorFile(url)
      for name in file.names { _ = try file.floats(name) }
    }
  }

  @Test func survivesDamagedIndices() throws {
    let original = #"{"metadata": {"total_size": 4}, "weight_map": {"a": "a.safetensors", "b": "b.safetensors"}}"#
    try fuzz(Data(original.utf8), name: "model.safetensors.index.json", count: 300) { url in
      _ = try ShardedTensors(index: url)
    }
  }

  @Test(arguments: ["gguf/llama.gguf", "gguf/gpt2.gguf", "gguf/quants.gguf"])
  func survivesDamagedGGUFFiles(name: String) throws {
    // Damage goes to the header, which is at the beginning, and to lengths and offsets in it.
    let original = try Data(contentsOf: fixture(name))
    var generator = SeededGenerator(seed: 9)
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("model.gguf")
      for round in 0..<400 {
        let header = original.prefix(2200)
        try (damaged(header, using: &generator) + (round % 4 == 0 ? Data() : original.dropFirst(2200))).write(to: url)
        do {
          let model = try GGUFModel(url)
          for name in model.tensors.names { _ = try model.tensors.floats(name) }
          _ = try model.configurationFile()
        } catch {
          #expect(error is CheckpointError, "\(error)")
        }
      }
    }
  }

  @Test(arguments: ["llama2", "qwen"]) func survivesDamagedGGUFTokenizers(name: String) throws {
    let original = try Data(contentsOf: Fixtures.url("TokenizersTests/Fixtures/tokenizers/\(name)/tokenizer.gguf"))
    try fuzz(original, name: "tokenizer.gguf", count: 300) { url in
      let tokenizer = try GGUFTokenizer(GGUFHeader(Data(contentsOf: url), path: url.path)).tokenizer()
      _ = tokenizer.decode(tokenizer.encode("ab <s>ba 12"))
    }
  }

  @Test func survivesDamagedConfigurations() throws {
    let original = """
      {"model_type": "gpt2", "n_embd": 8, "n_layer": 1, "n_head": 2, "n_positions": 4, "vocab_size": 5,
       "n_inner": null, "layer_norm_epsilon": 1e-5, "eos_token_id": [1]}
      """
    try fuzz(Data(original.utf8), name: "config.json", count: 500) { url in
      _ = try ModelConfiguration(contentsOf: url).headSize
    }
  }
}
