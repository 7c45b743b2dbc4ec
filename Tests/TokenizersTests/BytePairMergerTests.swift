import Numerics
import Testing

@testable import Tokenizers

struct BytePairMergerTests {
  /// Against the definition: find the pair of lowest rank, leftmost first, merge it, start again.
  @Test func mergesAsTheDefinition() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<300 {
      let (byteIDs, merges) = randomTable(using: &generator)
      let merger = BytePairMerger(symbols: .bytes(byteIDs), merges: merges)
      let piece = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
        UInt8.random(in: 0..<4, using: &generator)
      }
      var ids: [Int] = []
      merger.append(piece[...], to: &ids)
      #expect(ids == mergedSlowly(piece, byteIDs, merges))
    }
  }

  private func randomTable(
    using generator: inout SeededGenerator
  ) -> (byteIDs: [Int?], merges: [BytePairMerger.Pair: BytePairMerger.Merge]) {
    let byteIDs: [Int?] = (0..<256).map { $0 < 4 ? $0 : nil }
    var merges: [BytePairMerger.Pair: BytePairMerger.Merge] = [:]
    var count = 4
    for rank in 0..<12 {
      let pair = BytePairMerger.Pair(
        left: Int.random(in: 0..<count, using: &generator), right: Int.random(in: 0..<count, using: &generator))
      guard merges[pair] == nil else { continue }
      merges[pair] = .init(rank: rank, id: count)
      count += 1
    }
    return (byteIDs, merges)
  }

  private func mergedSlowly(
    _ piece: [UInt8], _ byteIDs: [Int?], _ merges: [BytePairMerger.Pair: BytePairMerger.Merge]
  ) -> [Int] {
    var ids = piece.compactMap { byteIDs[Int($0)] }
    while true {
      let found = zip(ids, ids.dropFirst()).enumerated().compactMap { position, pair in
        merges[.init(left: pair.0, right: pair.1)].map { (rank: $0.rank, position: position, id: $0.id) }
      }
      guard let best = found.min(by: { ($0.rank, $0.position) < ($1.rank, $1.position) }) else { return ids }
      ids.replaceSubrange(best.position...best.position + 1, with: [best.id])
    }
  }

  @Test func staysFastOnAVeryLongPiece() {
    let merges = Dictionary(
      uniqueKeysWithValues: (0..<10).map { level in
        (BytePairMerger.Pair(left: level, right: level), BytePairMerger.Merge(rank: level, id: level + 1))
      })
    let merger = BytePairMerger(symbols: .bytes((0..<256).map { $0 == 0 ? 0 : nil }), merges: merges)
    var ids: [Int] = []
    merger.append(Array(repeating: 0, count: 1 << 18)[...], to: &ids)
    #expect(ids == Array(repeating: 10, count: 1 << 8))
  }
}
