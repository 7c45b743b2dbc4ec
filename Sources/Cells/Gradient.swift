/// Colours for 0 to 100 percent, made once when a theme is read so that looking one up costs nothing.
package struct Gradient: Sendable, Hashable {
  private let colors: [Color]

  /// The colour at `percent`, which is clamped to 0...100.
  package subscript(percent percent: Int) -> Color { colors[min(100, max(0, percent))] }

  /// The same colour everywhere.
  package init(solid color: Color) {
    colors = Array(repeating: color, count: 101)
  }

  /// From `start` to `end`, through `middle` at 50 percent when there is one: linear in each 8-bit channel with
  /// truncating integer division, which is what btop computes. Colours that are not RGB cannot be mixed: they fill
  /// equal parts instead (two halves, or three thirds that end at 33, 66 and 100).
  package init(from start: Color, through middle: Color? = nil, to end: Color) {
    let stops = [start, middle, end].compactMap { $0 }
    let mixes = stops.allSatisfy {
      if case .rgb = $0 { return true }
      return false
    }
    let spans = stops.count - 1
    colors = (0...100).map { percent in
      guard mixes else { return stops[min(spans, max(0, percent * stops.count - 1) / 100)] }
      let length = 100 / spans
      let span = min(spans - 1, percent / length)
      return Gradient.mix(stops[span], stops[span + 1], step: percent - span * length, of: length)
    }
  }

  private static func mix(_ start: Color, _ end: Color, step: Int, of length: Int) -> Color {
    guard case .rgb(let r0, let g0, let b0) = start, case .rgb(let r1, let g1, let b1) = end else { return start }
    func channel(_ from: UInt8, _ to: UInt8) -> UInt8 {
      UInt8(clamping: Int(from) + step * (Int(to) - Int(from)) / length)
    }
    return .rgb(channel(r0, r1), channel(g0, g1), channel(b0, b1))
  }
}
