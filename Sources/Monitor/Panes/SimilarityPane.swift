import Cells
import Charts

/// How alike the dominant singular subspaces still are (LS, SS) and how much of the dominant core has been overwritten
/// (core drift), over edits. Core drift has its own logarithmic axis: it grows far beyond 1.
func drawSimilarity(_ state: MonitorState, _ palette: Palette, _ frame: PaneFrame, into buffer: inout CellBuffer) {
  var upper = state.timeChart(.similarity, state.charts.axes[.similarity], palette)
  upper.thresholds = state.thresholds([.ls, .ss], palette)
  upper.series =
    state.lines(.subspaces, palette.series(0), palette, format: share)
    + state.lines(.vectors, palette.series(1), palette, format: share)
  var lower = state.timeChart(.similarity, state.charts.axes[.drift], palette)
  lower.hasFloor = lower.y.kind == .log
  lower.thresholds = state.thresholds([.core], palette)
  lower.series = state.lines(.coreDrift, palette.series(2), palette, format: compact)
  let drift = "core drift \(lower.series.first?.readout ?? "-")"
  let broken = brokenNote(upper.series + lower.series)
  var notes = hasRoomForTwo(frame) ? ["LS  SS  Drift"] : ["LS  SS  \(drift)", drift]
  if state.timeColumns(width: frame.inner.width).legend == .full {
    let reference = referenceNote(state)
    notes = hasRoomForTwo(frame) ? [reference] : ["\(drift)  \(reference)", drift]
  }
  frame.draw(palette, detail: state.layerTitle, notes: broken.isEmpty ? notes : [broken], into: &buffer)
  drawStacked(upper, lower, lowerTitle: "core drift", frame: frame, state, palette, into: &buffer)
}

/// What the lines are to be held against: the LS of random subspaces, and how much of the weight lies outside what LS and
/// SS look at.
private func referenceNote(_ state: MonitorState) -> String {
  guard let report = state.shownRound, let about = state.run?.description else { return "" }
  let chance = report.mean(over: state.shownLayerNumbers) { about.chance($0) }
  let outside = report.mean(over: state.shownLayerNumbers) { $0.outsideShare }
  return [chance.map { "LS chance \(share($0))" }, outside.map { "outside \(share($0))" }].compactMap(\.self)
    .joined(separator: "  ")
}
