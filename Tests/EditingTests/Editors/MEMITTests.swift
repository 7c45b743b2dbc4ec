import Numerics
import Testing

@testable import Editing

/// The dual form against the formula as it stands, (lambda C + K K^T)^-1 K by an m x m solve.
struct MEMITTests {
  private let m = 64
  private let d = 16

  /// A A^T / columns, with eigenvalues over some decades when `decay` is below 1.
  private func secondMoment(decay: Double, using generator: inout SeededGenerator) -> Matrix<Double> {
    var factors = Matrix<Double>.gaussian(m, 3 * m, using: &generator)
    for i in 0..<m {
      for j in 0..<factors.columns { factors[i, j] *= (1...m).reduce(1.0) { $1 <= i ? $0 * decay : $0 } }
    }
    return (1 / Double(3 * m)) * factors.gram(transposed: false)
  }

  private func direct(_ problem: LayerProblem, _ c: Matrix<Double>, lambda: Double) throws -> Matrix<Double> {
    var normal = lambda * c
    normal.add(problem.keys.times(transposed: problem.keys))
    return problem.residuals.times(transposed: try Cholesky(normal).solve(problem.keys))
  }

  @Test(arguments: [0.1, 15.0, 20_000], [1, 5, 64, 100]) func dualFormIsTheDirectSolve(lambda: Double, n: Int) throws {
    var generator = SeededGenerator(seed: 3)
    for decay in [1, 0.97] {
      let c = secondMoment(decay: decay, using: &generator)
      let problem = LayerProblem(
        layer: 0, keys: .gaussian(m, n, using: &generator), residuals: .gaussian(d, n, using: &generator),
        metric: try MomentMetric(FactoredMoment(c), weight: lambda))
      let update = try problem.ridgeSolution()
      let expected = try direct(problem, c, lambda: lambda)
      let found = update.matrix
      #expect((found - expected).frobeniusNorm <= 1e-9 * expected.frobeniusNorm)
      #expect(abs(update.norm - expected.frobeniusNorm) <= 1e-9 * expected.frobeniusNorm)
    }
  }

  /// One edit in closed form: dW = r k^T C^-1 / (lambda + k^T C^-1 k), with C = c I.
  @Test func oneEditInClosedForm() throws {
    var c = Matrix<Double>.identity(3)
    c.scale(by: 4)
    let keys = Matrix<Double>(3, 1, [2, 0, 1])
    let problem = LayerProblem(
      layer: 0, keys: keys, residuals: Matrix(2, 1, [3, -1]), metric: try MomentMetric(FactoredMoment(c), weight: 10))
    let found = try problem.ridgeSolution().matrix
    // C^-1 k = k / 4, k^T C^-1 k = 5/4; dW = r k^T / 4 / 11.25 = r k^T / 45.
    for (value, expected) in zip(found.entries, [6, 0, 3, -2, 0, -1].map { $0 / 45.0 }) {
      #expect(abs(value - expected) < 1e-15)
    }
  }

  /// Two edits with one key cannot both be had: the solve gives their mean instead of breaking down.
  @Test func equalKeysShareTheirResiduals() throws {
    var generator = SeededGenerator(seed: 8)
    let key = Matrix<Double>.gaussian(m, 1, using: &generator)
    let metric = MomentMetric(try FactoredMoment(.identity(m)), weight: 1e-6)
    let twice = LayerProblem(
      layer: 0, keys: key.appendingColumns(of: key), residuals: Matrix(1, 2, [4, 2]), metric: metric)
    let image = try twice.ridgeSolution().matrix.times(key)
    #expect(abs(image[0, 0] - 3) < 1e-6)
  }

  @Test func brokenKeysAreAnError() throws {
    var keys = Matrix<Double>.identity(3)
    keys[1, 1] = .nan
    let problem = LayerProblem(
      layer: 0, keys: keys, residuals: .identity(3), metric: MomentMetric(try FactoredMoment(.identity(3)), weight: 1))
    #expect(throws: NumericsError.self) { try problem.ridgeSolution() }
  }
}
