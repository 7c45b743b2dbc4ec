/// The number of columns a terminal gives to `scalar`: 0 for control characters and combining marks, 2 for wide East
/// Asian characters and emoji, else 1. (Unicode East Asian Width, W and F.)
package func displayWidth(of scalar: Unicode.Scalar) -> Int {
  let value = scalar.value
  if value < 0x20 || (0x7F..<0xA0).contains(value) { return 0 }
  if value < 0x300 { return value == 0xAD ? 0 : 1 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format, .control, .surrogate, .lineSeparator, .paragraphSeparator: return 0
  default: break
  }
  let isWide =
    (0x1100...0x115F).contains(value) || (0x2E80...0x303E).contains(value) || (0x3041...0xA4CF).contains(value)
    || (0xA960...0xA97F).contains(value) || (0xAC00...0xD7A3).contains(value) || (0xF900...0xFAFF).contains(value)
    || (0xFE30...0xFE6F).contains(value) || (0xFF00...0xFF60).contains(value) || (0xFFE0...0xFFE6).contains(value)
    || (0x1F300...0x1F64F).contains(value) || (0x1F680...0x1F6FF).contains(value)
    || (0x1F900...0x1F9FF).contains(value) || (0x20000...0x3FFFD).contains(value)
  return isWide ? 2 : 1
}

/// The number of columns that `text` takes.
package func displayWidth(of text: some StringProtocol) -> Int {
  text.unicodeScalars.reduce(0) { $0 + displayWidth(of: $1) }
}
