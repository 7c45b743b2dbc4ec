import Numerics

/// Token sequences of different lengths laid end to end, without padding: row `starts[s] + i` of an activation matrix is
/// token i of sequence s. A sequence may continue a prefix that a `KeyValueCache` holds.
package struct TokenBatch: Sendable, Equatable {
  package let tokens: [Int]
  /// First row of each sequence, and the total as last entry.
  package let starts: [Int]
  /// Tokens of each sequence that came before (in the cache): the position of its first token here.
  package let prefixLengths: [Int]

  package init(_ sequences: [[Int]], prefixLengths: [Int]? = nil) {
    var starts = [0]
    for sequence in sequences { starts.append(starts[starts.count - 1] + sequence.count) }
    tokens = Array(sequences.joined())
    self.starts = starts
    self.prefixLengths = prefixLengths ?? [Int](repeating: 0, count: sequences.count)
    precondition(self.prefixLengths.count == sequences.count)
  }

  package var count: Int { prefixLengths.count }
  /// Rows of sequence `s`.
  package func rows(_ s: Int) -> Range<Int> { starts[s]..<starts[s + 1] }
  /// Row of the last token of each sequence.
  package var lastRows: [Int] { (0..<count).map { starts[$0 + 1] - 1 } }
  /// Of each row, how many tokens of its sequence came before.
  var positions: [Int] { (0..<count).flatMap { s in prefixLengths[s]..<prefixLengths[s] + rows(s).count } }
}

/// Attention keys and values of tokens that are already done, by block and sequence.
package struct KeyValueCache: Sendable {
  /// p x Gw each, p tokens, with the keys as attention compares them.
  package struct Entry: Sendable {
    package var keys: [Float]
    package var values: [Float]
  }
  /// `entries[block][sequence]`; blocks that were not recorded are empty.
  package private(set) var entries: [[Entry]]
  /// G w: `Transformer.Shape.keyValueWidth`.
  package let width: Int
  package private(set) var lengths: [Int]

  package init(blocks: Int, sequences: Int, width: Int) {
    let none = [Entry](repeating: Entry(keys: [], values: []), count: sequences)
    entries = [[Entry]](repeating: none, count: blocks)
    self.width = width
    lengths = [Int](repeating: 0, count: sequences)
  }

  /// What a batch adds to the cache of one block: of its activations only this is kept until the pass is over.
  package struct Addition: Sendable {
    let layer: Int
    /// T x 2Gw.
    let keysAndValues: Matrix<Float>
  }

  package func addition(of values: BlockActivations) -> Addition {
    let all = values.positioned
    return Addition(layer: values.layer, keysAndValues: all.columns(all.columns - 2 * width..<all.columns))
  }

  /// Appends keys and values of the batch's tokens, from the blocks of one pass.
  package mutating func append(_ additions: [Addition], batch: TokenBatch) {
    precondition(batch.count == lengths.count && batch.prefixLengths == lengths)
    for block in additions {
      for s in 0..<batch.count {
        for row in batch.rows(s) {
          let keysAndValues = block.keysAndValues.row(row)
          entries[block.layer][s].keys.append(contentsOf: keysAndValues.prefix(width))
          entries[block.layer][s].values.append(contentsOf: keysAndValues.suffix(width))
        }
      }
    }
    for s in 0..<batch.count { lengths[s] += batch.rows(s).count }
  }

  /// Empties one sequence, in whose place another is to begin.
  mutating func forget(_ sequence: Int) {
    for block in entries.indices { entries[block][sequence] = Entry(keys: [], values: []) }
    lengths[sequence] = 0
  }

  /// The cache of some of its sequences, in the order of `indices` (one may appear several times).
  package func selecting(_ indices: [Int]) -> KeyValueCache {
    var result = self
    result.entries = entries.map { block in indices.map { block[$0] } }
    result.lengths = indices.map { lengths[$0] }
    return result
  }

  /// The cache with its last tokens dropped, so that sequence s has `lengths[s]` left.
  package func truncated(to lengths: [Int]) -> KeyValueCache {
    var result = self
    result.entries = entries.map { block in
      zip(block, lengths).map { entry, length in
        Entry(
          keys: Array(entry.keys.prefix(length * width)), values: Array(entry.values.prefix(length * width)))
      }
    }
    result.lengths = zip(self.lengths, lengths).map { min($0, $1) }
    return result
  }
}
