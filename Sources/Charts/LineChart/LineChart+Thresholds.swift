import Cells

/// A value of y that means something, as a broken line across the plot with its words at the right.
package struct ChartThreshold: Sendable, Equatable {
  package var y: Double
  package var words: String
  package var style: Style

  package init(y: Double, words: String, style: Style) {
    (self.y, self.words, self.style) = (y, words, style)
  }
}

extension LineChart {
  /// The row of a threshold; nil outside the axis.
  private func thresholdRow(_ threshold: ChartThreshold, in plot: Rect) -> Int? {
    guard let position = y.position(threshold.y), (0...1).contains(position) else { return nil }
    return row(of: threshold.y, in: plot)
  }

  func drawThresholds(in plot: Rect, into buffer: inout CellBuffer) {
    for threshold in thresholds {
      guard let row = thresholdRow(threshold, in: plot) else { continue }
      for column in plot.x..<plot.maxX where buffer[column, row].scalar == " " {
        buffer.write(glyphs.dash, x: column, y: row, style: threshold.style)
      }
    }
  }

  /// Writes the words of the thresholds where lines have left room, as far to the right as can be.
  func nameThresholds(in plot: Rect, into buffer: inout CellBuffer) {
    for threshold in thresholds {
      let width = displayWidth(of: threshold.words)
      guard let row = thresholdRow(threshold, in: plot), plot.width > width + 4 else { continue }
      func isFree(_ columns: Range<Int>) -> Bool { columns.allSatisfy { buffer[$0, row].scalar == glyphs.dash } }
      let place = (plot.x + 1..<plot.maxX - width).reversed().first { isFree($0 - 1..<$0 + width + 1) }
      guard let place else { continue }
      buffer.write(" \(threshold.words) ", x: place - 1, y: row, style: threshold.style)
    }
  }
}
