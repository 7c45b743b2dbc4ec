import Cells

/// Values on a grid as colours, two to a cell one above the other; as characters where there are no colours.
package struct HeatMap: Sendable, Equatable {
  /// What a value is drawn as.
  package struct Ramp: Sendable, Equatable {
    /// The colours from the lowest to the highest value, the one in the middle for 0; none where there are no colours.
    package var colors: [Color]
    /// Values beyond are drawn as this one.
    package var limit: Double
    /// The mark of values that are not finite.
    package var alarm: Style
    /// For characters; nil for colours alone.
    package var text: Style?

    package init(colors: [Color], limit: Double, alarm: Style, text: Style? = nil) {
      self.colors = colors
      self.limit = limit
      self.alarm = alarm
      self.text = text
    }

    /// The colour of a value; nil for none.
    package func color(_ value: Double) -> Color? {
      guard !value.isNaN, limit > 0, !colors.isEmpty else { return nil }
      let share = (max(-1, min(1, value / limit)) + 1) / 2
      return colors[clampedInt(share * Double(colors.count - 1))]
    }

    /// A value without colour: its size as ink, what is below 0 in characters of its own.
    package func character(_ value: Double) -> Unicode.Scalar {
      let (above, below): ([Unicode.Scalar], [Unicode.Scalar]) = (
        [" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"], [" ", ",", ";", "o", "O"]
      )
      guard !value.isNaN, limit > 0 else { return "!" }
      let share = min(1, abs(value) / limit)
      let levels = value < 0 ? below : above
      return levels[clampedInt(share * Double(levels.count - 1))]
    }
  }

  package var ramp: Ramp

  package init(ramp: Ramp) {
    self.ramp = ramp
  }

  /// Draws columns of values from the top down, two for every row of `plot`; nil leaves a column empty. What is not finite
  /// has its mark.
  package func draw(in plot: Rect, column values: (Int) -> [Double]?, into buffer: inout CellBuffer) {
    for x in 0..<plot.width {
      guard let column = values(x) else { continue }
      for y in 0..<plot.height where 2 * y + 1 < column.count {
        draw(upper: column[2 * y], lower: column[2 * y + 1], x: plot.x + x, y: plot.y + y, into: &buffer)
      }
    }
  }

  private func draw(upper: Double, lower: Double, x: Int, y: Int, into buffer: inout CellBuffer) {
    guard upper.isFinite, lower.isFinite else {
      buffer.write("!", x: x, y: y, style: ramp.alarm)
      return
    }
    if let text = ramp.text {
      let value = abs(upper) >= abs(lower) ? upper : lower
      buffer[x, y].style.background = ramp.color(value) ?? .terminal
      buffer.write(ramp.character(value), x: x, y: y, style: text)
    } else if let top = ramp.color(upper), let bottom = ramp.color(lower) {
      if top == bottom {
        buffer[x, y] = Cell(" ", style: Style(on: top))
      } else if top == .terminal {
        // As a foreground that would be the colour of text.
        buffer[x, y] = Cell("▄", style: Style(bottom, on: top))
      } else {
        buffer[x, y] = Cell("▀", style: Style(top, on: bottom))
      }
    }
  }

  /// Draws what colours mean: a bar from the highest value at the top to the lowest, with labels right of it.
  ///
  /// - Parameter labels: what to write at which values.
  package func drawBar(
    in area: Rect, labels: [(value: Double, text: String)], style: Style, into buffer: inout CellBuffer
  ) {
    guard area.width >= 2, area.height >= 3 else { return }
    let steps = area.height * 2 - 1
    for y in 0..<area.height {
      let upper = ramp.limit * (1 - 2 * Double(2 * y) / Double(steps))
      let lower = ramp.limit * (1 - 2 * Double(2 * y + 1) / Double(steps))
      for x in 0..<2 { draw(upper: upper, lower: lower, x: area.x + x, y: area.y + y, into: &buffer) }
    }
    for label in labels where ramp.limit > 0 {
      let share = (1 - max(-1, min(1, label.value / ramp.limit))) / 2
      let row = area.y + clampedInt(share * Double(area.height - 1))
      buffer.write(label.text, x: area.x + 3, y: row, style: style, clip: area)
    }
  }
}
