/// One character cell. `scalar` is a single-width character, or a double-width one followed by a `continuation` cell.
package struct Cell: Sendable, Hashable {
  package var scalar: Unicode.Scalar
  package var style: Style

  package init(_ scalar: Unicode.Scalar = " ", style: Style = Style()) {
    self.scalar = scalar
    self.style = style
  }

  /// The right half of a double-width character; painted by its left half.
  package static let continuation: Unicode.Scalar = "\u{0}"
}

/// A picture of a screen: what every view draws into, what tests read and what the painter shows.
/// Drawing outside the buffer is clipped, never an error.
package struct CellBuffer: Sendable, Equatable {
  package let size: Size
  package private(set) var cells: [Cell]

  package init(size: Size, fill: Cell = Cell()) {
    self.size = Size(width: max(0, size.width), height: max(0, size.height))
    cells = Array(repeating: fill, count: self.size.width * self.size.height)
  }

  package var bounds: Rect { Rect(x: 0, y: 0, width: size.width, height: size.height) }

  /// The cell at (x, y); a blank when outside. Writes outside are dropped.
  package subscript(x: Int, y: Int) -> Cell {
    get { bounds.contains(x: x, y: y) ? cells[y * size.width + x] : Cell() }
    set { if bounds.contains(x: x, y: y) { cells[y * size.width + x] = newValue } }
  }

  package mutating func fill(_ rect: Rect, with cell: Cell) {
    let area = rect.intersection(bounds)
    for y in area.y..<area.maxY {
      for x in area.x..<area.maxX { cells[y * size.width + x] = cell }
    }
  }

  /// Changes the background of every cell in `rect`, keeping what stands there.
  package mutating func tint(_ rect: Rect, background: Color) {
    let area = rect.intersection(bounds)
    for y in area.y..<area.maxY {
      for x in area.x..<area.maxX { cells[y * size.width + x].style.background = background }
    }
  }

  /// Puts one single-width character into a cell. A style whose background is `.terminal` keeps the cell's background, so
  /// that text and lines can be laid over tinted ground.
  package mutating func write(_ scalar: Unicode.Scalar, x: Int, y: Int, style: Style) {
    var cell = Cell(scalar, style: style)
    if style.background == .terminal { cell.style.background = self[x, y].style.background }
    self[x, y] = cell
  }

  /// Writes `text` from (x, y) rightwards, clipped to `clip` (the whole buffer by default), on the background as `write` of
  /// a character does. Control characters and combining marks are left out, so that text from a data file cannot disturb
  /// the screen.
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

  /// The characters of row `y`, trailing blanks kept.
  package func text(row y: Int) -> String {
    var result = ""
    for x in 0..<size.width {
      let scalar = self[x, y].scalar
      if scalar != Cell.continuation { result.unicodeScalars.append(scalar) }
    }
    return result
  }
}
