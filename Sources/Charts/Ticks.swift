import Foundation

/// A labelled place on an axis.
package struct Tick: Sendable, Hashable {
  /// Where it stands.
  package var value: Double
  /// What is written there.
  package var label: String

  package init(value: Double, label: String) {
    self.value = value
    self.label = label
  }
}

/// The smallest of 1, 2, 5 times a power of ten that is at least `value`; 1 for what is not positive and finite.
package func niceStep(atLeast value: Double) -> Double {
  guard value.isFinite, value > 1e-290 else { return 1 }
  let exponent = floor(log10(value) + 1e-12)
  let power = pow(10, exponent)
  // 1e-9 forgives rounding in log10 and pow, so that an exact 2 stays 2.
  let factor = [1.0, 2, 5].first { $0 * power >= value * (1 - 1e-9) }
  return factor.map { $0 * power } ?? pow(10, exponent + 1)
}

/// The largest of 1, 2, 5 times a power of ten that is at most `value`; 1 for what is not positive and finite.
package func niceStep(atMost value: Double) -> Double {
  guard value.isFinite, value > 1e-290 else { return 1 }
  let exponent = floor(log10(value) + 1e-12)
  let power = pow(10, exponent)
  return ([5.0, 2, 1].first { $0 * power <= value * (1 + 1e-9) } ?? 1) * power
}

extension Axis {
  /// At most `count` ticks inside the axis: multiples of a 1-2-5 step when linear, whole decades when logarithmic, with
  /// 2 and 5 between them when the axis is short and there is room.
  package func ticks(atMost count: Int) -> [Tick] {
    guard count > 0 else { return [] }
    switch kind {
    case .linear: return linearTicks(atMost: count)
    case .log: return logTicks(atMost: count)
    }
  }

  private func linearTicks(atMost count: Int) -> [Tick] {
    var step = niceStep(atLeast: (upper - lower) / Double(max(1, count)))
    var multiples = Axis.multiples(of: step, from: lower, to: upper)
    while multiples.count > count {
      step = niceStep(atLeast: step * 1.5)
      multiples = Axis.multiples(of: step, from: lower, to: upper)
    }
    let largest = max(abs(lower), abs(upper))
    let digits = step < 1 ? clampedInt(ceil(-log10(step) - 1e-9)) : 0
    // Counted in the step's own power of ten, labels need no point: 5e29, 10e29, 15e29.
    let exponent = floor(log10(step) + 1e-9)
    return multiples.map { value in
      let label: String
      if digits > 5 || largest >= 1e9 {
        label = value == 0 ? "0" : "\(clampedInt(value / pow(10, exponent)))e\(clampedInt(exponent))"
      } else if largest >= 1e7 {
        label = value == 0 ? "0" : fixed(value / 1e6, digits: step < 1e6 ? 1 : 0) + "M"
      } else if largest >= 10_000 {
        label = value == 0 ? "0" : fixed(value / 1_000, digits: step < 1_000 ? 1 : 0) + "k"
      } else {
        label = digits == 0 ? grouped(clampedInt(value)) : fixed(value, digits: digits)
      }
      return Tick(value: value, label: label)
    }
  }

  /// Multiples of `step` in lower...upper, computed by index so that no error builds up; none when there are too many.
  private static func multiples(of step: Double, from lower: Double, to upper: Double) -> [Double] {
    let slack = step * 1e-9
    let (first, last) = (ceil((lower - slack) / step), floor((upper + slack) / step))
    guard first.isFinite, last.isFinite, last >= first, last - first < 1_000 else { return [] }
    return (0...clampedInt(last - first)).map { (first + Double($0)) * step }
  }

  private func logTicks(atMost count: Int) -> [Tick] {
    let slack = 1e-9
    let first = clampedInt(ceil(log10(lower) - slack))
    let last = clampedInt(floor(log10(upper) + slack))
    if last - first < 3 {
      let fine = logSteps(from: first - 1, through: last + 1)
      if fine.count >= 2, fine.count <= count { return fine.map(Axis.logTick) }
    }
    guard first <= last else { return [] }
    var step = 1
    while (last - first) / step + 1 > count { step += 1 }
    return stride(from: first, through: last, by: step).map { Axis.logTick(pow(10, Double($0))) }
  }

  /// 1, 2 and 5 times the powers of ten of these exponents, as far as they lie on the axis.
  private func logSteps(from first: Int, through last: Int) -> [Double] {
    guard first <= last else { return [] }
    var result: [Double] = []
    for exponent in first...last {
      for factor in [1.0, 2, 5] {
        let value = factor * pow(10, Double(exponent))
        if value >= lower * (1 - 1e-9), value <= upper * (1 + 1e-9) { result.append(value) }
      }
    }
    return result
  }

  private static func logTick(_ value: Double) -> Tick {
    let label: String
    switch value {
    case 0.00099..<0.99: label = fixed(value, digits: clampedInt(ceil(-log10(value) - 1e-9)))
    case 0.99..<9_999: label = fixed(value, digits: 0)
    case 9_999..<999_999: label = fixed(value / 1e3, digits: 0) + "k"
    case 999_999..<999_999_999: label = fixed(value / 1e6, digits: 0) + "M"
    default:
      let exponent = floor(log10(value) + 1e-9)
      label = "\(clampedInt(value / pow(10, exponent)))e\(clampedInt(exponent))"
    }
    return Tick(value: value, label: label)
  }
}
