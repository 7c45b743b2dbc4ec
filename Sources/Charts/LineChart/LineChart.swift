import Cells

/// One line of a chart.
package struct LineSeries: Sendable, Equatable {
  /// What the legend calls it.
  package var name: String
  /// One character that stands for it where there is no room for the name, so that colour alone never tells.
  package var tag: Character
  /// Colour of the line and of its legend entry.
  package var style: Style
  /// In the order of x. Points that are not finite break the line and are marked at the top.
  package var track: Track
  /// Among lines that share a cell those of the highest priority are seen.
  package var priority: Int
  /// The value to print beside the name; the caller formats it.
  package var readout: String
  /// The value at which the legend entry stands, at the top when it is not finite; nil puts it at the bottom.
  package var anchor: Double?
  /// Whether the legend has an entry for it.
  package var isNamed: Bool
  /// Whether it is drawn in dashes, which tells it from another line without colour.
  package var isDashed: Bool
  /// One character at the end of the line; nil for none.
  package var endMark: Character?

  package init(
    name: String, tag: Character, style: Style, track: Track, priority: Int = 1, readout: String = "",
    anchor: Double? = nil, isNamed: Bool = true, isDashed: Bool = false, endMark: Character? = nil
  ) {
    self.name = name
    self.tag = tag
    self.style = style
    self.track = track
    self.priority = priority
    self.readout = readout
    self.anchor = anchor
    self.isNamed = isNamed
    self.isDashed = isDashed
    self.endMark = endMark
  }

  package init(
    name: String, tag: Character, style: Style, points: [ChartPoint], priority: Int = 1, readout: String = "",
    anchor: Double? = nil
  ) {
    self.init(
      name: name, tag: tag, style: style, track: Track(points), priority: priority, readout: readout, anchor: anchor)
  }
}

/// A range of x that is tinted, with a heavy axis line under it so that it is seen without colour too.
package struct ChartBand: Sendable, Equatable {
  /// The first value of x that is covered, and the last.
  package var lower: Double
  package var upper: Double
  /// The tint; nil leaves only the heavy axis line.
  package var background: Color?
  /// Colour of the axis line under the band.
  package var style: Style
  /// Whether that line is in dashes, which tells two kinds of bands apart without colour.
  package var isDashed: Bool

  package init(lower: Double, upper: Double, background: Color?, style: Style, isDashed: Bool = false) {
    self.lower = lower
    self.upper = upper
    self.background = background
    self.style = style
    self.isDashed = isDashed
  }
}

/// A vertical rule with notes: on the x axis, or beside the rule where the axis has no room.
package struct ChartRule: Sendable, Equatable {
  /// Where it stands.
  package var x: Double
  /// The same in words, before its notes on the axis; alone where there is room for no note. May be empty.
  package var place: String
  /// What there is to say of it; each note in several forms, the fullest first.
  package var notes: [[String]]
  /// Colour of the rule, its foot and its notes.
  package var style: Style

  package init(x: Double, place: String = "", notes: [[String]], style: Style) {
    self.x = x
    self.place = place
    self.notes = notes
    self.style = style
  }
}

/// Colours of the parts of a chart that are not data.
package struct ChartStyle: Sendable, Equatable {
  /// For tick labels and readouts.
  package var text: Style
  /// The line of the value axis.
  package var axis: Style
  /// The line of the x axis, which may be the border of a box.
  package var baseline: Style
  /// The line of the cursor.
  package var cursor: Style
  /// For the mark at values that are not finite.
  package var alarm: Style

  package init(text: Style, axis: Style, baseline: Style, cursor: Style, alarm: Style) {
    self.text = text
    self.axis = axis
    self.baseline = baseline
    self.cursor = cursor
    self.alarm = alarm
  }
}

/// How much of a chart's width goes to tick labels on the left and to the legend on the right. Charts that share an x
/// axis are drawn with the same columns.
package struct ChartColumns: Sendable, Equatable {
  /// What a legend entry consists of.
  package enum Legend: Sendable { case none, tag, tagAndValue, full }
  /// Columns left of the plot: tick labels and the axis line; 0 for neither.
  package var gutter: Int
  package var legend: Legend
  /// Columns right of the plot.
  package var legendWidth: Int

  /// Tick labels take five columns and the axis line one. They go first when space is short, then the legend.
  package static let gutterWidth = 6
  /// Width kept for a printed value, so that the plot stays put while numbers change.
  package static let valueWidth = 6
  /// The same for two values side by side.
  package static let pairWidth = 11

  /// - Parameter nameWidth: the columns of the longest name in the legend; 0 for no legend.
  package init(width: Int, nameWidth: Int, valueWidth: Int = ChartColumns.valueWidth) {
    let choices: [(Legend, width: Int, plot: Int)] = [
      (.full, 4 + nameWidth + valueWidth, 40), (.tagAndValue, 3 + valueWidth, 18),
      (.tag, 2, 12),
    ]
    gutter = width >= ChartColumns.gutterWidth + 10 ? ChartColumns.gutterWidth : 0
    let room = width - gutter
    let choice = nameWidth <= 0 ? nil : choices.first { room - $0.width >= $0.plot }
    legend = choice?.0 ?? .none
    legendWidth = choice?.width ?? 0
  }
}

/// Lines over a common x axis. A value that knows how to draw itself: the tick labels left of the plot, the legend right
/// of it with each name beside the end of its line, and the x axis on one row that may be the border of a box.
package struct LineChart: Sendable, Equatable {
  /// Where values of x and y lie.
  package var x: Axis
  package var y: Axis
  package var series: [LineSeries] = []
  /// Later bands and rules lie over earlier ones; notes of later rules are placed first.
  package var bands: [ChartBand] = []
  package var rules: [ChartRule] = []
  package var thresholds: [ChartThreshold] = []
  /// Where the vertical cursor stands.
  package var cursor: Double?
  /// Where the thin line of the crosshair stands.
  package var crosshair: Double?
  /// Whether notes that have no room on the axis may stand in the plot.
  package var hasFlags = true
  /// What stands on the value axis instead of its ticks.
  package var valueTicks: [Tick]?
  /// Unit of the x axis, written at its right end.
  package var xTitle = ""
  package var glyphs: GlyphSet
  package var style: ChartStyle
  /// Writes each line's tag into it here and there: for screens where colour does not tell the lines apart.
  package var showsTagsOnLines = false
  /// Says that the floor of a logarithmic axis also holds what is smaller.
  package var hasFloor = false

  package init(x: Axis, y: Axis, glyphs: GlyphSet, style: ChartStyle) {
    self.x = x
    self.y = y
    self.glyphs = glyphs
    self.style = style
  }

  /// Draws the chart.
  ///
  /// - Parameters:
  ///   - area: the rows of the plot with its gutter and legend. Any size; what does not fit is left out.
  ///   - columns: the division of the width.
  ///   - axisRow: the row of the x axis; nil leaves it out.
  ///   - unnamed: without an axis, the rules to write notes of: what a chart on the same axis had no room for.
  /// - Returns: the rules with those of their notes that there was no room for.
  @discardableResult
  package func draw(
    in area: Rect, columns: ChartColumns, axisRow: Int?, naming unnamed: [ChartRule] = [],
    into buffer: inout CellBuffer
  ) -> [ChartRule] {
    let plot = LineChart.plot(in: area, columns: columns)
    guard !plot.isEmpty else { return unnamed }
    var chart = self
    chart.x = x.snapped(columns: plot.width)
    return chart.draw(in: area, plot: plot, columns: columns, axisRow: axisRow, naming: unnamed, into: &buffer)
  }

  /// The part of an area that lines are drawn in.
  package static func plot(in area: Rect, columns: ChartColumns) -> Rect {
    Rect(
      x: area.x + columns.gutter, y: area.y, width: area.width - columns.gutter - columns.legendWidth,
      height: area.height)
  }

  private func draw(
    in area: Rect, plot: Rect, columns: ChartColumns, axisRow: Int?, naming unnamed: [ChartRule],
    into buffer: inout CellBuffer
  ) -> [ChartRule] {
    drawBackdrop(in: plot, into: &buffer)
    drawThresholds(in: plot, into: &buffer)
    drawLines(in: plot, into: &buffer)
    nameThresholds(in: plot, into: &buffer)
    if columns.gutter > 0 { drawValueAxis(area: area, plot: plot, into: &buffer) }
    drawLegend(columns, plot: plot, into: &buffer)
    guard let axisRow else { return drawFlags(of: unnamed, in: plot, end: area.maxX, into: &buffer) }
    return drawPositionAxis(row: axisRow, area: area, plot: plot, into: &buffer)
  }

  /// The cell column of `value` in `plot`; nil when it is outside.
  func column(of value: Double, in plot: Rect) -> Int? {
    guard let position = x.position(value), position >= -1e-9, position <= 1 + 1e-9, plot.width > 0 else { return nil }
    return plot.x + min(plot.width - 1, max(0, clampedInt(position * Double(plot.width * 2 - 1)) / 2))
  }

  /// The value of x in the middle of a cell column, where a chart with this axis draws it; columns beside the plot count as
  /// its first or last.
  package static func value(at column: Int, in plot: Rect, of axis: Axis) -> Double? {
    guard plot.width > 0, axis.kind == .linear else { return nil }
    let drawn = axis.snapped(columns: plot.width)
    let dots = Double(max(1, 2 * plot.width - 1))
    let place = (2 * Double(min(plot.width - 1, max(0, column - plot.x))) + 0.5) / dots
    return drawn.lower + place * (drawn.upper - drawn.lower)
  }

  /// The cell row of `value` in `plot`, clamped; nil when it is not finite.
  func row(of value: Double, in plot: Rect) -> Int? {
    guard let position = y.position(value), plot.height > 0 else { return nil }
    let dots = Double(plot.height * 4 - 1)
    return plot.y + clampedInt((1 - min(1, max(0, position))) * dots) / 4
  }

  /// The cell columns that a band covers in `plot`; nil when none.
  func span(of band: ChartBand, in plot: Rect) -> ClosedRange<Int>? {
    guard let low = x.position(band.lower), let high = x.position(band.upper), high >= 0, low <= 1, low <= high else {
      return nil
    }
    guard let first = column(of: low <= 0 ? x.lower : band.lower, in: plot),
      let last = column(of: high >= 1 ? x.upper : band.upper, in: plot), first <= last
    else { return nil }
    return first...last
  }
}
