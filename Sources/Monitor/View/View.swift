import Cells
import Charts

/// Draws the whole screen. The buffer's size decides the layout; anything that does not fit is left out.
package func view(_ state: MonitorState, into buffer: inout CellBuffer) {
  let palette = Palette(theme: state.theme, hasColor: state.environment.hasColor)
  buffer.fill(buffer.bounds, with: Cell(" ", style: palette.ground))
  let size = buffer.size
  guard size.width > 0, size.height > 0 else { return }
  drawHeader(state, palette, width: size.width, into: &buffer)
  for (pane, rect) in state.paneRects(size: size) {
    if hasRoom(rect) {
      drawPane(pane, in: rect, state, palette, into: &buffer)
    } else {
      drawTooSmall(in: rect, palette, into: &buffer)
    }
  }
  if state.stripHeight(size: size) > 0 { drawChangeStrip(state, palette, row: size.height - 2, into: &buffer) }
  drawWelcome(state, palette, into: &buffer)
  drawTour(state, palette, into: &buffer)
  drawOverlay(state, palette, into: &buffer)
  state.picker?.draw(
    selected: state.overlay?.place ?? 0, state.environment.glyphs, palette, into: &buffer)
  if state.overlay?.content == .runs { RunsTable(state, size: size).draw(state, palette, into: &buffer) }
  drawSuggestions(state, palette, into: &buffer)
  // Last: a long message covers more rows than its own.
  if size.height >= 3 || state.prompt.text != nil {
    drawFooter(state, palette, row: size.height - 1, width: size.width, into: &buffer)
  }
}

/// Whether a pane's frame has room for anything; one without is worse than none.
func hasRoom(_ rect: Rect) -> Bool { rect.width >= 20 && rect.height >= 4 }

private func drawTooSmall(in rect: Rect, _ palette: Palette, into buffer: inout CellBuffer) {
  let text = ["too small: 40 x 10 will do", "too small: 40x10", "too small"].first {
    displayWidth(of: $0) <= rect.width
  }
  buffer.write(text ?? "", x: rect.x, y: rect.y + rect.height / 2, style: palette.label, clip: rect)
}

/// Draws a pane with its box.
func drawPane(
  _ pane: Pane, in rect: Rect, _ state: MonitorState, _ palette: Palette, into buffer: inout CellBuffer
) {
  let frame = PaneFrame(pane: pane, rect: rect, isFocused: state.panes.focus == pane, glyphs: state.environment.glyphs)
  guard state.run != nil else {
    frame.draw(palette, detail: "", notes: [], into: &buffer)
    let words =
      state.engine.attachment?.waitingWords ?? state.engine.activity?.subject.map { "loading \($0)" }
      ?? "waiting for the model"
    frame.drawCentered(
      state.engine.stopped == nil || state.engine.attachment != nil ? words : "no run", palette, into: &buffer)
    return
  }
  switch pane {
  case .spectrum: drawSpectrum(state, palette, frame, into: &buffer)
  case .waterfall: drawWaterfall(state, palette, frame, into: &buffer)
  case .similarity: drawSimilarity(state, palette, frame, into: &buffer)
  case .norms: drawNorms(state, palette, frame, into: &buffer)
  case .quality: drawQuality(state, palette, frame, into: &buffer)
  case .edits: drawEdits(state, palette, frame, into: &buffer)
  case .probes: drawProbes(state, palette, frame, into: &buffer)
  case .layers: drawLayers(state, palette, frame, into: &buffer)
  }
}
