/// Bounds of an axis that follow the data without trembling: they grow at once, in 1-2-5 steps, and shrink only after
/// the data have used little of them for a while. The owner keeps the value and feeds it each time the data change.
package struct SteadyRange: Sendable, Hashable {
  /// The axis to draw with.
  package private(set) var axis: Axis
  /// Where a linear axis of shares can begin, highest first; it ends at 1. Empty for an axis that is fitted freely.
  private let starts: [Double]
  private var hasData = false
  private var calmUpdates = 0

  /// Share of the axis below which the data count as using little of it.
  private static let shrinkShare = 0.6
  /// Updates in a row with little use before the axis shrinks.
  private static let patience = 20

  package init(_ kind: AxisKind) {
    axis = kind == .linear ? Axis(.linear, 0, 1) : Axis(.log, 0.5, 2)
    starts = []
  }

  /// For shares: from 0.9, 0.8, 0.5 or 0 to 1, so that what happens near 1 can be seen.
  package static var shares: SteadyRange { SteadyRange(starts: [0.9, 0.8, 0.5, 0]) }

  private init(starts: [Double]) {
    axis = Axis(.linear, 0, 1)
    self.starts = starts
  }

  /// Takes in the present data: the finite ones of `values`; on a logarithmic axis only positive ones count.
  package mutating func update(_ values: some Sequence<Double>) {
    var bounds: (lower: Double, upper: Double)?
    for value in values where value.isFinite && (axis.kind == .linear || value > 0) {
      bounds = bounds.map { (min($0.lower, value), max($0.upper, value)) } ?? (value, value)
    }
    guard var (lower, upper) = bounds else { return }
    // A share of 1 may be a little more by rounding.
    if !starts.isEmpty { (lower, upper) = (max(0, min(1, lower)), max(0, min(1, upper))) }
    let target = starts.isEmpty ? SteadyRange.fitted(axis.kind, lower, upper) : sharesAxis(lower)
    guard hasData else {
      (axis, hasData) = (target, true)
      return
    }
    if lower < axis.lower || upper > axis.upper {
      axis = Axis(axis.kind, min(axis.lower, target.lower), max(axis.upper, target.upper))
      calmUpdates = 0
      return
    }
    let used = (axis.position(target.upper) ?? 1) - (axis.position(target.lower) ?? 0)
    calmUpdates = used < SteadyRange.shrinkShare ? calmUpdates + 1 : 0
    if calmUpdates >= SteadyRange.patience { (axis, calmUpdates) = (target, 0) }
  }

  private func sharesAxis(_ lower: Double) -> Axis {
    Axis(.linear, starts.first { $0 <= lower } ?? starts.last ?? 0, 1)
  }

  /// A round range around the data, with 5 % headroom; not below 0 for data that are not; a band when they are flat.
  private static func fitted(_ kind: AxisKind, _ lower: Double, _ upper: Double) -> Axis {
    switch kind {
    case .log:
      let flat = upper / lower < 1.05
      return Axis(.log, niceStep(atMost: flat ? lower / 1.5 : lower), niceStep(atLeast: flat ? upper * 1.5 : upper))
    case .linear:
      let span = upper - lower
      let flat = span <= max(abs(lower), abs(upper)) * 1e-3
      let margin = flat ? (upper == 0 ? 1 : abs(upper) / 2) : span * 0.05
      let step = niceStep(atLeast: (span + 2 * margin) / 5)
      let low = ((lower - margin) / step).rounded(.down) * step
      let high = ((upper + margin) / step).rounded(.up) * step
      return Axis(.linear, lower >= 0 ? max(0, low) : low, high)
    }
  }
}
