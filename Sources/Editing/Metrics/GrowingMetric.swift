import Numerics

/// A metric of edit 0 with the dual form of the past keys that it was last asked for.
struct GrowingMetric {
  let base: any BaseMetric
  private var dual: DualMetric?

  init(base: any BaseMetric) { self.base = base }

  /// The metric with past keys taken in. Of few keys only those that are new since the last call cost a solve, and when what
  /// was there is gone (an undone round, a fork) the dual form is built again.
  ///
  /// - Parameter sum: `base.sum` with many past keys; nil for few or none.
  /// - Throws: `NumericsError`.
  mutating func including(_ past: PastKeys?, sum: FactoredMoment?) throws(NumericsError) -> any KeyMetric {
    if let sum {
      dual = nil
      return try base.confining(sum)
    }
    guard let past, past.count > 0 else {
      dual = nil
      return base
    }
    let metric = try grown(to: past.rounds)
    dual = metric
    return metric
  }

  private func grown(to rounds: [Matrix<Float>]) throws(NumericsError) -> DualMetric {
    // Matrices of the same round share their storage as a rule, and then compare at once.
    guard var metric = dual, rounds.starts(with: metric.rounds) else { return try DualMetric(base, past: rounds) }
    try metric.append(Array(rounds.dropFirst(metric.rounds.count)))
    return metric
  }
}
