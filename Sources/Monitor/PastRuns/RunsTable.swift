import Cells
import Charts

/// The list of runs on a screen: as many columns as there is room for.
struct RunsTable {
  let box: Rect
  let columns: [(column: PastRun.Column, width: Int)]
  /// The rows that are seen.
  let shown: Range<Int>
  let rows: [PastRun]

  /// The columns that are left out where there is no room for all, first those that tell least.
  private static let expendable: [PastRun.Column] = [
    .perplexity, .written, .model, .tasks, .guardWords, .argmax, .editor, .activity, .collapse,
  ]

  init(_ state: MonitorState, size: Size) {
    rows = state.past.shown
    box = bodyRect(size: size)
    let inner = box.inset(by: 1)
    var kept = PastRun.Column.allCases
    let all = rows
    func width(_ column: PastRun.Column) -> Int {
      all.reduce(displayWidth(of: column.title)) { max($0, min(40, displayWidth(of: $1[column]))) }
    }
    for column in RunsTable.expendable
    where kept.reduce(4, { $0 + width($1) + 2 }) > inner.width { kept.removeAll { $0 == column } }
    columns = kept.map { ($0, width($0)) }
    let height = max(0, inner.height - 3)
    let chosen = max(0, min(state.overlay?.place ?? 0, rows.count - 1))
    let first = max(0, min(chosen - height / 2, rows.count - height))
    shown = first..<min(rows.count, first + height)
  }

  /// The row at a cell; nil where there is none.
  func row(x: Int, y: Int) -> Int? {
    let inner = box.inset(by: 1)
    let row = shown.lowerBound + y - inner.y - 1
    return inner.contains(x: x, y: y) && shown.contains(row) ? row : nil
  }

  func draw(_ state: MonitorState, _ palette: Palette, into buffer: inout CellBuffer) {
    let (glyphs, inner) = (state.environment.glyphs, box.inset(by: 1))
    buffer.fill(box, with: Cell(" ", style: palette.ground))
    drawBox(box, glyphs, palette.label, into: &buffer)
    let count = rows.count { !$0.isBranch }
    let title = state.past.isComplete ? counted(count, "run") : "runs, reading"
    buffer.write(" \(title) ", x: box.x + 2, y: box.y, style: palette.strong, clip: box)
    drawKeys(state, palette, into: &buffer)
    guard !rows.isEmpty else {
      let words =
        !state.past.isComplete
        ? "reading"
        : state.past.filter.isEmpty ? "no run is kept yet" : "no run has \"\(state.past.filter)\""
      buffer.write(words, x: inner.x + 2, y: inner.y + 1, style: palette.label, clip: inner)
      return
    }
    var x = inner.x + 4
    for (index, (column, width)) in columns.enumerated() {
      let text = column.title
      let start = index == 0 ? x : x + width - displayWidth(of: text)
      buffer.write(text, x: start, y: inner.y, style: palette.faint, clip: inner)
      x += width + 2
    }
    let chosen = max(0, min(state.overlay?.place ?? 0, rows.count - 1))
    for index in shown {
      let area = Rect(
        x: inner.x, y: inner.y + 1 + index - shown.lowerBound, width: inner.width, height: 1)
      draw(
        rows[index],
        in: ChoiceLine(area, isChosen: index == chosen, glyphs, palette, into: &buffer), state,
        into: &buffer)
    }
    buffer.write(
      clipped(state.openingWords, to: inner.width - 2, glyphs), x: inner.x + 1, y: inner.maxY - 1,
      style: palette.label,
      clip: inner)
  }

  private func draw(
    _ row: PastRun, in line: ChoiceLine, _ state: MonitorState, into buffer: inout CellBuffer
  ) {
    let palette = line.palette
    if !row.isBranch, let mark = state.past.mark(of: row.path) {
      line.put("\(mark)", at: 2, width: 1, palette.key, into: &buffer)
    }
    var offset = 4
    for (index, (column, width)) in columns.enumerated() {
      let text = clipped(row[column], to: width, line.glyphs, keepsEnd: index == 0)
      let start = index == 0 ? offset : offset + width - displayWidth(of: text)
      line.put(text, at: start, width: width, style(of: column, in: row, palette), into: &buffer)
      offset += width + 2
      // What is wrong stands where the numbers would.
      guard index == 0, row.edits.isEmpty else { continue }
      line.put(row.problem ?? "", at: offset, palette.middling, into: &buffer)
      return
    }
  }

  private func style(of column: PastRun.Column, in row: PastRun, _ palette: Palette) -> Style {
    switch column {
    case .name: palette.text
    case .collapse: row.collapse == "no" ? palette.good : palette.bad
    case .activity: palette.key
    default: palette.label
    }
  }

  private func drawKeys(_ state: MonitorState, _ palette: Palette, into buffer: inout CellBuffer) {
    let place =
      rows.count > shown.count
      ? "\(shown.lowerBound + 1)-\(shown.upperBound) of \(rows.count)  " : ""
    let filter =
      state.past.isTyping
      ? "/\(state.past.filter)_  " : state.past.filter.isEmpty ? "" : "/\(state.past.filter)  "
    let end = state.past.isChooser ? "q quits" : "Esc closes"
    let choices = [
      "\(filter)\(place)j k choose, Enter opens, Space marks, / filters, \(end)",
      "\(filter)Space marks, / filters, \(end)",
      "\(filter)\(end)", filter,
    ]
    guard let keys = choices.first(where: { displayWidth(of: $0) + 6 <= box.width }) else { return }
    buffer.write(
      " \(keys) ", x: box.maxX - displayWidth(of: keys) - 4, y: box.maxY - 1, style: palette.label,
      clip: box)
  }
}
