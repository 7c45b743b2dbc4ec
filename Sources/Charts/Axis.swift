import Foundation

/// How values are spread along an axis.
package enum AxisKind: Sendable, Hashable { case linear, log }

/// A range of values and how they are spread. Always usable: `lower` < `upper`, both finite, positive when logarithmic.
package struct Axis: Sendable, Hashable {
  /// How values are spread.
  package let kind: AxisKind
  /// The value at position 0.
  package let lower: Double
  /// The value at position 1.
  package let upper: Double

  /// Bounds that cannot make an axis are mended: swapped bounds are put in order, an empty range is widened around its
  /// value, a logarithmic axis that would reach 0 starts twelve decades below its top, and what is not finite is
  /// replaced by 0...1 (1...10 when logarithmic).
  package init(_ kind: AxisKind, _ lower: Double, _ upper: Double) {
    self.kind = kind
    let limit = 1e300
    guard lower.isFinite, upper.isFinite, abs(lower) < limit, abs(upper) < limit else {
      (self.lower, self.upper) = kind == .linear ? (0, 1) : (1, 10)
      return
    }
    var (low, high) = (min(lower, upper), max(lower, upper))
    if kind == .log {
      high = high > 0 ? max(high, 1 / limit) : 10
      if low <= 0 { low = max(high * 1e-12, 1 / limit / 10) }
      if low >= high || high / low < 1 + 1e-9 { (low, high) = (low / 2, high * 2) }
    } else if high - low <= max(abs(low) * 1e-12, abs(high) * 1e-12, 1e-290) {
      let margin = abs(low) < 1e-280 ? 1 : abs(low) / 2
      (low, high) = (low - margin, high + margin)
    }
    (self.lower, self.upper) = (low, high)
  }

  /// Where `value` lies: 0 at `lower`, 1 at `upper`, beyond them outside 0...1; nil when it is not finite. On a
  /// logarithmic axis everything at or below `lower`, zero and negative values too, sits on the floor at 0.
  package func position(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    switch kind {
    case .linear: return (value / 2 - lower / 2) / (upper / 2 - lower / 2)
    case .log:
      return value <= lower
        ? 0 : (Foundation.log(value) - Foundation.log(lower)) / (Foundation.log(upper) - Foundation.log(lower))
    }
  }

  /// The same axis moved by less than a column, so that columns begin at multiples of their width: a picture that is
  /// scrolled then shows the same columns again, and does not flicker. Only linear axes can be.
  ///
  /// - Parameter columns: cells of two dots each, from one end of the axis to the other.
  package func snapped(columns: Int) -> Axis {
    guard kind == .linear, columns > 1, lower != 0 else { return self }
    let width = 2 * (upper - lower) / Double(2 * columns - 1)
    let start = (lower / width).rounded() * width
    guard width > 0, start.isFinite, abs(lower / width) < 1e12 else { return self }
    return Axis(.linear, start, start + (upper - lower))
  }
}
