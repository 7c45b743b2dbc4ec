import Cells
import Charts
import Telemetry

/// A line of an overlay: a heading, or a term with its explanation.
fileprivate enum OverlayLine {
  case heading(String)
  case entry(String, String)
  case blank
}

/// What lies over the panes, laid out for the screen: wrapped lines, in two columns where the screen is wide and they are
/// many.
struct OverlayText {
  fileprivate let title: String
  fileprivate let columns: [[OverlayLine]]
  fileprivate let columnWidth: Int
  fileprivate let termWidth: Int
  fileprivate let body: Rect

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
    case .help: (title, unwrapped) = ("help", helpLines(state))
    case .about: (title, unwrapped) = ("about this run", aboutLines(state))
    case .editors, nil: return nil
    }
    body = bodyRect(size: size)
    let isDouble = body.width >= 150 && unwrapped.count + 2 > body.height
    columnWidth = max(0, min(body.width - 2, isDouble ? 84 : 98))
    termWidth = min(16, max(6, columnWidth / 4))
    let textWidth = columnWidth - termWidth - 4
    let lines = unwrapped.flatMap { line -> [OverlayLine] in
      guard case .entry(let term, let text) = line else { return [line] }
      return wrap(text, width: textWidth).enumerated().map { offset, line in
        .entry(offset == 0 ? term : "", clipped(line, to: textWidth, state.environment.glyphs, keepsEnd: true))
      }
    }
    columns = isDouble ? OverlayText.halves(lines) : [lines]
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

/// The keys, made from the keymap, and what the words on the screen mean.
private func helpLines(_ state: MonitorState) -> [OverlayLine] {
  let keys = Binding.Group.allCases.flatMap { group -> [OverlayLine] in
    let bindings = Binding.offered(state).filter { $0.group == group }
    return bindings.isEmpty
      ? [] : [.heading(group.rawValue)] + bindings.map { .entry($0.keyNames, $0.detail) } + [.blank]
  }
  let commands = [.heading("Commands")] + TypedCommand.all.map { OverlayLine.entry($0.usage, $0.detail) } + [.blank]
  return keys + commands + [
    .heading("Words"),
    .entry("held", "the new object is the model's first choice (argmax) for the edited prompt"),
    .entry("weak", "the new object is only more probable than the old one"),
    .entry("lost", "the old object is more probable again"),
    .entry("LS", "likeness of the dominant singular subspaces to those of the unedited weight, 1 = the same"),
    .entry("SS", "mean |cosine| of singular vectors of the same index, 1 = the same"),
    .entry("core drift", "how much of the protected core has been overwritten, relative to it; 0 = intact"),
    .entry("k", "LS, SS and core drift are measured at the k of the tau in force: they jump when tau changes"),
    .entry("chance", "the LS of random subspaces, (k/d + k/m) / 2"),
    .entry("outside", "share of the weight (squared norm) outside its original dominant block"),
    .entry("argmax", "share of all edits so far that are held; falls to 0 when a model collapses"),
    .entry("tasks", "mean F1 over the general-ability tasks"),
    .entry("!", "at the top of a chart: a value there is not finite"),
    .entry("heavy axis", "a stretch edited with the guard on, or the protected indices of the spectrum"),
    .entry("dashed axis", "a stretch edited with a control on"),
    .entry(
      "scaled control",
      "ours: the free update, made as small as the guard that it stands beside would have made it, or by a fixed factor"
    ),
    .entry("random control", "ours: that guard with random directions in place of the dominant ones"),
    .entry("null space", "room of an editor that stays in one, as a share of the dimension of keys"),
  ]
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
    + [.entry("folder", about.folder ?? "not kept")] + layers + about.remarks.map { .entry("note", $0) }
    + (state.shownRound.map { roundLines($0, of: about, state) } ?? [])
}

/// The editor, what it began as and what it will be.
private func editorLines(_ state: MonitorState, _ run: RunHistory) -> [OverlayLine] {
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
      "\(samples.edits) edits, \(samples.paraphrases) paraphrases, \(samples.neighbours) neighbours, "
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
  let (glyphs, body, rows) = (state.environment.glyphs, text.body, text.rows)
  let (width, height) = (text.columnWidth * text.columns.count + 2, text.height)
  let box = Rect(
    x: body.x + (body.width - width) / 2, y: body.y + (body.height - height) / 2, width: width, height: height)
  let inner = box.inset(by: 1)
  buffer.fill(box, with: Cell(" ", style: palette.ground))
  drawBox(box, glyphs, palette.label, into: &buffer)
  buffer.write(" \(text.title) ", x: box.x + 2, y: box.y, style: palette.strong, clip: box)
  let scroll = min(state.overlayScroll, text.hiddenRows)
  let place = text.hiddenRows > 0 ? "j k scroll, \(scroll + 1)-\(scroll + inner.height) of \(rows)  " : ""
  let footer = " \(place)Esc closes "
  if displayWidth(of: footer) + 4 <= box.width {
    buffer.write(footer, x: box.maxX - displayWidth(of: footer) - 2, y: box.maxY - 1, style: palette.label, clip: box)
  }
  for (column, lines) in text.columns.enumerated() {
    let part = Rect(
      x: inner.x + column * text.columnWidth, y: inner.y, width: min(text.columnWidth, inner.width),
      height: inner.height)
    for (row, line) in lines.dropFirst(scroll).prefix(inner.height).enumerated() {
      draw(line, y: inner.y + row, termWidth: text.termWidth, in: part, palette, glyphs, into: &buffer)
    }
  }
}

private func draw(
  _ line: OverlayLine, y: Int, termWidth: Int, in area: Rect, _ palette: Palette, _ glyphs: GlyphSet,
  into buffer: inout CellBuffer
) {
  switch line {
  case .blank: break
  case .heading(let text): buffer.write(text, x: area.x + 1, y: y, style: palette.strong, clip: area)
  case .entry(let term, let text):
    buffer.write(clipped(term, to: termWidth, glyphs), x: area.x + 2, y: y, style: palette.key, clip: area)
    buffer.write(text, x: area.x + termWidth + 3, y: y, style: palette.text, clip: area)
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
