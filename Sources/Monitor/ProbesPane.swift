import Cells
import Charts
import Telemetry

/// The pinned prompts: what the model said at edit 0 beside what it says at the moment shown.
func drawProbes(_ state: MonitorState, _ palette: Palette, _ frame: PaneFrame, into buffer: inout CellBuffer) {
  let first = state.run?.rounds.first?.probes ?? []
  let now = latestProbes(state)
  let area = frame.inner
  let isWide = area.width >= 72
  let blockHeight = now.count * 3 <= area.height ? 3 : 2
  let rows = isWide ? max(0, area.height - 1) : area.height / blockHeight
  let changed = now.filter { probe in
    original(of: probe, in: first).map { $0.continuation != probe.continuation } ?? false
  }
  let note = "\(changed.count) of \(now.count) changed"
  frame.draw(palette, detail: "", notes: now.isEmpty ? [] : ["\(note) (* marks them)", note], into: &buffer)
  guard !now.isEmpty else {
    frame.drawCentered("no pinned prompts", palette, into: &buffer)
    return
  }
  let table = ProbeTable(area: area, glyphs: state.environment.glyphs, palette: palette)
  if isWide { table.drawHeadings(moment: state.isHistory ? "at the moment shown" : "now", into: &buffer) }
  for (row, probe) in now.prefix(rows).enumerated() {
    let before = original(of: probe, in: first)
    if isWide {
      table.drawLine(probe, before, y: area.y + 1 + row, into: &buffer)
    } else {
      table.drawBlock(probe, before, y: area.y + row * blockHeight, rows: blockHeight, into: &buffer)
    }
  }
}

/// The last readings by the moment shown.
private func latestProbes(_ state: MonitorState) -> [ProbeReading] {
  guard let run = state.run, let index = state.shownIndex else { return [] }
  return run.rounds[...index].reversed().first { !$0.probes.isEmpty }?.probes ?? []
}

private func original(of probe: ProbeReading, in first: [ProbeReading]) -> ProbeReading? {
  first.first { $0.prompt == probe.prompt }
}

private struct ProbeTable {
  let area: Rect
  let glyphs: GlyphSet
  let palette: Palette

  private var promptWidth: Int { area.width * 3 / 10 }
  private var textWidth: Int { max(0, (area.width - promptWidth - 10) / 2) }

  func drawHeadings(moment: String, into buffer: inout CellBuffer) {
    drawCells(
      "prompt", "edit 0", moment, "p", mark: " ", y: area.y, styles: Array(repeating: palette.faint, count: 4),
      into: &buffer)
  }

  func drawLine(_ probe: ProbeReading, _ before: ProbeReading?, y: Int, into buffer: inout CellBuffer) {
    let isChanged = before.map { $0.continuation != probe.continuation } ?? false
    drawCells(
      probe.prompt.trimmed, before?.continuation.trimmed ?? "-", probe.continuation.trimmed, share(probe.probability),
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
  func drawBlock(_ probe: ProbeReading, _ before: ProbeReading?, y: Int, rows: Int, into buffer: inout CellBuffer) {
    let isChanged = before.map { $0.continuation != probe.continuation } ?? false
    let now = isChanged ? palette.middling : palette.good
    let (old, new) = (before?.continuation.trimmed ?? "-", probe.continuation.trimmed)
    func put(_ text: String, x: Int, row: Int, width: Int, _ style: Style) {
      buffer.write(clipped(text, to: width, glyphs), x: area.x + x, y: y + row, style: style, clip: area)
    }
    put(probe.prompt.trimmed, x: 0, row: 0, width: area.width, palette.text)
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
