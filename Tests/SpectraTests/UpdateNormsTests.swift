import Numerics
import Spectra
import Testing

struct UpdateNormsTests {
  @Test func factoredNormIsTheDenseOne() {
    var generator = SeededGenerator(seed: 1)
    for n in [0, 1, 7, 40] {
      let left = Matrix<Double>.gaussian(20, n, using: &generator)
      let right = Matrix<Double>.gaussian(30, n, using: &generator)
      let dense = left.times(transposed: right).frobeniusNorm
      #expect(abs(UpdateNorm.frobenius(left: left, right: right) - dense) <= 1e-12 * dense)
    }
  }

  @Test func cancellingFactorsHaveASmallNorm() {
    var generator = SeededGenerator(seed: 2)
    let left = Matrix<Double>.gaussian(20, 1, using: &generator)
    let right = Matrix<Double>.gaussian(30, 1, using: &generator)
    let norm = UpdateNorm.frobenius(
      left: left.appendingColumns(of: left), right: right.appendingColumns(of: -1 * right))
    #expect(norm < 1e-6)
  }

  @Test func keptShare() throws {
    #expect(UpdateNorm.kept(safe: 3, whole: 4) == 0.75)
    #expect(UpdateNorm.kept(safe: 0, whole: 0) == 1)
    #expect(UpdateNorm.kept(safe: .nan, whole: 1).isNaN)
    let broken = Matrix<Double>(2, 1, [.nan, 1])
    #expect(UpdateNorm.frobenius(left: broken, right: broken).isNaN)
  }

  /// An update along u_1 v_1^T and u_2 v_2^T with weights 3 and 4 keeps 4 / 5 when the first direction is protected.
  @Test func keptShareOfAKnownUpdate() throws {
    var generator = SeededGenerator(seed: 3)
    let basis = try SpectralBasis(of: weight(8, 20, using: &generator))
    var left = basis.u.columns(0..<2).asDouble
    let right = basis.v.columns(0..<2).asDouble
    for i in 0..<8 {
      left[i, 0] *= 3
      left[i, 1] *= 4
    }
    let safe = try ProtectedSubspace(basis, k: 1).safePart(left: left, right: right)
    let share = UpdateNorm.kept(
      safe: UpdateNorm.frobenius(left: safe.left, right: safe.right),
      whole: UpdateNorm.frobenius(left: left, right: right))
    #expect(abs(share - 0.8) < 1e-5)
  }
}
