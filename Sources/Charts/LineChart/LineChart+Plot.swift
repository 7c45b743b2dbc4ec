import Cells

extension LineChart {
  /// Tints, rules and the cursor: everything that lies behind the lines.
  func drawBackdrop(in plot: Rect, into buffer: inout CellBuffer) {
    for band in bands {
      guard let background = band.background, let span = span(of: band, in: plot) else { continue }
      let rect = Rect(x: span.lowerBound, y: plot.y, width: span.count, height: plot.height)
      buffer.tint(rect, background: background)
    }
    for rule in rules { drawVertical(at: rule.x, glyphs.rule, rule.style, in: plot, into: &buffer) }
    if let crosshair { drawVertical(at: crosshair, glyphs.vertical, style.cursor, in: plot, into: &buffer) }
    if let cursor { drawVertical(at: cursor, glyphs.cursor, style.cursor, in: plot, into: &buffer) }
  }

  private func drawVertical(
    at value: Double, _ glyph: Unicode.Scalar, _ style: Style, in plot: Rect, into buffer: inout CellBuffer
  ) {
    guard let column = column(of: value, in: plot) else { return }
    for row in plot.y..<plot.maxY { buffer.write(glyph, x: column, y: row, style: style) }
  }

  /// The lines themselves, and a mark at the top of each column that holds a value which is not finite.
  func drawLines(in plot: Rect, into buffer: inout CellBuffer) {
    var raster = Raster(size: plot.size, series: series.count)
    var broken: Set<Int> = []
    for (index, line) in series.enumerated() {
      let points = line.track.thinned(to: x, columns: raster.dotWidth)
      for segment in segments(of: points, raster: raster) {
        let reduced = reducedM4(segment) { clampedInt($0.x) }
        if let only = reduced.first, reduced.count == 1 { raster.line(from: only, to: only, series: index) }
        for (start, end) in zip(reduced, reduced.dropFirst()) { raster.line(from: start, to: end, series: index) }
      }
      for point in points where !point.y.isFinite {
        if let column = column(of: point.x, in: plot) { broken.insert(column) }
      }
    }
    for (index, line) in series.enumerated() where line.isDashed { raster.dash(series: index) }
    let priorities = series.map(\.priority)
    for row in 0..<plot.height {
      for column in 0..<plot.width {
        guard let owner = raster.owner(x: column, y: row, priorities: priorities) else { continue }
        let glyph = self.glyph(of: owner, priorities, raster: raster, column: column, row: row)
        buffer.write(glyph, x: plot.x + column, y: plot.y + row, style: series[owner].style)
      }
    }
    drawDots(in: plot, into: &buffer)
    drawEndMarks(in: plot, into: &buffer)
    for column in broken { buffer.write("!", x: column, y: plot.y, style: style.alarm) }
  }

  /// The most points of a line that have a dot each, and the fewest columns for each of them: of so few, a line alone does
  /// not tell what was measured and what only lies between.
  private static let (fewPoints, columnsOfDot) = (10, 4)

  /// Dots on the points of named lines that have very few in sight, the uppermost line's last; the line's tag where colour does
  /// not tell lines apart.
  private func drawDots(in plot: Rect, into buffer: inout CellBuffer) {
    for line in series.sorted(by: { $0.priority < $1.priority }) where line.isNamed {
      let points = line.track.points(from: x.lower, through: x.upper)
      guard points.count <= min(LineChart.fewPoints, max(2, plot.width / LineChart.columnsOfDot)) else { continue }
      for point in points where point.y.isFinite {
        guard let column = column(of: point.x, in: plot), let row = row(of: point.y, in: plot) else { continue }
        let mark = showsTagsOnLines ? String(line.tag) : glyphs.dot
        buffer.write(mark, x: column, y: row, style: line.style)
      }
    }
  }

  /// Marks behind the last points of lines, the uppermost line's first: another one steps aside, and the same one at the
  /// same place is written once.
  private func drawEndMarks(in plot: Rect, into buffer: inout CellBuffer) {
    var marks: [Int: [Int: Character]] = [:]
    for line in series.sorted(by: { $0.priority > $1.priority }) {
      guard let mark = line.endMark, let end = line.track.last(by: x.upper), let column = column(of: end.x, in: plot),
        let row = row(of: end.y, in: plot)
      else { continue }
      // Where the plot ends, on the line itself.
      let places = [column + 1, column + 2, column, column - 1].filter { (plot.x..<plot.maxX).contains($0) }
      let inRow = marks[row, default: [:]]
      guard !places.contains(where: { inRow[$0] == mark }), let place = places.first(where: { inRow[$0] == nil }) else {
        continue
      }
      marks[row, default: [:]][place] = mark
      buffer.write(String(mark), x: place, y: row, style: Style(line.style.foreground, .bold))
    }
  }

  /// The unbroken stretches of a line in dot coordinates.
  private func segments(of points: [ChartPoint], raster: Raster) -> [[DotPoint]] {
    let (width, height) = (Double(raster.dotWidth - 1), Double(raster.dotHeight - 1))
    var result: [[DotPoint]] = []
    var segment: [DotPoint] = []
    for point in points {
      if let px = x.position(point.x), let py = y.position(point.y) {
        segment.append(DotPoint(x: px * width, y: (1 - py) * height))
      } else {
        result.append(segment)
        segment = []
      }
    }
    result.append(segment)
    return result.filter { !$0.isEmpty }
  }

  /// The character of a cell: its dots, or now and then the tag of the line that owns it.
  private func glyph(of owner: Int, _ priorities: [Int], raster: Raster, column: Int, row: Int) -> Unicode.Scalar {
    let every = 14
    if showsTagsOnLines, series[owner].isNamed, (column + 1 + owner * 3) % every == 0,
      let tag = series[owner].tag.unicodeScalars.first
    {
      return tag
    }
    return glyphs.glyph(dots: raster.dots(x: column, y: row, of: owner, priorities: priorities))
  }
}
