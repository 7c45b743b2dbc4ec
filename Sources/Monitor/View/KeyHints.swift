import Cells
import Charts

/// Keys with a word each; those that cannot act now are faint. Help and quit always have their place at the right.
func drawKeys(_ state: MonitorState, _ palette: Palette, clip: Rect, into buffer: inout CellBuffer) {
  let hints = MonitorCommand.offeredKeys(state).compactMap { command -> KeyHint? in
    guard let hint = command.hint, hint.isShown(state) else { return nil }
    return KeyHint(command, hint, state)
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

  init(_ command: MonitorCommand, _ hint: Hint, _ state: MonitorState) {
    self.command = command
    let bindings = state.environment.bindings
    keys =
      hint.keys.map(bindings.pair)
      ?? (command.isRow ? command.keyNames : bindings.keys(of: command).first?.description ?? ":\(command.binding)")
    word = state.engine.isReplay ? hint.inReplay ?? hint.word : hint.word
    width = displayWidth(of: keys) + displayWidth(of: word) + 3
  }
}

/// The keys that matter most now come first: while looking back, in the list of edits, in a chart.
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
  if state.isHistory { return [back, .character("{"), live, mark, .left, zoom, pan] }
  if !state.charts.window.follows { return [zoom, pan, live, .left, back] }
  return state.panes.focus == .edits
    ? [" ", "n", "N", "r", "R"].map { .character($0) } + [.enter, .character("/"), .character("o"), .down] : []
}
