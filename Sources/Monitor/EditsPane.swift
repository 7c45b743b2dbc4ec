import Cells
import Charts
import Telemetry

/// The edits, newest first: prompt, objects, whether the edit holds at the moment shown and how probable it is.
func drawEdits(_ state: MonitorState, _ palette: Palette, _ frame: PaneFrame, into buffer: inout CellBuffer) {
  let edits = state.shownRound?.edits ?? 0
  let ledger = state.run?.ledger ?? EditLedger()
  let count = ledger.count(at: edits)
  let scroll = max(0, min(state.editScroll, count - 1))
  let area = frame.inner
  let hasHeadings = area.height >= 4 && area.width >= 50
  let rows = area.height - (hasHeadings ? 1 : 0)
  let newest = newestNote(state.shownRound?.scores, isWide: area.width >= 84)
  frame.draw(palette, detail: newest, notes: notes(count: count, scroll: scroll, rows: rows), into: &buffer)
  guard count > 0 else {
    frame.drawCentered("no edits yet: Space runs, n makes one", palette, into: &buffer)
    return
  }
  let table = EditColumns(width: area.width)
  var y = area.y
  if hasHeadings {
    table.drawHeadings(palette, state.environment.glyphs, x: area.x, y: y, clip: area, into: &buffer)
    y += 1
  }
  for line in ledger.lines(at: edits, skipping: scroll, count: rows) {
    table.draw(line, at: edits, palette, state.environment.glyphs, x: area.x, y: y, clip: area, into: &buffer)
    y += 1
  }
}

/// How well the newest round alone took.
private func newestNote(_ scores: Scores?, isWide: Bool) -> String {
  let efficacy = isWide ? scores?.newestEfficacy.map { "efficacy \(share($0))" } : nil
  let argmax = scores?.newestArgmax.map { "argmax \(share($0))" }
  let parts = [efficacy, argmax].compactMap(\.self)
  return parts.isEmpty ? "" : "newest round " + parts.joined(separator: ", ")
}

private func notes(count: Int, scroll: Int, rows: Int) -> [String] {
  guard count > rows, rows > 0 else { return ["newest first"] }
  let last = min(count, scroll + rows)
  let place = "\(grouped(scroll + 1))-\(grouped(last)) of \(grouped(count))"
  return [place + ", j k scroll", place]
}

/// How the width of the list is divided.
private struct EditColumns {
  /// 0 where there is no room for the number of the edit.
  let index: Int
  let prompt: Int
  let objects: Int
  /// Whether the last column, when the edit was measured, has room.
  let showsMeasured: Bool

  /// Whether the subject stands in its prompt; alone where there is little room.
  private var showsPrompt: Bool { prompt >= 24 }
  /// With little room the new object alone is worth more than two halves.
  private var showsOld: Bool { objects >= 20 }

  private static let status = 6
  private static let probability = 4
  private static let measured = 8

  init(width: Int) {
    showsMeasured = width >= 84
    index = width >= 50 ? 6 : 0
    let fixedPart =
      (index > 0 ? index + 1 : 0) + EditColumns.status + EditColumns.probability + 3
      + (showsMeasured ? EditColumns.measured + 1 : 0)
    let room = max(0, width - fixedPart)
    objects = min(30, room * 2 / 5)
    prompt = room - objects - 1
  }

  func drawHeadings(
    _ palette: Palette, _ glyphs: GlyphSet, x: Int, y: Int, clip: Rect, into buffer: inout CellBuffer
  ) {
    drawRow(
      [
        "edit", showsPrompt ? "prompt" : "subject", (showsOld ? "old " : "") + "\(glyphs.arrow) new", "now", "p",
        "seen at",
      ],
      Array(repeating: palette.faint, count: 6),
      glyphs, x: x, y: y, clip: clip, into: &buffer)
  }

  func draw(
    _ line: EditLine, at edits: Int, _ palette: Palette, _ glyphs: GlyphSet, x: Int, y: Int, clip: Rect,
    into buffer: inout CellBuffer
  ) {
    switch line {
    case .failed(let edit):
      drawRow(
        [grouped(edit.index + 1), edit.reason, "", "FAILED", "", ""],
        [palette.faint, palette.middling, palette.text, palette.bad, palette.text, palette.faint], glyphs, x: x, y: y,
        clip: clip, into: &buffer)
    case .measured(let outcome, let measurement):
      let (word, style) = status(measurement, palette)
      let isFresh = measurement.edits == edits
      drawRow(
        [
          grouped(clampedIndex(outcome.index)), promptText(outcome), objectText(outcome, glyphs), word,
          share(measurement.probability), isFresh ? "" : "@" + grouped(measurement.edits),
        ],
        [palette.faint, palette.text, palette.label, style, palette.text, palette.faint], glyphs, x: x, y: y,
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
    if measurement.holds { return ("held", palette.good) }
    return measurement.succeeds ? ("weak", palette.middling) : ("lost", palette.bad)
  }

  /// The number that people count with: the first edit is 1.
  private func clampedIndex(_ index: Int) -> Int { index == .max ? index : index + 1 }

  private func drawRow(
    _ texts: [String], _ styles: [Style], _ glyphs: GlyphSet, x: Int, y: Int, clip: Rect,
    into buffer: inout CellBuffer
  ) {
    let widths = [
      index, prompt, objects, EditColumns.status, EditColumns.probability,
      showsMeasured ? EditColumns.measured : 0,
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
