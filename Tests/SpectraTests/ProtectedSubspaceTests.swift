import Numerics
import Spectra
import TestSupport
import Testing

/// The identities of the REVIVE filter, on W: 12 x 30, updates of rank 5.
struct ProtectedSubspaceTests {
  private let d = 12
  private let m = 30
  private let basis: SpectralBasis
  private let left: Matrix<Double>
  private let right: Matrix<Double>
  private var update: Matrix<Double> { left.times(transposed: right) }

  init() throws {
    var generator = SeededGenerator(seed: 1)
    basis = try SpectralBasis(of: weight(d, m, using: &generator))
    left = .gaussian(d, 5, using: &generator)
    right = .gaussian(m, 5, using: &generator)
  }

  private func safe(k: Int, form: FilterForm = .projector) throws -> Matrix<Double> {
    let (left, right) = try ProtectedSubspace(basis, k: k).safePart(left: left, right: right, form: form)
    return left.times(transposed: right)
  }

  /// sum over i > k, j > k of (u_i^T dW v_j) u_i v_j^T, term by term.
  private func doubleSum(_ update: Matrix<Double>, _ u: Matrix<Double>, _ v: Matrix<Double>, k: Int) -> Matrix<Double> {
    var sum = Matrix<Double>(u.rows, v.rows)
    for i in k..<u.columns {
      for j in k..<v.columns {
        var alpha = 0.0
        for a in 0..<u.rows { for b in 0..<v.rows { alpha += u[a, i] * update[a, b] * v[b, j] } }
        for a in 0..<u.rows { for b in 0..<v.rows { sum[a, b] += alpha * u[a, i] * v[b, j] } }
      }
    }
    return sum
  }

  @Test(arguments: [0, 1, 4, 11, 12]) func projectorFormIsTheFullDoubleSum(k: Int) throws {
    var generator = SeededGenerator(seed: 2)
    let v = try orthonormalBasis(basis.v.asDouble)
    let full = v.appendingColumns(of: try complement(of: v, using: &generator))
    let expected = doubleSum(update, try orthonormalBasis(basis.u.asDouble), full, k: k)
    // The basis is a Float decomposition, re-orthonormalised here and there in different company.
    #expect(distance(try safe(k: k), expected) < 1e-5)
  }

  @Test(arguments: [0, 1, 4, 11, 12]) func thinFormIsTheThinDoubleSum(k: Int) throws {
    let expected = doubleSum(update, basis.u.asDouble, basis.v.asDouble, k: k)
    #expect(distance(try safe(k: k, form: .thin), expected) < 1e-5)
  }

  @Test(arguments: [1, 4, 11]) func nothingTouchesTheProtectedDirections(k: Int) throws {
    let subspace = try ProtectedSubspace(basis, k: k)
    for form in [FilterForm.projector, .thin] {
      let safe = try safe(k: k, form: form)
      #expect(largest(subspace.u.transposedTimes(safe)) < 1e-13)
      #expect(largest(safe.times(subspace.v)) < 1e-13)
      #expect(largest(basis.u.columns(0..<k).asDouble.transposedTimes(safe)) < 1e-4)
      #expect(largest(safe.times(basis.v.columns(0..<k).asDouble)) < 1e-4)
    }
  }

  @Test(arguments: [0, 3, 12]) func filteringTwiceIsFilteringOnce(k: Int) throws {
    let subspace = try ProtectedSubspace(basis, k: k)
    for (form, tolerance) in [(FilterForm.projector, 1e-13), (.thin, 1e-4)] {
      let once = subspace.safePart(left: left, right: right, form: form)
      let twice = subspace.safePart(left: once.left, right: once.right, form: form)
      let (first, second) = (once.left.times(transposed: once.right), twice.left.times(transposed: twice.right))
      #expect(distance(first, second) < tolerance)
    }
  }

  @Test func theWholeSpaceLeavesNothing() throws {
    // d < m: U_d spans the whole output space.
    #expect(largest(try safe(k: d)) < 1e-12)
    #expect(largest(try safe(k: 99)) < 1e-12)
    #expect(try ProtectedSubspace(basis, k: 99).k == d)
  }

  @Test func protectingNothingKeepsTheUpdate() throws {
    #expect(distance(try safe(k: 0), update) < 1e-13)
    #expect(try ProtectedSubspace(basis, k: -3).k == 0)
    let v = basis.v.asDouble
    let inRowSpace = update.times(v).times(transposed: v)
    #expect(distance(try safe(k: 0, form: .thin), inRowSpace) < 1e-12)
    #expect(distance(inRowSpace, update) > 0.1)
  }

  @Test(arguments: [FilterForm.projector, .thin]) func denseUpdatesAreFilteredLikeFactoredOnes(form: FilterForm) throws
  {
    for k in [0, 3, 12] {
      let dense = try ProtectedSubspace(basis, k: k).safePart(of: update, form: form)
      #expect(distance(dense, try safe(k: k, form: form)) < 1e-12)
    }
  }

  /// With more rows than columns it is U that spans less than its space.
  @Test(arguments: [0, 4]) func tallWeightsInThinForm(k: Int) throws {
    var generator = SeededGenerator(seed: 3)
    let basis = try SpectralBasis(of: weight(m, d, using: &generator))
    let update = right.times(transposed: left)
    let subspace = try ProtectedSubspace(basis, k: k)
    let expected = doubleSum(update, basis.u.asDouble, basis.v.asDouble, k: k)
    let factors = subspace.safePart(left: right, right: left, form: .thin)
    #expect(distance(factors.left.times(transposed: factors.right), expected) < 1e-5)
    #expect(distance(subspace.safePart(of: update, form: .thin), expected) < 1e-5)
  }

  @Test func keysAndResidualsAreProjected() throws {
    let subspace = try ProtectedSubspace(basis, k: 4)
    let pv = Matrix<Double>.identity(m) - subspace.v.gram()
    let pu = Matrix<Double>.identity(d) - subspace.u.gram()
    #expect(distance(subspace.safeKeys(right), pv.times(right)) < 1e-13)
    #expect(distance(subspace.safeResiduals(left), pu.times(left)) < 1e-13)
  }

  /// The reason for the filter: the dominant triplets of W_0 stay singular triplets of the edited weight.
  @Test func protectedTripletsSurviveAnEdit() throws {
    var generator = SeededGenerator(seed: 1)
    let w = try weight(d, m, using: &generator).asDouble
    let edited = w + (try safe(k: 4))
    let (u, v) = (basis.u.columns(0..<4).asDouble, basis.v.columns(0..<4).asDouble)
    var scaled = u
    for i in 0..<d { for j in 0..<4 { scaled[i, j] *= Double(basis.s[j]) } }
    #expect(distance(edited.times(v), scaled) < 1e-4)
  }
}
