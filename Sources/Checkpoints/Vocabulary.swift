/// A byte-level vocabulary and its merges, checked and turned into look-up tables.
struct Vocabulary: Sendable {
  /// The spelling of every token.
  let tokens: [Int: String]
  /// The id of every token that merging can reach, by the bytes it stands for.
  let ids: [[UInt8]: Int]
  let merger: BytePairMerger

  /// - Parameters:
  ///   - entries: Ids by spelling (`ByteAlphabet`).
  ///   - merges: Pairs of spellings, the most important first.
  ///   - path: The file, for messages.
  /// - Throws: `CheckpointError.invalidTokenizer` if two tokens share an id, an id is negative or beyond 2^31, or a
  ///   merge names or makes a token that is not in the vocabulary.
  init(entries: [String: Int], merges: [(left: String, right: String)], path: String) throws {
    func invalid(_ problem: String) -> CheckpointError { .invalidTokenizer(path: path, problem: problem) }
    var tokens: [Int: String] = [:]
    var ids: [[UInt8]: Int] = [:]
    tokens.reserveCapacity(entries.count)
    ids.reserveCapacity(entries.count)
    for (token, id) in entries {
      guard (0...Int(Int32.max)).contains(id) else { throw invalid("token \(token) has the impossible id \(id)") }
      if let other = tokens.updateValue(token, forKey: id) {
        throw invalid("tokens \(min(other, token)) and \(max(other, token)) share the id \(id)")
      }
      if ByteAlphabet.spells(token) { ids[ByteAlphabet.bytes(of: token)] = id }
    }
    var table: [BytePairMerger.Pair: BytePairMerger.Merge] = [:]
    table.reserveCapacity(merges.count)
    for (rank, merge) in merges.enumerated() {
      guard let left = entries[merge.left], let right = entries[merge.right],
        let id = entries[merge.left + merge.right]
      else { throw invalid("merge \(rank + 1), \"\(merge.left) \(merge.right)\", uses a token not in the vocabulary") }
      table[.init(left: left, right: right)] = .init(rank: rank, id: id)
    }
    self.tokens = tokens
    self.ids = ids
    merger = BytePairMerger(byteIDs: (0...UInt8.max).map { ids[[$0]] }, merges: table)
  }
}
