import Numerics

/// Mass-editing memory in a transformer (Meng et al., arXiv 2210.07229).
///
///     dW = R K^T (lambda C + K K^T)^-1
package struct MEMIT: Editor {
  package let name = "MEMIT"
  private let settings: HyperParameters

  package init(_ settings: HyperParameters) { self.settings = settings }

  package var layers: [Int] { settings.layers }
  package var metric: MetricKind? { .moment(weight: settings.momentWeight) }

  package func solve(_ round: EditRound, progress: RoundProgress) throws -> RoundSolve {
    try round.solved(settings, progress: progress)
  }
}
