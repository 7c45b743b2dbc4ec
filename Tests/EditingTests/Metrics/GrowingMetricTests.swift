import Numerics
import Synchronization
import TestSupport
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
  func sum(with gram: Matrix<Double>) throws(NumericsError) -> FactoredMoment { try base.sum(with: gram) }
  func confining(_ sum: FactoredMoment) throws(NumericsError) -> any KeyMetric { try base.confining(sum) }
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
    _ = try growing.including(past, sum: past.sum.map(base.sum))
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

/// Many past keys are factored once, by the unconfined metric: what is confined afterwards is the pseudo-inverse of the sum
/// on the complement of the excluded directions.
@Test func aSumServesWhatIsConfined() throws {
  var generator = SeededGenerator(seed: 2)
  let c = try positiveDefinite(eigenvalues: (1...12).map { 1 / Double($0) }, using: &generator)
  let gram = Matrix<Double>.gaussian(12, 9, using: &generator).gram()
  let v = try orthonormalBasis(Matrix<Double>.gaussian(12, 4, using: &generator))
  let keys = Matrix<Double>.gaussian(12, 3, using: &generator)
  let n = try complement(of: v, using: &generator)
  let moment = RidgedMoment(layer: 0, matrix: c, tokens: 100)
  let spectrum = try MomentSpectrum(of: moment)
  // The null space is the whole space here.
  let bases: [(any BaseMetric, Matrix<Double>)] = [
    (MomentMetric(try moment.factored(), weight: 3), 3 * c), (IdentityMetric(), .identity(12)),
    (NullSpaceMetric(spectrum, rule: .absolute(2), penalty: 0.5), 0.5 * .identity(12)),
  ]
  for (base, a) in bases {
    let expected = n.times(solveDensely(n.transposedTimes((a + gram).times(n)), n.transposedTimes(keys)))
    var inside = GrowingMetric(base: try base.excluding(v))
    let found = try inside.including(nil, sum: try base.sum(with: gram)).solve(keys)
    #expect(distance(found, expected) < 1e-10 * largest(expected))
  }
}
