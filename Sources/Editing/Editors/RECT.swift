import Numerics
import RunModel

/// Relative change in weights as a regulariser (Gu et al., arXiv 2401.04700), on MEMIT's updates: only the entries of a
/// weight that change most against their size are changed at all.
///
///     dW_ij stays where |dW_ij / (W_ij + 1e-8)| is among the largest `rectShare`, and is 0 elsewhere
///
/// W is the weight before the round. All layers are solved as if nothing were left out; what is goes when the round is done.
/// Source: AlphaEdit's repository, `memit_rect_main`.
package struct RECT: Editor {
  package let name = EditorKind.rect.rawValue
  private let settings: HyperParameters

  package init(_ settings: HyperParameters) { self.settings = settings }

  package var layers: [Int] { settings.layers }
  package var metric: MetricKind? { .moment(weight: settings.momentWeight) }

  package func solve(_ round: EditRound, progress: RoundProgress) throws -> RoundSolve {
    let (targets, seconds) = try round.targets(settings, progress: progress)
    return try round.sweep(
      towards: targets, seconds: seconds, layers: layers,
      finish: { masked($0, weight: round.model.editedWeight(layer: $1)) }, progress: progress)
  }

  /// The change with the entries of small relative size set to 0. As in the reference, the threshold is the k-th smallest
  /// with k = floor((1 - share) d m), and what equals it stays: d m - k + 1 entries, more when some are equal.
  func masked(_ change: WeightDelta<Double>, weight: Matrix<Float>) -> WeightDelta<Double> {
    var dense = change.matrix
    guard settings.rectShare < 1 else { return .dense(dense) }
    let sizes = zip(dense.entries, weight.entries).map { abs(Float($0) / ($1 + 1e-8)) }
    let k = Int(Double(sizes.count) * (1 - max(0, settings.rectShare)))
    guard k > 0 else { return .dense(dense) }
    let threshold = smallest(k, of: sizes)
    for i in sizes.indices where !(sizes[i] >= threshold) { dense.entries[i] = 0 }
    return .dense(dense)
  }
}
