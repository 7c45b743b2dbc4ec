import Cells
import Charts

/// A few lines for whoever sees the monitor for the first time, over the foot of the screen; any key closes them.
func drawWelcome(_ state: MonitorState, _ palette: Palette, into buffer: inout CellBuffer) {
  let body = bodyRect(size: buffer.size)
  guard state.footer.showsWelcome, body.width >= 50, body.height >= 12 else { return }
  let texts = [
    "Facts are edited into a language model, round after round. Watch pane 5 fall until the header says COLLAPSED.",
    "Space runs and pauses, r switches REVIVE, F forks to compare, u undoes; ? explains the pane in focus and lists all keys.",
    ":tour shows it all in about two minutes.",
    "Pause by itself when the model collapses? y yes; any other key no, and does what it does.",
    "Said once. Settings: \(state.environment.settingsFile ?? "revive --default-config")",
  ]
  let lines = texts.flatMap { wrap($0, width: min(body.width, 92) - 4) }
  let wanted = (lines.map { displayWidth(of: $0) }.max() ?? 0) + 4
  // Rather the whole width than a few columns of the panes left over at either side.
  let width = body.width < wanted + 4 ? body.width : wanted
  let height = min(body.height, lines.count + 2)
  let box = Rect(x: body.x + (body.width - width) / 2, y: body.maxY - height, width: width, height: height)
  buffer.fill(box, with: Cell(" ", style: palette.ground))
  drawBox(box, state.environment.glyphs, palette.key, into: &buffer)
  buffer.write(" welcome ", x: box.x + 2, y: box.y, style: palette.strong, clip: box)
  for (offset, line) in lines.prefix(height - 2).enumerated() {
    buffer.write(
      clipped(line, to: width - 4, state.environment.glyphs), x: box.x + 2, y: box.y + 1 + offset, style: palette.text,
      clip: box)
  }
}
