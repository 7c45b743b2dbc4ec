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
    var unmasked = round
    unmasked.updateGuard = SolveGuard(whole: round.updateGuard)
    var free: [Int: WeightDelta<Double>] = [:]
    var confined: [Int: WeightDelta<Double>] = [:]
    var result = try unmasked.sweep(towards: targets, seconds: seconds, layers: layers, progress: progress) { problem in
      let change = try problem.ridgeSolution()
      if problem.excluded == nil { free[problem.layer] = change } else { confined[problem.layer] = change }
      return change
    }
    do {
      result.layers = try result.layers.map { solve in
        let layer = solve.update.layer
        return try free[layer].map { try finish(solve, free: $0, confined: confined[layer], round) } ?? solve
      }
    } catch {
      result.fail(round.edits.indices, "\(error)")
    }
    return result
  }

  /// Masks a layer's update and hands it to the guard, which has the last word on what is written.
  private func finish(
    _ solve: LayerSolve, free: WeightDelta<Double>, confined: WeightDelta<Double>?, _ round: EditRound
  ) throws -> LayerSolve {
    let clock = Stopwatch()
    let layer = solve.update.layer
    let weight = round.model.editedWeight(layer: layer)
    let free = masked(free, weight: weight)
    let secondsMask = clock.seconds
    let confined = confined.map { masked($0, weight: weight) }
    var result = try LayerSolve(guarding: free, confined: confined, layer: layer, by: round.updateGuard)
    result.keys = solve.keys
    result.residual = solve.residual
    result.secondsKeys = solve.secondsKeys
    result.secondsSolve = solve.secondsSolve + secondsMask
    result.secondsGuard = solve.secondsGuard + clock.seconds - secondsMask
    return result
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

/// A guard as far as it reaches into solves. What only changes finished updates waits until they are finished.
private struct SolveGuard: UpdateGuard {
  let whole: any UpdateGuard

  func excluded(layer: Int) -> Matrix<Double>? { whole.excluded(layer: layer) }

  func outcome(free: WeightDelta<Double>, confined: WeightDelta<Double>?, layer: Int) -> WeightDelta<Double> {
    confined == nil ? free : whole.outcome(free: free, confined: confined, layer: layer)
  }
}
