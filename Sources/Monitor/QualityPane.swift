import Cells
import Charts
import Telemetry

/// Whether the edits hold and what the model still can do: shares in 0..1 above, perplexity on its own logarithmic axis
/// below (one axis cannot carry both). In a low pane perplexity is a number in the title.
func drawQuality(_ state: MonitorState, _ palette: Palette, _ frame: PaneFrame, into buffer: inout CellBuffer) {
  let scores: [(String, Character, (RoundReport) -> Double?)] = [
    ("efficacy", "E", { $0.scores.efficacy }), ("argmax", "A", { $0.scores.efficacyArgmax }),
    ("paraphrase", "P", { $0.scores.paraphrase }), ("neighbourhood", "N", { $0.scores.neighbourhood }),
    ("tasks", "T", { $0.scores.taskMean }),
  ]
  var upper = state.timeChart(.quality, Axis(.linear, 0, 1), palette)
  upper.series = scores.enumerated().map { index, score in
    state.line(score.0, tag: score.1, style: palette.series(index), format: share, measure: score.2)
  }
  var lower = state.timeChart(.quality, state.axis(.perplexity), palette)
  lower.series = [
    state.line("perplexity", tag: "X", style: palette.series(5), format: compact) { $0.scores.perplexity }
  ]
  let perplexity = perplexityNote(state)
  let keys = "Eff Argmax Para Neigh Tasks"
  let broken = brokenNote(upper.series + lower.series)
  let lead = broken.isEmpty ? "" : broken + "  "
  var notes =
    hasRoomForTwo(frame)
    ? [lead + keys, lead + "E A P N T", broken]
    : ["\(lead)\(perplexity)  \(keys)", lead + perplexity, broken]
  if timeColumns(width: frame.inner.width).legend == .full { notes = [lead + perplexity] }
  frame.draw(palette, detail: "", notes: notes, into: &buffer)
  drawStacked(upper, lower, lowerTitle: "X perplexity", frame: frame, palette, into: &buffer)
}

/// `ppl 17.2 (4.99 at edit 0)`.
private func perplexityNote(_ state: MonitorState) -> String {
  guard let now = state.latest({ $0.scores.perplexity }) else { return "ppl -" }
  guard let first = state.run?.rounds.first?.scores.perplexity else { return "ppl \(compact(now))" }
  return "ppl \(compact(now)) (\(compact(first)) at edit 0)"
}
