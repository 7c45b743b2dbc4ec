import Cells
import Charts
import RunModel

/// The pinned prompts: what the model said at edit 0 beside what it says at the moment shown; of a forked run, what both models
/// say. With the whole screen, the whole texts.
func drawProbes(_ state: MonitorState, _ palette: Palette, _ frame: PaneFrame, into buffer: inout CellBuffer) {
  let probes = state.shownProbes
  let note = state.probeNote
  frame.draw(
    palette, detail: "", notes: note.isEmpty ? [] : ["\(note) (* marks them)", note, "Enter looks"], into: &buffer)
  guard !probes.isEmpty else {
    frame.drawCentered("no pinned prompts; A pins one", palette, into: &buffer)
    return
  }
  let table = ProbeTable(
    area: frame.inner, glyphs: state.environment.glyphs, palette: palette,
    chosen: frame.isFocused ? min(state.chosenProbe, probes.count - 1) : nil)
  if state.panes.isExpanded, state.panes.focus == .probes {
    table.drawWhole(probes, into: &buffer)
  } else if frame.inner.width >= 72 {
    table.drawLines(probes, into: &buffer)
  } else {
    table.drawBlocks(probes, into: &buffer)
  }
}

/// Draws pinned prompts in the room that there is.
private struct ProbeTable {
  let area: Rect
  let glyphs: GlyphSet
  let palette: Palette
  /// The probe that Enter looks into; nil in a pane without the focus.
  let chosen: Int?

  /// A line for each: prompt, then what was and is said, beside each other.
  func drawLines(_ probes: [ShownProbe], into buffer: inout CellBuffer) {
    let promptWidth = area.width * 3 / 10
    let columns = probes[0].sayings.count
    let hasProbability = columns == 2
    let room = area.width - promptWidth - 3 - (hasProbability ? 5 : 0)
    let width = max(0, room / columns - 1)
    func put(_ texts: [(String, Style)], mark: [Bool], y: Int, into buffer: inout CellBuffer) {
      var x = area.x + promptWidth + 2
      for (place, (text, style)) in texts.enumerated() {
        if mark[place] { buffer.write("*", x: x - 1, y: y, style: palette.middling, clip: area) }
        buffer.write(clipped(text, to: width - 1, glyphs), x: x, y: y, style: style, clip: area)
        x += width + 1
      }
    }
    buffer.write("  prompt", x: area.x + 1, y: area.y, style: palette.faint, clip: area)
    put(
      probes[0].sayings.map { ($0.moment, palette.faint) }, mark: probes[0].sayings.map { _ in false }, y: area.y,
      into: &buffer)
    if hasProbability { buffer.write("p", x: area.maxX - 1, y: area.y, style: palette.faint, clip: area) }
    let rows = max(0, area.height - 1)
    let first = firstShown(of: probes.count, rows: rows)
    for (row, probe) in probes.dropFirst(first).prefix(rows).enumerated() {
      let y = area.y + 1 + row
      let title = "\(first + row + 1) \(probe.prompt.trimmed)"
      buffer.write(clipped(title, to: promptWidth, glyphs), x: area.x + 1, y: y, style: palette.text, clip: area)
      put(probe.sayings.map { ($0.text, style($0)) }, mark: probe.sayings.map(\.isChanged), y: y, into: &buffer)
      if hasProbability, let now = probe.sayings.last?.probability {
        let text = share(now)
        buffer.write(text, x: area.maxX - displayWidth(of: text), y: y, style: palette.label, clip: area)
      }
      mark(first + row, Rect(x: area.x, y: y, width: area.width, height: 1), into: &buffer)
    }
  }

  /// Some rows for each, in a narrow pane: all that was said below each other, or the last two beside each other where two
  /// rows must do.
  func drawBlocks(_ probes: [ShownProbe], into buffer: inout CellBuffer) {
    let full = probes[0].sayings.count + 1
    let height = probes.count * full <= area.height ? full : 2
    let rows = area.height / height
    let first = firstShown(of: probes.count, rows: rows)
    for (row, probe) in probes.dropFirst(first).prefix(rows).enumerated() {
      let y = area.y + row * height
      func put(_ text: String, x: Int, row: Int, width: Int, _ style: Style) {
        buffer.write(clipped(text, to: width, glyphs), x: area.x + x, y: y + row, style: style, clip: area)
      }
      put("\(first + row + 1) \(probe.prompt.trimmed)", x: 0, row: 0, width: area.width, palette.text)
      mark(first + row, Rect(x: area.x, y: y, width: area.width, height: 1), into: &buffer)
      if height == full {
        let label = probe.sayings.map { displayWidth(of: $0.moment) }.max() ?? 0
        for (line, saying) in probe.sayings.enumerated() {
          put(saying.moment, x: 1, row: line + 1, width: label, palette.faint)
          if saying.isChanged { put("*", x: label + 1, row: line + 1, width: 1, palette.middling) }
          put(saying.text, x: label + 2, row: line + 1, width: area.width - label - 3, style(saying))
        }
      } else {
        let half = max(0, (area.width - 6) / 2)
        let pair = probe.sayings.suffix(2)
        for (place, saying) in pair.enumerated() {
          let isForked = probe.sayings.count > 2
          let mark = saying.isChanged ? "*" : isForked || place == 0 ? " " : "="
          put(mark, x: place * (half + 3), row: 1, width: 1, palette.faint)
          put(saying.text, x: place * (half + 3) + 1 + place, row: 1, width: half, style(saying))
        }
      }
    }
  }

  /// Whole texts, wrapped, one below the other.
  func drawWhole(_ probes: [ShownProbe], into buffer: inout CellBuffer) {
    let label = (probes.flatMap(\.sayings).map { displayWidth(of: $0.moment) }.max() ?? 0) + 3
    let blocks = probes.map { probe in
      probe.sayings.map { wrap($0.text, width: area.width - label - 2) }
    }
    func height(_ place: Int) -> Int { blocks[place].reduce(2) { $0 + $1.count } }
    // The chosen one is at the top, as far as those below leave room.
    var first = chosen ?? 0
    while first > 0, (first - 1..<probes.count).reduce(0, { $0 + height($1) }) <= area.height + 1 { first -= 1 }
    var y = area.y
    for place in first..<probes.count where y < area.maxY {
      let title = "\(place + 1) \(probes[place].prompt.trimmed)"
      buffer.write(clipped(title, to: area.width - 1, glyphs), x: area.x + 1, y: y, style: palette.strong, clip: area)
      mark(place, Rect(x: area.x, y: y, width: area.width, height: 1), into: &buffer)
      y += 1
      for (saying, lines) in zip(probes[place].sayings, blocks[place]) {
        for (line, text) in lines.enumerated() where y < area.maxY {
          if line == 0 {
            let moment = saying.moment + (saying.isChanged ? " *" : "")
            buffer.write(moment, x: area.x + 3, y: y, style: palette.faint, clip: area)
          }
          buffer.write(text, x: area.x + label + 3, y: y, style: style(saying), clip: area)
          y += 1
        }
      }
      y += 1
    }
  }

  private func style(_ saying: ShownProbe.Saying) -> Style {
    saying.isOriginal ? palette.label : saying.isChanged ? palette.middling : palette.good
  }

  private func firstShown(of count: Int, rows: Int) -> Int {
    max(0, min((chosen ?? 0) - rows / 2, count - rows))
  }

  private func mark(_ place: Int, _ row: Rect, into buffer: inout CellBuffer) {
    guard place == chosen else { return }
    drawChosen(row, palette, into: &buffer)
    buffer.write(">", x: area.x - 1, y: row.y, style: palette.key)
  }
}
