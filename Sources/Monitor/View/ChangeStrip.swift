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
  put(heading(shown, isNarrow: clip.width < 80), palette.strong)
  guard shown.effect.isTold else {
    let words = waiting(shown)
    let fitting = words.first { x + 2 + displayWidth(of: $0) < clip.maxX }
    return put("  " + (fitting ?? words.last ?? ""), palette.label)
  }
  let end = "  \(state.environment.bindings.key("changes")): all"
  var isWhole = true
  for (text, style) in parts(shown, state, isNarrow: clip.width < 80, palette) {
    // Half a number would be another number.
    if x + 2 + displayWidth(of: text) < clip.maxX { put("  " + text, style) } else { isWhole = false }
  }
  if !isWhole, x + displayWidth(of: end) < clip.maxX { put(end, palette.key) }
}

private func heading(_ shown: ShownEffect, isNarrow: Bool) -> String {
  let place = "\(isNarrow ? "@" : "at ")\(grouped(shown.effect.change))"
  let unit = isNarrow ? "/100:" : " (per 100 edits):"
  return shown.isFork ? "fork \(place), A|B\(unit)" : "\(shown.title) \(place)\(unit)"
}

/// Why nothing is told yet, and when it will be: in ever fewer words.
private func waiting(_ shown: ShownEffect) -> [String] {
  let before = shown.effect.rows.map { $0.before?.count ?? 0 }.max() ?? 0
  if !shown.isFork, before < 3 {
    // Rounds to come are of the stretch since.
    return [
      "cannot be told, with fewer than three measured rounds before it; a fork compares at the same edits",
      "cannot be told: fewer than three measured rounds before it", "cannot be told: too few rounds before it",
      "cannot be told",
    ]
  }
  let least = shown.effect.rows.map { min($0.before?.count ?? 0, $0.after?.count ?? 0) }.max() ?? 0
  let known = least > 0 ? ", \(least) so far" : ""
  let side = shown.isFork ? "of both" : "before and since"
  return [
    "too early to tell\(known): three measured rounds \(side) are needed",
    "too early to tell: \(least) of 3 measured rounds \(side)", "too early to tell: \(least) of 3 rounds",
    "too early to tell",
  ]
}

/// Of a fork first whether and where both collapsed; then what can be told, measure by measure, and what can not.
private func parts(
  _ shown: ShownEffect, _ state: MonitorState, isNarrow: Bool, _ palette: Palette
) -> [(String, Style)] {
  let (effect, glyphs) = (shown.effect, state.environment.glyphs)
  let told = effect.rows.compactMap { row -> (String, Style)? in
    // Of a change it is no judgement, and has no colour of one.
    let style: Style
    switch row.verdict {
    case .better: style = shown.isFork ? palette.good : palette.text
    case .worse: style = shown.isFork ? palette.bad : palette.text
    case .noClearDifference, .tooEarly: return nil
    }
    let slopes =
      shown.isFork
      ? "\(ChangeEffect.signed(row.before?.slope))|\(ChangeEffect.signed(row.after?.slope))"
      : ChangeEffect.slopes(row, glyphs)
    return ("\(row.measure.slopeName) \(slopes) \(row.verdict.words(isFork: shown.isFork))", style)
  }
  func names(_ verdict: ChangeEffect.Verdict) -> [(String, Style)] {
    let rows = effect.rows(verdict)
    return rows.isEmpty
      ? [] : [("\(verdict.rawValue): \(rows.map(\.measure.slopeName).joined(separator: ", "))", palette.label)]
  }
  let words = shown.isFork ? state.collapseOfBoth : ""
  let collapse = isNarrow ? words.replacing("collapsed at", with: "coll.") : words
  return (collapse.isEmpty ? [] : [(collapse, palette.alarm)]) + told + names(.noClearDifference) + names(.tooEarly)
}

extension MonitorState {
  /// Rows of the screen that the strip takes.
  func stripHeight(size: Size) -> Int { shownEffect != nil && size.height >= 18 ? 1 : 0 }

  /// `A collapsed at 1,600, B not by 900 so far`; empty while neither has collapsed, and of a run that is not forked.
  var collapseOfBoth: String {
    guard let fork = branches.fork else { return "" }
    let places = branches.views.map(\.run.collapsedAt)
    // Where one has got further than the other, that one may be yet to come to its own collapse.
    guard let furthest = places.compactMap(\.self).max() else { return "" }
    if furthest <= fork.edits { return "collapsed at \(grouped(furthest)), before the fork" }
    let words = zip(["A", "B"], branches.views).map { letter, view in
      if let place = view.run.collapsedAt { return "\(letter) collapsed at \(grouped(place))" }
      let reached = view.run.edits
      return reached < furthest ? "\(letter) not by \(grouped(reached)) so far" : "\(letter) not collapsed"
    }
    return words.joined(separator: ", ")
  }
}
