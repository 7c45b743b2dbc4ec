import Cells
import Charts
import RunModel

/// Growth of the edited weight and of the hidden state at the edited subjects, over edits.
func drawNorms(_ state: MonitorState, _ palette: Palette, _ frame: PaneFrame, into buffer: inout CellBuffer) {
  var chart = state.timeChart(.norms, state.charts.axes[.norms], palette)
  let hasValues = !state.track(.valueNorm).isEmpty
  let measures: [Measure] = [.weightNorm, .spectralNorm, .hiddenNorm] + (hasValues ? [.valueNorm] : [])
  chart.thresholds = state.thresholds([.norm, .hidden], palette)
  chart.series = measures.enumerated().flatMap { index, measure in
    state.lines(measure, palette.series(index), palette, format: ratio)
  }
  let broken = brokenNote(chart.series)
  let values = hasValues ? ["  V |v|", "  V values", "  V"] : ["", "", ""]
  var notes = zip(["W ||W||_F  S sigma_1  H |h0|", "W weight  S sigma_1  H hidden", "W  S  H"], values).map { $0 + $1 }
  if let space = state.shownNullSpace { notes = ["\(space)  \(notes[0])", "\(space)  \(notes[2])", space] + notes }
  if state.timeColumns(width: frame.inner.width).legend == .full { notes = updateNotes(state) }
  frame.draw(palette, detail: state.layerTitle, notes: broken.isEmpty ? notes : [broken], into: &buffer)
  chart.draw(
    in: frame.inner, columns: state.timeColumns(width: frame.inner.width), axisRow: frame.bottom,
    into: &buffer)
}

/// `x16.0`, no wider than a legend's column, where a number that is cut off would read as another.
private func ratio(_ value: Double) -> String {
  let text = compact(value)
  guard value.isFinite else { return text }
  return "x" + (text.count < ChartColumns.valueWidth ? text : scientific(value, digits: 0))
}

/// How large the round's update was and how much of it the guard let through, and the room of the null space it is in.
private func updateNotes(_ state: MonitorState) -> [String] {
  let space = state.shownNullSpace
  guard let report = state.shownRound, report.round > 0,
    let change = report.mean(over: state.shownLayerNumbers, { $0.relativeChange }),
    let kept = report.mean(over: state.shownLayerNumbers, { $0.kept })
  else { return (space.map { ["relative to edit 0, \($0)"] } ?? []) + ["relative to edit 0"] }
  let note = "round \(report.round): ||dW||/||W|| \(compact(change)), kept \(share(kept))"
  let values = report.values.flatMap(valueText).map { ["\(note), \($0)"] } ?? []
  return (space.map { ["\(note), \($0)"] } ?? []) + values + [note]
}

/// `|v| 12.3, anchor 8.33, 2 left out`; nil without an anchor.
func valueText(_ values: ValueReport) -> String? {
  guard let anchor = values.anchor else { return nil }
  let skipped = values.skipped.map { $0.isEmpty ? "" : ", \(grouped($0.count)) left out" } ?? ""
  return "|v| \(compact(values.norm)), anchor \(compact(anchor))\(skipped)"
}
