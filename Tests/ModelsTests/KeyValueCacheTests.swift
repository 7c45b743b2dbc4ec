import Numerics
import Testing

@testable import Models

struct KeyValueCacheTests {
  private let model: Transformer
  private let sequences: [[Int]]

  init() throws {
    let reference = try Reference()
    model = reference.model
    let tokens = reference.sequences
    sequences = [Array(tokens[0].prefix(8)), Array(tokens[1].prefix(3)), Array(tokens[0].dropFirst(20).prefix(6))]
  }

  private func cache(_ sequences: [[Int]]) throws -> KeyValueCache {
    let batch = TokenBatch(sequences)
    var activations: [BlockActivations] = []
    _ = model.run(try model.embed(batch), through: 0..<4, batch: batch) { values, _ in activations.append(values) }
    var cache = KeyValueCache(blocks: 4, sequences: sequences.count, width: 64)
    cache.append(activations.map(cache.addition), batch: batch)
    return cache
  }

  /// Logits of `next` after what the cache holds.
  private func logits(_ next: [[Int]], after cache: KeyValueCache) throws -> Matrix<Float> {
    let batch = TokenBatch(next, prefixLengths: cache.lengths)
    return model.logits(model.run(try model.embed(batch), through: 0..<4, batch: batch, cache: cache))
  }

  private func expectLogits(_ next: [[Int]], after cache: KeyValueCache, equalThoseOf whole: [[Int]]) throws {
    let found = try logits(next, after: cache)
    var row = 0
    for (tail, sequence) in zip(next, whole) {
      let alone = try model.logits(TokenBatch([sequence + tail]))
      let expected = alone.rows(sequence.count..<sequence.count + tail.count)
      #expect(largestDifference(found.rows(row..<row + tail.count).entries, expected.entries) < 1e-4)
      row += tail.count
    }
  }

  @Test func lengthsAreThoseOfTheSequences() throws {
    let cache = try cache(sequences)
    #expect(cache.lengths == [8, 3, 6])
    #expect(cache.entries.map { $0.map(\.keys.count) } == Array(repeating: [8 * 64, 3 * 64, 6 * 64], count: 4))
  }

  @Test(arguments: [[2, 0], [1], [0, 0, 2], []]) func selectedSequencesAreThoseNamed(indices: [Int]) throws {
    let selected = try cache(sequences).selecting(indices)
    #expect(selected.lengths == indices.map { sequences[$0].count })
    let next = indices.map { [7, 9, 11 + $0] }
    try expectLogits(next, after: selected, equalThoseOf: indices.map { sequences[$0] })
  }

  @Test(arguments: [[8, 3, 6], [5, 3, 1], [0, 0, 0], [99, 1, 2]]) func truncatedSequencesAreTheirHeads(
    lengths: [Int]
  ) throws {
    let truncated = try cache(sequences).truncated(to: lengths)
    let heads = zip(sequences, lengths).map { Array($0.prefix($1)) }
    #expect(truncated.lengths == heads.map(\.count))
    try expectLogits([[7], [9, 10], [3]], after: truncated, equalThoseOf: heads)
  }

  @Test func appendingInPiecesIsAppendingAtOnce() throws {
    let whole = try cache(sequences)
    var cache = KeyValueCache(blocks: 4, sequences: 3, width: 64)
    for range in [0..<2, 2..<3, 3..<8] {
      let pieces = sequences.map { Array($0.dropFirst(range.lowerBound).prefix(range.count)) }
      let batch = TokenBatch(pieces, prefixLengths: cache.lengths)
      // Sequences that are over have no tokens here, which `embed` refuses, so their rows are put together by hand.
      var hidden = Matrix<Float>(batch.tokens.count, 64)
      for s in 0..<3 {
        for (i, row) in batch.rows(s).enumerated() {
          let position = model.positionEmbedding.row(batch.prefixLengths[s] + i)
          hidden.setRow(row, zip(model.tokenEmbedding.row(batch.tokens[row]), position).map { $0 + $1 })
        }
      }
      var activations: [BlockActivations] = []
      _ = model.run(hidden, through: 0..<4, batch: batch, cache: cache) { values, _ in activations.append(values) }
      cache.append(activations.map(cache.addition), batch: batch)
    }
    #expect(cache.lengths == whole.lengths)
    for (mine, theirs) in zip(cache.entries.joined(), whole.entries.joined()) {
      #expect(largestDifference(mine.keys, theirs.keys) < 1e-4)
      #expect(largestDifference(mine.values, theirs.values) < 1e-4)
    }
  }
}
