import Checkpoints
import Foundation
import Models
import Numerics
import Testing

@testable import Editing

struct PRUNETests {
  private let settings = HyperParameters.general(layerCount: 4)

  /// W_0: 10 x 24 (or its transpose) with ||W_0||_2 = 3.
  private func original(using generator: inout SeededGenerator, isTall: Bool = false) throws -> Matrix<Float> {
    let weight = Matrix<Double>.gaussian(10, 24, using: &generator)
    let scaled = (3 / (try singularValues(weight)[0])) * weight
    return (isTall ? scaled.transposed : scaled).asFloat
  }

  /// U diag(s) V^T with random singular vectors.
  private func change(_ s: [Double], using generator: inout SeededGenerator) throws -> (
    u: Matrix<Double>, v: Matrix<Double>
  ) {
    let u = try orthonormalBasis(Matrix<Double>.gaussian(10, s.count, using: &generator))
    let v = try orthonormalBasis(Matrix<Double>.gaussian(24, s.count, using: &generator))
    return (u, v)
  }

  private func product(_ u: Matrix<Double>, _ s: [Double], _ v: Matrix<Double>) -> Matrix<Double> {
    var scaled = u
    for i in 0..<u.rows { for j in s.indices { scaled[i, j] *= s[j] } }
    return scaled.times(transposed: v)
  }

  /// Singular values above 3 come down to log_a(s / 3) + 3, the others and all singular vectors stay.
  @Test(arguments: [2.718281828459045, 1.2, 10], [false, true]) func valuesAboveTheOriginalsAreTonedDown(
    base: Double, isTall: Bool
  ) throws {
    var generator = SeededGenerator(seed: 4)
    var settings = settings
    settings.pruneBase = base
    let before = try original(using: &generator, isTall: isTall)
    let s = [500.0, 30, 3.2, 2.9, 0.4]
    let (u, v) = try change(s, using: &generator)
    let d = product(u, s, v)
    let expected = product(u, s.map { $0 > 3 ? log($0 / 3) / log(base) + 3 : $0 }, v)
    let weight = (before.asDouble + (isTall ? d.transposed : d)).asFloat
    let found = try #require(try PRUNE(settings).presented(weight, original: before)).asDouble - before.asDouble
    // The weight is in Float, and 500 in it.
    #expect((found - (isTall ? expected.transposed : expected)).frobeniusNorm < 2e-4)
    settings.compat = [.pruneDoubleAdd]
    let doubled = try #require(try PRUNE(settings).presented(weight, original: before)).asDouble - weight.asDouble
    #expect((doubled - found).frobeniusNorm < 2e-4)
  }

  /// Up to ||D||_2 = ||W_0||_2, however large D is otherwise.
  @Test func nothingChangesBeforeTheNormIsReached() throws {
    var generator = SeededGenerator(seed: 5)
    let before = try original(using: &generator)
    let editor = PRUNE(settings)
    #expect(try editor.presented(before, original: before) == nil)
    for s in [[0.1], [2.99, 2.98, 2.97, 2.9, 2.8]] {
      let (u, v) = try change(s, using: &generator)
      #expect(try editor.presented((before.asDouble + product(u, s, v)).asFloat, original: before) == nil)
    }
    let (u, v) = try change([3.01], using: &generator)
    #expect(try editor.presented((before.asDouble + product(u, [3.01], v)).asFloat, original: before) != nil)
  }

  @Test func aWeightOfNaNIsAnErrorAndZerosAreNot() throws {
    var generator = SeededGenerator(seed: 6)
    let before = try original(using: &generator)
    var broken = before
    broken[1, 2] = .nan
    #expect(throws: NumericsError.self) { try PRUNE(settings).presented(broken, original: before) }
    let zeros = Matrix<Float>(10, 24)
    #expect(try PRUNE(settings).presented(zeros, original: zeros) == nil)
    #expect(try PRUNE(settings).presented(before, original: zeros)?.isFinite == true)
  }

  /// The reference's rounds are MEMIT's. At their end it adds the change, in which nothing was toned down, a second time.
  @Test func theLastWeightsMatchTheReference() throws {
    let run = try ReferenceRun("memit")
    var settings = run.hyperParameters
    settings.compat = [.pruneDoubleAdd]
    let editor = PRUNE(settings)
    let metrics = try run.publishedMetrics()
    let reference = try TensorFile(run.folder.appendingPathComponent("../prune/prune.safetensors"))
    var worst: [String: Float] = [:]
    func note(_ what: String, _ value: Float) { worst[what] = max(worst[what] ?? 0, value) }
    try run.play(editor, metrics: { _, _ in metrics }) { index, solve, _, after in
      let round = try run.round(index)
      for layer in [1, 2] {
        note("W", relativeDifference(after.blocks[layer].down.weight.entries, try round.floats("W_L\(layer)")))
        guard index == 2 else { continue }
        let (weight, original) = (after.editedWeight(layer: layer), run.model.editedWeight(layer: layer))
        #expect(try PRUNE(run.hyperParameters).presented(weight, original: original) == nil)
        let found = try #require(try editor.presented(weight, original: original))
        note("presented W", relativeDifference(found.transposed.entries, try reference.floats("W_L\(layer)")))
        note("D", relativeDifference((found - weight).transposed.entries, try reference.floats("dW_prune_L\(layer)")))
      }
    }
    // Measured here: W and presented W 7e-7, D 6e-6 of the largest entry; D carries the rounding of weights in Float.
    let tolerances: [String: Float] = ["W": 5e-6, "presented W": 5e-6, "D": 5e-5]
    for (what, value) in worst { #expect(value < (tolerances[what] ?? 0), "\(what)") }
  }

  /// What REVIVE kept out of all updates, toning down cannot bring in.
  @Test func protectedDirectionsStayProtected() throws {
    let run = try ReferenceRun("memit")
    let spectral = try SubspaceGuard(run.model, layers: [1, 2], k: 20)
    let editor = PRUNE(run.hyperParameters)
    let solve = try editor.solve(run.firstRound(guardedBy: spectral)) { _, _, _ in true }
    #expect(solve.layers.count == 2)
    for layer in solve.layers {
      #expect(spectral.trespass(layer.update) < 1e-6)
      let original = run.model.editedWeight(layer: layer.update.layer)
      let large = (original.asDouble + 100 * layer.update.change.asDouble.matrix).asFloat
      let found = try #require(try editor.presented(large, original: original))
      let change = WeightUpdate(layer: layer.update.layer, change: .dense(found - original))
      #expect(change.change.asDouble.norm < 0.5 * (large - original).frobeniusNorm)
      #expect(spectral.trespass(change) < 1e-5)
    }
  }
}
