import Cells
import Charts
import Telemetry

/// A line of an overlay: a heading, or a term with its explanation.
private enum OverlayLine {
  case heading(String)
  case entry(String, String)
  case blank
}

/// The keys, made from the keymap, and what the words on the screen mean.
func drawHelp(_ state: MonitorState, _ palette: Palette, in body: Rect, into buffer: inout CellBuffer) {
  var lines: [OverlayLine] = []
  for group in Binding.Group.allCases {
    lines.append(.heading(group.rawValue))
    lines += Binding.all.filter { $0.group == group }.map { .entry($0.keyNames, $0.detail) }
    lines.append(.blank)
  }
  lines.append(.heading("Words"))
  lines += [
    .entry("held", "the new object is the model's first choice (argmax) for the edited prompt"),
    .entry("weak", "the new object is only more probable than the old one"),
    .entry("lost", "the old object is more probable again"),
    .entry("LS", "likeness of the dominant singular subspaces to those of the unedited weight, 1 = the same"),
    .entry("SS", "mean |cosine| of singular vectors of the same index, 1 = the same"),
    .entry("core drift", "how much of the protected core has been overwritten, relative to it; 0 = intact"),
    .entry("argmax", "share of all edits so far that are held; falls to 0 when a model collapses"),
    .entry("tasks", "mean F1 over the general-ability tasks"),
    .entry("!", "at the top of a chart: a value there is not finite"),
    .entry("heavy axis", "a stretch edited with the guard on, or the protected indices of the spectrum"),
  ]
  drawOverlay("help", lines, state, palette, in: body, into: &buffer)
}

/// What a reader must know to trust the numbers.
func drawAbout(_ state: MonitorState, _ palette: Palette, in body: Rect, into buffer: inout CellBuffer) {
  guard let run = state.run else {
    drawOverlay("about", [.entry("state", state.loadingRefusal)], state, palette, in: body, into: &buffer)
    return
  }
  let about = run.description
  var lines: [OverlayLine] = [
    .heading("Run"), .entry("model", "\(about.model), \(grouped(about.parameters)) parameters"),
    .entry("editor", "\(about.editor), rounds of \(grouped(about.roundSize)), seed \(about.seed)"),
    .entry("guard", state.guardSentence(state.coming)),
    .entry("folder", about.folder ?? "not kept"),
  ]
  lines += about.layers.map { layer in
    .entry(
      "layer \(layer.layer)",
      "\(layer.d) x \(layer.m), ||W_0||_F \(compact(layer.frobenius)), sigma_1 \(compact(Double(layer.spectrum.first ?? .nan)))"
    )
  }
  lines += about.remarks.map { .entry("note", $0) }
  if let report = state.shownRound {
    let (samples, seconds) = (report.sampled, report.seconds)
    lines += [
      .blank, .heading("Round \(report.round)"),
      .entry(
        "samples",
        "\(samples.edits) edits, \(samples.paraphrases) paraphrases, \(samples.neighbours) neighbours, "
          + "\(samples.perplexityTokens) tokens of text, \(samples.taskItems) task items"),
      .entry(
        "seconds",
        "total \(compact(seconds.total)): targets \(compact(seconds.targets)), keys \(compact(seconds.keys)), solve "
          + "\(compact(seconds.solve)), filter \(compact(seconds.filter)), spectra \(compact(seconds.spectra)), "
          + "evaluation \(compact(seconds.evaluation))"),
    ]
    let names = about.tasks + report.scores.tasks.keys.filter { !about.tasks.contains($0) }.sorted()
    lines += names.compactMap { name in report.scores.tasks[name].map { .entry(name, "F1 \(share($0))") } }
    lines += report.layers.map { layer in
      .entry(
        "layer \(layer.layer)",
        "kept \(share(layer.kept)), ||dW||/||W|| \(compact(layer.relativeChange)), key rank "
          + (layer.keyRank.map(compact) ?? "-") + ", |h0| " + (layer.hiddenNorm.map(compact) ?? "-"))
    }
  }
  drawOverlay("about this run", lines, state, palette, in: body, into: &buffer)
}

/// A box in the middle of the body with wrapped lines, in two columns where the screen is wide, scrolled by the state.
private func drawOverlay(
  _ title: String, _ lines: [OverlayLine], _ state: MonitorState, _ palette: Palette, in body: Rect,
  into buffer: inout CellBuffer
) {
  let glyphs = state.environment.glyphs
  let columns = body.width >= 150 && lines.count + 2 > body.height ? 2 : 1
  let columnWidth = max(0, min(body.width - 2, 98 - (columns - 1) * 14))
  let termWidth = min(16, max(6, columnWidth / 4))
  let wrapped = lines.flatMap { line -> [OverlayLine] in
    guard case .entry(let term, let text) = line else { return [line] }
    let pieces = wrap(text, width: columnWidth - termWidth - 4)
    return pieces.enumerated().map { .entry($0.offset == 0 ? term : "", $0.element) }
  }
  let rows = (wrapped.count + columns - 1) / columns
  let (width, height) = (columnWidth * columns + 2, min(body.height, rows + 2))
  let box = Rect(
    x: body.x + (body.width - width) / 2, y: body.y + (body.height - height) / 2, width: width, height: height)
  let inner = box.inset(by: 1)
  buffer.fill(box, with: Cell(" ", style: palette.ground))
  drawBox(box, glyphs, palette.label, into: &buffer)
  buffer.write(" \(title) ", x: box.x + 2, y: box.y, style: palette.strong, clip: box)
  let hidden = max(0, rows - inner.height)
  let scroll = min(state.overlayScroll, hidden)
  let place = hidden > 0 ? "j k scroll, \(scroll + 1)-\(scroll + inner.height) of \(rows)  " : ""
  let footer = " \(place)Esc closes "
  if displayWidth(of: footer) + 4 <= box.width {
    buffer.write(footer, x: box.maxX - displayWidth(of: footer) - 2, y: box.maxY - 1, style: palette.label, clip: box)
  }
  for column in 0..<columns {
    let part = Rect(
      x: inner.x + column * columnWidth, y: inner.y, width: min(columnWidth, inner.width), height: inner.height)
    for (row, line) in wrapped.dropFirst(column * rows + scroll).prefix(min(inner.height, rows - scroll)).enumerated() {
      draw(line, y: inner.y + row, termWidth: termWidth, in: part, palette, glyphs, into: &buffer)
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

/// `text` in lines of at most `width` columns, broken at blanks; a longer word stands alone and is clipped when drawn.
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
