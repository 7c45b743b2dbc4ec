import Files
import Foundation
import Numerics
import TestSupport
import Testing
import Tokenizers

@testable import Checkpoints

struct CheckpointWriterTests {
  private func checkpoint(_ change: (inout ModelConfiguration) -> Void = { _ in }) throws -> GPT2Checkpoint {
    var words = WordCounts()
    words.add("the cat and the hat and the mat")
    let vocabulary = try BytePairVocabulary(trainedOn: words, size: 264)
    var configuration = ModelConfiguration(
      gpt2: 6, layerCount: 2, headCount: 3, feedForwardSize: 10, contextLength: 8, vocabularySize: 264, endOfText: 0)
    change(&configuration)
    var generator = SeededGenerator(seed: 13)
    let names = configuration.tensorShapes.sorted { $0.key < $1.key }
    let tensors = names.map { name, shape in
      (name, (0..<shape.reduce(1, *)).map { _ in Float.random(in: -3...3, using: &generator) })
    }
    return GPT2Checkpoint(
      configuration: configuration, tensors: Dictionary(uniqueKeysWithValues: tensors), vocabulary: vocabulary)
  }

  /// The names are those that the reader of published files asks for; 16-bit weights come back as the language's own
  /// conversions round them.
  @Test(arguments: FloatFormat.allCases) func writesWhatTheReaderReads(format: FloatFormat) throws {
    let checkpoint = try checkpoint()
    try withTemporaryFolder { parent in
      let url = parent.appendingPathComponent("new/model")
      try checkpoint.write(to: url, as: format)
      let names = try FileManager.default.contentsOfDirectory(atPath: url.path)
      #expect(names.sorted() == ["config.json", "model.safetensors", "tokenizer.json"])
      let folder = try CheckpointFolder(url)
      #expect(folder.configuration == checkpoint.configuration)
      #expect(folder.names.count == 2 + 2 * 12 + 2)
      #expect(try folder.info("h.1.mlp.c_fc.weight") == TensorInfo(type: format.type, shape: [6, 10]))
      for (name, values) in checkpoint.tensors {
        let shape = try #require(checkpoint.configuration.tensorShapes[name])
        #expect(try folder.floats(name, shape: shape) == values.map { rounded($0, format) }, "\(name)")
      }
      let tokenizer = try folder.tokenizer()
      #expect(tokenizer.encode("the hat") == (try checkpoint.vocabulary.tokenizer().encode("the hat")))
    }
  }

  private func rounded(_ value: Float, _ format: FloatFormat) -> Float {
    switch format {
    case .f32: value
    case .f16: Float(Float16(value))
    case .bf16:
      // Counted in last places of 8 significant bits instead of 24: both scalings are exact.
      (value / (value.ulp * 0x1p16)).rounded(.toNearestOrEven) * (value.ulp * 0x1p16)
    }
  }

  @Test func configurationHasTheReferenceKeys() throws {
    let checkpoint = try checkpoint { $0.tiesEmbeddings = false }
    try withTemporaryFolder { folder in
      try checkpoint.write(to: folder, as: .bf16)
      let data = try Data(contentsOf: folder.appendingPathComponent("config.json"))
      let written = try JSONSerialization.jsonObject(with: data) as? NSDictionary
      let expected: [String: Any] = [
        "model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "torch_dtype": "bfloat16", "vocab_size": 264,
        "n_positions": 8, "n_ctx": 8, "n_embd": 6, "n_layer": 2, "n_head": 3, "n_inner": 10,
        "activation_function": "gelu_new", "layer_norm_epsilon": 1e-5, "scale_attn_weights": true,
        "scale_attn_by_inverse_layer_idx": false, "tie_word_embeddings": false, "bos_token_id": 0, "eos_token_id": 0,
        "attn_pdrop": 0, "embd_pdrop": 0, "resid_pdrop": 0,
      ]
      #expect(written == expected as NSDictionary)
      #expect(String(decoding: data, as: UTF8.self).contains("1e-05"))
      let weights = try TensorFile(folder.appendingPathComponent("model.safetensors"))
      #expect(weights.names.filter { !$0.hasPrefix("transformer.") } == ["lm_head.weight"])
    }
  }

  @Test func writesEveryConfigurationThatCanBeRead() throws {
    let checkpoint = try checkpoint {
      $0.activation = .geluExact
      $0.normEpsilon = 1e-3
      $0.scalesAttention = false
      $0.scalesAttentionByLayer = true
      $0.bosID = nil
      $0.eosIDs = [1, 2]
    }
    try withTemporaryFolder { folder in
      try checkpoint.write(to: folder, as: .f32)
      try checkpoint.write(to: folder, as: .f16)  // over it
      #expect(try CheckpointFolder(folder).configuration == checkpoint.configuration)
    }
  }

  @Test func refusesWhatWouldOverflow() throws {
    var checkpoint = try checkpoint()
    try withTemporaryFolder { parent in
      let folder = parent.appendingPathComponent("model")
      let path = folder.appendingPathComponent("model.safetensors").path
      func error(_ value: Float, _ format: FloatFormat) -> CheckpointError? {
        checkpoint.tensors["ln_f.bias"]?[3] = value
        return failure(CheckpointError.self) { try checkpoint.write(to: folder, as: format) }
      }
      for (value, format) in [(-65_520, .f16), (1e10, .f16), (-3.4e38, .bf16)] as [(Float, FloatFormat)] {
        #expect(
          error(value, format)
            == .overflow(path: path, tensor: "transformer.ln_f.bias", value: value, format: format))
        #expect(!FileManager.default.fileExists(atPath: folder.path), "nothing is written")
      }
      for (value, format) in [(65_519, .f16), (3.39e38, .bf16), (.infinity, .f16), (3.4e38, .f32)]
        as [(Float, FloatFormat)]
      {
        #expect(error(value, format) == nil)
      }
    }
  }

  @Test func refusesTensorsThatAreNotTheModels() throws {
    let good = try checkpoint()
    try withTemporaryFolder { parent in
      let folder = parent.appendingPathComponent("model")
      let path = folder.appendingPathComponent("model.safetensors").path
      func error(_ change: (inout GPT2Checkpoint) -> Void) -> CheckpointError? {
        var checkpoint = good
        change(&checkpoint)
        return failure(CheckpointError.self) { try checkpoint.write(to: folder, as: .f32) }
      }
      #expect(error { $0.tensors["wpe.weight"] = nil } == .missingTensor(path: path, tensor: "wpe.weight"))
      #expect(
        error { $0.tensors["wpe.weight"]?.removeLast() }
          == .wrongShape(path: path, tensor: "wpe.weight", expected: [8, 6], found: [47]))
      guard case .invalidTensor(path, "stranger", _) = error({ $0.tensors["stranger"] = [1] }) else {
        Issue.record("a tensor that the model has not was accepted")
        return
      }
      for (field, change) in [
        ("vocab_size", { $0.vocabularySize = 263 }), ("n_layer", { $0.layerCount = -1 }),
        ("n_embd", { $0.hiddenSize = .max }), ("layer_norm_epsilon", { $0.normEpsilon = .nan }),
        ("n_head", { $0.headCount = 4 }),
      ] as [(String, (inout ModelConfiguration) -> Void)] {
        guard case .invalidConfiguration(_, field, _) = error({ change(&$0.configuration) }) else {
          Issue.record("\(field)")
          continue
        }
      }
      #expect(!FileManager.default.fileExists(atPath: folder.path), "nothing is written")
    }
  }

  @Test func saysWhereItCannotWrite() throws {
    let checkpoint = try checkpoint()
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("file")
      try Data().write(to: file)
      guard
        case .unwritable(file.path, _) = failure(
          FileError.self, of: { try checkpoint.write(to: file, as: .f32) })
      else {
        Issue.record("wrote into a file")
        return
      }
    }
  }
}
