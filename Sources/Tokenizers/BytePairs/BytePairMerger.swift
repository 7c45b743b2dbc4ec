/// The merge step of byte-pair encoding: from single bytes or characters, always the adjacent pair of lowest rank, leftmost
/// first, becomes one token, until no pair is in the table. Time O(n log n) for n bytes.
struct BytePairMerger: Sendable {
  /// Two adjacent tokens.
  struct Pair: Hashable {
    let left: Int
    let right: Int
  }

  /// What a pair becomes, and how early.
  struct Merge: Equatable {
    let rank: Int
    let id: Int
  }

  let symbols: FirstSymbols
  let merges: [Pair: Merge]

  /// Appends the tokens of one piece of text to `ids`.
  func append(_ piece: ArraySlice<UInt8>, to ids: inout [Int]) {
    var symbols = Symbols(ids: self.symbols.symbols(of: piece))
    var queue = PriorityQueue<Candidate>()
    for position in symbols.ids.indices { push(position, of: symbols, to: &queue) }
    while let candidate = queue.popFirst() {
      guard symbols.pair(at: candidate.position) == candidate.pair else { continue }  // overtaken by another merge
      symbols.merge(at: candidate.position, into: candidate.merge.id)
      if let previous = symbols.previous[candidate.position] { push(previous, of: symbols, to: &queue) }
      push(candidate.position, of: symbols, to: &queue)
    }
    symbols.appendLiving(to: &ids)
  }

  private func push(_ position: Int, of symbols: Symbols, to queue: inout PriorityQueue<Candidate>) {
    guard let pair = symbols.pair(at: position), let merge = merges[pair] else { return }
    queue.push(.init(merge: merge, position: position, pair: pair))
  }
}

/// The tokens of a piece as a doubly linked list over their first positions.
private struct Symbols {
  private(set) var ids: [Int]
  private(set) var previous: [Int?]
  private var next: [Int?]
  private var isLiving: [Bool]

  init(ids: [Int]) {
    self.ids = ids
    previous = ids.indices.map { $0 > 0 ? $0 - 1 : nil }
    next = ids.indices.map { $0 + 1 < ids.count ? $0 + 1 : nil }
    isLiving = Array(repeating: true, count: ids.count)
  }

  /// The token at `position` and the one after it.
  func pair(at position: Int) -> BytePairMerger.Pair? {
    guard isLiving[position], let following = next[position] else { return nil }
    return .init(left: ids[position], right: ids[following])
  }

  /// Makes the token at `position` and the one after it into `id`.
  mutating func merge(at position: Int, into id: Int) {
    guard let absorbed = next[position] else { return }
    ids[position] = id
    isLiving[absorbed] = false
    next[position] = next[absorbed]
    if let following = next[absorbed] { previous[following] = position }
  }

  func appendLiving(to result: inout [Int]) {
    for (id, isLiving) in zip(ids, isLiving) where isLiving { result.append(id) }
  }
}

/// A merge that may be done; the first to do is that of lowest rank, then the leftmost.
private struct Candidate: Comparable {
  let merge: BytePairMerger.Merge
  let position: Int
  let pair: BytePairMerger.Pair

  static func < (one: Candidate, other: Candidate) -> Bool {
    (one.merge.rank, one.position) < (other.merge.rank, other.position)
  }
}
