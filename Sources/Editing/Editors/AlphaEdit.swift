import Numerics
import RunModel

/// Null-space constrained editing (Fang et al., arXiv 2410.02355).
///
///     dW^T = (P (K K^T + S) + L2 I)^-1 P K R^T
///
/// with P the projector onto the null space of the second moment C, and S = K' K'^T over the keys of all earlier rounds, each
/// read when its round was done. Source: the AlphaEdit repository, `AlphaEdit_main`.
///
/// The solution lies in range(P), and there, in coordinates of an orthonormal basis U of it (P = U U^T), the normal matrix is
/// symmetric: dW^T = U (L2 I + U^T (K K^T + S) U)^-1 U^T K R^T. That is the ridge solve with A = L2 I confined to range(P).
package struct AlphaEdit: Editor {
  package let name = EditorKind.alphaEdit.rawValue
  private let settings: HyperParameters

  package init(_ settings: HyperParameters) { self.settings = settings }

  package var layers: [Int] { settings.layers }
  package var metric: MetricKind? { .nullSpace(settings.nullSpace.rule, penalty: settings.nullSpace.penalty) }
  package var pastKeyUse: PastKeyUse { .afterTheRound }

  package func solve(_ round: EditRound, progress: RoundProgress) throws -> RoundSolve {
    try round.solved(settings, remembering: pastKeyUse, progress: progress)
  }
}
