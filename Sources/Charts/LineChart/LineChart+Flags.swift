import Cells

extension LineChart {
  /// Writes notes beside their rules, where nothing is drawn: right of the rule, or left of it where the chart ends. Rules
  /// that stand close have theirs on rows of their own, the first rule's at the bottom.
  ///
  /// - Parameters:
  ///   - rules: those to write notes of.
  ///   - end: the column after the last that can be written to, at or beyond the end of the plot.
  /// - Returns: the rules that have notes without room, with no others; and those without notes.
  func drawFlags(of rules: [ChartRule], in plot: Rect, end: Int, into buffer: inout CellBuffer) -> [ChartRule] {
    guard hasFlags else { return rules }
    let columns = Set(self.rules.compactMap { column(of: $0.x, in: plot) })
    var taken: [Int: Set<Int>] = [:]
    // The lowest row where all of the columns are free, also of other rules where nothing may be crossed.
    func row(for range: Range<Int>, crossing: Bool) -> Int? {
      guard range.lowerBound >= plot.x, range.upperBound <= end else { return nil }
      // Beyond the plot it keeps away from the legend.
      let needed = range.upperBound > plot.maxX && range.upperBound < end ? range.upperBound + 1 : range.upperBound
      return (plot.y..<plot.maxY).last { row in
        (range.lowerBound..<needed).allSatisfy { x in
          let below = buffer[x, row].scalar
          return (below == " " || below == glyphs.dash || crossing && below == glyphs.rule)
            && taken[row]?.contains(x) != true
        }
      }
    }
    func place(of width: Int, at column: Int, crossing: Bool) -> (x: Int, row: Int)? {
      let (right, left) = (column + 1..<column + 1 + width, column - width..<column)
      if let row = row(for: right, crossing: crossing) { return (right.lowerBound, row) }
      // Where it touched or crossed another rule it would seem to be that one's.
      guard right.upperBound > end, columns.isDisjoint(with: left.lowerBound - 1..<column) else { return nil }
      return row(for: left, crossing: false).map { (left.lowerBound, $0) }
    }
    var result: [ChartRule] = []
    for rule in rules {
      guard let column = column(of: rule.x, in: plot) else { continue }
      var rest = rule
      rest.notes = []
      // From the bottom up, so that they are read in their order.
      for forms in rule.notes.reversed() {
        // Rather short than over the next rule; over that one only where rules stand closer than any words.
        let places = [false, true].flatMap { crossing in
          forms.compactMap { form in
            place(of: displayWidth(of: form), at: column, crossing: crossing).map { (form, $0.x, $0.row) }
          }
        }
        guard let (text, x, row) = places.first else {
          rest.notes.insert(forms, at: 0)
          continue
        }
        buffer.write(text, x: x, y: row, style: rule.style)
        taken[row, default: []].formUnion(x - 1...x + displayWidth(of: text))
      }
      result.append(rest)
    }
    return result
  }
}
