import Foundation
import Numerics
import TestSupport
import Testing

@testable import Editing

struct EMMETTests {
  private let d = 5
  private let m = 18
  private let weight = 30.0
  private let emmetWeight = 0.1
  private let c: Matrix<Double>
  private let keys: Matrix<Double>
  private let residuals: Matrix<Double>

  init() throws {
    var generator = SeededGenerator(seed: 1)
    c = try positiveDefinite(eigenvalues: (0..<18).map { pow(10, -4 * Double($0) / 17) }, using: &generator)
    keys = .gaussian(m, 4, using: &generator)
    residuals = .gaussian(d, 4, using: &generator)
  }

  private func problem(edits: Int, weight: Double) throws -> LayerProblem {
    LayerProblem(
      layer: 0, keys: keys.columns(0..<edits), residuals: residuals.columns(0..<edits),
      metric: MomentMetric(try FactoredMoment(c), weight: weight))
  }

  /// R D^-1 K^T C'^-1 with C' = w C and D = K^T C'^-1 K + emmet_lambda I.
  @Test(arguments: [2, 4]) func ridgeIsThePublishedFormula(edits: Int) throws {
    let found = try problem(edits: edits, weight: emmetWeight * weight).ridgeSolution().matrix
    let k = keys.columns(0..<edits)
    let image = solveDensely(weight * c, k)
    let inner = k.transposedTimes(image) + emmetWeight * .identity(edits)
    let adjoint = solveDensely(inner.transposed, image.transposed).transposed
    let expected = residuals.columns(0..<edits).times(transposed: adjoint)
    #expect(distance(found, expected) < 1e-11 * largest(expected))
  }

  @Test func oneEditIsAnEquality() throws {
    for weight in [1e-3, 1, 1e4] {
      let found = try problem(edits: 1, weight: weight).equalitySolution().matrix
      let k = keys.columns(0..<1)
      let r = residuals.columns(0..<1)
      #expect(distance(found.times(k), r) < 1e-12 * largest(r))
      let image = solveDensely(c, k)
      let expected = (1 / k.transposedTimes(image)[0, 0]) * r.times(transposed: image)
      #expect(distance(found, expected) < 1e-11 * largest(expected))
    }
    // The limit of the ridge solve.
    let ridge = try problem(edits: 1, weight: 1e-9).ridgeSolution().matrix
    #expect(distance(ridge, try problem(edits: 1, weight: 1).equalitySolution().matrix) < 1e-6 * largest(ridge))
  }

  /// A key inside what the guard excludes cannot be met: nothing is done, instead of dividing by rounding.
  @Test func anEqualityOutOfReachIsLeftUndone() throws {
    let k = keys.columns(0..<1)
    let v = (1 / k.frobeniusNorm) * k
    var problem = try problem(edits: 1, weight: 2)
    problem.metric = try MomentMetric(FactoredMoment(c), weight: 2).excluding(v)
    #expect(largest(problem.equalitySolution().matrix) == 0)
    problem.keys[2, 0] = .nan
    #expect(!problem.equalitySolution().isFinite)
  }

  /// Rounds of two are MEMIT's with emmet_lambda times the weight; rounds of one put the key where it should be.
  @Test func roundsAreMEMITsOrEqualities() throws {
    let run = try ReferenceRun()
    var settings = run.hyperParameters
    settings.layers = [2]
    settings.momentWeight = 4000
    let emmet = EMMET(settings)
    settings.momentWeight = 400
    let memit = MEMIT(settings)
    #expect(emmet.metric == memit.metric)
    var cache = MetricCache(try run.publishedMoments())
    let metrics = try cache.metrics(for: emmet, guardedBy: NoGuard(), memory: EditHistory())
    func solve(_ editor: any Editor, _ edits: Range<Int>) throws -> RoundSolve {
      try editor.solve(run.firstRound(edits, metrics: metrics)) { _, _, _ in true }
    }
    let (ours, theirs) = (try solve(emmet, 0..<2), try solve(memit, 0..<2))
    #expect(ours.layers.map(\.update) == theirs.layers.map(\.update))
    #expect(ours.trace == RoundTrace())

    let alone = try #require(try solve(emmet, 0..<1).layers.first)
    let (k, missing) = (try #require(alone.keys), try #require(alone.residual))
    #expect(relativeDifference(alone.update.change.matrix.times(k).entries, missing.entries) < 1e-5)
    #expect(try solve(memit, 0..<1).layers[0].norm < alone.norm)
  }
}
