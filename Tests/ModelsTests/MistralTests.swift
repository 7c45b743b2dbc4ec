import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import Models

/// A Mistral is a LLaMA in which a token sees the last ones alone: closed forms, on a tiny LLaMA's weights.
struct MistralTests {
  private let tokens = [3, 14, 15, 92, 65, 35, 8, 97]
  private static let source = Fixtures.url("ModelsTests/Fixtures/tiny-llama3-f32")

  /// The logits of the weights under a changed configuration.
  private func logits(_ tokens: [Int], _ fields: [String: Any]) throws -> [[Float]] {
    try withTemporaryFolder { folder in
      let config = try Data(contentsOf: Self.source.appendingPathComponent("config.json"))
      let original = try #require(JSONSerialization.jsonObject(with: config) as? [String: Any])
      try JSONSerialization.data(withJSONObject: original.merging(fields) { $1 })
        .write(to: folder.appendingPathComponent("config.json"))
      try FileManager.default.copyItem(
        at: Self.source.appendingPathComponent("model.safetensors"),
        to: folder.appendingPathComponent("model.safetensors"))
      let logits = try Transformer(CheckpointFolder(folder)).logits(TokenBatch([tokens]))
      return (0..<logits.rows).map { Array(logits.row($0)) }
    }
  }

  private func mistral(window: Int?, blocks: Int = 4) -> [String: Any] {
    let window: Any = window.map { $0 as Any } ?? NSNull()
    return ["model_type": "mistral", "sliding_window": window, "num_hidden_layers": blocks]
  }

  @Test(arguments: [nil, 8, 4_096]) func withoutAWindowOrWithALongOneItIsALlama(window: Int?) throws {
    let expected = try logits(tokens, [:])
    for (found, expected) in zip(try logits(tokens, mistral(window: window)), expected) {
      #expect(largestDifference(found, expected) < 1e-5)
    }
  }

  /// Rotary positions count from one token to another: in one block the last tokens are all that the last one is made of.
  @Test(arguments: [2, 3, 5]) func theWindowsTokensAreAllThatOneBlockSees(window: Int) throws {
    let found = try logits(tokens, mistral(window: window, blocks: 1))
    let expected = try logits(tokens.suffix(window), ["num_hidden_layers": 1])
    #expect(largestDifference(found[7], expected[window - 1]) < 1e-4)
    let whole = try logits(tokens, ["num_hidden_layers": 1])
    #expect(largestDifference(found[7], whole[7]) > 1e-3)
  }

  @Test func aTokenThatSeesItselfAloneStandsAlone() throws {
    let found = try logits(tokens, mistral(window: 1))
    for (place, token) in tokens.enumerated() {
      #expect(largestDifference(found[place], try logits([token], [:])[0]) < 1e-4)
    }
  }
}
