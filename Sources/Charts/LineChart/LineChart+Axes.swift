import Cells

extension LineChart {
  /// Tick labels and the axis line left of the plot.
  func drawValueAxis(area: Rect, plot: Rect, into buffer: inout CellBuffer) {
    let line = plot.x - 1
    for row in plot.y..<plot.maxY { buffer.write(glyphs.vertical, x: line, y: row, style: style.axis) }
    var taken: Set<Int> = []
    for tick in valueTicks ?? y.ticks(atMost: max(2, plot.height / 3 + 1)) {
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

  /// The x axis on one row: a line that is heavy under bands, notes of rules, then as many ticks as fit between. Notes that
  /// have no room there stand beside their rules.
  ///
  /// - Returns: the rules with those of their notes that there was no room for.
  func drawPositionAxis(row: Int, area: Rect, plot: Rect, into buffer: inout CellBuffer) -> [ChartRule] {
    for column in plot.x..<plot.maxX { buffer.write(glyphs.horizontal, x: column, y: row, style: style.baseline) }
    for band in bands {
      guard let span = span(of: band, in: plot) else { continue }
      let line = band.isDashed ? glyphs.heavyDashes : glyphs.heavyHorizontal
      for column in span { buffer.write(line, x: column, y: row, style: band.style) }
    }
    var axis = AxisRow(plot: plot, row: row)
    // All feet before any label, so that no rule loses its foot to another's words.
    for rule in rules {
      guard let column = column(of: rule.x, in: plot) else { continue }
      buffer.write(glyphs.foot, x: column, y: row, style: rule.style)
      axis.taken.insert(column)
    }
    let unnamed = rules.reversed().filter { rule in
      guard let column = column(of: rule.x, in: plot) else { return false }
      return axis.put(rule.labels, at: column, rule.style, into: &buffer) == nil
    }
    let rest = drawFlags(of: unnamed, in: plot, end: area.maxX, into: &buffer).map { rule in
      var rule = rule
      guard let column = column(of: rule.x, in: plot) else { return rule }
      let forms = (rule.notes.first ?? []).map { rule.label($0) }
      if let written = axis.put(forms + [rule.place], at: column, rule.style, into: &buffer), written < forms.count {
        rule.notes.removeFirst()
      }
      return rule
    }
    drawPositionTicks(&axis, into: &buffer)
    let titleWidth = displayWidth(of: xTitle)
    if titleWidth > 0, area.maxX - plot.maxX > titleWidth + 1 {
      buffer.write(xTitle, x: plot.maxX + 1, y: row, style: style.text)
    }
    return rest.filter { !$0.notes.isEmpty }
  }

  private func drawPositionTicks(_ axis: inout AxisRow, into buffer: inout CellBuffer) {
    let plot = axis.plot
    // Three at least are tried for: an axis that says nothing but 0 is none.
    for tick in x.ticks(atMost: max(3, plot.width / 10)) {
      guard let column = column(of: tick.value, in: plot) else { continue }
      let width = displayWidth(of: tick.label)
      let start = min(plot.maxX - width, max(plot.x, column - width / 2))
      guard axis.isFree(start - 1 < plot.x ? start..<start + width : start - 1..<start + width) else { continue }
      buffer.write(tick.label, x: start, y: axis.row, style: style.text)
      axis.taken.formUnion(start - 1...start + width)
    }
  }
}

extension ChartRule {
  /// All notes with the place before them, from the fullest form to the shortest.
  fileprivate var labels: [String] {
    let forms = notes.map(\.count).max() ?? 0
    return (0..<forms).map { form in
      label(notes.compactMap { $0.isEmpty ? nil : $0[min(form, $0.count - 1)] }.joined(separator: ", "))
    }
  }

  /// A note with the place before it.
  func label(_ note: String) -> String { place.isEmpty ? note : "\(place) \(note)" }
}

/// The row of an x axis while it is written.
private struct AxisRow {
  let plot: Rect
  let row: Int
  /// Columns that nothing more can be written to.
  var taken: Set<Int> = []

  func isFree(_ range: Range<Int>) -> Bool {
    range.lowerBound >= plot.x && range.upperBound <= plot.maxX && !range.contains { taken.contains($0) }
  }

  /// Writes the first label that fits beside the foot of a rule.
  ///
  /// - Returns: its place in `labels`; nil when none fits.
  mutating func put(_ labels: [String], at column: Int, _ style: Style, into buffer: inout CellBuffer) -> Int? {
    // A note between two feet could belong to either: it keeps away from the other one.
    func isClear(_ range: Range<Int>) -> Bool {
      range.lowerBound > column ? !taken.contains(range.upperBound) : !taken.contains(range.lowerBound - 1)
    }
    for (index, label) in labels.enumerated() where !label.isEmpty {
      let width = displayWidth(of: label)
      let places = [column + 1..<column + 1 + width, column - width..<column]
      guard let place = places.first(where: { isFree($0) && isClear($0) }) else { continue }
      buffer.write(label, x: place.lowerBound, y: row, style: style)
      taken.formUnion(place.lowerBound - 1...place.upperBound)
      return index
    }
    return nil
  }
}
