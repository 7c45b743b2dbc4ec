import Cells

extension LineChart {
  /// Tick labels and the axis line left of the plot.
  func drawValueAxis(area: Rect, plot: Rect, into buffer: inout CellBuffer) {
    let line = plot.x - 1
    for row in plot.y..<plot.maxY { buffer.write(glyphs.vertical, x: line, y: row, style: style.axis) }
    var taken: Set<Int> = []
    for tick in y.ticks(atMost: max(2, plot.height / 3 + 1)) {
      guard let row = row(of: tick.value, in: plot), !taken.contains(row) else { continue }
      taken.formUnion(plot.height < 6 ? [row] : [row - 1, row, row + 1])
      drawTick(tick.label, row: row, line: line, area: area, into: &buffer)
    }
    let floorRow = plot.maxY - 1
    if hasFloor, y.kind == .log, plot.height >= 3 {
      // "0" would be a lie on this axis: the bottom row holds everything up to its lower bound.
      drawTick(glyphs.atMost + LineChart.floorLabel(y.lower), row: floorRow, line: line, area: area, into: &buffer)
    }
  }

  /// A bound in four columns: `.001`, `2e-5`, `0.5`.
  private static func floorLabel(_ value: Double) -> String {
    let text = value < 0.001 ? scientific(value).replacing(".0e", with: "e") : compact(value)
    return displayWidth(of: text) > 4 && text.hasPrefix("0.") ? String(text.dropFirst()) : text
  }

  private func drawTick(_ label: String, row: Int, line: Int, area: Rect, into buffer: inout CellBuffer) {
    let room = line - area.x
    buffer.write(String(repeating: " ", count: max(0, room)), x: area.x, y: row, style: style.text)
    // Half a number would be another number.
    let text = displayWidth(of: label) <= room ? label : ""
    buffer.write(text, x: line - displayWidth(of: text), y: row, style: style.text)
    buffer.write(glyphs.tick, x: line, y: row, style: style.axis)
  }

  /// The x axis on one row: a line that is heavy under bands, the notes of rules, then as many ticks as fit between.
  func drawPositionAxis(row: Int, area: Rect, plot: Rect, into buffer: inout CellBuffer) {
    for column in plot.x..<plot.maxX { buffer.write(glyphs.horizontal, x: column, y: row, style: style.baseline) }
    for band in bands {
      guard let span = span(of: band, in: plot) else { continue }
      let line = band.isDashed ? glyphs.heavyDashes : glyphs.heavyHorizontal
      for column in span { buffer.write(line, x: column, y: row, style: band.style) }
    }
    var taken = Set<Int>()
    func isFree(_ range: Range<Int>) -> Bool {
      range.lowerBound >= plot.x && range.upperBound <= plot.maxX && !range.contains { taken.contains($0) }
    }
    // All feet before any label, so that no rule loses its foot to another's words.
    for rule in rules {
      guard let column = column(of: rule.x, in: plot) else { continue }
      buffer.write(glyphs.foot, x: column, y: row, style: rule.style)
      taken.insert(column)
    }
    for rule in rules.reversed() {
      guard let column = column(of: rule.x, in: plot) else { continue }
      let places = rule.labels.lazy.flatMap { label -> [(String, Range<Int>)] in
        let width = displayWidth(of: label)
        return [(label, column + 1..<column + 1 + width), (label, column - width..<column)]
      }
      // A note between two feet could belong to either: it keeps away from the other one.
      func isClear(_ range: Range<Int>) -> Bool {
        range.lowerBound > column ? !taken.contains(range.upperBound) : !taken.contains(range.lowerBound - 1)
      }
      guard let (label, place) = places.first(where: { isFree($0.1) && isClear($0.1) }) else { continue }
      buffer.write(label, x: place.lowerBound, y: row, style: rule.style)
      taken.formUnion(place.lowerBound - 1...place.upperBound)
    }
    // Three at least are tried for: an axis that says nothing but 0 is none.
    for tick in x.ticks(atMost: max(3, plot.width / 10)) {
      guard let column = column(of: tick.value, in: plot) else { continue }
      let width = displayWidth(of: tick.label)
      let start = min(plot.maxX - width, max(plot.x, column - width / 2))
      guard isFree(start - 1 < plot.x ? start..<start + width : start - 1..<start + width) else { continue }
      buffer.write(tick.label, x: start, y: row, style: style.text)
      taken.formUnion(start - 1...start + width)
    }
    let titleWidth = displayWidth(of: xTitle)
    if titleWidth > 0, area.maxX - plot.maxX > titleWidth + 1 {
      buffer.write(xTitle, x: plot.maxX + 1, y: row, style: style.text)
    }
  }
}
