import Cells
import Charts

/// A list to choose from, in the middle of the body.
struct Picker {
  struct Row {
    /// In front of the name, such as `*`; at most two columns.
    var mark: String
    var name: String
    var text: String
  }

  let title: String
  let rows: [Row]
  /// The row that Enter takes.
  let selected: Int
  /// What the marks mean, below the rows where there is room.
  let note: String

  func draw(_ state: MonitorState, _ palette: Palette, into buffer: inout CellBuffer) {
    let (glyphs, body) = (state.environment.glyphs, bodyRect(size: buffer.size))
    let place = max(0, min(selected, rows.count - 1))
    let nameWidth = min(16, rows.map { displayWidth(of: $0.name) }.max() ?? 0)
    let textWidth = rows.map { displayWidth(of: $0.text) }.max() ?? 0
    let wanted = max(44, nameWidth + textWidth + 9)
    // A sliver of what lies below at either side would only confuse.
    let width = body.width < wanted + 4 ? body.width : wanted
    let hasNotes = !note.isEmpty && rows.count + 4 <= body.height
    let height = min(body.height, rows.count + (hasNotes ? 4 : 2))
    let box = Rect(
      x: body.x + (body.width - width) / 2, y: body.y + (body.height - height) / 2, width: width, height: height)
    let inner = box.inset(by: 1)
    buffer.fill(box, with: Cell(" ", style: palette.ground))
    drawBox(box, glyphs, palette.label, into: &buffer)
    buffer.write(
      " \(title) ", x: box.x + 2, y: box.y, style: palette.strong, clip: box.inset(horizontally: 1, vertically: 0))
    drawFooter(in: box, palette, into: &buffer)
    let visible = hasNotes ? rows.count : max(0, inner.height)
    let first = max(0, min(place - visible / 2, rows.count - visible))
    for (offset, row) in rows.dropFirst(first).prefix(visible).enumerated() {
      let line = Rect(x: inner.x, y: inner.y + offset, width: inner.width, height: 1)
      let isSelected = first + offset == place
      if isSelected { buffer.fill(line, with: Cell(" ", style: palette.selected)) }
      draw(row, isSelected: isSelected, nameWidth: nameWidth, glyphs, palette, in: line, into: &buffer)
    }
    if hasNotes { buffer.write(note, x: inner.x + 1, y: inner.maxY - 1, style: palette.label, clip: inner) }
  }

  private func drawFooter(in box: Rect, _ palette: Palette, into buffer: inout CellBuffer) {
    let footers = [
      "Up Down or a letter, Enter takes it, Esc closes", "j k choose, Enter takes it, Esc closes", "Esc closes",
    ]
    guard let footer = footers.first(where: { displayWidth(of: $0) + 6 <= box.width }) else { return }
    buffer.write(
      " \(footer) ", x: box.maxX - displayWidth(of: footer) - 4, y: box.maxY - 1, style: palette.label, clip: box)
  }

  private func draw(
    _ row: Row, isSelected: Bool, nameWidth: Int, _ glyphs: GlyphSet, _ palette: Palette, in line: Rect,
    into buffer: inout CellBuffer
  ) {
    func put(_ text: String, at x: Int, width: Int, _ style: Style) {
      buffer.write(
        clipped(text, to: max(0, min(width, line.maxX - x)), glyphs), x: x, y: line.y,
        style: isSelected ? palette.selected : style, clip: line)
    }
    put(isSelected ? ">" : "", at: line.x, width: 1, palette.key)
    put(row.mark, at: line.x + 1, width: 2, palette.key)
    put(row.name, at: line.x + 4, width: nameWidth, palette.key)
    put(row.text, at: line.x + nameWidth + 6, width: line.width, palette.text)
  }
}
