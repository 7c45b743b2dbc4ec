/// Finds the numbers that a terminal knows colours by. Remembers its answers: a frame asks for the same few colours
/// thousands of times.
package struct ColorMapper: Sendable {
  /// What the terminal understands by a number.
  package enum Palette: Sendable, Hashable {
    /// 0xRRGGBB, save that 0 to 7 are ANSI colours (terminfo's `-direct` entries).
    case direct
    /// xterm's 256: 16 ANSI colours, a 6 x 6 x 6 cube and 24 greys.
    case xterm256
    case ansi16
    case ansi8
    case none
  }

  /// The numbers to choose from.
  package let palette: Palette
  private var known: [Color: Int] = [:]

  /// A mapper that has not been asked anything yet.
  package init(palette: Palette) {
    self.palette = palette
  }

  /// The number of `color`; -1 for the terminal's own.
  package mutating func number(of color: Color) -> Int {
    if let number = known[color] { return number }
    let number = find(color)
    known[color] = number
    return number
  }

  private func find(_ color: Color) -> Int {
    guard palette != .none, let (red, green, blue) = color.components else { return -1 }
    switch (palette, color) {
    case (.xterm256, .ansi(let index)), (.ansi16, .ansi(let index)): return Int(index & 15)
    case (.ansi8, .ansi(let index)): return Int(index & 7)
    case (.direct, .ansi(let index)) where index < 8: return Int(index)
    case (.direct, _): return max(8, Int(red) << 16 | Int(green) << 8 | Int(blue))
    case (.xterm256, _): return nearest256(red, green, blue)
    case (.ansi16, _): return nearest(red, green, blue, among: 0..<16)
    case (.ansi8, _): return nearest(red, green, blue, among: 0..<8)
    case (.none, _): return -1
    }
  }
}

/// The entry of xterm's cube and greys (16...255) that looks most like an sRGB colour. The first 16 are left out, for
/// users redefine them.
package func nearest256(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int {
  nearest(red, green, blue, among: 16..<256)
}

/// The sRGB value of entry `index` (0...255) of xterm's palette.
package func xtermColor(_ index: Int) -> Color {
  switch index {
  case ..<16: return Color.ansi(UInt8(clamping: index)).components.map { .rgb($0.red, $0.green, $0.blue) } ?? .terminal
  case 16..<232:
    let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
    let cube = index - 16
    return .rgb(levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6])
  default:
    let grey = UInt8(8 + 10 * (min(index, 255) - 232))
    return .rgb(grey, grey, grey)
  }
}

private func nearest(_ red: UInt8, _ green: UInt8, _ blue: UInt8, among entries: Range<Int>) -> Int {
  let target = OKLab(red: red, green: green, blue: blue)
  let nearest = entries.min { xtermLabs[$0].distance(to: target) < xtermLabs[$1].distance(to: target) }
  return nearest ?? entries.lowerBound
}

private let xtermLabs: [OKLab] = (0..<256).compactMap { OKLab(xtermColor($0)) }
