import Editing
import Numerics
import Testing

@testable import Bench

/// Synthetic second moments, keys and past keys of width 24.
struct DirectSolveTests {
  private let moment: Matrix<Double>
  private let keys: Matrix<Double>
  private let past: Matrix<Double>

  init() {
    var generator = SeededGenerator(seed: 5)
    // Eigenvalues from about 1e-3 to 2.
    var factor = Matrix<Double>.gaussian(24, 40, using: &generator)
    for i in 0..<24 { for j in 0..<40 { factor[i, j] *= i < 10 ? 0.02 : 0.2 } }
    moment = factor.gram()
    keys = .gaussian(24, 3, using: &generator)
    past = Matrix.gaussian(24, 5, using: &generator).gram()
  }

  @Test func aMomentsSolutionSatisfiesItsSystem() throws {
    for past in [nil, past] {
      let x = try DirectSolve(.moment(weight: 7), moment: moment).adjoint(of: keys, past: past)
      var system = 7 * moment + keys.gram()
      if let past { system.add(past) }
      #expect(relativeDifference(system.times(x), keys) < 1e-10)
    }
    let cheap = try adjoint(of: keys, under: MomentMetric(FactoredMoment(moment), weight: 7))
    let direct = try DirectSolve(.moment(weight: 7), moment: moment).adjoint(of: keys, past: nil)
    #expect(relativeDifference(cheap, direct) < 1e-9)
  }

  /// X = U (penalty I + U^T S' U)^-1 U^T K with S' = S + K K^T: the symmetric form in coordinates of the null space.
  @Test(arguments: [NullSpaceRule.absolute(0.1), .energy(0.02)])
  func aNullSpacesSolutionIsThatOfItsCoordinates(rule: NullSpaceRule) throws {
    let (values, vectors) = try symmetricEigen(moment)
    let count =
      switch rule {
      case .absolute(let threshold): values.count { $0 < threshold }
      case .energy(let share):
        values.indices.reversed().prefix { values[$0...].reduce(0, +) < share * values.reduce(0, +) }.count
      }
    #expect((1..<24).contains(count))
    let u = vectors.columns(24 - count..<24)
    var inner = u.transposedTimes((past + keys.gram()).times(u))
    for i in 0..<count { inner[i, i] += 10 }
    let expected = u.times(try Cholesky(inner).solve(u.transposedTimes(keys)))
    let x = try DirectSolve(.nullSpace(rule, penalty: 10), moment: moment).adjoint(of: keys, past: past)
    #expect(relativeDifference(x, expected) < 1e-10)
  }

  @Test func nothingThatIsNotFiniteIsSolved() {
    var broken = keys
    broken[2, 1] = .nan
    #expect(throws: NumericsError.self) {
      try DirectSolve(.moment(weight: 7), moment: moment).adjoint(of: broken, past: nil)
    }
  }
}
