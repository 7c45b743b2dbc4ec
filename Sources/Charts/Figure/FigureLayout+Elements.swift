/// What a figure is drawn with, as elements of SVG.
extension FigureLayout {
  func elements(on ground: Figure.Ground) -> [String] {
    let behind = tints + grid + rules + figure.lines.flatMap(band) + levelLines
    return behind + figure.lines.flatMap(stroke) + levelWords(on: ground) + axes + barRows + heading
  }

  var tints: [String] {
    figure.stretches.filter { $0.ink == nil }.flatMap(\.ranges).compactMap { range in
      span(range).map { rectangle($0.from, top, $0.to, bottom, "fill=\"#e7eef4\"") }
    }
  }

  var barRows: [String] {
    bars.enumerated().flatMap { place, bar in
      let level = bottom + 1.5 + Double(place) * 3
      return bar.ranges.compactMap { range in
        span(range).map { rectangle($0.from, level, $0.to, level + 2, "fill=\"\(bar.ink?.color ?? "#000000")\"") }
      }
    }
  }

  func span(_ range: ClosedRange<Double>) -> (from: Double, to: Double)? {
    let (low, high) = (max(range.lowerBound, figure.x.lower), min(range.upperBound, figure.x.upper))
    guard low < high, let from = column(low), let to = column(high) else { return nil }
    return (from, to)
  }

  var grid: [String] {
    yTicks.compactMap { tick in
      row(tick.value).map { line(Self.left, $0, Self.right, $0, "stroke=\"#d9d9d9\" stroke-width=\"0.35\"") }
    }
  }

  var rules: [String] {
    // A rule leads up to its note, but not through one that had to be moved to its left.
    let noted = notes.reduce(into: [Double: Int]()) { rows, note in
      guard column(note.mark.x).map({ $0 <= note.left + 0.5 }) == true else { return }
      rows[note.mark.x] = max(rows[note.mark.x] ?? -1, note.row)
    }
    let drawn = figure.marks.compactMap { mark -> String? in
      guard let place = column(mark.x) else { return nil }
      let start = top - 1 - Double(noted[mark.x] ?? 0) * Self.noteHeight
      return line(place, noted[mark.x] == nil ? top : start, place, bottom, strokes(mark.ink, width: 0.5))
    }
    return drawn
      + notes.map { mark, left, row in
        let level = top - 2 - Double(row) * Self.noteHeight
        return label(mark.note, left, level, size: Self.small, "fill=\"\(mark.ink.color)\"")
      }
  }

  var levelLines: [String] {
    figure.levels.compactMap { level in
      guard isSeen(level), let place = row(level.y) else { return nil }
      return line(Self.left, place, Self.right, place, strokes(level.ink, width: 0.7))
    }
  }

  func isSeen(_ level: Figure.Level) -> Bool {
    guard let position = figure.y.position(level.y), (0...1).contains(position) else { return false }
    return figure.y.kind == .linear || level.y >= figure.y.lower
  }

  func band(_ line: Figure.Line) -> [String] {
    guard line.band.count == line.points.count else { return [] }
    // A point that is not finite parts the band, as it breaks the line.
    let edges = zip(line.points, line.band).map { point, range -> (Double, Double, Double)? in
      guard point.y.isFinite, let across = column(point.x), let low = row(range.lowerBound),
        let high = row(range.upperBound)
      else { return nil }
      return (across, low, high)
    }
    return edges.split(whereSeparator: { $0 == nil }).map { part in
      let part = part.compactMap(\.self)
      let outline = part.map { ($0.0, $0.1) } + part.reversed().map { ($0.0, $0.2) }
      return "<path d=\"\(steps(outline))Z\" fill=\"\(line.ink.color)\" fill-opacity=\"0.2\"/>"
    }
  }

  func stroke(_ line: Figure.Line) -> [String] {
    let places = line.points.map { point -> (Double, Double)? in
      guard let across = column(point.x), let down = row(point.y) else { return nil }
      return (across, down)
    }
    let parts = places.split(whereSeparator: { $0 == nil }).map { $0.compactMap(\.self) }
    let drawn = parts.filter { $0.count > 1 }.map(steps).joined()
    let dots = parts.filter { $0.count == 1 }.map { part in
      "<circle cx=\"\(coordinate(part[0].0))\" cy=\"\(coordinate(part[0].1))\" r=\"1.4\" fill=\"\(line.ink.color)\"/>"
    }
    let crosses = line.crosses.compactMap { cross -> String? in
      guard let across = column(cross.x), let down = row(cross.y) else { return nil }
      let arms = [
        [(across - 2.2, down - 2.2), (across + 2.2, down + 2.2)],
        [(across - 2.2, down + 2.2), (across + 2.2, down - 2.2)],
      ]
      return "<path d=\"\(arms.map(steps).joined())\" stroke=\"\(line.ink.color)\" stroke-width=\"1.2\"/>"
    }
    let path =
      drawn.isEmpty
      ? [] : ["<path d=\"\(drawn)\" fill=\"none\" \(strokes(line.ink, width: 1.1)) stroke-linejoin=\"round\"/>"]
    return path + dots + crosses
  }

  var yTicks: [Tick] { figure.y.ticks(atMost: 6) }

  var axes: [String] {
    let ink = "stroke=\"#000000\" stroke-width=\"0.6\""
    var parts = [
      line(Self.left, top, Self.left, axisRow, ink), line(Self.left, axisRow, Self.right, axisRow, ink),
      label(figure.xTitle, (Self.left + Self.right) / 2, axisRow + 20, "text-anchor=\"middle\""),
      "<text transform=\"translate(8 \(coordinate((top + bottom) / 2))) rotate(-90)\" text-anchor=\"middle\">"
        + "\(escaped(figure.yTitle))</text>",
    ]
    for tick in figure.x.ticks(atMost: 8) {
      guard let place = column(tick.value) else { continue }
      parts.append(line(place, axisRow, place, axisRow + 2.5, ink))
      // At the end of the axis half a number would be beyond the edge.
      let middle = min(place, Self.width - Self.width(of: tick.label, size: Self.text) / 2)
      parts.append(label(tick.label, middle, axisRow + 10.5, "text-anchor=\"middle\""))
    }
    for tick in yTicks {
      guard let place = row(tick.value) else { continue }
      parts.append(line(Self.left - 2.5, place, Self.left, place, ink))
      parts.append(label(tick.label, Self.left - 4, place + 2.5, "text-anchor=\"end\""))
    }
    return parts
  }

  var heading: [String] {
    let title = [label(figure.title, Self.edge, 8, size: 7.5, "font-weight=\"bold\"")]
    let names = names.flatMap { place, left, row -> [String] in
      let (drawn, level) = (figure.lines[place], namesTop + Double(row) * Self.lineHeight + 5)
      let key = line(left, level - 2.4, left + 15, level - 2.4, strokes(drawn.ink, width: 1.2))
      let field =
        drawn.band.isEmpty
        ? []
        : [rectangle(left, level - 5.4, left + 15, level + 0.6, "fill=\"\(drawn.ink.color)\" fill-opacity=\"0.2\"")]
      return field + [key, label(drawn.name, left + 18, level, "")]
    }
    let told = remarks.enumerated().map { place, words in
      label(words, Self.edge, remarksTop + Double(place) * Self.noteHeight + 5.5, size: Self.small, "fill=\"#555555\"")
    }
    return title + names + told
  }

  // MARK: - SVG

  func steps(_ points: [(Double, Double)]) -> String {
    points.enumerated().map { "\($0.offset == 0 ? "M" : "L")\(coordinate($0.element.0)) \(coordinate($0.element.1))" }
      .joined()
  }

  func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ attributes: String) -> String {
    "<path d=\"\(steps([(x1, y1), (x2, y2)]))\" fill=\"none\" \(attributes)/>"
  }

  func rectangle(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ attributes: String) -> String {
    "<rect x=\"\(coordinate(x1))\" y=\"\(coordinate(y1))\" width=\"\(coordinate(x2 - x1))\" "
      + "height=\"\(coordinate(y2 - y1))\" \(attributes)/>"
  }

  func strokes(_ ink: Figure.Ink, width: Double) -> String {
    "stroke=\"\(ink.color)\" stroke-width=\"\(coordinate(width))\""
      + (ink.dash.isEmpty ? "" : " stroke-dasharray=\"\(ink.dash)\"")
  }

  func label(
    _ words: String, _ x: Double, _ y: Double, size: Double = FigureLayout.text, _ attributes: String
  ) -> String {
    let font = size == Self.text ? "" : " font-size=\"\(coordinate(size))\""
    return "<text x=\"\(coordinate(x))\" y=\"\(coordinate(y))\"\(font) \(attributes)>\(escaped(words))</text>"
  }
}
