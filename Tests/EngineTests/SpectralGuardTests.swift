import Numerics
import RunModel
import Spectra
import Testing

@testable import Editing
@testable import Engine

/// What each guard makes of a MEMIT update, on W: 12 x 30, against the full decomposition of W.
struct SpectralGuardTests {
  private let weight: Matrix<Float>
  private let basis: SpectralBasis
  private let moment: Matrix<Double>
  private let metric: MomentMetric
  private let problem: LayerProblem

  init() throws {
    var generator = SeededGenerator(seed: 21)
    weight = .gaussian(12, 30, using: &generator)
    basis = try SpectralBasis(of: weight)
    moment = (1.0 / 200) * Matrix<Double>.gaussian(30, 200, using: &generator).gram(transposed: false)
    metric = MomentMetric(try FactoredMoment(moment), weight: 2)
    problem = LayerProblem(
      layer: 5, keys: .gaussian(30, 4, using: &generator), residuals: .gaussian(12, 4, using: &generator),
      metric: metric)
  }

  private func guarded(_ setting: GuardSetting) throws -> (update: Matrix<Double>, kept: Double) {
    var frames = GuardFrames([5: basis], seed: 9)
    let spectralGuard = try SpectralGuard(setting, in: &frames)
    let free = try problem.ridgeSolution()
    var inside: WeightDelta<Double>?
    if let v = spectralGuard.excluded(layer: 5) {
      var problem = problem
      problem.metric = try metric.excluding(v)
      inside = try problem.ridgeSolution()
    }
    let outcome = spectralGuard.outcome(free: free, confined: inside, layer: 5)
    return (outcome.matrix, outcome.share(of: free))
  }

  /// The dominant singular vectors in Double, from the decomposition of W itself.
  private func dominant(_ k: Int) throws -> (u: Matrix<Double>, v: Matrix<Double>) {
    let whole = try svd(weight.asDouble)
    return (whole.u.columns(0..<k), whole.vt.transposed.columns(0..<k))
  }

  private func free() throws -> Matrix<Double> { try problem.ridgeSolution().matrix }

  @Test(arguments: [GuardSetting.Kind.revive, .constrained], [0.2, 0.5, 0.9]) func nothingTouchesTheDominantBlock(
    kind: GuardSetting.Kind, tau: Double
  ) throws {
    let setting = GuardSetting(isOn: true, kind: kind, tau: tau)
    let k = setting.protectedCount(spectrum: basis.s)
    try #require((1..<12).contains(k))
    let (u, v) = try dominant(k)
    let found = try guarded(setting)
    let update = found.update
    // The basis is a decomposition in Float.
    #expect(u.transposedTimes(update).frobeniusNorm < 1e-5 * update.frobeniusNorm)
    #expect(update.times(v).frobeniusNorm < 1e-5 * update.frobeniusNorm)
    #expect(abs(found.kept - update.frobeniusNorm / (try free().frobeniusNorm)) < 1e-9)
  }

  /// (I - U U^T) dW (I - V V^T), multiplied out.
  @Test(arguments: [0.2, 0.5, 0.9]) func reviveIsTheProjectionOfTheFreeUpdate(tau: Double) throws {
    let setting = GuardSetting(isOn: true, tau: tau)
    let (u, v) = try dominant(setting.protectedCount(spectrum: basis.s))
    let left = Matrix<Double>.identity(12) - u.times(transposed: u)
    let right = Matrix<Double>.identity(30) - v.times(transposed: v)
    let expected = left.times(try free()).times(right)
    let found = try guarded(setting).update
    #expect((found - expected).frobeniusNorm < 1e-5 * expected.frobeniusNorm)
  }

  /// The double sum over the thin decomposition, term by term.
  @Test func thinReviveIsTheDoubleSum() throws {
    let setting = GuardSetting(isOn: true, tau: 0.5, basis: .thin)
    let k = setting.protectedCount(spectrum: basis.s)
    let (u, v) = try dominant(12)
    let update = try free()
    var expected = Matrix<Double>(12, 30)
    for i in k..<12 {
      for j in k..<12 {
        let (ui, vj) = (u.columns(i..<i + 1), v.columns(j..<j + 1))
        let alpha = ui.transposedTimes(update.times(vj))[0, 0]
        expected.add(alpha * ui.times(transposed: vj))
      }
    }
    let found = try guarded(setting).update
    #expect((found - expected).frobeniusNorm < 1e-5 * expected.frobeniusNorm)
  }

  /// MEMIT inside the subspace, written in coordinates of it: with N a basis of the complement of V_k, keys N^T K and
  /// second moment N^T C N.
  @Test(arguments: [0.2, 0.5, 0.9]) func constrainedIsTheSolveInsideTheSubspace(tau: Double) throws {
    let setting = GuardSetting(isOn: true, kind: .constrained, tau: tau)
    let k = setting.protectedCount(spectrum: basis.s)
    let (u, v) = try dominant(k)
    let complement = Matrix<Double>.identity(30) - v.times(transposed: v)
    let n = try symmetricEigen(complement).vectors.columns(0..<30 - k)
    let keys = n.transposedTimes(problem.keys)
    var normal = 2 * n.transposedTimes(moment.times(n))
    normal.add(keys.times(transposed: keys))
    let adjoint = n.times(try Cholesky(normal).solve(keys))
    let residuals = problem.residuals - u.times(u.transposedTimes(problem.residuals))
    let expected = residuals.times(transposed: adjoint)
    let found = try guarded(setting).update
    #expect((found - expected).frobeniusNorm < 1e-5 * expected.frobeniusNorm)
  }

  /// The free update, as long as the other guard's is.
  @Test(arguments: [GuardSetting.Kind.revive, .constrained], [0.2, 0.5, 0.9]) func scaledIsTheFreeUpdateMadeSmaller(
    other: GuardSetting.Kind, tau: Double
  ) throws {
    let length = try guarded(GuardSetting(isOn: true, kind: other, tau: tau)).update.frobeniusNorm
    let found = try guarded(GuardSetting(isOn: true, kind: .scaled, tau: tau, controlOf: other)).update
    let whole = try free()
    let expected = (length / whole.frobeniusNorm) * whole
    #expect((found - expected).frobeniusNorm < 1e-9 * expected.frobeniusNorm)
    let halved = try guarded(GuardSetting(isOn: true, kind: .scaled, tau: tau, controlOf: other, factor: 0.5))
    #expect(abs(halved.kept - 0.5) < 1e-12)
    #expect((halved.update - 0.5 * whole).frobeniusNorm < 1e-12 * whole.frobeniusNorm)
  }

  /// As many directions left alone as the guard protects, but others, and the same ones whenever they are asked for.
  @Test(arguments: [GuardSetting.Kind.revive, .constrained]) func randomLeavesOtherDirectionsAlone(
    other: GuardSetting.Kind
  ) throws {
    let setting = GuardSetting(isOn: true, kind: .random, tau: 0.5, controlOf: other)
    let k = setting.protectedCount(spectrum: basis.s)
    let found = try guarded(setting).update
    let (u, v) = try dominant(k)
    #expect(u.transposedTimes(found).frobeniusNorm > 0.1 * found.frobeniusNorm)
    #expect(found.times(v).frobeniusNorm > 0.1 * found.frobeniusNorm)
    #expect(try guarded(setting).update == found)
    // Drawn once: other guards that were there before make no difference.
    var frames = GuardFrames([5: basis], seed: 9)
    for tau in [0.9, 0.2] {
      _ = try SpectralGuard(GuardSetting(isOn: true, kind: .random, tau: tau, controlOf: other), in: &frames)
    }
    let fresh = try SpectralGuard(setting, in: &frames).outcome(free: .dense(try free()), confined: nil, layer: 5)
    if other == .revive { #expect((fresh.matrix - found).frobeniusNorm < 1e-12 * found.frobeniusNorm) }
    let wider = try guarded(GuardSetting(isOn: true, kind: .random, tau: 0.9, controlOf: other)).update
    // Nested: what a smaller tau leaves alone, a larger one does too.
    var generator = SeededGenerator(seed: 9, stream: "random guard of layer 5")
    let narrow = try ProtectedSubspace(basis, k: k, among: RandomDirections(basis, using: &generator))
    for update in [found, wider] {
      #expect(narrow.u.transposedTimes(update).frobeniusNorm < 1e-12 * update.frobeniusNorm)
      #expect(update.times(narrow.v).frobeniusNorm < 1e-12 * update.frobeniusNorm)
    }
  }

  /// The control of a thin filter stays in the row space of W as that does, and leaves k random directions of it alone.
  @Test func randomOfAThinFilterIsThin() throws {
    func setting(_ tau: Double, _ form: GuardSetting.Basis = .thin) -> GuardSetting {
      GuardSetting(isOn: true, kind: .random, tau: tau, basis: form)
    }
    let k = setting(0.5).protectedCount(spectrum: basis.s)
    let (u, v) = try dominant(12)
    func outside(_ update: Matrix<Double>) -> Double {
      (update - update.times(v).times(transposed: v)).frobeniusNorm / update.frobeniusNorm
    }
    let found = try guarded(setting(0.5)).update
    // The basis is a decomposition in Float.
    #expect(outside(found) < 1e-5)
    #expect(outside(try guarded(setting(0.5, .projector)).update) > 0.1)
    var generator = SeededGenerator(seed: 9, stream: "random guard of layer 5")
    let subspace = try ProtectedSubspace(
      basis, k: k, among: RandomDirections(basis, using: &generator), form: .thin)
    #expect(outside(subspace.v.transposed) < 1e-5)
    #expect(subspace.u.transposedTimes(found).frobeniusNorm < 1e-12 * found.frobeniusNorm)
    #expect(found.times(subspace.v).frobeniusNorm < 1e-6 * found.frobeniusNorm)
    #expect(u.columns(0..<k).transposedTimes(found).frobeniusNorm > 0.1 * found.frobeniusNorm)
    #expect(found.times(v.columns(0..<k)).frobeniusNorm > 0.1 * found.frobeniusNorm)
    // All of them are all that a thin update has.
    #expect(try guarded(setting(1)).kept < 1e-6)
  }

  @Test func offAndNothingProtectedLetTheUpdateThrough() throws {
    let expected = try free()
    for setting in [
      GuardSetting(isOn: false, tau: 0.5), GuardSetting(isOn: true, tau: 0),
      GuardSetting(isOn: true, kind: .constrained, tau: 0),
    ] {
      let found = try guarded(setting)
      #expect((found.update - expected).frobeniusNorm <= 1e-9 * expected.frobeniusNorm)
      #expect(abs(found.kept - 1) < 1e-9)
    }
    let off = try guarded(GuardSetting(isOn: false, kind: .constrained, tau: 0.5))
    #expect(off.update == expected)
    #expect(off.kept == 1)
  }

  /// W is wider than high: all of it protected leaves no output direction.
  @Test(arguments: GuardSetting.Kind.allCases.filter { $0 != .sphere }) func everythingProtectedLeavesNothing(
    kind: GuardSetting.Kind
  ) throws {
    let found = try guarded(GuardSetting(isOn: true, kind: kind, tau: 1))
    #expect(found.update.frobeniusNorm < 1e-9 * (try free().frobeniusNorm))
    #expect(found.kept < 1e-9)
  }
}
