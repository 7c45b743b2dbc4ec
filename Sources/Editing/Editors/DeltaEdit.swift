import Models
import Numerics
import RunModel

/// AlphaEdit's solve towards targets that keep out of the way of earlier updates (Cao et al., arXiv 2505.07899).
///
/// What earlier updates A = W_t - W_0 of the last layer add at a new edit's key k is noise, nu = A k. Where it is
/// unusually large, delta is kept clear of the directions in which A and nu are strong. Source: the DeltaEdit repository,
/// `delta_main` and `compute_z`.
///
/// The keys of earlier rounds count as their own solves saw them.
package struct DeltaEdit: Editor {
  package let name = EditorKind.deltaEdit.rawValue
  private let settings: HyperParameters

  package init(_ settings: HyperParameters) { self.settings = settings }

  package var layers: [Int] { settings.layers }
  package var metric: MetricKind? { .nullSpace(settings.nullSpace.rule, penalty: settings.nullSpace.penalty) }
  package var pastKeyUse: PastKeyUse { .ofTheSolve }

  package func solve(_ round: EditRound, progress: RoundProgress) throws -> RoundSolve {
    var options = round.targetOptions(settings)
    options.stopProbability = 0.98
    let noise = try round.noise(layer: layers.last ?? 0)
    var statistics = round.memory.noise
    let unusual = round.edits.indices.filter {
      statistics.note(noise?.size($0), deviations: settings.deltaEdit.deviations)
    }
    options.excluded = try noise?.directions(of: unusual, share: settings.deltaEdit.share) ?? [:]
    let (targets, seconds) = try round.targets(settings, options: options, progress: progress)
    var result = try round.sweep(towards: targets, seconds: seconds, layers: layers, progress: progress)
    result.trace = try round.trace(of: result, including: pastKeyUse)
    result.trace.noise = statistics
    return result
  }
}
