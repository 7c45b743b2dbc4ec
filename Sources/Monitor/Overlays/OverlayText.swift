import Cells
import Charts

/// A line of an overlay: a heading, or a term with its explanation.
enum OverlayLine {
  case heading(String)
  case entry(String, String)
  /// An entry of a list to choose from, with its place.
  case choice(Int, String, String)
  /// A sentence over the whole width.
  case text(String)
  case blank
}

/// A text that covers the panes, laid out for the screen: wrapped lines, in two columns where the screen is wide and they
/// are many.
struct OverlayText {
  fileprivate let title: String
  fileprivate let footer: String
  /// The chosen line of a list.
  fileprivate let selected: Int?
  /// The lines of a text that are scrolled past, if there are as many.
  private let scrolled: Int
  fileprivate let columns: [[OverlayLine]]
  fileprivate let columnWidth: Int
  fileprivate let termWidth: Int
  fileprivate let body: Rect

  /// The box on the screen.
  var box: Rect {
    let width = columnWidth * columns.count + 2
    return Rect(
      x: body.x + (body.width - width) / 2, y: body.y + (body.height - height) / 2, width: width, height: height)
  }

  fileprivate var rows: Int { columns.map(\.count).max() ?? 0 }
  fileprivate var height: Int { min(body.height, rows + 2) }

  /// Rows that do not fit: how far it can be scrolled.
  var hiddenRows: Int { max(0, rows - max(0, height - 2)) }

  /// Nil when no text covers the panes.
  ///
  /// - Parameter size: the whole screen.
  init?(_ state: MonitorState, size: Size) {
    let unwrapped: [OverlayLine]
    guard let overlay = state.overlay else { return nil }
    scrolled = overlay.place
    switch overlay.content {
    case .help(let filter):
      title = filter.isEmpty ? "help" : "help: \(filter)_"
      footer = filter.isEmpty ? "letters filter, Enter does it, Esc closes" : "Enter does it, Esc shows all"
      unwrapped = helpLines(state, filter: filter)
      selected = overlay.place
    case .about:
      (title, footer, selected) = ("about this run", "Esc closes", nil)
      unwrapped = aboutLines(state)
    case .collapse:
      let key = state.environment.bindings.key("until-collapse")
      let hint = state.collapseRefusal == nil ? "\(key) edits until then, " : ""
      (title, footer, selected) = ("collapse", hint + "Esc closes", nil)
      unwrapped = collapseLines(state)
    case .changes:
      (title, footer, selected) = ("what changes did", "Esc closes", nil)
      unwrapped = changesLines(state)
    case .edit(let index):
      (title, footer, selected) = ("edit \(grouped(index == .max ? index : index + 1))", "Esc closes", nil)
      unwrapped = editDetail(of: index, state)
    case .probe(let prompt):
      (title, footer, selected) = ("probe", "Esc closes", nil)
      unwrapped = probeDetail(of: prompt, state)
    case .description:
      (title, footer, selected) = ("in sentences", "Esc closes", nil)
      unwrapped = descriptionLines(state)
    case .picker, .runs: return nil
    }
    body = bodyRect(size: size)
    let isDouble = body.width >= 150 && unwrapped.count + 2 > body.height
    columnWidth = max(0, min(body.width - 2, isDouble ? min(98, (body.width - 2) / 2) : 98))
    termWidth = min(16, max(6, columnWidth / 4))
    let textWidth = columnWidth - termWidth - 4
    func wrapped(_ term: String, _ text: String, _ make: (String, String) -> OverlayLine) -> [OverlayLine] {
      wrap(text, width: textWidth).enumerated().map { offset, line in
        make(offset == 0 ? term : "", clipped(line, to: textWidth, state.environment.glyphs, keepsEnd: true))
      }
    }
    let (wholeWidth, glyphs) = (columnWidth - 4, state.environment.glyphs)
    let lines = unwrapped.flatMap { line -> [OverlayLine] in
      switch line {
      case .entry(let term, let text): wrapped(term, text) { .entry($0, $1) }
      case .choice(let place, let term, let text): wrapped(term, text) { .choice(place, $0, $1) }
      case .text(let text):
        wrap(text, width: wholeWidth).map { .text(clipped($0, to: wholeWidth, glyphs, keepsEnd: true)) }
      case .heading, .blank: [line]
      }
    }
    columns = isDouble ? OverlayText.halves(lines) : [lines]
  }

  /// The first row that is seen: the chosen line is kept in the middle as far as can be.
  fileprivate var firstRow: Int {
    guard let selected else { return min(scrolled, hiddenRows) }
    let rows = columns.compactMap { lines in
      lines.firstIndex { if case .choice(selected, _, _) = $0 { true } else { false } }
    }
    return max(0, min((rows.first ?? 0) - (height - 2) / 2, hiddenRows))
  }

  /// The lines in two columns, parted at the blank line that is nearest to the middle.
  private static func halves(_ lines: [OverlayLine]) -> [[OverlayLine]] {
    let middle = lines.count / 2
    let blanks = lines.indices.filter { if case .blank = lines[$0] { true } else { false } }
    guard let split = blanks.min(by: { abs($0 - middle) < abs($1 - middle) }) else {
      return [Array(lines[..<middle]), Array(lines[middle...])]
    }
    return [Array(lines[..<split]), Array(lines[(split + 1)...])]
  }
}

/// A box in the middle of the screen with the text that covers the panes; nothing when none does.
func drawOverlay(_ state: MonitorState, _ palette: Palette, into buffer: inout CellBuffer) {
  guard let text = OverlayText(state, size: buffer.size) else { return }
  let (glyphs, rows, box) = (state.environment.glyphs, text.rows, text.box)
  let inner = box.inset(by: 1)
  buffer.fill(box, with: Cell(" ", style: palette.ground))
  drawBox(box, glyphs, palette.label, into: &buffer)
  buffer.write(" \(text.title) ", x: box.x + 2, y: box.y, style: palette.strong, clip: box)
  let first = text.firstRow
  let keys = text.selected == nil ? "j k scroll, " : ""
  let place = text.hiddenRows > 0 ? "\(keys)\(first + 1)-\(first + inner.height) of \(rows)  " : ""
  let footer = " \(place)\(text.footer) "
  if displayWidth(of: footer) + 4 <= box.width {
    buffer.write(footer, x: box.maxX - displayWidth(of: footer) - 2, y: box.maxY - 1, style: palette.label, clip: box)
  }
  for (column, lines) in text.columns.enumerated() {
    let part = Rect(
      x: inner.x + column * text.columnWidth, y: inner.y, width: min(text.columnWidth, inner.width),
      height: inner.height)
    for (row, line) in lines.dropFirst(first).prefix(inner.height).enumerated() {
      draw(
        line, isChosen: { $0 == text.selected }, y: inner.y + row, termWidth: text.termWidth, in: part, palette, glyphs,
        into: &buffer)
    }
  }
}

private func draw(
  _ line: OverlayLine, isChosen: (Int) -> Bool, y: Int, termWidth: Int, in area: Rect, _ palette: Palette,
  _ glyphs: GlyphSet, into buffer: inout CellBuffer
) {
  func put(_ term: String, _ text: String, isChosen: Bool = false) {
    let row = Rect(x: area.x, y: y, width: area.width, height: 1)
    let line = ChoiceLine(row, isChosen: isChosen, hasMark: !term.isEmpty, glyphs, palette, into: &buffer)
    line.put(term, at: 2, width: termWidth, palette.key, into: &buffer)
    line.put(text, at: termWidth + 3, palette.text, into: &buffer)
  }
  switch line {
  case .blank: break
  case .heading(let text): buffer.write(text, x: area.x + 1, y: y, style: palette.strong, clip: area)
  case .text(let text): buffer.write(text, x: area.x + 3, y: y, style: palette.text, clip: area)
  case .entry(let term, let text): put(term, text)
  case .choice(let place, let term, let text): put(term, text, isChosen: isChosen(place))
  }
}
