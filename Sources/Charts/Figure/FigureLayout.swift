/// Where the parts of a figure lie, from its top left corner, and what they are drawn with: above the plot the title, the
/// names of the lines and the notes of marks, below it the axis.
struct FigureLayout {
  let figure: Figure
  /// Rows of names, each with the place of its first line and the left edge of every name.
  private let names: [(place: Int, left: Double, row: Int)]
  /// Notes of marks that have room, and their rows, the highest last.
  private let notes: [(mark: Figure.Mark, left: Double, row: Int)]

  // Points. The narrowest journals print columns of 85 mm; words of 6 points can still be read there.
  static let width = 241.0
  static let text = 7.0
  private static let small = 6.0
  private static let edge = 2.0
  private static let left = 37.0
  private static let right = 233.0
  private static let plotHeight = 108.0
  private static let lineHeight = 9.0
  private static let noteHeight = 7.5
  private static let mostNoteRows = 5

  init(_ figure: Figure) {
    self.figure = figure
    names = Self.named(figure.lines)
    notes = Self.noted(figure)
  }

  // MARK: - Places

  private var nameRows: Int { (names.map(\.row).max() ?? -1) + 1 }
  private var noteRows: Int { (notes.map(\.row).max() ?? -1) + 1 }
  private var bars: [Figure.Stretches] { figure.stretches.filter { $0.ink != nil && !$0.ranges.isEmpty } }

  private var namesTop: Double { 13 }
  private var remarksTop: Double { namesTop + Double(nameRows) * Self.lineHeight }
  private var top: Double {
    remarksTop + Double(figure.remarks.count) * Self.noteHeight + 3 + Double(noteRows) * Self.noteHeight
  }
  private var bottom: Double { top + Self.plotHeight }
  private var axisRow: Double { bottom + Double(bars.count) * 3 + (bars.isEmpty ? 0 : 1.5) }
  /// Points from the top to the foot of the title of x.
  var height: Double { axisRow + 24 }

  /// The width of a text, a little more than it will be.
  private static func width(of words: String, size: Double) -> Double { Double(words.count) * size * 0.54 }

  private static func named(_ lines: [Figure.Line]) -> [(Int, Double, Int)] {
    guard lines.count > 1 || lines.contains(where: { !$0.band.isEmpty }) else { return [] }
    var (result, x, row) = ([(Int, Double, Int)](), edge, 0)
    for (place, line) in lines.enumerated() {
      let needed = 18 + width(of: line.name, size: text) + 6
      if x > edge, x + needed > Self.width + 6 { (x, row) = (edge, row + 1) }
      result.append((place, x, row))
      x += needed
    }
    return result
  }

  /// Each note beside its rule in the lowest row that has room there; a note that fits nowhere is left out.
  private static func noted(_ figure: Figure) -> [(Figure.Mark, Double, Int)] {
    var result: [(Figure.Mark, Double, Int)] = []
    var ends = Array(repeating: 0.0, count: mostNoteRows)
    for mark in figure.marks.sorted(by: { $0.x < $1.x }) where !mark.note.isEmpty {
      guard let place = column(mark.x, figure.x) else { continue }
      let needed = width(of: mark.note, size: small)
      let start = max(2, min(place, Self.width - needed - 1))
      guard let row = ends.firstIndex(where: { $0 <= start }) else { continue }
      ends[row] = start + needed + 4
      result.append((mark, start, row))
    }
    return result
  }

  /// Where a value of x stands; nil beyond the axis.
  private static func column(_ value: Double, _ axis: Axis) -> Double? {
    guard let position = axis.position(value), position >= -1e-9, position <= 1 + 1e-9 else { return nil }
    return left + position * (right - left)
  }

  private func column(_ value: Double) -> Double? { Self.column(value, figure.x) }

  /// Where a value of y stands, at the edge of the plot when it is beyond; nil when it is not finite.
  private func row(_ value: Double) -> Double? {
    figure.y.position(value).map { bottom - min(1, max(0, $0)) * Self.plotHeight }
  }

  // MARK: - Elements

  func elements(on ground: Figure.Ground) -> [String] {
    let behind = tints + grid + rules + figure.lines.flatMap(band) + levelLines
    return behind + figure.lines.flatMap(stroke) + levelWords(on: ground) + axes + barRows + heading
  }

  private var tints: [String] {
    figure.stretches.filter { $0.ink == nil }.flatMap(\.ranges).compactMap { range in
      span(range).map { rectangle($0.from, top, $0.to, bottom, "fill=\"#e7eef4\"") }
    }
  }

  private var barRows: [String] {
    bars.enumerated().flatMap { place, bar in
      let level = bottom + 1.5 + Double(place) * 3
      return bar.ranges.compactMap { range in
        span(range).map { rectangle($0.from, level, $0.to, level + 2, "fill=\"\(bar.ink?.color ?? "#000000")\"") }
      }
    }
  }

  private func span(_ range: ClosedRange<Double>) -> (from: Double, to: Double)? {
    let (low, high) = (max(range.lowerBound, figure.x.lower), min(range.upperBound, figure.x.upper))
    guard low < high, let from = column(low), let to = column(high) else { return nil }
    return (from, to)
  }

  private var grid: [String] {
    yTicks.compactMap { tick in
      row(tick.value).map { line(Self.left, $0, Self.right, $0, "stroke=\"#d9d9d9\" stroke-width=\"0.35\"") }
    }
  }

  private var rules: [String] {
    let noted = notes.reduce(into: [Double: Int]()) { $0[$1.mark.x] = max($0[$1.mark.x] ?? -1, $1.row) }
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

  private var levelLines: [String] {
    figure.levels.compactMap { level in
      guard isSeen(level), let place = row(level.y) else { return nil }
      return line(Self.left, place, Self.right, place, strokes(level.ink, width: 0.7))
    }
  }

  private func isSeen(_ level: Figure.Level) -> Bool {
    guard let position = figure.y.position(level.y), (0...1).contains(position) else { return false }
    return figure.y.kind == .linear || level.y >= figure.y.lower
  }

  /// What levels mean, each at the end of its line and on the side of it where fewest lines run; over the lines, on a ground
  /// of its own.
  private func levelWords(on ground: Figure.Ground) -> [String] {
    var taken: [(from: Double, to: Double, y: Double)] = []
    let halo = ground == .light ? " stroke=\"#ffffff\" stroke-width=\"1.8\" paint-order=\"stroke\"" : ""
    return figure.levels.compactMap { level in
      guard let position = figure.y.position(level.y), let place = row(level.y) else { return nil }
      let isSeen = isSeen(level)
      let side = position > 0.5 ? "above" : "below"
      let note = isSeen ? level.note : "\(level.note): at \(compact(level.y)), \(side) what is shown"
      let heights =
        isSeen ? [place - 2, place + 6.5] : position > 0.5 ? [top + 6, top + 13] : [bottom - 2, bottom - 9]
      let needed = Self.width(of: note, size: Self.small)
      let choices = heights.flatMap { y in
        [
          (from: Self.right - 2 - needed, to: Self.right - 2, y: y),
          (from: Self.left + 3, to: Self.left + 3 + needed, y: y),
        ]
      }
      func crowd(_ choice: (from: Double, to: Double, y: Double)) -> Int {
        let others = taken.count { abs($0.y - choice.y) < 6.5 && $0.from < choice.to && choice.from < $0.to }
        let points = places.count { choice.from <= $0.0 && $0.0 <= choice.to && abs($0.1 - choice.y + 2) < 5 }
        return others * 10_000 + points + (choice.y < top + 5 || choice.y > bottom ? 1_000 : 0)
      }
      guard let best = choices.min(by: { crowd($0) < crowd($1) }) else { return nil }
      taken.append(best)
      let isLeft = best.from < Self.left + 4
      let anchor = isLeft ? "" : " text-anchor=\"end\""
      return label(
        note, isLeft ? best.from : best.to, best.y, size: Self.small, "fill=\"\(level.ink.color)\"\(anchor)\(halo)")
    }
  }

  /// Where lines run, point by point and between those that are far apart.
  private var places: [(Double, Double)] {
    figure.lines.flatMap { line -> [(Double, Double)] in
      let points = line.points.compactMap { point -> (Double, Double)? in
        guard let across = column(point.x), let down = row(point.y) else { return nil }
        return (across, down)
      }
      return points
        + zip(points, points.dropFirst()).flatMap { from, to in
          let count = min(20, clampedInt(max(abs(to.0 - from.0), abs(to.1 - from.1)) / 4))
          return (0..<max(0, count)).map { step in
            let share = Double(step + 1) / Double(count + 1)
            return (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share)
          }
        }
    }
  }

  private func band(_ line: Figure.Line) -> [String] {
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

  private func stroke(_ line: Figure.Line) -> [String] {
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

  private var yTicks: [Tick] { figure.y.ticks(atMost: 6) }

  private var axes: [String] {
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
      parts.append(label(tick.label, place, axisRow + 10.5, "text-anchor=\"middle\""))
    }
    for tick in yTicks {
      guard let place = row(tick.value) else { continue }
      parts.append(line(Self.left - 2.5, place, Self.left, place, ink))
      parts.append(label(tick.label, Self.left - 4, place + 2.5, "text-anchor=\"end\""))
    }
    return parts
  }

  private var heading: [String] {
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
    let remarks = figure.remarks.enumerated().map { place, words in
      label(words, Self.edge, remarksTop + Double(place) * Self.noteHeight + 5.5, size: Self.small, "fill=\"#555555\"")
    }
    return title + names + remarks
  }

  // MARK: - SVG

  private func steps(_ points: [(Double, Double)]) -> String {
    points.enumerated().map { "\($0.offset == 0 ? "M" : "L")\(coordinate($0.element.0)) \(coordinate($0.element.1))" }
      .joined()
  }

  private func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ attributes: String) -> String {
    "<path d=\"\(steps([(x1, y1), (x2, y2)]))\" fill=\"none\" \(attributes)/>"
  }

  private func rectangle(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ attributes: String) -> String {
    "<rect x=\"\(coordinate(x1))\" y=\"\(coordinate(y1))\" width=\"\(coordinate(x2 - x1))\" "
      + "height=\"\(coordinate(y2 - y1))\" \(attributes)/>"
  }

  private func strokes(_ ink: Figure.Ink, width: Double) -> String {
    "stroke=\"\(ink.color)\" stroke-width=\"\(coordinate(width))\""
      + (ink.dash.isEmpty ? "" : " stroke-dasharray=\"\(ink.dash)\"")
  }

  private func label(
    _ words: String, _ x: Double, _ y: Double, size: Double = FigureLayout.text, _ attributes: String
  ) -> String {
    let font = size == Self.text ? "" : " font-size=\"\(coordinate(size))\""
    return "<text x=\"\(coordinate(x))\" y=\"\(coordinate(y))\"\(font) \(attributes)>\(escaped(words))</text>"
  }
}
