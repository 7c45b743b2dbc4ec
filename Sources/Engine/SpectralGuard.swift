import Editing
import Numerics
import Spectra
import Telemetry

/// The guard in force over a round: REVIVE's filter, the constrained solve, or neither.
struct SpectralGuard: UpdateGuard {
  private let setting: GuardSetting
  private let subspaces: [Int: ProtectedSubspace]
  private let metrics: [Int: any KeyMetric]

  /// - Parameters:
  ///   - bases: singular bases of the original weights by layer.
  ///   - moments: factored second moments by layer.
  init(
    _ setting: GuardSetting, bases: [Int: SpectralBasis], moments: [Int: Cholesky<Double>]
  ) throws(NumericsError) {
    self.setting = setting
    var subspaces: [Int: ProtectedSubspace] = [:]
    var metrics: [Int: any KeyMetric] = moments
    if setting.isOn {
      for (layer, basis) in bases {
        let subspace = try ProtectedSubspace(basis, k: setting.protectedCount(spectrum: basis.s))
        subspaces[layer] = subspace
        if setting.kind == .constrained, let moment = moments[layer] {
          metrics[layer] = try ConstrainedMetric(secondMoment: moment, subspace: subspace)
        }
      }
    }
    self.subspaces = subspaces
    self.metrics = metrics
  }

  func update(_ problem: LayerProblem, by editor: some Editor) throws -> GuardedUpdate {
    let free = try editor.update(problem)
    guard let subspace = subspaces[problem.layer] else { return GuardedUpdate(update: free) }
    let clock = Stopwatch()
    let safe: FactoredUpdate
    switch setting.kind {
    case .revive:
      let form: FilterForm = setting.basis == .thin ? .thin : .projector
      let (left, right) = subspace.safePart(left: free.left, right: free.right, form: form)
      safe = FactoredUpdate(left: left, right: right)
    case .constrained:
      var inside = problem
      inside.keys = subspace.safeKeys(problem.keys)
      inside.residuals = subspace.safeResiduals(problem.residuals)
      inside.metric = metrics[problem.layer] ?? problem.metric
      safe = try editor.update(inside)
    }
    return GuardedUpdate(
      update: safe, kept: UpdateNorm.kept(safe: safe.norm, whole: free.norm), seconds: clock.seconds)
  }
}

extension ConstrainedMetric: KeyMetric {}
