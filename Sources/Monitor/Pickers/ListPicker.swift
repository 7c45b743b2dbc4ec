import Cells
import Charts

/// A list to choose from, in the middle of the screen. It is generic in what it lists; the items are bound when it is made,
/// so that whoever draws it or moves in it needs the rows alone.
struct ListPicker {
  struct Row {
    /// In front of the name, such as `*`; at most two columns.
    var mark = ""
    var name: String
    var text: String
    /// The word whose first letters go to the row; empty for a list whose letters keep their own meaning.
    var word: String
    /// Shown as patches behind the text.
    var swatches: [Color] = []
    /// Said below the list while the row is chosen.
    var detail = ""
  }

  let title: String
  let rows: [Row]
  /// What the marks mean, below the rows where there is room.
  let note: String
  /// The key that goes on to the next row, and from the last to the first.
  private let next: Key?
  /// What Enter does with the row at a place.
  let take: (inout MonitorState, Int) -> [Effect]

  /// - Parameters:
  ///   - row: how an item is shown.
  ///   - take: what Enter does with an item, when the list is closed.
  init<Item>(
    _ title: String, of items: [Item], note: String, next: Key? = nil, row: (Item) -> Row,
    take: @escaping (inout MonitorState, Item) -> [Effect]
  ) {
    (self.title, self.note, self.next) = (title, note, next)
    rows = items.map(row)
    self.take = { state, place in take(&state, items[place]) }
  }

  /// The row that a key goes to; nil for a key that has nothing to do with the list.
  func place(after place: Int, _ key: Key) -> Int? {
    if key == next { return rows.isEmpty ? 0 : (place + 1) % rows.count }
    switch key {
    case .home: return 0
    case .end: return max(0, rows.count - 1)
    case .character(let letter):
      // Round and round.
      let order = rows.indices.filter { $0 > place } + rows.indices.filter { $0 <= place }
      return order.first { rows[$0].word.lowercased().hasPrefix(letter.lowercased()) }
    default: return nil
    }
  }
}

// MARK: - On the screen

extension ListPicker {
  /// Where the list lies on a screen.
  struct Place {
    let box: Rect
    /// The rows that are seen.
    let shown: Range<Int>
    /// Rows below the list for what is said of the chosen one, and whether there is one for the note.
    fileprivate let details: Int
    fileprivate let hasNotes: Bool

    /// The row at a cell; nil where there is none.
    func row(x: Int, y: Int) -> Int? {
      let inner = box.inset(by: 1)
      guard inner.contains(x: x, y: y) else { return nil }
      let row = shown.lowerBound + y - inner.y
      return shown.contains(row) ? row : nil
    }
  }

  func place(selected: Int, size: Size) -> Place {
    let body = bodyRect(size: size)
    let chosen = max(0, min(selected, rows.count - 1))
    let wanted = max(44, nameWidth + textWidth + swatchWidth + 9)
    // Rather the whole width than a few columns of the panes left over at either side.
    let width = body.width < wanted + 4 ? body.width : wanted
    // As many rows as the longest takes, so that the box stays as it is while one moves in it.
    let longest = rows.map { detailLines($0, width: width).count }.max() ?? 0
    let hasDetails = longest > 0 && rows.count + longest + 3 <= body.height
    let details = hasDetails ? longest + 1 : 0
    let hasNotes = !note.isEmpty && rows.count + details + 4 <= body.height
    let height = min(body.height, rows.count + details + (hasNotes ? 4 : 2))
    let box = Rect(
      x: body.x + (body.width - width) / 2, y: body.y + (body.height - height) / 2, width: width, height: height)
    let visible = hasNotes || hasDetails ? rows.count : max(0, min(rows.count, height - 2))
    let first = max(0, min(chosen - visible / 2, rows.count - visible))
    return Place(box: box, shown: first..<first + visible, details: details, hasNotes: hasNotes)
  }

  private func detailLines(_ row: Row, width: Int) -> [String] {
    row.detail.isEmpty ? [] : wrap(row.detail, width: max(1, width - 4))
  }

  private var nameWidth: Int { min(16, rows.map { displayWidth(of: $0.name) }.max() ?? 0) }
  private var textWidth: Int { rows.map { displayWidth(of: $0.text) }.max() ?? 0 }
  private var swatchWidth: Int { rows.map { $0.swatches.isEmpty ? 0 : 2 * $0.swatches.count + 2 }.max() ?? 0 }

  /// - Parameter selected: the row that Enter takes.
  func draw(selected: Int, _ glyphs: GlyphSet, _ palette: Palette, into buffer: inout CellBuffer) {
    let place = place(selected: selected, size: buffer.size)
    let (box, inner) = (place.box, place.box.inset(by: 1))
    buffer.fill(box, with: Cell(" ", style: palette.ground))
    drawBox(box, glyphs, palette.label, into: &buffer)
    buffer.write(
      " \(title) ", x: box.x + 2, y: box.y, style: palette.strong, clip: box.inset(horizontally: 1, vertically: 0))
    drawFooter(in: box, palette, into: &buffer)
    for index in place.shown {
      let area = Rect(x: inner.x, y: inner.y + index - place.shown.lowerBound, width: inner.width, height: 1)
      let isChosen = index == max(0, min(selected, rows.count - 1))
      let line = ChoiceLine(area, isChosen: isChosen, glyphs, palette, into: &buffer)
      draw(rows[index], in: line, into: &buffer)
    }
    if place.details > 0, rows.indices.contains(selected) {
      for (offset, line) in detailLines(rows[selected], width: box.width).enumerated() {
        let y = inner.y + place.shown.count + 1 + offset
        buffer.write(line, x: inner.x + 1, y: y, style: palette.text, clip: inner)
      }
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

  private func draw(_ row: Row, in line: ChoiceLine, into buffer: inout CellBuffer) {
    let (palette, area) = (line.palette, line.area)
    line.put(row.mark, at: 1, width: 2, palette.key, into: &buffer)
    line.put(row.name, at: 4, width: nameWidth, palette.key, into: &buffer)
    line.put(row.text, at: nameWidth + 6, palette.text, into: &buffer)
    var x = area.x + nameWidth + textWidth + 8
    for color in palette.hasColor ? row.swatches : [] {
      buffer.write(
        String(repeating: Character(line.glyphs.full), count: 2), x: x, y: area.y, style: Style(color), clip: area)
      x += 2
    }
  }
}
