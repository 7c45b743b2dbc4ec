import Cells
import Charts

/// Whether the edits hold and what the model still can do: shares in 0..1 above, perplexity on its own logarithmic axis
/// below (one axis cannot carry both). In a low pane perplexity is a number in the title.
func drawQuality(_ state: MonitorState, _ palette: Palette, _ frame: PaneFrame, into buffer: inout CellBuffer) {
  // What raises the alarm first: it stays where there is little room. Each has its colour by its place in the text.
  let scores: [(measure: Measure, color: Int)] = [
    (.argmax, 1), (.tasks, 4), (.neighbourhood, 3), (.efficacy, 0), (.paraphrase, 2),
  ]
  var upper = state.timeChart(.quality, state.charts.axes[.shares], palette)
  upper.thresholds = state.thresholds([.argmax, .tasks, .neighbourhood], palette)
  upper.series = scores.flatMap { measure, color in
    state.lines(measure, palette.series(color), palette, format: share)
  }
  var lower = state.timeChart(.quality, state.charts.axes[.perplexity], palette)
  lower.thresholds = state.thresholds([.perplexity], palette)
  lower.series = state.lines(.perplexity, palette.series(5), palette, format: compact)
  let now = lower.series.first?.readout ?? "-"
  let perplexity = perplexityNote(state, now: now)
  let keys = "Eff Argmax Para Neigh Tasks"
  let broken = brokenNote(upper.series + lower.series)
  // How the values of two branches stand beside the lines, and which edit they are of.
  let mark = state.scoreMark
  let warnings = [broken, mark].filter { !$0.isEmpty }
  let lead = ((state.branches.isForked ? ["A|B"] : []) + warnings).map { $0 + "  " }.joined()
  var notes =
    hasRoomForTwo(frame)
    ? [lead + keys, lead + "E A P N T"]
    : ["\(lead)\(perplexity)  \(keys)", lead + perplexity, lead + "ppl \(now)"]
  notes += [warnings.joined(separator: "  "), mark]
  if state.timeColumns(width: frame.inner.width).legend == .full { notes = [lead + perplexity] }
  frame.draw(palette, detail: detail(state, mark, width: frame.inner.width), notes: notes, into: &buffer)
  drawStacked(upper, lower, lowerTitle: "X perplexity", frame: frame, state, palette, into: &buffer)
}

/// How near collapse is, unless it would leave no room to say which edit scores are of, and does not say so itself.
private func detail(_ state: MonitorState, _ mark: String, width: Int) -> String {
  let whole = width - "[5 quality]  ".count
  let long = state.collapseTitle
  let title = displayWidth(of: long) + 14 <= whole ? long : state.collapseTitle(isShort: true)
  let room = whole - displayWidth(of: title)
  return mark.isEmpty || title.hasSuffix(mark) || room >= displayWidth(of: mark) + 4 ? title : mark
}

/// `ppl 17.2 (4.99 at edit 0)`.
private func perplexityNote(_ state: MonitorState, now: String) -> String {
  guard let first = state.run?.rounds.first?.scores.perplexity else { return "ppl \(now)" }
  return "ppl \(now) (\(compact(first)) at edit 0)"
}
