import Foundation

/// A duration with three significant digits: 0.412 ms, 41.2 ms, 1.23 s, 123 s.
func duration(_ seconds: Double) -> String {
  guard seconds.isFinite else { return "\(seconds)" }
  return abs(seconds) < 0.9995 ? "\(threeDigits(1000 * seconds)) ms" : "\(threeDigits(seconds)) s"
}

/// A ratio with three significant digits, as in 8.31x; "-" for none.
func times(_ ratio: Double?) -> String {
  guard let ratio else { return "-" }
  return ratio.isFinite ? "\(threeDigits(ratio))x" : "\(ratio)"
}

/// A relative difference: 3.1e-06; "-" for none.
func error(_ value: Double?) -> String { value.map { String(format: "%.1e", $0) } ?? "-" }

private func threeDigits(_ value: Double) -> String {
  let digits = abs(value) < 0.9995 ? 3 : abs(value) < 9.995 ? 2 : abs(value) < 99.95 ? 1 : 0
  return String(format: "%.*f", digits, value)
}
