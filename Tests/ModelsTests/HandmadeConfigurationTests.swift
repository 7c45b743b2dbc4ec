import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import Models

/// Files whose configuration and weights say different things, against the logits of transformers 5.24 in f32.
struct HandmadeConfigurationTests {
  private func folder(_ name: String) -> URL { Fixtures.url("ModelsTests/Fixtures/\(name)") }

  @Test(arguments: ["yarn-beside-parameters", "tied-with-own-head"]) func logitsAreThoseOfTransformers(
    name: String
  ) throws {
    let url = folder(name)
    let expected = try TensorFile(url.appendingPathComponent("expected.safetensors"))
    let ids = try JSONDecoder().decode([[Int]].self, from: Data(contentsOf: url.appendingPathComponent("ids.json")))
    for storage in WeightStorage.allCases {
      let model = try Transformer(CheckpointFolder(url), storage: storage)
      for (index, tokens) in ids.enumerated() {
        let logits = try model.logits(TokenBatch([tokens]))
        #expect(largestDifference(logits.entries, try expected.floats("logits_\(index)")) < 1e-4)
      }
    }
  }

  @Test func itIsSaidThatTheFilesOwnHeadIsUsed() throws {
    let checkpoint = try CheckpointFolder(folder("tied-with-own-head"))
    #expect(!checkpoint.configuration.tiesEmbeddings)
    #expect(checkpoint.notices.count == 1 && checkpoint.notices[0].contains("another lm_head.weight: that one is used"))
  }

  /// Else transformers 4 would compute with the embedding.
  @Test func whatIsSavedSaysWhatItHolds() throws {
    let source = try CheckpointFolder(folder("tied-with-own-head"))
    try withTemporaryFolder { url in
      try source.writeCopy(replacing: [:], to: url)
      let saved = try CheckpointFolder(url)
      #expect(saved.configuration == source.configuration && saved.notices == [])
      #expect(saved.tensors.checksum == source.tensors.checksum)
    }
  }

  /// A model of every architecture that ties its embeddings, by its file or by default, and is given an output matrix.
  @Test(arguments: [
    "tiny-gpt2", "tiny-gptj-f32", "tiny-llama3-f32", "tiny-qwen2-f32", "tiny-qwen3-f32", "tiny-gemma3-f32",
  ])
  func everyArchitectureTakesTheFilesHead(name: String) throws {
    let source = try CheckpointFolder(folder(name))
    let model = source.configuration
    let (rows, columns) = (model.vocabularySize, model.hiddenSize)
    let embeddingName = try #require(source.names.first { $0 == "wte.weight" || $0 == "embed_tokens.weight" })
    let embedding = try source.floats(embeddingName, shape: [rows, columns])
    // The rows in reverse: so are the logits, where there is no bias.
    let reversed = (0..<rows).reversed().flatMap { embedding[$0 * columns..<($0 + 1) * columns] }
    let others = try source.tensors.names.filter { $0 != "lm_head.weight" }.map {
      NamedTensor(name: $0, shape: try source.tensors.info($0).shape, elements: try source.tensors.elements($0))
    }
    let tokens = TokenBatch([[3, 14, 15, 92]])
    let bias = try source.contains("lm_head.bias") ? source.floats("lm_head.bias", shape: [rows]) : []
    try withTemporaryFolder { url in
      var fields = try #require(
        JSONSerialization.jsonObject(with: Data(contentsOf: folder(name).appendingPathComponent("config.json")))
          as? [String: Any])
      fields["tie_word_embeddings"] = true
      try JSONSerialization.data(withJSONObject: fields).write(to: url.appendingPathComponent("config.json"))
      func read(_ head: [Float]?) throws -> CheckpointFolder {
        let own =
          head.map { [NamedTensor(name: "lm_head.weight", shape: [rows, columns], elements: .floats($0))] } ?? []
        try writeSafetensors(others + own, to: url.appendingPathComponent("model.safetensors"))
        return try CheckpointFolder(url)
      }
      let tied = try read(nil)
      #expect(tied.configuration.tiesEmbeddings && tied.notices == [])
      let same = try read(embedding)
      #expect(same.configuration.tiesEmbeddings && same.notices == [] && same.configuration == tied.configuration)
      let own = try read(reversed)
      #expect(!own.configuration.tiesEmbeddings && own.notices.count == 1)
      let plain = try Transformer(tied).logits(tokens)
      let other = try Transformer(own).logits(tokens)
      for row in 0..<plain.rows {
        let (there, here) = (Array(plain.row(row)), Array(other.row(row)))
        for token in [0, 1, 17, rows - 1] {
          let mirrored = rows - 1 - token
          let (add, take) = bias.isEmpty ? (0, 0) : (bias[token], bias[mirrored])
          #expect(abs(here[token] - (there[mirrored] - take + add)) < 1e-4)
        }
      }
    }
  }
}
