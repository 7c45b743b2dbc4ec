import Numerics
import RunModel

/// Equality-constrained mass model editing (Gupta et al., arXiv 2403.14236).
///
///     dW = R D^-1 K^T C'^-1  with C' = w C,  D = K^T C'^-1 K, + emmet_lambda I above one edit
///
/// One edit is a hard constraint, dW k = r at the least cost in C: dW = r k^T C^-1 / (k^T C^-1 k), whatever w. For more,
/// C'^-1 K (emmet_lambda I + K^T C'^-1 K)^-1 = (emmet_lambda C' + K K^T)^-1 K: EMMET is MEMIT with the weight
/// emmet_lambda * w. Source: the unified-model-editing repository, `emmet_main`.
package struct EMMET: Editor {
  package let name = EditorKind.emmet.rawValue
  private let settings: HyperParameters

  package init(_ settings: HyperParameters) { self.settings = settings }

  package var layers: [Int] { settings.layers }
  package var metric: MetricKind? { .moment(weight: settings.emmetWeight * settings.momentWeight) }

  package func solve(_ round: EditRound, progress: RoundProgress) throws -> RoundSolve {
    let (targets, seconds) = try round.targets(settings, progress: progress)
    return try round.sweep(towards: targets, seconds: seconds, layers: layers, progress: progress) { problem in
      problem.keys.columns == 1 ? problem.equalitySolution() : try problem.ridgeSolution()
    }
  }
}

extension LayerProblem {
  /// dW = r (M k)^T / (k^T M k), the update of one edit that meets dW k = r at the least cost: the ridge solve for a metric
  /// of vanishing weight. No update at all when the metric's range leaves none that moves k.
  func equalitySolution() -> WeightDelta<Double> {
    let image = metric.solve(keys)
    let response = keys.transposedTimes(image)[0, 0]
    // The cosine between k and M k is at least 2 / sqrt(condition of M) in M's range: below this it is rounding.
    guard !(abs(response) <= 1e-12 * keys.frobeniusNorm * image.frobeniusNorm) else {
      return .factored(left: residuals, right: Matrix(keys.rows, 1))
    }
    return .factored(left: residuals, right: (1 / response) * image)
  }
}
