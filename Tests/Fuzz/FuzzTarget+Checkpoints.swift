import Checkpoints
import Foundation
import Models
import Tokenizers

extension FuzzTarget {
  private static let models = ["gpt2", "gptj-f16", "llama2-f32", "llama3-f32", "qwen2-f32", "qwen3-f32", "gemma3-f32"]

  /// Weights, configurations and tokenizers, by themselves and as the checkpoint that they make.
  static func checkpoints(_ fixtures: Fixtures) throws -> [FuzzTarget] {
    let configurations = try models.map { try fixtures.data("ModelsTests/Fixtures/tiny-\($0)/config.json") }
    let tokenizers = try ["gemma", "llama2", "metaspace", "qwen", "smollm"].map {
      try fixtures.data("TokenizersTests/Fixtures/tokenizers/\($0)/tokenizer.json")
    }
    return [
      FuzzTarget("safetensors", file: "model.safetensors", try weights(fixtures)) { try readAll(TensorFile($0)) },
      FuzzTarget("index", [try shards()]) { folder in
        try readAll(ShardedTensors(index: folder.appendingPathComponent("model.safetensors.index.json")))
      },
      FuzzTarget("config", file: "config.json", configurations) {
        let read = try ReadConfiguration(contentsOf: $0)
        _ = (read.unread, read.model.parameterCount)
      },
      FuzzTarget(
        "checkpoint",
        try ["gptj-f16", "llama2-f32"].map {
          try fixtures.files("ModelsTests/Fixtures/tiny-\($0)", ["config.json", "model.safetensors"])
        }
      ) { folder in
        let checkpoint = try CheckpointFolder(folder)
        _ = checkpoint.names
        _ = try Transformer(checkpoint)
        try runStored(checkpoint)
      },
      FuzzTarget("tokenizer", file: "tokenizer.json", tokenizers) { try speak(Tokenizer(tokenizerFile: $0)) },
      FuzzTarget("vocabulary", [vocabulary]) { try speak(Tokenizer(folder: $0)) },
      FuzzTarget("gguf", file: "model.gguf", try ggufFiles(fixtures)) { url in
        let checkpoint = try CheckpointFolder(url)
        try readAll(checkpoint.tensors)
        try speak(checkpoint.tokenizer())
      },
      FuzzTarget("gguf-model", file: "model.gguf", try ggufFiles(fixtures)) {
        let checkpoint = try CheckpointFolder($0)
        _ = try Transformer(checkpoint)
        try runStored(checkpoint)
      },
    ]
  }

  /// A pass over weights that stay as they are stored.
  private static func runStored(_ checkpoint: CheckpointFolder) throws {
    let model = try Transformer(checkpoint, storage: .stored)
    _ = try model.logits(TokenBatch([[0, 1]]))
  }

  private static func readAll(_ tensors: any TensorSource) throws {
    for name in tensors.names {
      _ = try tensors.info(name)
      _ = try tensors.floats(name)
      if let stored = try tensors.storedMatrix(name) { _ = stored.floats(rows: 0..<stored.rows) }
      // Damage may well make a number infinite.
      try? tensors.requireFinite(name)
    }
  }

  private static func speak(_ tokenizer: Tokenizer) {
    let text = "The capital of <s>France</s> is\n\n 12345 na\u{EF}ve \u{1F600} \u{0}<|endoftext|>  x"
    _ = tokenizer.decode(tokenizer.encode(text))
    _ = tokenizer.decode([0, -1, .max, 7])
  }

  private static func weights(_ fixtures: Fixtures) throws -> [Data] {
    let small = try written([
      NamedTensor(name: "w", shape: [2, 3], elements: .floats([1, 2, 3, 4, 5, 6])),
      NamedTensor(name: "h", shape: [2], elements: .raw(.f16, Data([0, 1, 2, 3]))),
      NamedTensor(name: "d", shape: [1, 2], elements: .doubles([0.5, 1e300])),
      NamedTensor(name: "empty", shape: [0, 4], elements: .floats([])),
    ])
    return [small, try fixtures.data("CheckpointsTests/Fixtures/gguf/qwen2.safetensors")]
  }

  /// A safetensors file of these tensors.
  static func written(_ tensors: [NamedTensor]) throws -> Data {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: url) }
    try writeSafetensors(tensors, to: url)
    return try Data(contentsOf: url)
  }

  private static func shards() throws -> Files {
    let index = #"{"metadata": {"total_size": 8}, "weight_map": {"a": "1.safetensors", "b": "2.safetensors"}}"#
    return [
      "model.safetensors.index.json": Data(index.utf8),
      "1.safetensors": try written([NamedTensor(name: "a", shape: [1], elements: .floats([1]))]),
      "2.safetensors": try written([NamedTensor(name: "b", shape: [1], elements: .floats([2]))]),
    ]
  }

  private static let vocabulary: Files = [
    "vocab.json": Data(#"{"a": 0, "b": 1, "ab": 2, "Ġ": 3, "Ġab": 4, "<|endoftext|>": 5, "c": 6, "abc": 7}"#.utf8),
    "merges.txt": Data("#version: 0.2\na b\nĠ ab\nab c\n".utf8),
    "tokenizer_config.json": Data(
      #"{"bos_token": {"content": "<|endoftext|>"}, "eos_token": "<|endoftext|>", "add_bos_token": true}"#.utf8),
  ]

  private static func ggufFiles(_ fixtures: Fixtures) throws -> [Data] {
    let models = ["gpt2", "gptj", "llama", "qwen2", "qwen3", "gemma3", "quants"].map {
      "CheckpointsTests/Fixtures/gguf/\($0).gguf"
    }
    let tokenizers = ["gemma", "llama2", "qwen"].map { "TokenizersTests/Fixtures/tokenizers/\($0)/tokenizer.gguf" }
    return try (models + tokenizers).map(fixtures.data)
  }
}
