import Numerics
import Synchronization
import Testing

@testable import Editing

/// Counts the keys that it is asked to solve.
final class CountingMetric: BaseMetric {
  private let base: any BaseMetric
  private let solved = Mutex(0)

  init(_ base: any BaseMetric) { self.base = base }

  var count: Int { solved.withLock { $0 } }

  func solve(_ keys: Matrix<Double>) -> Matrix<Double> {
    solved.withLock { $0 += keys.columns }
    return base.solve(keys)
  }
  func excluding(_ v: Matrix<Double>) throws(NumericsError) -> any BaseMetric { try base.excluding(v) }
  func adding(_ gram: Matrix<Double>) throws(NumericsError) -> any KeyMetric { try base.adding(gram) }
}

/// What past keys cost, round by round: columns that the base metric had to solve.
@Test func onlyNewKeysAreSolved() throws {
  var generator = SeededGenerator(seed: 1)
  let rounds = [2, 3, 1, 2].map { Matrix<Float>.gaussian(12, $0, using: &generator) }
  let base = CountingMetric(MomentMetric(try FactoredMoment(.identity(12)), weight: 1))
  var growing = GrowingMetric(base: base)
  func cost(_ indices: [Int]) throws -> Int {
    var past = PastKeys()
    for index in indices { past.append(rounds[index]) }
    let before = base.count
    _ = try growing.minding(past)
    return base.count - before
  }
  #expect(try cost([]) == 0)
  #expect(try cost([0]) == 2)
  #expect(try cost([0, 1]) == 3)
  #expect(try cost([0, 1]) == 0)
  #expect(try cost([0, 1, 2]) == 1)
  // Undone: built again. Another round in its place: built again.
  #expect(try cost([0]) == 2)
  #expect(try cost([3]) == 2)
  #expect(try cost([3, 0]) == 2)
  // More than half of m: the primal form asks the base for nothing.
  #expect(try cost([3, 0, 1]) == 0)
  #expect(try cost([3, 0]) == 4)
}
