import Cells

/// Drawing on top of what is there: a style whose background is `.terminal` keeps the background of each cell, so that
/// text and lines can be laid over tinted ground.
extension CellBuffer {
  /// Puts one single-width character into a cell.
  package mutating func write(_ scalar: Unicode.Scalar, x: Int, y: Int, style: Style) {
    var cell = Cell(scalar, style: style)
    if style.background == .terminal { cell.style.background = self[x, y].style.background }
    self[x, y] = cell
  }

  /// Writes `text` from (x, y) rightwards within `clip`, leaving out what has no width, as `put` does.
  ///
  /// - Returns: the column after the text, clipped or not.
  @discardableResult
  package mutating func write(_ text: some StringProtocol, x: Int, y: Int, style: Style, clip: Rect? = nil) -> Int {
    let area = clip.map { $0.intersection(bounds) } ?? bounds
    var column = x
    for scalar in text.unicodeScalars {
      let width = displayWidth(of: scalar)
      guard width > 0 else { continue }
      if area.contains(x: column, y: y), column + width <= area.maxX {
        write(scalar, x: column, y: y, style: style)
        if width == 2 { write(Cell.continuation, x: column + 1, y: y, style: style) }
      }
      column += width
    }
    return column
  }
}
