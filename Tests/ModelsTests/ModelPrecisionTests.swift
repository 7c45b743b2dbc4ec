import Checkpoints
import Foundation
import Numerics
import Testing

@testable import Models

/// Models whose frozen weights are multiplied in bf16, against the same models in f32.
struct ModelPrecisionTests {
  private func scale(_ x: Matrix<Float>) -> Float { x.entries.reduce(0) { max($0, $1.magnitude) } }

  /// Rounding to 8 bits, of weights and of activations, in two blocks and a head.
  @Test(arguments: Reference.names) func logitsAreCloseToF32s(name: String) throws {
    let reference = try Reference(name)
    let batch = TokenBatch(reference.sequences)
    let expected = try reference.model.logits(batch)
    let found = try reference.model.computing(.bf16(terms: 1)).logits(batch)
    let difference = largestDifference(found.entries, expected.entries)
    #expect(difference > 0 && difference < 0.04 * scale(expected))
  }

  /// With weights that are bf16 numbers already, nothing but the terms of activations is left to round.
  @Test(arguments: Reference.names) func termsOfActivationsLeaveWhatTheySay(name: String) throws {
    let reference = try Reference(name)
    var model = reference.model
    func rounded(_ matrix: Matrix<Float>) -> Matrix<Float> {
      Matrix(
        matrix.rows, matrix.columns, roundedToBF16(matrix.entries).map { Float(bitPattern: UInt32($0) << 16) })
    }
    func weight(_ matrix: Matrix<Float>) -> Weight { Weight(rounded(matrix)) }
    model.embedding = weight(model.embedding.matrix)
    model.ownHead = model.ownHead.map { weight($0.matrix) }
    for layer in model.blocks.indices {
      for part in [\DecoderBlock.attentionInput, \.attentionOutput, \.up, \.down] {
        let linear = model.blocks[layer][keyPath: part]
        model.blocks[layer][keyPath: part] = Linear(weight: weight(linear.weight), bias: linear.bias)
      }
    }
    let batch = TokenBatch(reference.sequences)
    let expected = try model.logits(batch)
    for (terms, bound) in [(1, Float(0.03)), (2, 1e-4), (3, 1e-5)] {
      let found = try model.computing(.bf16(terms: terms)).logits(batch)
      #expect(largestDifference(found.entries, expected.entries) < bound * max(1, scale(expected)), "\(terms) terms")
    }
  }

  /// Gradients go through the transposes of the packed weights.
  @Test(arguments: ["tiny-gpt2", "tiny-llama3-f32"]) func gradientsAreCloseToF32s(name: String) throws {
    let reference = try Reference(name)
    let batch = TokenBatch(reference.sequences)
    func gradient(_ model: Transformer) throws -> Matrix<Float> {
      var activations: [BlockActivations] = []
      let hidden = model.run(try model.embed(batch), through: 0..<model.shape.layers, batch: batch) { values, _ in
        activations.append(values)
      }
      var generator = SeededGenerator(seed: 9)
      let dLogits = Matrix<Float>.gaussian(hidden.rows, model.shape.vocabulary, using: &generator)
      return model.backward(model.logitsGradient(hidden, of: dLogits), through: activations, batch: batch)
    }
    let (expected, found) = (try gradient(reference.model), try gradient(reference.model.computing(.bf16(terms: 1))))
    #expect((found - expected).frobeniusNorm < 0.03 * expected.frobeniusNorm)
  }

  @Test func f32IsWhatRunsWhenItIsAskedFor() throws {
    var model = try Reference().model
    let batch = TokenBatch([[1, 2, 3, 4, 5, 6, 7]])
    let expected = try model.logits(batch)
    #expect(try model.reduced.logits(batch) == expected)
    // A model that may compute in bf16 does so only where it is asked to.
    model.precision = .bf16
    #expect(try model.logits(batch) == expected)
    #expect(try model.reduced.logits(batch) != expected)
    model.precision = .f32
    #expect(try model.reduced.logits(batch) == expected)
  }

  @Test func editedWeightsStayInF32() throws {
    var model = try Reference().model
    let batch = TokenBatch([[1, 2, 3, 4, 5, 6, 7]])
    for layer in model.blocks.indices { model.blocks[layer].down.thaw() }
    let reduced = model.computing(.bf16(terms: 1))
    var generator = SeededGenerator(seed: 11)
    let keys = Matrix<Float>.gaussian(5, model.shape.mlp, using: &generator)
    let x = Matrix<Float>.gaussian(5, model.shape.hidden, using: &generator)
    for (block, own) in zip(model.blocks, reduced.blocks) {
      #expect(own.down.applied(to: keys) == block.down.applied(to: keys))
      #expect(own.up.applied(to: x) != block.up.applied(to: x))
    }
    // A weight that is written to computes with what was written, whatever form it had before.
    var written = reduced
    _ = try written.logits(batch)
    written.blocks[0].up.weight.scale(by: 0)
    model.blocks[0].up.weight.scale(by: 0)
    #expect(written.blocks[0].up.applied(to: x) == model.blocks[0].up.applied(to: x))
  }
}
