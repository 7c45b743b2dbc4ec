import Cells
import Charts

/// A chart of a report: a line for each of several things, by name.
struct ReportChart {
  let theme: Theme
  private(set) var chart: LineChart

  /// - Parameter lines: with the points of each, in ascending x.
  init(
    x: Axis, xTitle: String, y: Axis, _ lines: [(name: String, points: [ChartPoint])], theme: Theme = .standard,
    tag: (Int) -> Character = { Character(String($0, radix: 36)) }, absent: String = ""
  ) {
    self.theme = theme
    let label = Style(theme.graphText)
    chart = LineChart(
      x: x, y: y, glyphs: .braille,
      style: ChartStyle(
        text: label, axis: Style(theme.divider), baseline: Style(theme.divider), cursor: label,
        alarm: Style(theme.temp[percent: 100])))
    chart.xTitle = xTitle
    let colors = theme.seriesColors(lines.count)
    chart.series = lines.enumerated().map { index, line in
      let last = line.points.last?.y
      return LineSeries(
        name: line.name, tag: tag(index), style: Style(colors[index]), points: line.points,
        readout: last.map(compact) ?? absent, anchor: last)
    }
  }

  /// Lets the axis of y end at a floor below which everything lies as good as at zero.
  func floored(_ hasFloor: Bool) -> ReportChart {
    var floored = self
    floored.chart.hasFloor = hasFloor
    return floored
  }

  /// The chart alone, its axis in the last row.
  ///
  /// - Parameter title: in a row of its own above it; none where nil.
  func picture(_ glyphs: GlyphSet, size: Size, title: String? = nil, longestName: Int = .max) -> CellBuffer {
    let ground = Style(theme.mainForeground, on: theme.mainBackground)
    var buffer = CellBuffer(size: size, fill: Cell(style: ground))
    let top = title == nil ? 0 : 1
    if let title { buffer.write(" \(title)", x: 0, y: 0, style: Style(theme.title, .bold)) }
    var chart = chart
    chart.glyphs = glyphs
    chart.showsTagsOnLines = chart.series.count > 1 || title != nil
    let names = min(longestName, chart.series.map { displayWidth(of: $0.name) }.max() ?? 0)
    chart.draw(
      in: Rect(x: 0, y: top, width: size.width, height: max(0, size.height - 1 - top)),
      columns: ChartColumns(width: size.width, nameWidth: names), axisRow: size.height - 1, into: &buffer)
    return buffer
  }
}
