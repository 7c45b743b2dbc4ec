import Cells
import Charts
import RunModel

/// The edits, newest first: prompt, objects, how each stood and how probable it was when it was seen last, and after how many
/// edits that was. What was seen before the moment shown is dimmed.
func drawEdits(_ state: MonitorState, _ palette: Palette, _ frame: PaneFrame, into buffer: inout CellBuffer) {
  let edits = state.shownRound?.edits ?? 0
  let count = state.list.lines.count
  let area = frame.inner
  let place = EditRows(state.list, in: area)
  let (rows, first) = (place.rows, place.first)
  let newest = newestNote(state.shownRound?.scores, isWide: area.width >= 84)
  let filter = state.list.searching.map { "/\($0)_" } ?? state.list.filter.words
  frame.draw(
    palette, detail: filter.isEmpty ? newest : filter, notes: notes(state, first: first, rows: rows), into: &buffer)
  guard count > 0 else {
    let isFiltered = !state.list.filter.isEmpty && edits > 0
    frame.drawCentered(
      isFiltered
        ? "no edit is \(state.list.filter.words): Esc shows all"
        : state.engine.stopped == nil ? "no edits yet: Space runs, n makes one" : "no edits yet",
      palette, into: &buffer)
    return
  }
  let table = EditColumns(width: area.width)
  if place.hasHeadings {
    table.drawHeadings(
      palette, state.environment.glyphs, state.list.order, x: area.x, y: area.y, clip: area, into: &buffer)
  }
  for (offset, reference) in state.list.lines.dropFirst(first).prefix(rows).enumerated() {
    guard let line = state.run?.ledger.line(reference, at: edits) else { continue }
    let y = area.maxY - rows + offset
    // In the order of losses the column tells since when an edit is lost.
    let since =
      state.list.order == .newest
      ? nil : state.run?.ledger.lostSince(reference, by: edits).map { "@" + grouped($0) } ?? "-"
    table.draw(
      line, at: edits, since: since, palette, state.environment.glyphs, x: area.x, y: y, clip: area, into: &buffer)
    if frame.isFocused, first + offset == state.list.place {
      drawChosen(Rect(x: area.x, y: y, width: area.width, height: 1), palette, into: &buffer)
      buffer.write(">", x: area.x - 1, y: y, style: palette.key)
    }
  }
}

/// Which lines of the list stand where.
struct EditRows {
  let area: Rect
  let hasHeadings: Bool
  let rows: Int
  /// The line in the top row.
  let first: Int
  private let count: Int

  init(_ list: EditList, in area: Rect) {
    self.area = area
    hasHeadings = area.height >= 4 && area.width >= 50
    rows = max(0, area.height - (hasHeadings ? 1 : 0))
    count = list.lines.count
    // The chosen line is kept in the middle, as far as can be.
    first = max(0, min(list.place - rows / 2, count - rows))
  }

  /// The line in a row of the screen; nil where there is none.
  func line(y: Int) -> Int? {
    let offset = y - (area.maxY - rows)
    return (0..<rows).contains(offset) && first + offset < count ? first + offset : nil
  }
}

/// The scores of the edits of the newest round alone.
private func newestNote(_ scores: Scores?, isWide: Bool) -> String {
  let efficacy = isWide ? scores?.newestEfficacy.map { "efficacy \(share($0))" } : nil
  let argmax = scores?.newestArgmax.map { "argmax \(share($0))" }
  let parts = [efficacy, argmax].compactMap(\.self)
  return parts.isEmpty ? "" : "newest round " + parts.joined(separator: ", ")
}

private func notes(_ state: MonitorState, first: Int, rows: Int) -> [String] {
  let (count, filter) = (state.list.lines.count, state.list.filter)
  let all = filter.isEmpty ? "" : " of \(grouped(state.run?.ledger.count(at: state.shownRound?.edits ?? 0) ?? 0))"
  guard count > rows, rows > 0 else { return filter.isEmpty ? [state.list.order.words] : ["\(grouped(count))\(all)"] }
  let order = state.list.order == .newest ? "" : ", lost first"
  let place = "\(grouped(first + 1))-\(grouped(min(count, first + rows))) of \(grouped(count))"
  return [place + (filter.isEmpty ? order.isEmpty ? ", Enter looks" : order : all), place]
}

/// How the width of the list is divided.
private struct EditColumns {
  /// 0 where there is no room for the number of the edit.
  let index: Int
  let prompt: Int
  let objects: Int
  /// When the edit was seen last; 0 where there is no room for it, and only the dimming tells.
  let seen: Int

  /// Whether the subject stands in its prompt; alone where there is little room.
  private var showsPrompt: Bool { prompt >= 24 }
  /// With little room the new object is shown alone.
  private var showsOld: Bool { objects >= 20 }

  private static let status = 6
  private static let probability = 4

  init(width: Int) {
    seen = width >= 84 ? 9 : width >= 44 ? 7 : 0
    index = width >= 50 ? 6 : width >= 36 ? 5 : 0
    let fixedPart =
      (index > 0 ? index + 1 : 0) + EditColumns.status + EditColumns.probability + 3 + (seen > 0 ? seen + 1 : 0)
    let room = max(0, width - fixedPart)
    objects = min(30, room * 2 / 5)
    prompt = room - objects - 1
  }

  func drawHeadings(
    _ palette: Palette, _ glyphs: GlyphSet, _ order: EditOrder, x: Int, y: Int, clip: Rect,
    into buffer: inout CellBuffer
  ) {
    drawRow(
      [
        "edit", showsPrompt ? "prompt" : "subject", (showsOld ? "old " : "") + "\(glyphs.arrow) new", "state", "p",
        order == .lostLately ? "lost at" : seen >= 9 ? "last seen" : "seen",
      ],
      Array(repeating: palette.faint, count: 6),
      glyphs, x: x, y: y, clip: clip, into: &buffer)
  }

  func draw(
    _ line: EditLine, at edits: Int, since: String?, _ palette: Palette, _ glyphs: GlyphSet, x: Int, y: Int, clip: Rect,
    into buffer: inout CellBuffer
  ) {
    switch line {
    case .failed(let edit):
      drawRow(
        [grouped(clampedIndex(edit.index)), edit.reason, "", "FAILED", "", ""],
        [palette.faint, palette.middling, palette.text, palette.bad, palette.text, palette.faint], glyphs, x: x, y: y,
        clip: clip, into: &buffer)
    case .measured(let outcome, let measurement):
      let (word, style) = status(measurement, palette)
      let isFresh = measurement.edits == edits
      drawRow(
        [
          grouped(clampedIndex(outcome.index)), promptText(outcome), objectText(outcome, glyphs), word,
          share(measurement.probability), since ?? "@" + grouped(measurement.edits),
        ],
        [
          palette.faint, palette.text, palette.label, isFresh ? style : palette.faded(style),
          isFresh ? palette.text : palette.faint, isFresh ? palette.label : palette.faint,
        ],
        glyphs, x: x, y: y,
        clip: clip, into: &buffer)
    }
  }

  /// The subject in its prompt; alone where there is little room.
  private func promptText(_ outcome: EditOutcome) -> String {
    guard showsPrompt, outcome.prompt.contains("{}") else { return outcome.subject }
    return outcome.prompt.replacing("{}", with: outcome.subject)
  }

  private func objectText(_ outcome: EditOutcome, _ glyphs: GlyphSet) -> String {
    guard showsOld else { return "\(glyphs.arrow) \(outcome.newObject.trimmed)" }
    let arrow = " \(glyphs.arrow) "
    let half = max(0, objects - arrow.count) / 2
    let old = clipped(
      outcome.oldObject.trimmed, to: max(half, objects - arrow.count - displayWidth(of: outcome.newObject.trimmed)),
      glyphs)
    return old + arrow + outcome.newObject.trimmed
  }

  private func status(_ measurement: EditLedger.Measurement, _ palette: Palette) -> (String, Style) {
    let status = measurement.status
    switch status {
    case .held: return (status.rawValue, palette.good)
    case .weak: return (status.rawValue, palette.middling)
    case .lost, .failed: return (status.rawValue, palette.bad)
    }
  }

  /// The number that people count with: the first edit is 1.
  private func clampedIndex(_ index: Int) -> Int { index == .max ? index : index + 1 }

  private func drawRow(
    _ texts: [String], _ styles: [Style], _ glyphs: GlyphSet, x: Int, y: Int, clip: Rect,
    into buffer: inout CellBuffer
  ) {
    let widths = [
      index, prompt, objects, EditColumns.status, EditColumns.probability,
      seen,
    ]
    var column = x
    for (index, width) in widths.enumerated() where width > 0 {
      let text = clipped(texts[index], to: width, glyphs)
      let isNumber = index == 0 || index >= 4
      let start = isNumber ? column + width - displayWidth(of: text) : column
      buffer.write(text, x: start, y: y, style: styles[index], clip: clip)
      column += width + 1
    }
  }
}

extension String {
  /// Without blanks at either end: tokens often begin with one.
  var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
