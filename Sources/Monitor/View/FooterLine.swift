import Cells
import Charts

/// The last line: a question, else the command being typed, else what there is to say, else what stands under the
/// crosshair, else the keys that matter now.
func drawFooter(_ state: MonitorState, _ palette: Palette, row: Int, width: Int, into buffer: inout CellBuffer) {
  let clip = Rect(x: 0, y: row, width: width, height: 1)
  if let question = state.footer.question {
    let (text, style) = (sentence(question, state), palette.banner(palette.theme.pauseBackground))
    let answers = " y yes   any other key no"
    var x = clip.x
    if displayWidth(of: text) + displayWidth(of: answers) + 2 <= width {
      x = buffer.write(" \(text) ", x: x, y: row, style: style, clip: clip)
    } else {
      drawLines(of: text, above: row, state, style, palette, width: width, into: &buffer)
    }
    buffer.write(answers, x: x, y: row, style: palette.text, clip: clip)
  } else if let text = state.prompt.text {
    drawPrompt(text, state, palette, clip: clip, into: &buffer)
  } else if let text = state.list.searching {
    drawSearch(text, state, palette, clip: clip, into: &buffer)
  } else if let message = state.footer.message {
    let style: Style
    switch message.level {
    case .info: style = palette.text
    case .warning: style = palette.middling
    case .error: style = palette.bad
    }
    let prefix = message.level == .error ? "error: " : ""
    drawLines(of: prefix + message.text, above: row + 1, state, style, palette, width: width, into: &buffer)
  } else if state.charts.crosshair != nil, state.overlay == nil {
    drawReadout(state, palette, clip: clip, into: &buffer)
  } else if !state.past.isChooser {
    drawKeys(state, palette, clip: clip, into: &buffer)
  }
}

/// A text in as many rows as it needs, over what stands above the line of hints; on a low screen it is cut.
private func drawLines(
  of text: String, above end: Int, _ state: MonitorState, _ style: Style, _ palette: Palette, width: Int,
  into buffer: inout CellBuffer
) {
  let limit = max(1, (end - 1) / 3)
  var lines = wrap(text, width: width - 2)
  if lines.count > limit { lines = lines.prefix(limit - 1) + [lines.dropFirst(limit - 1).joined(separator: " ")] }
  let area = Rect(x: 0, y: end - lines.count, width: width, height: lines.count)
  buffer.fill(area, with: Cell(" ", style: palette.ground))
  for (offset, line) in lines.enumerated() {
    buffer.write(
      clipped(line, to: width - 2, state.environment.glyphs), x: 1, y: area.y + offset, style: style, clip: area)
  }
}

/// What is typed behind its mark, with the cursor.
///
/// - Returns: the column behind the cursor.
private func drawInput(
  _ mark: String, _ text: String, _ glyphs: GlyphSet, _ palette: Palette, clip: Rect, into buffer: inout CellBuffer
) -> Int {
  // Of a long line the end is shown, where the cursor is.
  let shown = clipped(text, to: clip.width - 3, glyphs, keepsEnd: true)
  var x = buffer.write(mark, x: clip.x, y: clip.y, style: palette.key, clip: clip)
  x = buffer.write(shown, x: x, y: clip.y, style: palette.text, clip: clip)
  return buffer.write(" ", x: x, y: clip.y, style: Style(.terminal, .reverse), clip: clip)
}

/// `:editor Al`; what it can become stands above.
private func drawPrompt(
  _ text: String, _ state: MonitorState, _ palette: Palette, clip: Rect, into buffer: inout CellBuffer
) {
  let offer = state.prompt.offer ?? ""
  let start = drawInput(":", text, state.environment.glyphs, palette, clip: clip, into: &buffer)
  let shown = clipped(offer, to: max(0, clip.maxX - start - 1), state.environment.glyphs)
  let x = offer.isEmpty ? start : buffer.write(shown, x: start - 1, y: clip.y, style: palette.faint, clip: clip)
  let keys = "\(offer.isEmpty ? "Enter does it" : "Enter takes it")  Tab completes  Up Down choose  Esc closes"
  guard x + displayWidth(of: keys) + 4 <= clip.maxX else { return }
  buffer.write(keys, x: clip.maxX - displayWidth(of: keys) - 2, y: clip.y, style: palette.faint, clip: clip)
}

/// `/lyon`, and how many edits it finds.
private func drawSearch(
  _ text: String, _ state: MonitorState, _ palette: Palette, clip: Rect, into buffer: inout CellBuffer
) {
  let x = drawInput("/", text, state.environment.glyphs, palette, clip: clip, into: &buffer)
  let count = "\(counted(state.list.lines.count, "edit"))   Enter keeps  Esc shows all"
  buffer.write(
    clipped(count, to: max(0, clip.maxX - x - 3), state.environment.glyphs), x: x + 2, y: clip.y, style: palette.faint,
    clip: clip)
}

private func sentence(_ question: Footer.Question, _ state: MonitorState) -> String {
  switch question {
  case .undo(let round, let edits):
    "Take round \(round) back (the run stands at \(counted(edits, "edit")))?"
  case .dropRound(let round, let edits):
    "Drop round \(round), which is being made? The run stands at \(counted(edits, "edit")), and stays there."
  case .endFork(let kept, let dropped):
    endForkSentence(keeping: kept, dropping: dropped, state)
  case .open(let run): openSentence(run, state)
  }
}

/// `Leave this run (900 edits, kept) and resume 11-29T0800?`
private func openSentence(_ run: PastRun, _ state: MonitorState) -> String {
  let kept = state.run?.description.folder == nil ? "not kept: it would be lost" : "kept"
  let verb = run.opening?.rawValue ?? "open"
  return "Leave this run (\(counted(state.branches.furthestEdits, "edit")), \(kept)) and \(verb) \(run.name)?"
}

/// `Keep branch A (900 edits) and drop branch B (3 rounds of its own)?`
private func endForkSentence(keeping kept: String, dropping dropped: String, _ state: MonitorState) -> String {
  let branches = state.branches
  func run(_ name: String) -> RunTimeline? { branches.place(of: name).map { branches.views[$0].run } }
  let letters = [kept, dropped].map { branches.letter(of: $0).map(String.init) ?? "?" }
  let own = run(dropped)?.rounds.count { $0.edits > branches.fork?.edits ?? 0 } ?? 0
  return "Keep branch \(letters[0]) (\(counted(run(kept)?.edits ?? 0, "edit"))) and drop branch \(letters[1]) "
    + "(\(own == 1 ? "a round" : "\(own) rounds") of its own)?"
}
