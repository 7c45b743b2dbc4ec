import Numerics
import RunModel

/// MEMIT that stops early and keeps the weights small (Gupta et al., arXiv 2502.01636).
///
///     dW = R K^T (lambda C + update_norm_lambda I + S + K K^T)^-1
///
/// S = K' K'^T over the keys of earlier rounds, as their own solves saw them. The target of an edit is done when the model
/// has said it in all generated contexts at a number of steps, one after the other or not (`HyperParameters.Encore`). Source:
/// the ENCORE repository and its copy in that of NAS, `encore_main` and `compute_z`.
package struct ENCORE: Editor {
  package let name = EditorKind.encore.rawValue
  private let settings: HyperParameters

  package init(_ settings: HyperParameters) { self.settings = settings }

  private var own: HyperParameters.Encore { settings.encore ?? HyperParameters.Encore() }

  package var layers: [Int] { settings.layers }
  package var metric: MetricKind? { .penalisedMoment(weight: settings.momentWeight, penalty: own.normWeight) }
  package var pastKeyUse: PastKeyUse { .ofTheSolve }

  package func solve(_ round: EditRound, progress: RoundProgress) throws -> RoundSolve {
    var options = round.targetOptions(settings)
    if own.cutoff > 0 { options.stopProbability = own.cutoff }
    if own.cutoff < 0 {
      options.agreement = TargetOptions.Agreement(
        times: Int(min(1e6, max(1, -own.cutoff.rounded()))), countsTokens: settings.compat.contains(.encoreTokenCount))
    }
    let (targets, seconds) = try round.targets(settings, options: options, progress: progress)
    var result = try round.sweep(towards: targets, seconds: seconds, layers: layers, progress: progress)
    result.trace = try round.trace(of: result, including: pastKeyUse)
    return result
  }
}
