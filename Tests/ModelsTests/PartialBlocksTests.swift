import Numerics
import Testing

@testable import Models

/// Parts of blocks against whole blocks.
struct PartialBlocksTests {
  private let model: Transformer
  private let batch: TokenBatch
  private let cache: KeyValueCache
  /// Rows of the batch, in some order, one of them twice.
  private let rows = [7, 2, 2, 0]

  init() throws {
    let reference = try Reference()
    model = reference.model
    let heads = TokenBatch([Array(reference.sequences[0].prefix(4)), Array(reference.sequences[1].prefix(2))])
    var activations: [BlockActivations] = []
    _ = model.run(try model.embed(heads), through: 0..<4, batch: heads) { values, _ in activations.append(values) }
    var cache = KeyValueCache(blocks: 4, sequences: 2, width: 64)
    cache.append(activations.map(cache.addition), batch: heads)
    self.cache = cache
    batch = TokenBatch(
      [Array(reference.sequences[0][4..<9]), Array(reference.sequences[1][2..<6])], prefixLengths: cache.lengths)
  }

  @Test(arguments: [0..<4, 2..<3, 1..<1]) func outputAtSomeRows(range: Range<Int>) throws {
    let hidden = try model.embed(batch)
    let whole = model.run(hidden, through: range, batch: batch, cache: cache)
    let some = model.run(hidden, through: range, batch: batch, cache: cache, at: rows)
    #expect(some.rows == 4)
    #expect(largestDifference(some.entries, whole.gatherRows(rows).entries) < 1e-5)
    #expect(model.run(hidden, through: range, batch: batch, cache: cache, at: []).rows == 0)
  }

  /// A gradient that is 0 but at some output rows, by way of these rows alone; and the input's at some rows.
  @Test func gradientOfSomeRows() throws {
    var generator = SeededGenerator(seed: 3)
    let hidden = try model.embed(batch)
    let qkv = model.queriesKeysValues(layer: 1, hidden)
    let dOutput = Matrix<Float>.gaussian(rows.count, 64, using: &generator)
    let whole = model.activate(layer: 1, hidden, batch: batch, cache: cache)
    let expected = model.backward(
      dOutput.scatteredRows(rows, of: hidden.rows), through: [whole], batch: batch, cache: cache)
    let some = model.activate(layer: 1, hidden, queriesKeysValues: qkv, batch: batch, cache: cache, at: rows)
    let parts = model.attentionGradient(dOutput, through: some, at: rows, batch: batch, cache: cache)
    let inputs = [0, 5]
    let found = model.inputGradient(
      layer: 1, at: hidden.gatherRows(inputs), queriesKeysValues: parts.queriesKeysValues.gatherRows(inputs),
      residual: parts.residual.gatherRows(inputs))
    let difference = largestDifference(found.entries, expected.gatherRows(inputs).entries)
    #expect(difference < 1e-5 * Float(expected.frobeniusNorm))
  }
}
