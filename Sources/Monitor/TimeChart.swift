import Cells
import Charts
import Telemetry

/// What all charts over edits share: one window of edits, the stretches with a guard, the changes of guard and
/// editor, the moment shown.
extension MonitorState {
  /// The axis of edits: from 0 to a round number that leaves room for the coming rounds. It depends on nothing but the
  /// run, so that every pane has the same one.
  var editAxis: Axis {
    guard let run else { return Axis(.linear, 0, 1) }
    let size = max(1, min(run.description.roundSize, 1_000_000))
    let wanted = max(Double(run.edits) * 1.02, Double(size * 10))
    let power = niceStep(atMost: wanted) / 10
    let steps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].flatMap { [$0 * power, $0 * power * 10] }
    let upper = steps.filter { $0 >= wanted }.min() ?? wanted
    let limit = Double(run.description.editLimit)
    return Axis(.linear, 0, limit >= Double(run.edits) && limit > 0 ? min(upper, limit) : upper)
  }

  /// An empty chart over edits with everything but its lines.
  func timeChart(_ pane: Pane, _ y: Axis, _ palette: Palette) -> LineChart {
    var chart = LineChart(x: editAxis, y: y, glyphs: environment.glyphs, style: palette.chart(pane))
    chart.xTitle = "edits"
    chart.showsTagsOnLines = !environment.hasColor || environment.glyphs == .ascii
    guard let run else { return chart }
    chart.bands = run.guardSpans.map { span in
      ChartBand(
        lower: Double(span.lower), upper: Double(span.upper),
        background: span.isControl ? palette.controlTint : palette.guardTint,
        style: span.isControl ? palette.controlOn : palette.guardOn, isDashed: span.isControl)
    }
    chart.rules = run.marks.map { mark in
      ChartRule(
        x: Double(mark.edits), place: grouped(mark.edits), notes: notes(of: mark),
        style: mark.guardStep.map { palette.style(of: $0.after) } ?? palette.text)
    }
    if isHistory, let report = shownRound { chart.cursor = Double(report.edits) }
    return chart
  }

  /// What changed, each change from its fullest to its shortest form.
  private func notes(of mark: RunMark) -> [[String]] {
    [
      mark.editor.map { [$0, editorAbbreviation($0)] }, mark.guardStep.map(stepNotes),
      mark.clamp.map { ["clamp \($0.rawValue)", $0.rawValue] },
    ].compactMap(\.self)
  }

  private func stepNotes(_ step: RunMark.GuardStep) -> [String] {
    let (before, after) = (step.before, step.after)
    let (title, short) = (after.kind.mediumTitle, after.kind.shortTitle)
    if before.isOn != after.isOn {
      guard after.isOn else { return ["off"] }
      // A bare "on" is the guard's: a control always says that it is one.
      return after.kind.isControl ? ["\(title) on", title, short] : ["\(short) on", "on"]
    }
    if before.kind != after.kind { return after.kind.isControl ? [title, short] : [short] }
    if before.tau != after.tau { return ["tau \(fixed(after.tau, digits: 2))"] }
    if before.factor != after.factor, after.kind == .scaled {
      return ["\(short) \(after.factorText)", after.factorText]
    }
    if before.energy != after.energy { return ["\(after.energy.rawValue) energy", after.energy.rawValue] }
    return [after.name]
  }

  /// The points of a measure over edits. The hidden state is relative to its first value, as the other norms are.
  func points(_ measure: Measure) -> [ChartPoint] {
    let points = series.points[measure] ?? []
    guard measure == .hiddenNorm else { return points }
    guard let first = points.first(where: { $0.y.isFinite && $0.y > 0 })?.y else { return [] }
    return points.map { ChartPoint(x: $0.x, y: $0.y / first) }
  }

  /// A line of a measure over edits. Its readout is its value at the moment shown: the last one by then.
  func line(_ measure: Measure, style: Style, format: (Double) -> String) -> LineSeries {
    let points = points(measure)
    let moment = Double(shownRound?.edits ?? 0)
    let value = points.last { $0.x <= moment }?.y
    return LineSeries(
      name: measure.name, tag: measure.tag, style: style, points: points, readout: value.map(format) ?? "-",
      anchor: value)
  }
}

/// A share in 0..1 as charts and lists print it.
func share(_ value: Double) -> String { fixed(value, digits: 2) }

/// How many points of some lines are not finite, in words; empty for none.
func brokenNote(_ series: [LineSeries]) -> String {
  let count = series.reduce(0) { $0 + $1.points.reduce(0) { $0 + ($1.y.isFinite ? 0 : 1) } }
  return count == 0 ? "" : "! \(count) not finite"
}

/// Two charts of one pane, one above the other, with the same columns and one x axis. The lower one is left out when the
/// pane is low.
///
/// - Returns: whether the lower chart was drawn.
@discardableResult
func drawStacked(
  _ upper: LineChart, _ lower: LineChart, lowerTitle: String, frame: PaneFrame, _ palette: Palette,
  into buffer: inout CellBuffer
) -> Bool {
  let area = frame.inner
  let columns = timeColumns(width: area.width)
  guard hasRoomForTwo(frame) else {
    upper.draw(in: area, columns: columns, axisRow: frame.bottom, into: &buffer)
    return false
  }
  let lowerHeight = max(3, (area.height - 1) * 2 / 6)
  let split = area.maxY - lowerHeight - 1
  let unnamed = lower.draw(
    in: Rect(x: area.x, y: split + 1, width: area.width, height: lowerHeight), columns: columns,
    axisRow: frame.bottom, into: &buffer)
  frame.drawDivider(row: split, title: lowerTitle, indent: columns.gutter, palette, into: &buffer)
  upper.draw(
    in: Rect(x: area.x, y: area.y, width: area.width, height: split - area.y), columns: columns, axisRow: nil,
    naming: unnamed, into: &buffer)
  return true
}

/// The columns of every chart over edits: the same in all panes of a width, so that moments stand above each other.
func timeColumns(width: Int) -> ChartColumns { ChartColumns(width: width, nameWidth: 13) }

/// Whether a pane is high enough for two charts.
func hasRoomForTwo(_ frame: PaneFrame) -> Bool { frame.inner.height >= 9 }
