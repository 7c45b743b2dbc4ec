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
    try round.solved(settings, remembering: pastKeyUse, progress: progress)
  }
}
