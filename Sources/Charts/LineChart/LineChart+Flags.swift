import Cells

extension LineChart {
  /// Writes notes beside their rules, where nothing is drawn: right of the rule, or left of it where the chart ends. Rules
  /// that stand close have theirs on rows of their own, the first rule's at the bottom; those closer than any words right of
  /// the last of them, each with its place, so that no word lies over another rule.
  ///
  /// - Parameters:
  ///   - rules: those to write notes of.
  ///   - end: the column after the last that can be written to, at or beyond the end of the plot.
  /// - Returns: the rules that have notes without room, with no others; and those without notes.
  func drawFlags(of rules: [ChartRule], in plot: Rect, end: Int, into buffer: inout CellBuffer) -> [ChartRule] {
    guard hasFlags else { return rules }
    let columns = Set(self.rules.compactMap { column(of: $0.x, in: plot) })
    var taken: [Int: Set<Int>] = [:]
    // The lowest row where all of the columns are free, also of rules.
    func row(for range: Range<Int>) -> Int? {
      guard range.lowerBound >= plot.x, range.upperBound <= end else { return nil }
      // Beyond the plot it keeps away from the legend.
      let needed = range.upperBound > plot.maxX && range.upperBound < end ? range.upperBound + 1 : range.upperBound
      return (plot.y..<plot.maxY).last { row in
        (range.lowerBound..<needed).allSatisfy { x in
          let below = buffer[x, row].scalar
          return (below == " " || below == glyphs.dash) && taken[row]?.contains(x) != true
        }
      }
    }
    func right(of column: Int, _ text: String) -> (text: String, x: Int, row: Int)? {
      row(for: column + 1..<column + 1 + displayWidth(of: text)).map { (text, column + 1, $0) }
    }
    func beside(_ column: Int, _ text: String) -> (text: String, x: Int, row: Int)? {
      if let place = right(of: column, text) { return place }
      let left = column - displayWidth(of: text)..<column
      // Where it touched or crossed another rule it would seem to be that one's.
      guard column + 1 + left.count > end, columns.isDisjoint(with: left.lowerBound - 1..<column) else { return nil }
      return row(for: left).map { (text, left.lowerBound, $0) }
    }
    // Right of the last rule that would be crossed on the way.
    func behindBunch(of column: Int, _ text: String) -> (text: String, x: Int, row: Int)? {
      let width = displayWidth(of: text)
      var last = column
      while let next = columns.filter({ $0 > last && $0 <= last + width }).min() { last = next }
      return right(of: last, text)
    }
    var result: [ChartRule] = []
    for rule in rules {
      guard let column = column(of: rule.x, in: plot) else { continue }
      var rest = rule
      rest.notes = []
      // From the bottom up, so that they are read in their order.
      for forms in rule.notes.reversed() {
        let places = forms.compactMap { beside(column, $0) }
        let place = places.first ?? forms.compactMap { behindBunch(of: column, rule.label($0)) }.first
        guard let place else {
          rest.notes.insert(forms, at: 0)
          continue
        }
        buffer.write(place.text, x: place.x, y: place.row, style: rule.style)
        taken[place.row, default: []].formUnion(place.x - 1...place.x + displayWidth(of: place.text))
      }
      result.append(rest)
    }
    return result
  }
}
