import Files
import Foundation
import TestSupport
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

  @Test(arguments: ["model.", "language_model.model.", "model.language_model."])
  func findsTensorsOfOtherModels(prefix: String) throws {
    try withTemporaryFolder { url in
      let names = ["layers.0.mlp.down_proj.weight", "layers.0.self_attn.rotary_emb.inv_freq"]
      try write(
        names.map { NamedTensor(name: prefix + $0, shape: [1], elements: .floats([3])) }
          + [NamedTensor(name: "lm_head.weight", shape: [1], elements: .floats([4]))], to: url)
      let folder = try CheckpointFolder(url)
      #expect(folder.names == ["layers.0.mlp.down_proj.weight", "lm_head.weight"])
      for asked in ["layers.0.mlp.down_proj.weight", "model.layers.0.mlp.down_proj.weight"] {
        #expect(try folder.floats(asked, shape: [1]) == [3])
      }
      #expect(try folder.floats("lm_head.weight", shape: [1]) == [4])
    }
  }

  @Test func savesAnEditedModelFromShards() throws {
    try withTemporaryFolder { url in
      try Data(Self.configuration.utf8).write(to: url.appendingPathComponent("config.json"))
      let all = tensors(prefix: "transformer.")
      var places: [String: String] = [:]
      for (index, tensor) in all.enumerated() {
        let shard = "model-0000\(index % 2 + 1)-of-00002.safetensors"
        places[tensor.name] = shard
      }
      for shard in Set(places.values) {
        try writeSafetensors(all.filter { places[$0.name] == shard }, to: url.appendingPathComponent(shard))
      }
      try JSONSerialization.data(withJSONObject: ["metadata": ["total_size": 1], "weight_map": places])
        .write(to: url.appendingPathComponent("model.safetensors.index.json"))
      let folder = try CheckpointFolder(url)
      #expect(try folder.floats("wte.weight", shape: [3, 2]) == [1, 2, 3, 4, 5, 6])

      let target = url.appendingPathComponent("edited")
      try folder.writeCopy(replacing: ["h.0.mlp.c_proj.weight": [9, 10]], to: target)
      let copy = try CheckpointFolder(target)
      #expect(copy.tensors.files.count == 2)
      #expect(copy.names == folder.names)
      #expect(try copy.floats("h.0.mlp.c_proj.weight", shape: [1, 2]) == [9, 10])
      #expect(try copy.info("h.0.attn.bias").type == .u8)
      try folder.writeCopy(replacing: [:], to: target)
      #expect(try CheckpointFolder(target).tensors.checksum == folder.tensors.checksum)
    }
  }

  @Test func readsAndSavesAGGUFFile() throws {
    try withTemporaryFolder { url in
      let folder = try CheckpointFolder(fixture("gguf/gpt2.gguf"))
      let expected = try TensorFile(fixture("gguf/gpt2.safetensors"))
      #expect(folder.configuration.hiddenSize == 32)
      #expect(folder.configuration.vocabularySize == 10)
      #expect(folder.configuration.contextLength == 16)
      #expect(folder.configuration.tiesEmbeddings)
      #expect(folder.names.contains("h.0.mlp.c_fc.weight"))
      #expect(try folder.tokenizer().encode("ab ab<|endoftext|>d") == [5, 7, 2, 8])

      let edit = Array(repeating: Float(0.5), count: 32 * 32)
      try folder.writeCopy(replacing: ["h.0.mlp.c_proj.weight": edit], to: url)
      let copy = try CheckpointFolder(url)
      #expect(copy.configuration == folder.configuration)
      #expect(try copy.tokenizer().encode("ab ab<|endoftext|>d") == [5, 7, 2, 8])
      let saved = copy.tensors
      #expect(saved.names == expected.names)
      for name in saved.names where name != "transformer.h.0.mlp.c_proj.weight" {
        #expect(try saved.floats(name) == expected.floats(name))
        #expect(try saved.info(name).shape == expected.info(name).shape)
      }
      #expect(try saved.floats("transformer.h.0.mlp.c_proj.weight") == edit)
    }
  }

  /// Every file that holds no weights goes along.
  @Test func savesWhatBelongsToTheModel() throws {
    try withTemporaryFolder { url in
      let source = url.appendingPathComponent("source")
      try FileManager.default.createDirectory(
        at: source.appendingPathComponent("additional_chat_templates"), withIntermediateDirectories: true)
      try write(tensors(prefix: ""), to: source)
      let kept = [
        "chat_template.jinja", "chat_template.json", "tokenizer.model", "generation_config.json",
        "preprocessor_config.json",
        "vocab.txt", "README.md", "LICENSE", "added_tokens.json", "modeling_x.py", "spiece.model",
        "additional_chat_templates/tool_use.jinja",
      ]
      let left = [
        "pytorch_model.bin", "pytorch_model.bin.index.json", "model.gguf", "tf_model.h5", "flax_model.msgpack",
        "consolidated.00.pth", "optimizer.pt", "other.safetensors", ".gitattributes", "model.onnx",
      ]
      for name in kept + left { try Data(name.utf8).write(to: source.appendingPathComponent(name)) }
      try FileManager.default.createDirectory(
        at: source.appendingPathComponent("onnx"), withIntermediateDirectories: true)
      // As the hub's cache has it.
      let blob = url.appendingPathComponent("blob")
      try Data("merges".utf8).write(to: blob)
      try FileManager.default.createSymbolicLink(
        at: source.appendingPathComponent("merges.txt"), withDestinationURL: blob)
      #expect(mkfifo(source.appendingPathComponent("pipe.json").path, 0o600) == 0)

      let target = url.appendingPathComponent("saved")
      try CheckpointFolder(source).writeCopy(replacing: ["h.0.mlp.c_proj.weight": [9, 10]], to: target)
      for name in kept {
        #expect(try Data(contentsOf: target.appendingPathComponent(name)) == Data(name.utf8), "\(name)")
      }
      #expect(try Data(contentsOf: target.appendingPathComponent("merges.txt")) == Data("merges".utf8))
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: target.path).sorted()
          == (kept.filter { !$0.contains("/") } + [
            "additional_chat_templates", "config.json", "merges.txt", "model.safetensors",
          ]).sorted())
    }
  }

  /// `transformers` says it of such tensors, too, and computes without them.
  @Test func tensorsThatTheModelHasNotAreNoted() throws {
    try withTemporaryFolder { url in
      let stranger = NamedTensor(name: "h.0.attn.c_attn.scale", shape: [2], elements: .floats([1, 1]))
      try write(tensors(prefix: "") + [stranger], to: url)
      let folder = try CheckpointFolder(url)
      #expect(
        folder.notices == ["tensors that such a model does not have are not read: 1 (h.0.attn.c_attn.scale)"])
      // An adapter would be applied by transformers.
      try Data("{}".utf8).write(to: url.appendingPathComponent("adapter_config.json"))
      let error = failure(CheckpointError.self) { _ = try CheckpointFolder(url) }
      #expect(error?.description.contains("with adapter_config.json is not supported") == true)
    }
  }

  @Test func weightsInAnotherFormAreNamed() throws {
    try withTemporaryFolder { url in
      try Data(Self.configuration.utf8).write(to: url.appendingPathComponent("config.json"))
      for name in ["training_args.bin", "model.h5", "pytorch_model.bin"] {
        try Data().write(to: url.appendingPathComponent(name))
      }
      let error = failure(CheckpointError.self) { _ = try CheckpointFolder(url) }
      #expect(error == .otherWeights(folder: url.path, found: "pytorch_model.bin"))
      #expect(error?.description.contains("from_pretrained('\(url.path)').save_pretrained('\(url.path)')") == true)
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
      // An index beside a whole file is not looked at.
      let index = url.appendingPathComponent("model.safetensors.index.json")
      try Data("{}".utf8).write(to: index)
      #expect(
        failure(CheckpointError.self) { _ = try CheckpointFolder(url) }
          == .invalidIndex(path: index.path, problem: "weight_map is missing"))
      try write(tensors(prefix: ""), to: url)
      _ = try CheckpointFolder(url)
    }
  }

  @Test func saysWhereNoFolderIs() throws {
    try withTemporaryFolder { url in
      let absent = url.appendingPathComponent("absent")
      #expect(
        failure(FileError.self) { _ = try CheckpointFolder(absent) }
          == .unreadable(path: absent.path, reason: "no such folder"))
      try Data().write(to: absent)
      #expect(
        failure(FileError.self) { _ = try CheckpointFolder(absent) }
          == .unreadable(path: absent.path, reason: "it is not a folder, nor is it a GGUF file"))
    }
  }
}
