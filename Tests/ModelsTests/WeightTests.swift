import Checkpoints
import Foundation
import Numerics
import Testing

@testable import Models

/// Weights that are held as a checkpoint stores them, against the same numbers held as floats.
struct WeightTests {
  /// A folder with the checkpoint of a fixture, its numbers in 16 bits.
  private func withSmallCopy<R>(
    of name: String, as format: FloatFormat, _ body: (CheckpointFolder) throws -> R
  ) throws -> R {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("revive-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    let source = try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: nil))
    try FileManager.default.copyItem(
      at: source.appendingPathComponent("config.json"), to: url.appendingPathComponent("config.json"))
    let tensors = try CheckpointFolder(source).tensors
    try writeSafetensors(
      tensors.names.map { name in
        NamedTensor(
          name: name, shape: try tensors.info(name).shape, elements: .floats(try tensors.floats(name), as: format))
      }, to: url.appendingPathComponent("model.safetensors"))
    return try body(try CheckpointFolder(url))
  }

  /// The published numbers of a checkpoint in half precision, with its weights left in it.
  @Test func halfPrecisionIsTheReferences() throws {
    let reference = try Reference("tiny-gptj-f16")
    let folder = try #require(Bundle.module.url(forResource: "Fixtures/tiny-gptj-f16", withExtension: nil))
    let model = try Transformer(CheckpointFolder(folder), storage: .stored)
    #expect(model.holdsStoredWeights && !reference.model.holdsStoredWeights)
    let logits = try model.logits(TokenBatch(reference.sequences)).gatherRows(reference.logitRows)
    #expect(largestDifference(logits.entries, try reference.logits().entries) < 1e-4)
  }

  @Test(arguments: Reference.names, [FloatFormat.bf16, .f16])
  func everyArchitectureRunsOnStoredWeights(name: String, format: FloatFormat) throws {
    let reference = try Reference(name)
    try withSmallCopy(of: name, as: format) { folder in
      let floats = try Transformer(folder)
      let stored = try Transformer(folder, storage: .stored)
      #expect(stored.holdsStoredWeights)
      #expect(stored.parameterCount == floats.parameterCount)
      #expect(stored.tokenEmbedding == floats.tokenEmbedding)
      for (one, other) in zip(stored.blocks, floats.blocks) {
        #expect(one.attentionInput.weight == other.attentionInput.weight)
        #expect(one.attentionOutput.weight == other.attentionOutput.weight)
        #expect(one.up.weight == other.up.weight && one.down.weight == other.down.weight)
      }
      let batch = TokenBatch(reference.sequences)
      let (expected, found) = (try floats.logits(batch), try stored.logits(batch))
      let size = expected.entries.reduce(0) { max($0, $1.magnitude) }
      #expect(largestDifference(found.entries, expected.entries) < 1e-5 * max(1, size))

      func gradient(_ model: Transformer) throws -> Matrix<Float> {
        var activations: [BlockActivations] = []
        let hidden = model.run(try model.embed(batch), through: 0..<model.shape.layers, batch: batch) { values, _ in
          activations.append(values)
        }
        return model.backward(model.logitsGradient(hidden, of: expected), through: activations, batch: batch)
      }
      let (slope, storedSlope) = (try gradient(floats), try gradient(stored))
      let steepest = slope.entries.reduce(0) { max($0, $1.magnitude) }
      #expect(largestDifference(storedSlope.entries, slope.entries) < 1e-5 * max(1, steepest))
    }
  }

  /// One bf16 form of what is stored serves both directions, and is that of the same numbers as floats.
  @Test(arguments: Reference.names) func storedWeightsAreRoundedAsFloatsAre(name: String) throws {
    let reference = try Reference(name)
    try withSmallCopy(of: name, as: .bf16) { folder in
      let exact = try Transformer(folder)
      let stored = try Transformer(folder, storage: .stored).computing(.bf16(terms: 3))
      let floats = exact.computing(.bf16(terms: 3))
      let batch = TokenBatch(reference.sequences)
      let expected = try exact.logits(batch)
      let size = max(1, expected.entries.reduce(0) { max($0, $1.magnitude) })
      func logitsAndGradient(_ model: Transformer) throws -> (Matrix<Float>, Matrix<Float>) {
        var activations: [BlockActivations] = []
        let hidden = model.run(try model.embed(batch), through: 0..<model.shape.layers, batch: batch) { values, _ in
          activations.append(values)
        }
        let slope = model.logitsGradient(hidden, of: expected)
        return (model.logits(hidden), model.backward(slope, through: activations, batch: batch))
      }
      let (logits, gradient) = try logitsAndGradient(exact)
      let steepest = max(1, gradient.entries.reduce(0) { max($0, $1.magnitude) })
      for model in [stored, floats] {
        let (ownLogits, ownGradient) = try logitsAndGradient(model)
        #expect(largestDifference(ownLogits.entries, logits.entries) < 1e-5 * size)
        #expect(largestDifference(ownGradient.entries, gradient.entries) < 1e-4 * steepest)
      }
    }
  }

  @Test func whatIsEditedBecomesFloats() throws {
    try withSmallCopy(of: "tiny-llama3-f32", as: .bf16) { folder in
      var model = try Transformer(folder, storage: .stored)
      let before = model
      var expected = model.blocks[1].down.weight
      expected[0, 0] += 1
      model.blocks[1].down.weight[0, 0] += 1
      #expect(model.blocks[1].down.weight == expected)
      #expect(!model.blocks[1].down.held.isStored && model.blocks[0].down.held.isStored)
      #expect(before.blocks[1].down.held.isStored)
      model.blocks[0].down.thaw()
      #expect(model.blocks[0].down.weight == before.blocks[0].down.weight)
      #expect(!model.blocks[0].down.held.isStored)
    }
  }

  /// More numbers than are widened at once, in parts of different heights, both ways round.
  @Test(arguments: [false, true]) func productsAreMadeInParts(isTransposed: Bool) throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("revive-tests-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    var generator = SeededGenerator(seed: 3)
    let heights = [1_500, 7, 600]
    try writeSafetensors(
      heights.enumerated().map { index, height in
        NamedTensor(
          name: "\(index)", shape: [height, 1_024],
          elements: .floats(Matrix<Float>.gaussian(height, 1_024, using: &generator).entries, as: .bf16))
      }, to: url)
    let file = try TensorFile(url)
    let parts = try heights.indices.map { try #require(try file.storedMatrix("\($0)")) }
    let weight = Weight(parts, isTransposed: isTransposed)
    let rows = Matrix(2_107, 1_024, try heights.indices.flatMap { try file.floats("\($0)") })
    let whole = isTransposed ? rows.transposed : rows
    #expect(weight.matrix == whole)
    #expect(weight.rows == whole.rows && weight.columns == whole.columns)
    #expect(weight == Weight(parts, isTransposed: isTransposed) && weight != Weight(whole))
    for transposed in [false, true] {
      let x = Matrix<Float>.gaussian(5, transposed ? whole.columns : whole.rows, using: &generator)
      let expected = transposed ? x.times(transposed: whole) : x.times(whole)
      let found = weight.product(of: x, transposed: transposed)
      #expect(largestDifference(found.entries, expected.entries) < 1e-3)
      var sum = expected
      weight.addProduct(of: x, transposed: transposed, to: &sum)
      #expect(largestDifference(sum.entries, expected.entries.map { 2 * $0 }) < 1e-3)
      // The numbers are bf16's own: all three terms of x leave f32's rounding.
      let inBF16 = weight.computing(.bf16(terms: 3)).product(of: x, transposed: transposed)
      #expect(largestDifference(inBF16.entries, expected.entries) < 1e-3)
    }
    for row in [0, 1_499, 1_500, 1_507, 2_106] where !isTransposed { #expect(weight.row(row) == Array(whole.row(row))) }
    #expect(Weight(parts, isTransposed: true).row(3) == Array(rows.transposed.row(3)))
  }
}
