import Cells
import Charts

/// The box around a pane: its digit and title at the top left, a note at the top right. The bottom line of a chart's box
/// is its x axis.
struct PaneFrame {
  let pane: Pane
  let rect: Rect
  let isFocused: Bool
  let glyphs: GlyphSet

  var inner: Rect { rect.inset(by: 1) }
  /// The row of the bottom line.
  var bottom: Int { rect.maxY - 1 }

  /// - Parameters:
  ///   - detail: what stands after the title, such as the layer.
  ///   - notes: from the fullest to the shortest; the first that fits is written.
  func draw(_ palette: Palette, detail: String, notes: [String], into buffer: inout CellBuffer) {
    var line = palette.box(pane)
    if isFocused { line.attributes.insert(.bold) }
    drawBox(rect, glyphs, line, into: &buffer)
    // Brackets, not only brightness, say which pane has the focus.
    let clip = rect.inset(horizontally: 1, vertically: 0)
    var x = buffer.write(isFocused ? "[" : " ", x: rect.x + 1, y: rect.y, style: palette.strong, clip: clip)
    x = buffer.write("\(pane.digit)", x: x, y: rect.y, style: palette.key, clip: clip)
    x = buffer.write(" \(pane.title)", x: x, y: rect.y, style: palette.strong, clip: clip)
    x = buffer.write(isFocused ? "]" : " ", x: x, y: rect.y, style: palette.strong, clip: clip)
    if !detail.isEmpty, x + displayWidth(of: detail) + 2 <= clip.maxX {
      x = buffer.write(isFocused ? " \(detail) " : "\(detail) ", x: x, y: rect.y, style: palette.label, clip: clip)
    }
    guard let note = notes.first(where: { x + displayWidth(of: $0) + 4 <= clip.maxX && !$0.isEmpty }) else { return }
    buffer.write(" \(note) ", x: clip.maxX - displayWidth(of: note) - 3, y: rect.y, style: palette.label, clip: clip)
  }

  /// A line across the box with a title, between two charts.
  func drawDivider(row: Int, title: String, indent: Int, _ palette: Palette, into buffer: inout CellBuffer) {
    for x in inner.x..<inner.maxX { buffer.write(glyphs.horizontal, x: x, y: row, style: palette.box(pane)) }
    buffer.write(glyphs.leftTee, x: rect.x, y: row, style: palette.box(pane))
    buffer.write(glyphs.rightTee, x: rect.maxX - 1, y: row, style: palette.box(pane))
    buffer.write(" \(title) ", x: inner.x + max(1, indent), y: row, style: palette.label, clip: inner)
  }

  /// A faint line in the middle, for a pane that has nothing to show yet.
  func drawCentered(_ text: String, _ palette: Palette, into buffer: inout CellBuffer) {
    guard !inner.isEmpty else { return }
    let x = inner.x + max(0, (inner.width - displayWidth(of: text)) / 2)
    buffer.write(text, x: x, y: inner.y + inner.height / 2, style: palette.faint, clip: inner)
  }
}

/// Draws the outline of a rectangle; nothing when it has no inside.
func drawBox(_ rect: Rect, _ glyphs: GlyphSet, _ style: Style, into buffer: inout CellBuffer) {
  guard rect.width >= 2, rect.height >= 2 else { return }
  let (right, bottom) = (rect.maxX - 1, rect.maxY - 1)
  for x in rect.x + 1..<max(rect.x + 1, right) {
    buffer.write(glyphs.horizontal, x: x, y: rect.y, style: style)
    buffer.write(glyphs.horizontal, x: x, y: bottom, style: style)
  }
  for y in rect.y + 1..<max(rect.y + 1, bottom) {
    buffer.write(glyphs.vertical, x: rect.x, y: y, style: style)
    buffer.write(glyphs.vertical, x: right, y: y, style: style)
  }
  buffer.write(glyphs.topLeft, x: rect.x, y: rect.y, style: style)
  buffer.write(glyphs.topRight, x: right, y: rect.y, style: style)
  buffer.write(glyphs.bottomLeft, x: rect.x, y: bottom, style: style)
  buffer.write(glyphs.bottomRight, x: right, y: bottom, style: style)
}

/// The ground of the chosen line; what stands there keeps its colours.
func drawChosen(_ row: Rect, _ palette: Palette, into buffer: inout CellBuffer) {
  if palette.hasColor {
    buffer.tint(row, background: palette.selected.background)
  } else {
    for x in row.x..<row.maxX {
      let cell = buffer[x, row.y]
      buffer[x, row.y] = Cell(cell.scalar, style: Style(.terminal, .reverse))
    }
  }
}

/// `text` cut to `width` columns, with an ellipsis where something was cut off.
///
/// - Parameter keepsEnd: whether the start is cut off: the last component of a path tells most.
func clipped(_ text: String, to width: Int, _ glyphs: GlyphSet, keepsEnd: Bool = false) -> String {
  // What has no width is not drawn either: control characters of a data file must not count or show.
  if displayWidth(of: text) <= width { return text }
  let mark = glyphs.ellipsis
  var room = width - displayWidth(of: mark)
  guard room >= 0 else { return String(mark.prefix(max(0, width))) }
  let scalars = Array(text.unicodeScalars)
  var kept: [Unicode.Scalar] = []
  for scalar in keepsEnd ? scalars.reversed() : scalars {
    room -= displayWidth(of: scalar)
    if room < 0 { break }
    kept.append(scalar)
  }
  let result = String(String.UnicodeScalarView(keepsEnd ? kept.reversed() : kept))
  return keepsEnd ? mark + result : result + mark
}
