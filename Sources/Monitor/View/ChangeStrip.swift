import Cells
import Charts
import RunModel

/// What the last change did, in one row above the line of hints: what can be told first, then what can not.
func drawChangeStrip(_ state: MonitorState, _ palette: Palette, row: Int, into buffer: inout CellBuffer) {
  guard let shown = state.shownEffect else { return }
  let clip = Rect(x: 0, y: row, width: buffer.size.width, height: 1)
  buffer.fill(clip, with: Cell(" ", style: palette.ground))
  var x = 1
  func put(_ text: String, _ style: Style) {
    x = buffer.write(
      clipped(text, to: max(0, clip.maxX - 1 - x), state.environment.glyphs), x: x, y: row, style: style, clip: clip)
  }
  put(heading(shown), palette.strong)
  guard shown.effect.isTold else { return put("  " + waiting(shown.effect), palette.label) }
  for (text, style) in parts(shown, state, palette) {
    // Half a number would be another number.
    guard x + 2 + displayWidth(of: text) < clip.maxX else { return }
    put("  " + text, style)
  }
}

private func heading(_ shown: ShownEffect) -> String {
  let place = "at \(grouped(shown.effect.change))"
  return shown.isFork ? "fork \(place), A and B (per 100 edits):" : "\(shown.title) \(place) (per 100 edits):"
}

/// Why nothing is told yet, and when it will be.
private func waiting(_ effect: ChangeEffect) -> String {
  let least = effect.rows.map { min($0.before?.count ?? 0, $0.after?.count ?? 0) }.max() ?? 0
  return "too early to tell: three measured rounds before and since are needed\(least > 0 ? ", \(least) so far" : "")"
}

private func parts(_ shown: ShownEffect, _ state: MonitorState, _ palette: Palette) -> [(String, Style)] {
  let effect = shown.effect
  func told(_ verdict: ChangeEffect.Verdict, _ word: String, _ style: Style) -> [(String, Style)] {
    effect.rows(verdict).map {
      ("\($0.measure.rawValue) \(ChangeEffect.slopes($0, state.environment.glyphs)) \(word)", style)
    }
  }
  func names(_ verdict: ChangeEffect.Verdict) -> [(String, Style)] {
    let rows = effect.rows(verdict)
    return rows.isEmpty
      ? [] : [("\(verdict.rawValue): \(rows.map(\.measure.rawValue).joined(separator: ", "))", palette.label)]
  }
  let (better, worse) = shown.isFork ? ("B better", "B worse") : ("better", "worse")
  return told(.worse, worse, palette.bad) + told(.better, better, palette.good)
    + names(.noClearDifference) + names(.tooEarly)
}

extension MonitorState {
  /// Rows of the screen that the strip takes.
  func stripHeight(size: Size) -> Int { shownEffect != nil && size.height >= 18 ? 1 : 0 }
}
