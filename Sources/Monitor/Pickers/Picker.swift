import Cells
import Charts

/// A list to choose from, in the middle of the body.
struct Picker {
  struct Row {
    /// In front of the name, such as `*`; at most two columns.
    var mark: String
    var name: String
    var text: String
    /// Shown as patches behind the text.
    var swatches: [Color] = []
  }

  let title: String
  let rows: [Row]
  /// The row that Enter takes.
  let selected: Int
  /// What the marks mean, below the rows where there is room.
  let note: String

  /// Where the list lies on a screen.
  struct Place {
    let box: Rect
    /// The rows that are seen.
    let shown: Range<Int>
    fileprivate let hasNotes: Bool

    /// The row at a cell; nil where there is none.
    func row(x: Int, y: Int) -> Int? {
      let inner = box.inset(by: 1)
      guard inner.contains(x: x, y: y) else { return nil }
      let row = shown.lowerBound + y - inner.y
      return shown.contains(row) ? row : nil
    }
  }

  func place(size: Size) -> Place {
    let body = bodyRect(size: size)
    let chosen = max(0, min(selected, rows.count - 1))
    let wanted = max(44, nameWidth + textWidth + swatchWidth + 9)
    // A sliver of what lies below at either side would only confuse.
    let width = body.width < wanted + 4 ? body.width : wanted
    let hasNotes = !note.isEmpty && rows.count + 4 <= body.height
    let height = min(body.height, rows.count + (hasNotes ? 4 : 2))
    let box = Rect(
      x: body.x + (body.width - width) / 2, y: body.y + (body.height - height) / 2, width: width, height: height)
    let visible = hasNotes ? rows.count : max(0, min(rows.count, height - 2))
    let first = max(0, min(chosen - visible / 2, rows.count - visible))
    return Place(box: box, shown: first..<first + visible, hasNotes: hasNotes)
  }

  private var nameWidth: Int { min(16, rows.map { displayWidth(of: $0.name) }.max() ?? 0) }
  private var textWidth: Int { rows.map { displayWidth(of: $0.text) }.max() ?? 0 }
  private var swatchWidth: Int { rows.map { $0.swatches.isEmpty ? 0 : 2 * $0.swatches.count + 2 }.max() ?? 0 }

  func draw(_ state: MonitorState, _ palette: Palette, into buffer: inout CellBuffer) {
    let (glyphs, place) = (state.environment.glyphs, place(size: buffer.size))
    let (box, inner) = (place.box, place.box.inset(by: 1))
    buffer.fill(box, with: Cell(" ", style: palette.ground))
    drawBox(box, glyphs, palette.label, into: &buffer)
    buffer.write(
      " \(title) ", x: box.x + 2, y: box.y, style: palette.strong, clip: box.inset(horizontally: 1, vertically: 0))
    drawFooter(in: box, palette, into: &buffer)
    for index in place.shown {
      let line = Rect(x: inner.x, y: inner.y + index - place.shown.lowerBound, width: inner.width, height: 1)
      let isSelected = index == max(0, min(selected, rows.count - 1))
      if isSelected { buffer.fill(line, with: Cell(" ", style: palette.selected)) }
      draw(rows[index], isSelected: isSelected, glyphs, palette, in: line, into: &buffer)
    }
    if place.hasNotes { buffer.write(note, x: inner.x + 1, y: inner.maxY - 1, style: palette.label, clip: inner) }
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
    _ row: Row, isSelected: Bool, _ glyphs: GlyphSet, _ palette: Palette, in line: Rect,
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
    var x = line.x + nameWidth + textWidth + 8
    for color in palette.hasColor ? row.swatches : [] {
      buffer.write(
        String(repeating: Character(glyphs.full), count: 2), x: x, y: line.y, style: Style(color), clip: line)
      x += 2
    }
  }
}
