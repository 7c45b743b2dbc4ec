import Foundation
import Testing

@testable import Checkpoints

struct CheckpointFolderTests {
  private static let configuration = """
    {"model_type": "gpt2", "n_embd": 2, "n_layer": 1, "n_head": 1, "n_positions": 4, "vocab_size": 3}
    """

  private func write(_ tensors: [NamedTensor], to folder: URL) throws {
    try Data(Self.configuration.utf8).write(to: folder.appendingPathComponent("config.json"))
    try writeSafetensors(tensors, to: folder.appendingPathComponent("model.safetensors"))
  }

  private func tensors(prefix: String) -> [NamedTensor] {
    [
      NamedTensor(name: prefix + "wte.weight", shape: [3, 2], elements: .floats([1, 2, 3, 4, 5, 6])),
      NamedTensor(name: prefix + "h.0.mlp.c_proj.weight", shape: [1, 2], elements: .floats([7, 8])),
      NamedTensor(name: prefix + "h.0.attn.bias", shape: [1], elements: .raw(.u8, Data([1]))),
      NamedTensor(name: prefix + "h.0.attn.masked_bias", shape: [], elements: .floats([-10000])),
      NamedTensor(name: prefix + "h.0.attn.c_attn.bias", shape: [2], elements: .floats([0, 0])),
    ]
  }

  @Test(arguments: ["", "transformer."]) func findsTensorsWithAndWithoutPrefix(prefix: String) throws {
    try withTemporaryFolder { url in
      try write(tensors(prefix: prefix), to: url)
      let folder = try CheckpointFolder(url)
      #expect(folder.configuration.hiddenSize == 2)
      #expect(folder.names == ["h.0.attn.c_attn.bias", "h.0.mlp.c_proj.weight", "wte.weight"])
      #expect(folder.contains("wte.weight"))
      #expect(!folder.contains("lm_head.weight"))
      #expect(try folder.info("h.0.mlp.c_proj.weight").shape == [1, 2])
      #expect(try folder.floats("wte.weight", shape: [3, 2]) == [1, 2, 3, 4, 5, 6])
      #expect(try folder.floats("transformer.wte.weight", shape: [3, 2]) == [1, 2, 3, 4, 5, 6])
      let path = folder.tensors.url.path
      #expect(
        failure(CheckpointError.self) { _ = try folder.floats("wte.weight", shape: [2, 3]) }
          == .wrongShape(path: path, tensor: prefix + "wte.weight", expected: [2, 3], found: [3, 2]))
      #expect(
        failure(CheckpointError.self) { _ = try folder.floats("wpe.weight", shape: [1]) }
          == .missingTensor(path: path, tensor: "wpe.weight"))
    }
  }

  @Test(arguments: ["", "transformer."]) func savesAnEditedModel(prefix: String) throws {
    try withTemporaryFolder { url in
      try write(tensors(prefix: prefix), to: url)
      let target = url.appendingPathComponent("edited/model")
      try CheckpointFolder(url).writeCopy(replacing: ["h.0.mlp.c_proj.weight": [9, 10]], to: target)
      let copy = try CheckpointFolder(target)
      #expect(try copy.floats("h.0.mlp.c_proj.weight", shape: [1, 2]) == [9, 10])
      #expect(try copy.floats("wte.weight", shape: [3, 2]) == [1, 2, 3, 4, 5, 6])
      #expect(copy.tensors.names == tensors(prefix: prefix).map(\.name).sorted())
    }
  }

  @Test func namesTheFilesThatAreMissing() throws {
    try withTemporaryFolder { url in
      #expect(
        failure(CheckpointError.self) { _ = try CheckpointFolder(url) }
          == .missingFile(folder: url.path, wanted: ["config.json"]))
      try Data(Self.configuration.utf8).write(to: url.appendingPathComponent("config.json"))
      #expect(
        failure(CheckpointError.self) { _ = try CheckpointFolder(url) }
          == .missingFile(folder: url.path, wanted: ["model.safetensors"]))
      // Sharded weights beside a whole file are not looked at.
      let index = url.appendingPathComponent("model.safetensors.index.json")
      try Data("{}".utf8).write(to: index)
      #expect(
        failure(CheckpointError.self) { _ = try CheckpointFolder(url) }
          == .sharded(folder: url.path, index: index.lastPathComponent))
      try write(tensors(prefix: ""), to: url)
      _ = try CheckpointFolder(url)
    }
  }

  @Test func saysWhereNoFolderIs() throws {
    try withTemporaryFolder { url in
      let absent = url.appendingPathComponent("absent")
      #expect(
        failure(CheckpointError.self) { _ = try CheckpointFolder(absent) }
          == .unreadable(path: absent.path, reason: "no such folder"))
      try Data().write(to: absent)
      #expect(
        failure(CheckpointError.self) { _ = try CheckpointFolder(absent) }
          == .unreadable(path: absent.path, reason: "it is not a folder"))
    }
  }
}
