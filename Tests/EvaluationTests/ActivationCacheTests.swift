import Models
import Testing

@testable import Evaluation

/// Measuring again with what is known from last time, against measuring anew.
struct ActivationCacheTests {
  private let documents: PreparedDocuments

  init() {
    let sequences = randomSequences([7, 2, 24, 11])
    documents = PreparedDocuments(
      sequences: sequences + [Array(sequences[2].prefix(9)), sequences[3].prefix(4) + [1, 2, 3]])
  }

  /// A model as it was, edited, and changed where nothing is expected to change.
  @Test(arguments: [0, 1, 2, 7, -1], [0, 1_000, 1 << 20])
  func whatIsKnownChangesNothing(layer: Int, bytes: Int) throws {
    var memory = ActivationCache(bytes: bytes)
    for limits in [PassLimits.standard, PassLimits(tokens: 40, bytes: 20_000), tinyLimits] {
      var model = randomModel()
      for change in 0..<5 {
        switch change {
        case 1: model.blocks[max(0, min(layer, 2))].down.weight[3, 2] += 1
        case 2: model.blocks[2].down.weight[3, 2] -= 1
        case 3: model.blocks[0].attentionInput.weight[3, 2] -= 1
        case 4: model.tokenEmbedding[documents.sequences[0][1], 2] -= 1
        default: break
        }
        memory.prepare(for: model, editedFrom: layer)
        for _ in 0..<2 {
          let again = try #require(try model.perplexity(of: documents, limits: limits, memory: &memory))
          let anew = try #require(try model.perplexity(of: documents, limits: limits))
          #expect(abs(again / anew - 1) < 1e-6)
        }
      }
    }
  }

  @Test func whatIsKnownIsUsed() throws {
    // Limits by which texts are cut up alike on any number of threads, which other tests may change meanwhile.
    let limits = PassLimits(tokens: 2_048, bytes: 1)
    var model = randomModel()
    var memory = ActivationCache()
    func perplexity() throws -> Double {
      try #require(try model.perplexity(of: documents, limits: limits, memory: &memory))
    }
    memory.prepare(for: model, editedFrom: 1)
    let before = try perplexity()
    // Without telling it: what lies below is not looked at again.
    model.blocks[0].attentionInput.weight[3, 2] -= 1
    #expect(abs(try perplexity() / before - 1) < 1e-6)
    memory.prepare(for: model, editedFrom: 1)
    #expect(abs(try perplexity() / before - 1) > 1e-4)
  }
}
