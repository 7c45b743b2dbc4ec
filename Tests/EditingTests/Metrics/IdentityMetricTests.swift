import Numerics
import TestSupport
import Testing

@testable import Editing

struct IdentityMetricTests {
  private let m = 12
  private let keys: Matrix<Double>
  private let gram: Matrix<Double>
  private let v: Matrix<Double>

  init() throws {
    var generator = SeededGenerator(seed: 1)
    keys = .gaussian(m, 3, using: &generator)
    gram = Matrix<Double>.gaussian(m, 5, using: &generator).gram()
    v = try orthonormalBasis(Matrix<Double>.gaussian(m, 4, using: &generator))
  }

  @Test func leavesKeysAsTheyAre() {
    #expect(IdentityMetric().solve(keys) == keys)
  }

  @Test func sumsAreDenseSolves() throws {
    let expected = solveDensely(.identity(m) + gram, keys)
    #expect(distance(try IdentityMetric().adding(gram).solve(keys), expected) < 1e-12)
  }

  /// In coordinates of V's complement B: M = B (I + B^T S B)^-1 B^T.
  @Test(arguments: [true, false]) func excludedDirectionsGetNothing(withPast: Bool) throws {
    var generator = SeededGenerator(seed: 2)
    let b = try complement(of: v, using: &generator)
    let past = withPast ? gram : Matrix(m, m)
    let inner = .identity(b.columns) + b.transposedTimes(past.times(b))
    let expected = b.times(solveDensely(inner, b.transposedTimes(keys)))
    let metric = IdentityMetric().excluding(v)
    let found = withPast ? try metric.adding(gram).solve(keys) : metric.solve(keys)
    #expect(distance(found, expected) < 1e-12)
    #expect(largest(v.transposedTimes(found)) < 1e-13)
  }

  @Test func theShelfHasIt() throws {
    struct Unweighed: Editor {
      let name = "unweighed"
      let layers = [0]
      let metric: MetricKind? = .identity
      func solve(_ round: EditRound, progress: RoundProgress) -> RoundSolve { RoundSolve() }
    }
    // It asks for no second moment.
    var cache = MetricCache([:])
    let metrics = try cache.metrics(for: Unweighed(), guardedBy: NoGuard(), memory: EditHistory())
    #expect(metrics[0]?.free.solve(keys) == keys)
    #expect(metrics[0]?.confined == nil)
  }
}
