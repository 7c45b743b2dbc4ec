import Cells
import Charts
import Monitor

/// A chart for each measure, with a line for each run.
struct ComparisonCharts {
  let theme: Theme
  private let lines: [(name: String, state: MonitorState)]

  init(_ comparison: RunComparison, _ environment: MonitorEnvironment) {
    theme = environment.themes[0]
    lines = comparison.runs.map { name, run in
      var state = run.monitor(environment)
      if run.description.layers.count != 1 { state.show(.mean) }
      return (name, state)
    }
  }

  /// Of every measure that any of the runs has, by its name.
  func pictures(_ glyphs: GlyphSet, size: Size) -> [(name: String, cells: CellBuffer)] {
    Measure.allCases.compactMap { measure in
      let points = lines.map { $0.state.points(measure) }
      guard points.contains(where: { !$0.isEmpty }) else { return nil }
      let picture = chart(of: measure, points).picture(glyphs, size: size, title: measure.headline, longestName: 24)
      return (measure.fileName, picture)
    }
  }

  private func chart(of measure: Measure, _ points: [[ChartPoint]]) -> ReportChart {
    var range = SteadyRange(.log)
    // As in the monitor, drifts below a thousandth are as good as none.
    let least = measure == .coreDrift ? 1e-3 : 0
    range.update(points.joined().map { max(least, $0.y) })
    let last = points.joined().map(\.x).max() ?? 1
    return ReportChart(
      x: Axis(.linear, 0, max(1, last)), xTitle: "edits", y: measure.isShare ? Axis(.linear, 0, 1) : range.axis,
      zip(lines, points).map { ($0.name, $1) }, theme: theme,
      tag: { Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8($0 % 26))) }, absent: "-"
    ).floored(measure == .coreDrift)
  }
}
