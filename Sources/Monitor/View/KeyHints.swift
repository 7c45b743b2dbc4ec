import Cells
import Charts

/// The last line: a question, else the command being typed, else what there is to say, else the keys that matter now.
func drawHints(_ state: MonitorState, _ palette: Palette, row: Int, width: Int, into buffer: inout CellBuffer) {
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
    drawTyped(text, state, palette, clip: clip, into: &buffer)
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
  } else {
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

/// `:editor Al` with the cursor; what it can become stands above.
private func drawTyped(
  _ text: String, _ state: MonitorState, _ palette: Palette, clip: Rect, into buffer: inout CellBuffer
) {
  // The end is what is being worked on.
  let shown = clipped(text, to: clip.width - 3, state.environment.glyphs, keepsEnd: true)
  var x = buffer.write(":", x: clip.x, y: clip.y, style: palette.key, clip: clip)
  x = buffer.write(shown, x: x, y: clip.y, style: palette.text, clip: clip)
  x = buffer.write(" ", x: x, y: clip.y, style: Style(.terminal, .reverse), clip: clip)
  let keys = "Enter does it  Tab completes  Up Down choose  Esc closes"
  guard x + displayWidth(of: keys) + 4 <= clip.maxX else { return }
  buffer.write(keys, x: clip.maxX - displayWidth(of: keys) - 2, y: clip.y, style: palette.faint, clip: clip)
}

/// `/lyon` with the cursor and how many edits it finds.
private func drawSearch(
  _ text: String, _ state: MonitorState, _ palette: Palette, clip: Rect, into buffer: inout CellBuffer
) {
  let shown = clipped(text, to: clip.width - 3, state.environment.glyphs, keepsEnd: true)
  var x = buffer.write("/", x: clip.x, y: clip.y, style: palette.key, clip: clip)
  x = buffer.write(shown, x: x, y: clip.y, style: palette.text, clip: clip)
  x = buffer.write(" ", x: x, y: clip.y, style: Style(.terminal, .reverse), clip: clip)
  let count = "\(grouped(state.list.lines.count)) edits   Enter keeps  Esc shows all"
  buffer.write(
    clipped(count, to: max(0, clip.maxX - x - 3), state.environment.glyphs), x: x + 2, y: clip.y, style: palette.faint,
    clip: clip)
}

private func sentence(_ question: Footer.Question, _ state: MonitorState) -> String {
  switch question {
  case .undo(let round, let edits):
    "Take round \(round) back\(state.heldRound.map { " and drop round \($0)" } ?? "")"
      + " (the run stands at \(grouped(edits)) edits)?"
  case .endFork(let kept, let dropped):
    endForkSentence(keeping: kept, dropping: dropped, state)
  }
}

/// `Keep branch A (900 edits) and drop branch B (3 rounds of its own)?`
private func endForkSentence(keeping kept: String, dropping dropped: String, _ state: MonitorState) -> String {
  let branches = state.branches
  func run(_ name: String) -> RunTimeline? { branches.place(of: name).map { branches.views[$0].run } }
  let letters = [kept, dropped].map { branches.letter(of: $0).map(String.init) ?? "?" }
  let own = run(dropped)?.rounds.count { $0.edits > branches.fork?.edits ?? 0 } ?? 0
  return "Keep branch \(letters[0]) (\(grouped(run(kept)?.edits ?? 0)) edits) and drop branch \(letters[1]) "
    + "(\(own == 1 ? "a round" : "\(own) rounds") of its own)?"
}

/// Keys with a word each; those that cannot act now are faint. Help and quit always have their place at the right.
private func drawKeys(_ state: MonitorState, _ palette: Palette, clip: Rect, into buffer: inout CellBuffer) {
  let hints = MonitorCommand.offeredKeys(state).compactMap { command -> KeyHint? in
    guard let hint = command.hint, hint.isShown(state) else { return nil }
    return KeyHint(command, hint, isReplay: state.engine.isReplay)
  }
  func put(_ hint: KeyHint, at x: Int) -> Int {
    let works = hint.command.refusal(state) == nil
    let next = buffer.write(hint.keys, x: x, y: clip.y, style: works ? palette.key : palette.faint, clip: clip)
    return buffer.write(hint.word, x: next + 1, y: clip.y, style: works ? palette.label : palette.faint, clip: clip) + 2
  }
  let fixed = [Key.character("?"), .character("q")]
  let last = hints.filter { hint in fixed.contains { hint.command.keys.contains($0) } }
  let others = hints.filter { hint in !fixed.contains { hint.command.keys.contains($0) } }
  let end = clip.maxX - last.reduce(0) { $0 + $1.width }
  var x = clip.x + 1
  for hint in ordered(others, state) where x + hint.width <= end { x = put(hint, at: x) }
  x = max(clip.x + 1, x)
  for hint in last where x + hint.width - 2 <= clip.maxX { x = put(hint, at: x) }
}

/// A key and its word as they stand in the line.
private struct KeyHint {
  let command: MonitorCommand
  let keys: String
  let word: String
  /// With a blank between both and two behind.
  let width: Int

  init(_ command: MonitorCommand, _ hint: Hint, isReplay: Bool) {
    self.command = command
    keys = hint.keys ?? (command.isRow ? command.keyNames : command.keys.first?.description ?? "")
    word = isReplay ? hint.inReplay ?? hint.word : hint.word
    width = displayWidth(of: keys) + displayWidth(of: word) + 3
  }
}

/// What matters where one is comes first: with the crosshair, while looking back, in the list of edits, in a chart.
private func ordered(_ hints: [KeyHint], _ state: MonitorState) -> [KeyHint] {
  let first = keysThatMatter(state)
  return first.compactMap { key in hints.first { $0.command.keys.contains(key) } }
    + hints.filter { hint in !first.contains { hint.command.keys.contains($0) } }
}

private func keysThatMatter(_ state: MonitorState) -> [Key] {
  let (mark, zoom, pan, live, back) = (
    Key.character("b"), Key.character("+"), Key.character("H"), Key.character("f"), Key.character("[")
  )
  if state.overlay != nil { return [] }
  if state.charts.crosshair != nil { return [.left, .enter, mark, zoom, pan, live] }
  if state.isHistory { return [back, .character("{"), live, mark, .left, zoom, pan] }
  if !state.charts.window.follows { return [zoom, pan, live, .left, back] }
  return state.panes.focus == .edits
    ? [.character(" "), .down, .enter, .character("/"), .character("o")] : []
}
