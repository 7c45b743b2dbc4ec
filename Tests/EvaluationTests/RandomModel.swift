import Checkpoints
import Foundation
import Numerics
import TestSupport
import Tokenizers

@testable import Evaluation
@testable import Models

/// A random model with a vocabulary of 40 and 24 positions: probabilities are uneven enough for arguments about order.
func randomModel(seed: UInt64 = 1) -> Transformer {
  let (d, m, layers, vocabulary, positions) = (16, 32, 3, 40, 24)
  var generator = SeededGenerator(seed: seed)
  func matrix(_ rows: Int, _ columns: Int, _ scale: Float) -> Matrix<Float> {
    scale * Matrix<Float>.gaussian(rows, columns, using: &generator)
  }
  func vector(_ count: Int, around center: Float) -> [Float] {
    matrix(1, count, 0.1).entries.map { $0 + center }
  }
  func norm() -> Normalization {
    Normalization(gain: vector(d, around: 1), bias: vector(d, around: 0), epsilon: 1e-5)
  }
  func linear(_ inputs: Int, _ outputs: Int) -> Linear {
    Linear(weight: matrix(inputs, outputs, 0.3), bias: vector(outputs, around: 0))
  }
  return Transformer(
    shape: Transformer.Shape(
      hidden: d, heads: 2, mlp: m, layers: layers, positions: positions, vocabulary: vocabulary,
      activation: .geluTanh, scalesByInverseLayer: false, scalesByHeadWidth: true),
    tokenEmbedding: matrix(vocabulary, d, 1), positionEmbedding: matrix(positions, d, 0.3),
    blocks: (0..<layers).map { _ in
      DecoderBlock(
        attentionNorm: norm(), attentionInput: linear(d, 3 * d), attentionOutput: linear(d, d), mlpNorm: norm(),
        up: linear(d, m), down: linear(m, d))
    },
    finalNorm: norm())
}

/// The random model with a weight that makes every logit NaN.
func brokenModel() -> Transformer {
  var model = randomModel()
  model.blocks[1].down.weight[0, 0] = .nan
  return model
}

/// Seeded token sequences of the given lengths.
func randomSequences(_ lengths: [Int], seed: UInt64 = 7) -> [[Int]] {
  var generator = SeededGenerator(seed: seed)
  return lengths.map { length in (0..<length).map { _ in Int.random(in: 0..<40, using: &generator) } }
}

/// Limits under which nearly every item is a pass of its own, and one row of logits is held at a time.
let tinyLimits = PassLimits(tokens: 1, bytes: 1)

/// log p of every token of `sequence` but the first, by one full pass and a softmax in Double; and the argmax before each.
func bruteForce(_ model: Transformer, _ sequence: [Int]) throws -> [(logProbability: Double, best: Int)] {
  let logits = try model.logits(TokenBatch([Array(sequence.dropLast())]))
  return sequence.dropFirst().enumerated().map { i, token in
    let row = logits.row(i).map(Double.init)
    let sum = row.reduce(0) { $0 + exp($1) }
    return (row[token] - log(sum), row.indices.max { row[$0] < row[$1] } ?? -1)
  }
}

/// A tiny random GPT-2 with a tokenizer, which other tests have as their fixture.
struct TinyGPT2 {
  let model: Transformer
  let tokenizer: Tokenizer

  init() throws {
    let folder = try CheckpointFolder(Fixtures.tinyGPT2)
    model = try Transformer(folder)
    tokenizer = try folder.tokenizer()
  }
}
