import Numerics

/// A fixed random sample of a growing list of edits: each edit draws a priority from the seed once and for all, and the
/// sample among the first N are the `size` smallest. So an edit leaves the sample only when a newer one displaces it, and
/// the curves of two rounds are over nearly the same edits.
package struct EditSample: Sendable, Equatable {
  package let seed: UInt64
  package let size: Int

  package init(seed: UInt64, size: Int = 200) {
    self.seed = seed
    self.size = max(0, size)
  }

  /// The sample among the edits 0..<count, ascending.
  package func indices(among count: Int) -> [Int] {
    var generator = SeededGenerator(seed: seed, stream: "evaluation sample")
    let priorities = (0..<max(0, count)).map { _ in generator.next() }
    return priorities.indices.sorted { (priorities[$0], $0) < (priorities[$1], $1) }.prefix(size).sorted()
  }
}
