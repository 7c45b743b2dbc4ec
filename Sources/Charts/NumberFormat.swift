import Foundation

/// The whole number nearest to `value`, for any value: not a number gives 0, the rest is clamped to +-1e15.
package func clampedInt(_ value: Double) -> Int {
  value.isNaN ? 0 : Int(max(-1e15, min(1e15, value.rounded())))
}

/// `nan`, `inf` or `-inf`; nil for a finite value.
private func nonFinite(_ value: Double) -> String? {
  if value.isNaN { return "nan" }
  if value.isInfinite { return value > 0 ? "inf" : "-inf" }
  return nil
}

/// `value` with exactly `digits` decimals and a point, whatever the locale; scientific from 1e15 on.
package func fixed(_ value: Double, digits: Int) -> String {
  if let word = nonFinite(value) { return word }
  let digits = max(0, min(12, digits))
  let scale = pow(10, Double(digits))
  let scaled = (abs(value) * scale).rounded()
  guard scaled < 1e15 else { return scientific(value) }
  let whole = clampedInt(scaled)
  let sign = value < 0 && whole > 0 ? "-" : ""
  guard digits > 0 else { return sign + String(whole) }
  let divisor = clampedInt(scale)
  let fraction = String(whole % divisor)
  return "\(sign)\(whole / divisor)." + String(repeating: "0", count: digits - fraction.count) + fraction
}

/// `value` as a mantissa, of one decimal if nothing else is said, and an exponent: 1.2e-7.
package func scientific(_ value: Double, digits: Int = 1) -> String {
  if let word = nonFinite(value) { return word }
  guard abs(value) >= 1e-300 else { return "0" }
  var exponent = clampedInt(floor(log10(abs(value))))
  var mantissa = value / pow(10, Double(exponent))
  if abs(mantissa) >= 10 - pow(10, -Double(digits)) / 2 {
    mantissa /= 10
    exponent += 1
  }
  return fixed(mantissa, digits: digits) + "e\(exponent)"
}

/// `value` in at most six characters and a sign, with three significant digits where they fit: 0.012, 0.94, 5.35, 817,
/// 12.3k, 117k, 1.2e-7, 1e-12.
package func compact(_ value: Double) -> String {
  if let word = nonFinite(value) { return word }
  switch abs(value) {
  case 0: return "0"
  case ..<0.001: return shortScientific(value)
  case ..<0.1: return fixed(value, digits: 3)
  case ..<10: return fixed(value, digits: 2)
  case ..<100: return fixed(value, digits: 1)
  case ..<9_999.5: return fixed(value, digits: 0)
  case ..<99_950: return fixed(value / 1e3, digits: 1) + "k"
  case ..<999_500: return fixed(value / 1e3, digits: 0) + "k"
  case ..<99_950_000: return fixed(value / 1e6, digits: 1) + "M"
  default: return shortScientific(value)
  }
}

/// Without a decimal where one would take more than six characters and a sign.
private func shortScientific(_ value: Double) -> String {
  let text = scientific(value)
  return text.count - (value < 0 ? 1 : 0) <= 6 ? text : scientific(value, digits: 0)
}

/// A count with commas between thousands.
package func grouped(_ count: Int) -> String {
  let digits = String(count.magnitude)
  var result = ""
  for (offset, character) in digits.enumerated() {
    if offset > 0, (digits.count - offset).isMultiple(of: 3) { result.append(",") }
    result.append(character)
  }
  return (count < 0 ? "-" : "") + result
}

/// A count of things: `1 edit`, `1,200 task items`, `3 tokens of text`.
package func counted(_ count: Int, _ word: String) -> String {
  let end = word.range(of: " of ")?.lowerBound ?? word.endIndex
  return "\(grouped(count)) " + (count == 1 ? word : word[..<end] + "s" + word[end...])
}

/// A number of bytes in MB or GB.
package func byteText(_ count: Double) -> String {
  count < 1e9 ? "\(fixed(count / 1e6, digits: 1)) MB" : "\(fixed(count / 1e9, digits: 1)) GB"
}
