import Cells
import Charts

/// Three lines for whoever sees the monitor for the first time, over the foot of the screen; any key closes them.
func drawWelcome(_ state: MonitorState, _ palette: Palette, into buffer: inout CellBuffer) {
  let body = bodyRect(size: buffer.size)
  guard state.footer.showsWelcome, body.width >= 50, body.height >= 12 else { return }
  let lines = [
    "Space runs and pauses, r switches the guard, u undoes",
    "? lists all keys, t chooses a theme, the mouse works",
    "Said once. Settings: \(state.environment.settingsFile ?? "revive --default-config")",
  ]
  let wanted = (lines.map { displayWidth(of: $0) }.max() ?? 0) + 4
  // Rather the whole width than a few columns of the panes left over at either side.
  let width = body.width < wanted + 4 ? body.width : wanted
  let box = Rect(x: body.x + (body.width - width) / 2, y: body.maxY - 5, width: width, height: 5)
  buffer.fill(box, with: Cell(" ", style: palette.ground))
  drawBox(box, state.environment.glyphs, palette.key, into: &buffer)
  buffer.write(" welcome ", x: box.x + 2, y: box.y, style: palette.strong, clip: box)
  for (offset, line) in lines.enumerated() {
    buffer.write(
      clipped(line, to: width - 4, state.environment.glyphs), x: box.x + 2, y: box.y + 1 + offset, style: palette.text,
      clip: box)
  }
}
