import Cells
import Charts

/// A line of something to choose from: the chosen one has a ground of its own and a mark at its left end.
struct ChoiceLine {
  let area: Rect
  let isChosen: Bool
  let glyphs: GlyphSet
  let palette: Palette

  /// - Parameters:
  ///   - area: one row.
  ///   - hasMark: false for the further rows of a choice that has several.
  init(
    _ area: Rect, isChosen: Bool, hasMark: Bool = true, _ glyphs: GlyphSet, _ palette: Palette,
    into buffer: inout CellBuffer
  ) {
    (self.area, self.isChosen, self.glyphs, self.palette) = (area, isChosen, glyphs, palette)
    guard isChosen else { return }
    buffer.fill(area, with: Cell(" ", style: palette.selected))
    if hasMark { put(">", at: 0, palette.key, into: &buffer) }
  }

  /// Writes a text, cut to a width and to the line.
  ///
  /// - Parameter style: on a line that is not chosen.
  func put(_ text: String, at offset: Int, width: Int = .max, _ style: Style, into buffer: inout CellBuffer) {
    let x = area.x + offset
    buffer.write(
      clipped(text, to: max(0, min(width, area.maxX - x)), glyphs), x: x, y: area.y,
      style: isChosen ? palette.selected : style, clip: area)
  }
}
