import Cells
import Charts
import RunModel

/// The pinned prompts: what the model said at edit 0 beside what it says at the moment shown.
func drawProbes(_ state: MonitorState, _ palette: Palette, _ frame: PaneFrame, into buffer: inout CellBuffer) {
  let now = state.shownProbes
  let area = frame.inner
  let isWide = area.width >= 72
  let blockHeight = now.count * 3 <= area.height ? 3 : 2
  let rows = isWide ? max(0, area.height - 1) : area.height / blockHeight
  let changed = now.filter { probe in
    state.run?.original(of: probe.prompt).map { $0.continuation != probe.continuation } ?? false
  }
  let note = "\(changed.count) of \(now.count) changed"
  frame.draw(palette, detail: "", notes: now.isEmpty ? [] : ["\(note) (* marks them)", note], into: &buffer)
  guard !now.isEmpty else {
    frame.drawCentered("no pinned prompts; A pins one", palette, into: &buffer)
    return
  }
  let table = ProbeTable(area: area, glyphs: state.environment.glyphs, palette: palette)
  if isWide { table.drawHeadings(moment: state.isHistory ? "at the moment shown" : "now", into: &buffer) }
  for (row, probe) in now.prefix(rows).enumerated() {
    let before = state.run?.original(of: probe.prompt)
    if isWide {
      table.drawLine(row + 1, probe, before, y: area.y + 1 + row, into: &buffer)
    } else {
      table.drawBlock(row + 1, probe, before, y: area.y + row * blockHeight, rows: blockHeight, into: &buffer)
    }
  }
}

extension MonitorState {
  /// The readings at the moment shown.
  var shownProbes: [ProbeReading] { shownIndex.flatMap { run?.probes(by: $0) } ?? [] }

  /// The prompts that are pinned in the coming rounds.
  private var pinnedPrompts: [String] {
    run.map { $0.probes(by: $0.rounds.count - 1).map(\.prompt) } ?? []
  }

  /// Pins a prompt, or puts it in the place of the one whose number stands before it; without words after the number that one
  /// is taken away.
  mutating func typedProbe(_ words: [String]) -> [Effect] {
    var prompts = pinnedPrompts
    let place = words.first.flatMap(Int.init).flatMap { prompts.indices.contains($0 - 1) ? $0 - 1 : nil }
    let text = words.dropFirst(place == nil ? 0 : 1).joined(separator: " ")
    if let place {
      if text.isEmpty { prompts.remove(at: place) } else { prompts[place] = text }
    } else if text.isEmpty {
      footer.say(.warning, "which prompt? such as probe The capital of France is")
      return []
    } else {
      prompts.append(text)
    }
    guard Set(prompts).count == prompts.count else {
      footer.say(.warning, "\"\(text)\" is pinned already")
      return []
    }
    footer.say(.info, engine.isBusy ? "asked after this round" : "asking the model")
    panes.reach(.probes)
    return [.send(.setProbes(prompts))]
  }
}

private struct ProbeTable {
  let area: Rect
  let glyphs: GlyphSet
  let palette: Palette

  private var promptWidth: Int { area.width * 3 / 10 }
  private var textWidth: Int { max(0, (area.width - promptWidth - 10) / 2) }

  func drawHeadings(moment: String, into buffer: inout CellBuffer) {
    drawCells(
      "  prompt", "edit 0", moment, "p", mark: " ", y: area.y, styles: Array(repeating: palette.faint, count: 4),
      into: &buffer)
  }

  func drawLine(_ number: Int, _ probe: ProbeReading, _ before: ProbeReading?, y: Int, into buffer: inout CellBuffer) {
    let isChanged = before.map { $0.continuation != probe.continuation } ?? false
    drawCells(
      "\(number) \(probe.prompt.trimmed)", before?.continuation.trimmed ?? "-", probe.continuation.trimmed,
      share(probe.probability),
      mark: isChanged ? "*" : " ", y: y,
      styles: [palette.text, palette.label, isChanged ? palette.middling : palette.good, palette.label], into: &buffer)
  }

  private func drawCells(
    _ prompt: String, _ before: String, _ now: String, _ probability: String, mark: String, y: Int, styles: [Style],
    into buffer: inout CellBuffer
  ) {
    var x = area.x + 1
    buffer.write(clipped(prompt, to: promptWidth, glyphs), x: x, y: y, style: styles[0], clip: area)
    x += promptWidth + 1
    buffer.write(clipped(before, to: textWidth, glyphs), x: x, y: y, style: styles[1], clip: area)
    x += textWidth + 1
    buffer.write(mark, x: x, y: y, style: palette.middling, clip: area)
    buffer.write(clipped(now, to: textWidth, glyphs), x: x + 1, y: y, style: styles[2], clip: area)
    buffer.write(probability, x: area.maxX - displayWidth(of: probability), y: y, style: styles[3], clip: area)
  }

  /// Three rows, or two where they must do, for narrow panes.
  func drawBlock(
    _ number: Int, _ probe: ProbeReading, _ before: ProbeReading?, y: Int, rows: Int, into buffer: inout CellBuffer
  ) {
    let isChanged = before.map { $0.continuation != probe.continuation } ?? false
    let now = isChanged ? palette.middling : palette.good
    let (old, new) = (before?.continuation.trimmed ?? "-", probe.continuation.trimmed)
    func put(_ text: String, x: Int, row: Int, width: Int, _ style: Style) {
      buffer.write(clipped(text, to: width, glyphs), x: area.x + x, y: y + row, style: style, clip: area)
    }
    put("\(number) \(probe.prompt.trimmed)", x: 0, row: 0, width: area.width, palette.text)
    if rows >= 3 {
      put("edit 0", x: 1, row: 1, width: 6, palette.faint)
      put(old, x: 8, row: 1, width: area.width - 9, palette.label)
      put(isChanged ? "now  *" : "now", x: 1, row: 2, width: 6, palette.faint)
      put(new, x: 8, row: 2, width: area.width - 9, now)
    } else {
      let half = max(0, (area.width - 6) / 2)
      put(old, x: 1, row: 1, width: half, palette.label)
      put(isChanged ? "*" : "=", x: half + 2, row: 1, width: 1, palette.faint)
      put(new, x: half + 4, row: 1, width: half, now)
    }
  }
}
