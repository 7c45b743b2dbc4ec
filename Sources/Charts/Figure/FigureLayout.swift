/// Where the parts of a figure lie, from its top left corner, and what they are drawn with: above the plot the title, the
/// names of the lines and the notes of marks, below it the axis.
struct FigureLayout {
  let figure: Figure
  /// Rows of names, each with the place of its first line and the left edge of every name.
  let names: [(place: Int, left: Double, row: Int)]
  let remarks: [String]
  /// Notes of marks that have room, and their rows, the highest last.
  let notes: [(mark: Figure.Mark, left: Double, row: Int)]

  // Points. The narrowest journals print columns of 85 mm; words of 6 points can still be read there.
  static let width = 241.0
  static let text = 7.0
  static let small = 6.0
  static let edge = 2.0
  static let left = 37.0
  static let right = 233.0
  static let plotHeight = 108.0
  static let lineHeight = 9.0
  static let noteHeight = 7.5
  static let mostNoteRows = 5

  init(_ figure: Figure) {
    self.figure = figure
    names = Self.named(figure.lines)
    notes = Self.noted(figure)
    remarks = Self.packed(figure.remarks)
  }

  // MARK: - Places

  var nameRows: Int { (names.map(\.row).max() ?? -1) + 1 }
  var noteRows: Int { (notes.map(\.row).max() ?? -1) + 1 }
  var bars: [Figure.Stretches] { figure.stretches.filter { $0.ink != nil && !$0.ranges.isEmpty } }

  var namesTop: Double { 13 }
  var remarksTop: Double { namesTop + Double(nameRows) * Self.lineHeight }
  var top: Double {
    remarksTop + Double(remarks.count) * Self.noteHeight + 3 + Double(noteRows) * Self.noteHeight
  }
  var bottom: Double { top + Self.plotHeight }
  var axisRow: Double { bottom + Double(bars.count) * 3 + (bars.isEmpty ? 0 : 1.5) }
  /// Points from the top to the foot of the title of x.
  var height: Double { axisRow + 24 }

  /// The width of a text, a little more than it will be.
  static func width(of words: String, size: Double) -> Double { Double(words.count) * size * 0.58 }

  private static func named(_ lines: [Figure.Line]) -> [(Int, Double, Int)] {
    guard lines.count > 1 || lines.contains(where: { !$0.band.isEmpty }) else { return [] }
    var (result, x, row) = ([(Int, Double, Int)](), edge, 0)
    for (place, line) in lines.enumerated() {
      let needed = 18 + width(of: line.name, size: text) + 6
      if x > edge, x + needed > Self.width { (x, row) = (edge, row + 1) }
      result.append((place, x, row))
      x += needed
    }
    return result
  }

  /// Remarks, several in a line where there is room.
  private static func packed(_ remarks: [String]) -> [String] {
    remarks.reduce(into: [String]()) { lines, remark in
      let joined = lines.last.map { "\($0); \(remark)" } ?? remark
      if lines.isEmpty || width(of: joined, size: small) > Self.width - edge {
        lines.append(remark)
      } else {
        lines[lines.count - 1] = joined
      }
    }
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
  static func column(_ value: Double, _ axis: Axis) -> Double? {
    guard let position = axis.position(value), position >= -1e-9, position <= 1 + 1e-9 else { return nil }
    return left + position * (right - left)
  }

  func column(_ value: Double) -> Double? { Self.column(value, figure.x) }

  /// Where a value of y stands, at the edge of the plot when it is beyond; nil when it is not finite.
  func row(_ value: Double) -> Double? {
    figure.y.position(value).map { bottom - min(1, max(0, $0)) * Self.plotHeight }
  }
}
