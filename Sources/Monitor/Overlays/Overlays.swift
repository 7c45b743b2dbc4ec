import Cells
import Charts
import RunModel

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

/// What lies over the panes, laid out for the screen: wrapped lines, in two columns where the screen is wide and they are
/// many.
struct OverlayText {
  fileprivate let title: String
  fileprivate let footer: String
  /// The chosen line of a list.
  fileprivate let selected: Int?
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

  /// Nil when no text lies over the panes.
  ///
  /// - Parameter size: the whole screen.
  init?(_ state: MonitorState, size: Size) {
    let unwrapped: [OverlayLine]
    switch state.overlay {
    case .help(let filter, let selected):
      title = filter.isEmpty ? "help" : "help: \(filter)_"
      footer = filter.isEmpty ? "letters filter, Enter does it, Esc closes" : "Enter does it, Esc shows all"
      unwrapped = helpLines(state, filter: filter)
      self.selected = selected
    case .about:
      (title, footer, selected) = ("about this run", "Esc closes", nil)
      unwrapped = aboutLines(state)
    case .collapse:
      (title, footer, selected) = ("collapse", "C edits until then, Esc closes", nil)
      unwrapped = collapseLines(state)
    case .edit(let index):
      (title, footer, selected) = ("edit \(grouped(index == .max ? index : index + 1))", "Esc closes", nil)
      unwrapped = editDetail(of: index, state)
    case .description:
      (title, footer, selected) = ("in sentences", "Esc closes", nil)
      unwrapped = descriptionLines(state)
    case .editors, .layers, .themes, .forks, nil: return nil
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
  fileprivate func scroll(_ wanted: Int) -> Int {
    guard let selected else { return min(wanted, hiddenRows) }
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

/// The keys, made from the keymap, the commands, and what the words on the screen mean.
private func helpLines(_ state: MonitorState, filter: String) -> [OverlayLine] {
  var (lines, group) = ([OverlayLine](), "")
  for (place, entry) in HelpEntry.all(state, matching: filter).enumerated() {
    if entry.group != group {
      lines += (lines.isEmpty ? [] : [.blank]) + [.heading(entry.group)]
      group = entry.group
    }
    lines.append(.choice(place, entry.term, entry.text))
  }
  return lines.isEmpty ? [.entry("", "nothing contains \"\(filter)\"")] : lines
}

/// What a reader must know to trust the numbers.
private func aboutLines(_ state: MonitorState) -> [OverlayLine] {
  guard let run = state.run else { return [.entry("state", state.loadingRefusal)] }
  let about = run.description
  let layers = about.layers.map { layer -> OverlayLine in
    let norms = "||W_0||_F \(compact(layer.frobenius)), sigma_1 \(compact(Double(layer.spectrum.first ?? .nan)))"
    return .entry("layer \(layer.layer)", "\(layer.d) x \(layer.m), \(norms)")
  }
  return [
    .heading("Run"), .entry("model", "\(about.model), \(grouped(about.parameters)) parameters"),
  ] + editorLines(state, run) + [
    .entry("guard", state.guardSentence(run.guardSetting))
  ] + (state.pendingGuard.map { [.entry("", "from round \(state.comingRound): \(state.guardSentence($0))")] } ?? [])
    + (about.libraries.map { [.entry("computed", "\(about.precision ?? "f32"); \($0)")] } ?? [])
    + [.entry("folder", about.folder ?? "not kept")] + layers + about.remarks.map { .entry("note", $0) }
    + (state.shownRound.map { roundLines($0, of: about, state) } ?? [])
}

/// The editor, what it began as and what it will be.
private func editorLines(_ state: MonitorState, _ run: RunTimeline) -> [OverlayLine] {
  let about = run.description
  let numbers = run.editedLayers.map { $0.map(String.init).joined(separator: ", ") }
  let layers = numbers.map { " in layer \($0)" } ?? ""
  let origin = run.editor == about.editor ? "" : ", \(about.editor) at first"
  let line = "\(run.editor)\(layers)\(origin), rounds of \(grouped(about.roundSize)), seed \(about.seed)"
  var lines: [OverlayLine] = [.entry("editor", line)]
  let widths = Dictionary(about.layers.map { ($0.layer, $0.m) }) { first, _ in first }
  let spaces = run.nullSpaces.sorted { $0.key < $1.key }.map { layer, rank in
    "layer \(layer) \(rank)" + (widths[layer].map { "/\($0)" } ?? "")
  }
  if !spaces.isEmpty { lines.append(.entry("", "null space: " + spaces.joined(separator: ", "))) }
  if let pending = state.pendingEditor { lines.append(.entry("", "from round \(state.comingRound): \(pending)")) }
  if let clamp = run.clamp, editorSetsTargets(run.editor) { lines.append(.entry("clamp", clamp.title)) }
  if let pending = state.pendingClamp { lines.append(.entry("", "from round \(state.comingRound): \(pending.title)")) }
  return lines
}

/// `AlphaEdit, REVIVE filter ON, tau 0.50`.
private func madeBy(_ report: RoundReport) -> String {
  let setting = report.guardSetting
  return report.editor + (setting.isOn ? ", \(setting.name) ON, tau \(fixed(setting.tau, digits: 2))" : ", guard off")
}

/// Samples, times and what is measured by task and by layer.
private func roundLines(_ report: RoundReport, of about: RunDescription, _ state: MonitorState) -> [OverlayLine] {
  let (samples, seconds) = (report.sampled, report.seconds)
  let names = about.tasks + report.scores.tasks.keys.filter { !about.tasks.contains($0) }.sorted()
  let tasks = names.compactMap { name in report.scores.tasks[name].map { OverlayLine.entry(name, "F1 \(share($0))") } }
  let layers = report.layers.flatMap { layer -> [OverlayLine] in
    let update = "kept \(share(layer.kept)), ||dW||/||W|| \(compact(layer.relativeChange))"
    let keys = "key rank \(layer.keyRank.map(compact) ?? "-"), |h0| \(layer.hiddenNorm.map(compact) ?? "-")"
    let similarity = "k \(layer.k): LS \(share(layer.ls)) (chance \(about.chance(layer).map(share) ?? "-"))"
    let rest = "SS \(share(layer.ss)), outside \(layer.outsideShare.map(share) ?? "-")"
    let space = layer.nullSpaceRank.flatMap { state.nullSpaceText([layer.layer: $0]) }.map { ", \($0)" } ?? ""
    return [.entry("layer \(layer.layer)", "\(update), \(keys)"), .entry("", "\(similarity), \(rest)\(space)")]
  }
  return [
    .blank, .heading("Round \(report.round)"),
  ] + (report.round > 0 ? [.entry("made by", madeBy(report))] : []) + [
    .entry(
      "samples",
      report.isPartial
        ? "the round's own edits and the pinned prompts, nothing else yet"
        : "\(samples.edits) edits, \(samples.paraphrases) paraphrases, \(samples.neighbours) neighbours, "
          + "\(grouped(samples.perplexityTokens)) tokens of text, \(samples.taskItems) task items"),
    .entry(
      "seconds",
      "total \(compact(seconds.total)): targets \(compact(seconds.targets)), keys \(compact(seconds.keys)), solve "
        + "\(compact(seconds.solve)), filter \(compact(seconds.filter)), spectra \(compact(seconds.spectra)), "
        + "evaluation \(compact(seconds.evaluation))"),
  ] + tasks + layers
}

/// A box in the middle of the body, scrolled by the state; nothing when no overlay is open.
func drawOverlay(_ state: MonitorState, _ palette: Palette, into buffer: inout CellBuffer) {
  guard let text = OverlayText(state, size: buffer.size) else { return }
  let (glyphs, rows, box) = (state.environment.glyphs, text.rows, text.box)
  let inner = box.inset(by: 1)
  buffer.fill(box, with: Cell(" ", style: palette.ground))
  drawBox(box, glyphs, palette.label, into: &buffer)
  buffer.write(" \(text.title) ", x: box.x + 2, y: box.y, style: palette.strong, clip: box)
  let scroll = text.scroll(state.overlayScroll)
  let keys = text.selected == nil ? "j k scroll, " : ""
  let place = text.hiddenRows > 0 ? "\(keys)\(scroll + 1)-\(scroll + inner.height) of \(rows)  " : ""
  let footer = " \(place)\(text.footer) "
  if displayWidth(of: footer) + 4 <= box.width {
    buffer.write(footer, x: box.maxX - displayWidth(of: footer) - 2, y: box.maxY - 1, style: palette.label, clip: box)
  }
  for (column, lines) in text.columns.enumerated() {
    let part = Rect(
      x: inner.x + column * text.columnWidth, y: inner.y, width: min(text.columnWidth, inner.width),
      height: inner.height)
    for (row, line) in lines.dropFirst(scroll).prefix(inner.height).enumerated() {
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
  func put(_ term: String, _ text: String, _ keys: Style, _ words: Style) {
    buffer.write(clipped(term, to: termWidth, glyphs), x: area.x + 2, y: y, style: keys, clip: area)
    buffer.write(text, x: area.x + termWidth + 3, y: y, style: words, clip: area)
  }
  switch line {
  case .blank: break
  case .heading(let text): buffer.write(text, x: area.x + 1, y: y, style: palette.strong, clip: area)
  case .text(let text): buffer.write(text, x: area.x + 3, y: y, style: palette.text, clip: area)
  case .entry(let term, let text): put(term, text, palette.key, palette.text)
  case .choice(let place, let term, let text):
    guard isChosen(place) else { return put(term, text, palette.key, palette.text) }
    let row = Rect(x: area.x, y: y, width: area.width, height: 1)
    buffer.fill(row, with: Cell(" ", style: palette.selected))
    buffer.write(term.isEmpty ? "" : ">", x: area.x, y: y, style: palette.selected, clip: area)
    put(term, text, palette.selected, palette.selected)
  }
}

/// `text` in lines of at most `width` columns, broken at blanks; a longer word stands alone.
func wrap(_ text: String, width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ") {
    if !line.isEmpty, displayWidth(of: line) + 1 + displayWidth(of: word) > max(1, width) {
      lines.append(line)
      line = ""
    }
    line += (line.isEmpty ? "" : " ") + word
  }
  if !line.isEmpty || lines.isEmpty { lines.append(line) }
  return lines
}
