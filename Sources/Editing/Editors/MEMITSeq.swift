import Numerics
import RunModel

/// MEMIT for sequences of rounds (the AlphaEdit repository's MEMIT_seq): earlier edits are kept like ordinary text.
///
///     dW = R K^T (lambda C + S + K K^T)^-1
///
/// with S = K' K'^T over the keys of all earlier rounds, each read when its round was done.
package struct MEMITSeq: Editor {
  package let name = EditorKind.memitSeq.rawValue
  private let settings: HyperParameters

  package init(_ settings: HyperParameters) { self.settings = settings }

  package var layers: [Int] { settings.layers }
  package var metric: MetricKind? { .moment(weight: settings.momentWeight) }
  package var pastKeyUse: PastKeyUse { .afterTheRound }

  package func solve(_ round: EditRound, progress: RoundProgress) throws -> RoundSolve {
    let (targets, seconds) = try round.targets(settings, progress: progress)
    var result = try round.sweep(towards: targets, seconds: seconds, layers: layers, progress: progress)
    result.trace = try round.trace(of: result, including: pastKeyUse)
    return result
  }
}
