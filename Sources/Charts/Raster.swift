import Cells

/// Dots of several series on a grid of cells, 2 dots wide and 4 high to a cell. Each series keeps its own dots, so that a
/// cell can be given whole to one of them: mixed dots in one colour would belong to nobody.
package struct Raster: Sendable, Equatable {
  /// Size in cells.
  package let size: Size
  /// Dots per cell for each series, bits as in Unicode braille (U+2800 + bits).
  private var planes: [[UInt8]]

  package init(size: Size, series: Int) {
    self.size = Size(width: max(0, size.width), height: max(0, size.height))
    planes = Array(
      repeating: Array(repeating: 0, count: self.size.width * self.size.height), count: max(0, series))
  }

  /// Size in dots.
  package var dotWidth: Int { size.width * 2 }
  package var dotHeight: Int { size.height * 4 }

  /// The dots of `series` in a cell; 0 outside.
  package func dots(series: Int, x: Int, y: Int) -> UInt8 {
    guard planes.indices.contains(series), x >= 0, y >= 0, x < size.width, y < size.height else { return 0 }
    return planes[series][y * size.width + x]
  }

  /// Sets one dot; outside the raster nothing happens.
  package mutating func set(x: Int, y: Int, series: Int) {
    guard planes.indices.contains(series), x >= 0, y >= 0, x < dotWidth, y < dotHeight else { return }
    planes[series][(y / 4) * size.width + x / 2] |= Raster.bit(column: x % 2, row: y % 4)
  }

  /// Draws a line between two points in dot coordinates, clipped to the raster; its ends round to the nearest dot.
  package mutating func line(from start: DotPoint, to end: DotPoint, series: Int) {
    let (right, bottom) = (Double(dotWidth) - 0.5, Double(dotHeight) - 0.5)
    guard let (a, b) = clipped(start, end, left: -0.5, top: -0.5, right: right, bottom: bottom) else { return }
    var (x, y) = (clampedInt(a.x), clampedInt(a.y))
    let (lastX, lastY) = (clampedInt(b.x), clampedInt(b.y))
    let (dx, dy) = (abs(lastX - x), -abs(lastY - y))
    let (stepX, stepY) = (x < lastX ? 1 : -1, y < lastY ? 1 : -1)
    var error = dx + dy
    while true {
      set(x: x, y: y, series: series)
      if x == lastX, y == lastY { return }
      let doubled = 2 * error
      if doubled >= dy {
        error += dy
        x += stepX
      }
      if doubled <= dx {
        error += dx
        y += stepY
      }
    }
  }

  /// Clears every other cell of a series.
  mutating func dash(series: Int) {
    guard planes.indices.contains(series) else { return }
    for place in planes[series].indices where (place % size.width).isMultiple(of: 2) { planes[series][place] = 0 }
  }

  /// Which series a cell belongs to: of those with dots in it and the highest priority, one by turns every two columns, so
  /// that lines that run together stay traceable, also where one of them has dots in every other column only. Nil for an
  /// empty cell.
  package func owner(x: Int, y: Int, priorities: [Int]) -> Int? {
    let place = y * size.width + x
    guard x >= 0, y >= 0, x < size.width, y < size.height else { return nil }
    func priority(_ series: Int) -> Int { series < priorities.count ? priorities[series] : 0 }
    var (highest, rivals) = (Int.min, 0)
    for series in planes.indices where planes[series][place] != 0 {
      if priority(series) > highest { (highest, rivals) = (priority(series), 0) }
      if priority(series) == highest { rivals += 1 }
    }
    guard rivals > 0 else { return nil }
    var turn = x / 2 % rivals
    for series in planes.indices where planes[series][place] != 0 && priority(series) == highest {
      if turn == 0 { return series }
      turn -= 1
    }
    return nil
  }

  /// The dots of a cell as its owner's: of two lines of its priority that share it both, so that flat ones close together
  /// remain two; of more the owner's alone, which would else be a blot.
  func dots(x: Int, y: Int, of owner: Int, priorities: [Int]) -> UInt8 {
    let place = y * size.width + x
    var (others, count) = (UInt8(0), 0)
    for series in planes.indices
    where series != owner && planes[series][place] != 0 && priorities[series] == priorities[owner] {
      others |= planes[series][place]
      count += 1
    }
    return count == 1 ? planes[owner][place] | others : planes[owner][place]
  }

  private static func bit(column: Int, row: Int) -> UInt8 {
    // Unicode numbers the upper three of the left column, those of the right one, then the two at the bottom.
    let row = row & 3
    return row < 3 ? 1 << UInt8(row + 3 * (column & 1)) : 0x40 << UInt8(column & 1)
  }
}

/// A place on a raster, in dots from the top left; fractions allowed.
package struct DotPoint: Sendable, Hashable {
  package var x: Double
  package var y: Double

  package init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// The part of a segment inside a rectangle (Liang and Barsky); nil when there is none or a coordinate is not finite.
private func clipped(
  _ start: DotPoint, _ end: DotPoint, left: Double, top: Double, right: Double, bottom: Double
) -> (DotPoint, DotPoint)? {
  let (dx, dy) = (end.x - start.x, end.y - start.y)
  guard dx.isFinite, dy.isFinite, right > left, bottom > top else { return nil }
  var (enter, leave) = (0.0, 1.0)
  let edges = [
    (-dx, start.x - left), (dx, right - start.x), (-dy, start.y - top), (dy, bottom - start.y),
  ]
  for (direction, distance) in edges {
    if direction == 0 {
      if distance < 0 { return nil }
      continue
    }
    let crossing = distance / direction
    if direction < 0 { enter = max(enter, crossing) } else { leave = min(leave, crossing) }
  }
  guard enter <= leave else { return nil }
  // An end that needs no clipping is kept bit for bit, so that it rounds as the point itself does.
  let first = enter == 0 ? start : DotPoint(x: start.x + enter * dx, y: start.y + enter * dy)
  let last = leave == 1 ? end : DotPoint(x: start.x + leave * dx, y: start.y + leave * dy)
  return (first, last)
}

extension GlyphSet {
  /// The character for the dots of one cell; a plain space for none, because some fonts show dots for blank braille.
  package func glyph(dots: UInt8) -> Unicode.Scalar {
    guard dots != 0 else { return " " }
    switch self {
    case .braille: return Unicode.Scalar(0x2800 + UInt32(dots)) ?? " "
    case .blocks: return GlyphSet.quarters(dots)
    case .ascii: return asciiGlyph(dots)
    }
  }

  /// A quarter of the cell is full when any of its two dots is set.
  private static func quarters(_ dots: UInt8) -> Unicode.Scalar {
    // Upper left, upper right, lower left, lower right.
    let masks: [UInt8] = [0x03, 0x18, 0x44, 0xA0]
    let full = masks.enumerated().reduce(0) { $0 | (dots & $1.element != 0 ? 1 << $1.offset : 0) }
    let glyphs: [Unicode.Scalar] = [" ", "▘", "▝", "▀", "▖", "▌", "▞", "▛", "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█"]
    return glyphs[full]
  }

  private func asciiGlyph(_ dots: UInt8) -> Unicode.Scalar {
    let rows: [UInt8] = [0x09, 0x12, 0x24, 0xC0]
    let used = rows.indices.filter { dots & rows[$0] != 0 }
    guard let top = used.first, let bottom = used.last else { return " " }
    if bottom - top >= 2 {
      let left = rows.indices.filter { dots & rows[$0] & 0x47 != 0 }
      let right = rows.indices.filter { dots & rows[$0] & 0xB8 != 0 }
      if let leftTop = left.first, let rightTop = right.first, left.count < 4, right.count < 4 {
        if leftTop > rightTop { return "/" }
        if leftTop < rightTop { return "\\" }
      }
      return "|"
    }
    if bottom == 0 || (top == 0 && bottom == 1) { return "'" }
    return top >= 2 ? (top == 3 ? "_" : ".") : "-"
  }
}
