import Cells
import Charts
import RunModel

/// What all charts over edits share: the stretches with a guard, the changes of guard and editor,
/// markers, the moment shown, the crosshair.
extension MonitorState {
  /// An empty chart over edits with everything but its lines.
  func timeChart(_ pane: Pane, _ y: Axis, _ palette: Palette) -> LineChart {
    var chart = LineChart(x: editAxis, y: y, glyphs: environment.glyphs, style: palette.chart(pane))
    chart.xTitle = "edits"
    chart.showsTagsOnLines = palette.linesNeedTags || environment.glyphs == .ascii
    guard let run else { return chart }
    chart.bands = run.guardSpans.map { span in
      ChartBand(
        lower: Double(span.lower), upper: Double(span.upper),
        background: span.isControl ? palette.controlTint : palette.guardTint,
        style: span.isControl ? palette.controlOn : palette.guardOn, isDashed: span.isControl)
    }
    chart.rules = rules(of: run, palette)
    if charts.crosshair == nil, isHistory, let report = shownRound { chart.cursor = Double(report.edits) }
    chart.crosshair = crosshairRound.map { Double($0.edits) }
    return chart
  }

  /// The rules in sight; of very many only the last.
  private func rules(of run: RunTimeline, _ palette: Palette) -> [ChartRule] {
    let axis = editAxis
    let changes = run.marks.map { mark in
      ChartRule(
        x: Double(mark.edits), place: grouped(mark.edits), notes: notes(of: mark),
        style: mark.guardStep.map { palette.style(of: $0.after) } ?? palette.text)
    }
    let own = run.notes.map { note in
      ChartRule(
        x: Double(note.edits), place: grouped(note.edits), notes: [[note.words]], style: palette.style(of: note))
    }
    let collapse = run.collapsedAt.map {
      ChartRule(x: Double($0), place: grouped($0), notes: [["collapse", "coll"]], style: palette.alarm)
    }
    let all = changes + [collapse].compactMap(\.self) + own
    let seen = Dictionary(grouping: all.filter { $0.x >= axis.lower && $0.x <= axis.upper }, by: \.x)
    // What happened at the same place shares a rule.
    let rules = seen.compactMap { x, rules in
      rules.first.map { ChartRule(x: x, place: $0.place, notes: rules.flatMap(\.notes), style: $0.style) }
    }
    return rules.sorted { $0.x < $1.x }.suffix(40)
  }

  /// What changed, each change from its fullest to its shortest form.
  func notes(of mark: SettingChange) -> [[String]] {
    [
      mark.editor.map { [$0.rawValue, $0.abbreviation] }, mark.guardStep.map(stepNotes),
      mark.clamp.map { ["clamp \($0.rawValue)", $0.rawValue] },
      mark.anchor.map { $0 == .nas ? ["NAS"] : ["NAS off", "off"] },
    ].compactMap(\.self)
  }

  private func stepNotes(_ step: SettingChange.GuardStep) -> [String] {
    let (before, after) = (step.before, step.after)
    let (title, short) = (after.kind.mediumTitle, after.kind.shortTitle)
    if before.isOn != after.isOn {
      guard after.isOn else { return ["off"] }
      // A bare "on" is the guard's: a control always says that it is one.
      return after.kind.isControl ? ["\(title) on", title, short] : ["\(short) on", "on"]
    }
    if before.kind != after.kind { return after.kind.isControl ? [title, short] : [short] }
    if before.strengthText != after.strengthText { return [after.strengthText] }
    if before.alpha != after.alpha, let alpha = after.alpha { return ["alpha \(compact(alpha))"] }
    if before.factor != after.factor, after.kind == .scaled {
      return ["\(short) \(after.factorText)", after.factorText]
    }
    if before.energy != after.energy { return ["\(after.energy.rawValue) energy", after.energy.rawValue] }
    return [after.name]
  }

  /// A measure over edits, of the shown layers.
  func track(_ measure: Measure) -> Track { series.track(MeasureSeries.Line(measure, layer: shownLayerNumber)) }

  /// The same of the branch that is not in focus; nil without one.
  func otherTrack(_ measure: Measure) -> Track? {
    other?.series.track(MeasureSeries.Line(measure, layer: shownLayerNumber))
  }

  /// The points of a measure over edits, of the shown layers. Hidden states are relative to the first, as the other norms.
  package func points(_ measure: Measure) -> [ChartPoint] { Array(track(measure).points) }

  /// A measure over edits as a line; smoothed, with the raw one faint behind it. What is printed beside it is the value as it
  /// was measured, at the moment shown: the last one by then. Of a forked run both branches have
  /// a line, the other one dashed and behind, each with its letter at the end; their values stand side by side.
  func lines(_ measure: Measure, _ style: Style, _ palette: Palette, format: (Double) -> String) -> [LineSeries] {
    let raw = track(measure)
    let value = raw.last(by: Double(shownRound?.edits ?? 0))?.y
    let isSmooth = series.smoothing != .off
    let others = otherTrack(measure)
    var line = LineSeries(
      name: measure.name, tag: measure.tag, style: style,
      track: isSmooth ? series.smoothed(MeasureSeries.Line(measure, layer: shownLayerNumber)) : raw,
      readout: value.map(format) ?? "-", anchor: value)
    var behind: [LineSeries] = []
    if isSmooth {
      behind.append(
        LineSeries(
          name: measure.name, tag: measure.tag, style: palette.faded(style), track: raw, priority: 0, isNamed: false))
    }
    if let other, let others {
      let name = MeasureSeries.Line(measure, layer: shownLayerNumber)
      // At the same edits: a branch that has not come so far has no value beside the other's.
      let theirs = others.last(by: Double(shownRound?.edits ?? 0))
      let isThere = (theirs?.x ?? -1) >= (raw.last(by: Double(shownRound?.edits ?? 0))?.x ?? 0)
      line.readout = sideBySide(line.readout, isThere ? theirs.map { format($0.y) } ?? "-" : "-")
      line.endMark = branches.focusedLetter
      behind.append(
        LineSeries(
          name: measure.name, tag: measure.tag, style: palette.faded(style),
          track: isSmooth ? other.series.smoothed(name) : others, isNamed: false, isDashed: true,
          endMark: branches.letter(of: other.name)))
    }
    return [line] + behind + linesBehind(measure, style, palette)
  }
}

/// A share in 0..1 as charts and lists print it.
func share(_ value: Double) -> String { fixed(value, digits: 2) }

/// How many points of some lines are not finite, in words; empty for none.
func brokenNote(_ series: [LineSeries]) -> String {
  let count = series.reduce(0) { $0 + ($1.isNamed ? $1.track.brokenCount : 0) }
  return count == 0 ? "" : "! \(count) not finite"
}

/// Two charts of one pane, one above the other, with the same columns and one x axis. The lower one is left out when the
/// pane is low.
///
/// - Returns: whether the lower chart was drawn.
@discardableResult
func drawStacked(
  _ upper: LineChart, _ lower: LineChart, lowerTitle: String, frame: PaneFrame, _ state: MonitorState,
  _ palette: Palette,
  into buffer: inout CellBuffer
) -> Bool {
  let area = frame.inner
  let columns = state.timeColumns(width: area.width)
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

extension MonitorState {
  /// The columns of every chart over edits: the same in all panes of a width, so that moments stand above each other. The
  /// legend of a forked run has room for the values of both branches.
  func timeColumns(width: Int) -> ChartColumns {
    ChartColumns(
      width: width, nameWidth: 13, valueWidth: branches.isForked ? ChartColumns.pairWidth : ChartColumns.valueWidth)
  }
}

/// Whether a pane is high enough for two charts.
func hasRoomForTwo(_ frame: PaneFrame) -> Bool { frame.inner.height >= 8 }
