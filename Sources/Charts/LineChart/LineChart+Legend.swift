import Cells

extension LineChart {
  /// Names and values right of the plot, each as near as can be to the end of its line, in the order of the lines.
  func drawLegend(_ columns: ChartColumns, plot: Rect, into buffer: inout CellBuffer) {
    guard columns.legend != .none, plot.height > 0 else { return }
    let kept = series.enumerated().filter(\.element.isNamed).sorted {
      ($0.element.priority, -$0.offset) > ($1.element.priority, -$1.offset)
    }
    .prefix(plot.height).map(\.offset)
    let wanted = kept.map { index in
      let anchor = series[index].anchor
      // A value that is not finite has its mark at the top.
      let place = anchor.map { row(of: $0, in: plot) ?? plot.y } ?? plot.maxY - 1
      return (index: index, row: place, value: anchor ?? -.infinity)
    }
    .sorted { ($0.row, -finite($0.value), $0.index) < ($1.row, -finite($1.value), $1.index) }
    let rows = spread(wanted.map(\.row), lower: plot.y, upper: plot.maxY - 1)
    let clip = Rect(x: plot.maxX, y: plot.y, width: columns.legendWidth, height: plot.height)
    for (entry, row) in zip(wanted, rows) {
      let line = series[entry.index]
      var label = line.style
      label.background = .terminal
      buffer.write(String(line.tag), x: plot.maxX + 1, y: row, style: label, clip: clip)
      switch columns.legend {
      case .full:
        buffer.write(line.name, x: plot.maxX + 3, y: row, style: label, clip: clip)
        putReadout(line.readout, row: row, clip: clip, into: &buffer)
      case .tagAndValue: putReadout(line.readout, row: row, clip: clip, into: &buffer)
      case .tag, .none: break
      }
    }
  }

  private func putReadout(_ text: String, row: Int, clip: Rect, into buffer: inout CellBuffer) {
    buffer.write(text, x: max(clip.x + 3, clip.maxX - displayWidth(of: text)), y: row, style: style.text, clip: clip)
  }

  private func finite(_ value: Double) -> Double { value.isNaN ? -.infinity : value }
}

/// Moves rows apart so that no two are the same and all lie in `lower...upper`, keeping their order and staying near.
///
/// - Parameter rows: ascending, at most `upper - lower + 1` of them.
package func spread(_ rows: [Int], lower: Int, upper: Int) -> [Int] {
  var result: [Int] = []
  for row in rows { result.append(max(row, lower, (result.last ?? lower - 1) + 1)) }
  var limit = upper
  for index in result.indices.reversed() {
    result[index] = min(result[index], limit)
    limit = result[index] - 1
  }
  return result
}
