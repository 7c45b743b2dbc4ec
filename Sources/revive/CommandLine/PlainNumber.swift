// Numbers as options take them. Swift's own reading takes a plus as well, and of numbers with a point `0x1p4` and `nan`.

/// A whole number in the digits 0 to 9, with a minus before it or not.
func wholeNumber(_ text: some StringProtocol) -> Int? {
  isWhole(text) ? Int(text) : nil
}

/// The same without a sign, as far as 64 bits go.
func naturalNumber(_ text: some StringProtocol) -> UInt64? {
  isWhole(text) ? UInt64(text) : nil
}

/// A finite number in decimal digits, such as `0.5` or `1e-4`.
func decimalNumber(_ text: some StringProtocol) -> Double? {
  guard String(text).wholeMatch(of: /-?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+\-]?[0-9]+)?/) != nil else { return nil }
  return Double(text).flatMap { $0.isFinite ? $0 : nil }
}

private func isWhole(_ text: some StringProtocol) -> Bool { String(text).wholeMatch(of: /-?[0-9]+/) != nil }
