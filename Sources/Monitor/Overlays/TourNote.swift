import Cells
import Charts

/// The note of the tour, over panes that it is not about.
func drawTour(_ state: MonitorState, _ palette: Palette, into buffer: inout CellBuffer) {
  guard let tour = state.tour, tour.start != nil else { return }
  let notes = Tour.notes(state.run?.description)
  let (body, note) = (bodyRect(size: buffer.size, footer: state.stripHeight(size: buffer.size)), notes[tour.place])
  let width = min(body.width, 74)
  let lines = wrap(note.text, width: max(1, width - 4))
  let height = min(body.height, lines.count + 2)
  guard width >= 20, height >= 3 else { return }
  let about = state.paneRects(size: buffer.size)[note.pane] ?? body
  // In the half of the screen that the pane is not in; beside it where that is both.
  let isHigh = about.y + about.height / 2 < body.y + body.height / 2
  let isLeft = about.x + about.width / 2 < body.x + body.width / 2
  let box = Rect(
    x: isLeft || about.width == body.width ? body.maxX - width : body.x, y: isHigh ? body.maxY - height : body.y,
    width: width, height: height)
  buffer.fill(box, with: Cell(" ", style: palette.ground))
  drawBox(box, state.environment.glyphs, palette.key, into: &buffer)
  buffer.write(
    " tour \(tour.place + 1)/\(notes.count): pane \(note.pane.digit) \(note.pane.title) ", x: box.x + 2, y: box.y,
    style: palette.strong, clip: box)
  for (offset, line) in lines.prefix(height - 2).enumerated() {
    buffer.write(line, x: box.x + 2, y: box.y + 1 + offset, style: palette.text, clip: box)
  }
  let end = " any key ends the tour "
  buffer.write(end, x: box.maxX - displayWidth(of: end) - 2, y: box.maxY - 1, style: palette.label, clip: box)
}
