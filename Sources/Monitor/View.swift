import Cells
import Charts

/// Draws the whole screen. The buffer's size decides the layout; anything that does not fit is left out.
package func view(_ state: MonitorState, into buffer: inout CellBuffer) {
  let palette = Palette(theme: state.theme, hasColor: state.environment.hasColor)
  buffer.fill(buffer.bounds, with: Cell(" ", style: palette.ground))
  let size = buffer.size
  guard size.width > 0, size.height > 0 else { return }
  drawHeader(state, palette, width: size.width, into: &buffer)
  let panes = layout(
    size: size, expanded: state.isExpanded ? state.focus : nil, shown: state.shown, focus: state.focus)
  for (pane, rect) in panes { draw(pane, in: rect, state, palette, into: &buffer) }
  drawOverlay(state, palette, into: &buffer)
  drawEditorPicker(state, palette, into: &buffer)
  // Last: what is said may need more rows than its own.
  if size.height >= 3 || state.typed != nil {
    drawHints(state, palette, row: size.height - 1, width: size.width, into: &buffer)
  }
}

private func draw(
  _ pane: Pane, in rect: Rect, _ state: MonitorState, _ palette: Palette, into buffer: inout CellBuffer
) {
  let frame = PaneFrame(pane: pane, rect: rect, isFocused: state.focus == pane, glyphs: state.environment.glyphs)
  guard state.run != nil else {
    frame.draw(palette, detail: "", notes: [], into: &buffer)
    frame.drawCentered(state.stopped == nil ? "waiting for the model" : "no run", palette, into: &buffer)
    return
  }
  switch pane {
  case .spectrum: drawSpectrum(state, palette, frame, into: &buffer)
  case .similarity: drawSimilarity(state, palette, frame, into: &buffer)
  case .norms: drawNorms(state, palette, frame, into: &buffer)
  case .quality: drawQuality(state, palette, frame, into: &buffer)
  case .edits: drawEdits(state, palette, frame, into: &buffer)
  case .probes: drawProbes(state, palette, frame, into: &buffer)
  }
}
