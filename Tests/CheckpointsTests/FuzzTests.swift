import Foundation
import Testing

@testable import Checkpoints

/// Files with a few bytes changed, inserted, removed or cut off: each is read or refused, never a trap.
struct FuzzTests {
  private func mutated(_ data: Data, using generator: inout SplitMix) -> Data {
    var bytes = Array(data)
    let tokens = ["-1", "9223372036854775807", "1e308", "null", "[", "}", "\"", "\\ud800", "0", ","]
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes.remove(at: place)
      case 2: bytes.removeSubrange(place...)
      case 3: bytes.insert(contentsOf: bytes[place...].prefix(9), at: place)
      default: bytes.insert(contentsOf: Array(tokens[place % tokens.count].utf8), at: place)
      }
    }
    return Data(bytes)
  }

  /// Reads `count` mutations of `original`, written to `name`, and uses what could be read.
  private func fuzz(_ original: Data, name: String, count: Int, use: (URL) throws -> Void) throws {
    var generator = SplitMix(state: 5)
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent(name)
      for _ in 0..<count {
        try mutated(original, using: &generator).write(to: url)
        do {
          try use(url)
        } catch {
          #expect(error is CheckpointError, "\(error)")
        }
      }
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
    var generator = SplitMix(state: 9)
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("model.gguf")
      for round in 0..<400 {
        let header = original.prefix(2200)
        try (mutated(header, using: &generator) + (round % 4 == 0 ? Data() : original.dropFirst(2200))).write(to: url)
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
    let original = try Data(contentsOf: fixture("tokenizers/\(name)/tokenizer.gguf"))
    try fuzz(original, name: "tokenizer.gguf", count: 300) { url in
      let tokenizer = try GGUFTokenizer(GGUFHeader(Data(contentsOf: url), path: url.path)).tokenizer()
      _ = tokenizer.decode(tokenizer.encode("ab <s>ba 12"))
    }
  }

  @Test(arguments: ["llama2", "gemma"]) func survivesDamagedCharacterTokenizers(name: String) throws {
    let original = try Data(contentsOf: fixture("tokenizers/\(name)/tokenizer.json"))
    try fuzz(original, name: "tokenizer.json", count: 150) { url in
      let tokenizer = try Tokenizer(tokenizerFile: url)
      _ = tokenizer.decode(tokenizer.encode("ab <s>ba 12"))
    }
  }

  @Test func survivesDamagedTokenizers() throws {
    let original = """
      {"added_tokens": [{"id": 5, "content": "<x>", "special": true}],
       "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false}, "decoder": {"type": "ByteLevel"},
       "post_processor": {"type": "TemplateProcessing", "special_tokens": {"<x>": {"ids": [5]}},
         "single": [{"SpecialToken": {"id": "<x>"}}, {"Sequence": {"id": "A"}}]},
       "model": {"vocab": {"a": 0, "b": 1, "ab": 2, "Ġ": 3, "Ġab": 4}, "merges": ["a b", "Ġ ab"]}}
      """
    try fuzz(Data(original.utf8), name: "tokenizer.json", count: 500) { url in
      let tokenizer = try Tokenizer(tokenizerFile: url)
      _ = tokenizer.decode(tokenizer.encode("ab <x>ba"))
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
