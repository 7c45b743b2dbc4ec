import Foundation
import Numerics
import RunModel

/// Perturbation-restrained sequential editing (Ma et al., arXiv 2405.16821), on MEMIT's rounds: the singular values of all
/// that was ever changed, D = W - W_0 = U diag(s) V^T, are toned down where they exceed the largest one of W_0.
///
///     W = W_0 + U diag(s') V^T,  s' = log_a(s) - log_a(s0) + s0 for s > s0 = ||W_0||_2, else s
///
/// Editing goes on with the weights as MEMIT left them. Source: PRUNE's repository, `bi_editor_loadw`; AlphaEdit's adds
/// U diag(s') V^T to the edited weight instead (`pruneDoubleAdd`).
package struct PRUNE: Editor {
  package let name = EditorKind.prune.rawValue
  private let rounds: MEMIT
  private let settings: HyperParameters

  package init(_ settings: HyperParameters) {
    rounds = MEMIT(settings)
    self.settings = settings
  }

  package var layers: [Int] { rounds.layers }
  package var metric: MetricKind? { rounds.metric }

  package func solve(_ round: EditRound, progress: RoundProgress) throws -> RoundSolve {
    try rounds.solve(round, progress: progress)
  }

  /// - Throws: `NumericsError` when a weight is not finite.
  /// - Complexity: O(d m) while ||D||_F is below a lower bound of ||W_0||_2, then O(d m r + r^3) with r = min(d, m).
  package func presented(_ weight: Matrix<Float>, original: Matrix<Float>) throws -> Matrix<Float>? {
    let change = weight.asDouble - original.asDouble
    let restrained = try restrained(change, original: original)
    if settings.compat.contains(.pruneDoubleAdd) {
      return (weight.asDouble + (restrained ?? change)).asFloat
    }
    return restrained.map { (original.asDouble + $0).asFloat }
  }

  /// U diag(s') V^T; nil for D itself, as long as ||D||_2 <= s0.
  ///
  /// One side of the singular vectors is enough, D + U (diag(s' / s) - I) U^T D, and of that side the leading ones, for which
  /// the Gram matrix in Double is as exact as D.
  private func restrained(_ change: Matrix<Double>, original: Matrix<Float>) throws(NumericsError) -> Matrix<Double>? {
    // ||D||_2 <= ||D||_F: most rounds end here. The margin is for the bound's rounding.
    guard !(change.frobeniusNorm < 0.999 * spectralNormLowerBound(of: original)) else { return nil }
    let limit = try spectralNorm(of: original)
    let isWide = change.rows <= change.columns
    let (values, vectors) = try symmetricEigen(change.gram(transposed: !isWide))
    let lengths = values.map { max(0, $0).squareRoot() }.prefix { $0 > limit }
    guard !lengths.isEmpty else { return nil }
    let directions = vectors.columns(0..<lengths.count)
    var scaled = directions
    for (j, length) in lengths.enumerated() {
      let factor = restrained(length, limit: limit) / length - 1
      for i in 0..<scaled.rows { scaled[i, j] *= factor }
    }
    var result = change
    if isWide {
      multiply(scaled, by: directions.transposedTimes(change), beta: 1, into: &result)
    } else {
      multiply(change.times(directions), by: scaled, byTransposed: true, beta: 1, into: &result)
    }
    return result
  }

  /// s'. An original weight of zeros has no logarithm; nothing can be measured against it.
  private func restrained(_ value: Double, limit: Double) -> Double {
    limit > 0 ? log(value / limit) / log(settings.pruneBase) + limit : value
  }
}
