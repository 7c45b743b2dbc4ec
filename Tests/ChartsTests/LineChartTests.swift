import Cells
import Charts
import Testing

@Suite struct LineChartTests {
  private let style = ChartStyle(
    text: Style(.ansi(1)), axis: Style(.ansi(2)), baseline: Style(.ansi(3)), cursor: Style(.ansi(4)),
    alarm: Style(.ansi(5)))

  private func chart(_ points: [(Double, Double)], y: Axis = Axis(.linear, 0, 1)) -> LineChart {
    var chart = LineChart(x: Axis(.linear, 0, 100), y: y, glyphs: .braille, style: style)
    chart.series = [
      LineSeries(
        name: "efficacy", tag: "E", style: Style(.ansi(9)), points: points.map { ChartPoint(x: $0.0, y: $0.1) },
        readout: "0.50", anchor: points.last?.1)
    ]
    return chart
  }

  private func draw(_ chart: LineChart, width: Int, height: Int, nameWidth: Int = 8) -> CellBuffer {
    var buffer = CellBuffer(size: Size(width: width, height: height))
    chart.draw(
      in: Rect(x: 0, y: 0, width: width, height: height - 1), columns: ChartColumns(width: width, nameWidth: nameWidth),
      axisRow: height - 1, into: &buffer)
    return buffer
  }

  /// A crosshair at the value of a column is drawn in that column.
  @Test(arguments: [1, 2, 7, 40, 113]) func columnsAndValuesAreInverse(width: Int) throws {
    let plot = Rect(x: 3, y: 0, width: width, height: 5)
    for axis in [Axis(.linear, 0, 1_500), Axis(.linear, 317, 4_211), Axis(.linear, 2, 6)] {
      for column in plot.x..<plot.maxX {
        let value = try #require(LineChart.value(at: column, in: plot, of: axis))
        var chart = LineChart(x: axis, y: Axis(.linear, 0, 1), glyphs: .braille, style: style)
        chart.crosshair = value
        var buffer = CellBuffer(size: Size(width: width + 6, height: 5))
        chart.draw(
          in: plot, columns: ChartColumns(width: 0, nameWidth: 0), axisRow: nil, into: &buffer)
        #expect((0..<width + 6).filter { buffer[$0, 2].scalar == "│" } == [column], "\(axis)")
      }
    }
    #expect(
      LineChart.value(at: -9, in: plot, of: Axis(.linear, 0, 10))
        == LineChart.value(at: 3, in: plot, of: Axis(.linear, 0, 10)))
    #expect(LineChart.value(at: 3, in: Rect(x: 0, y: 0, width: 0, height: 1), of: Axis(.linear, 0, 1)) == nil)
  }

  @Test func whereThingsStand() {
    let picture = draw(chart([(0, 1), (100, 0)]), width: 80, height: 11)
    #expect(picture.text(row: 0).hasPrefix("  1.0┤"))
    #expect(picture.text(row: 9).hasPrefix("  0.0┤"))
    #expect(picture.text(row: 9).hasSuffix(" E efficacy   0.50"))
    // The line starts in the first column of the plot at the top and ends in its last at the bottom.
    let plotEnd = 80 - (4 + 8 + 6)
    #expect(picture[6, 0].style.foreground == .ansi(9))
    #expect(picture[plotEnd - 1, 9].style.foreground == .ansi(9))
    #expect(picture.text(row: 10).contains("0") && picture.text(row: 10).contains("100"))
  }

  /// Without colour a dashed line is told by its gaps, and either line by the mark at its end; of two at one place the upper
  /// line's stands first.
  @Test func dashesAndMarksTellLinesApart() {
    var chart = chart([(0, 1), (50, 1)])
    chart.series[0].endMark = "A"
    func other(_ y: Double) -> LineSeries {
      LineSeries(
        name: "", tag: "E", style: Style(.ansi(8)), track: Track([ChartPoint(x: 0, y: y), ChartPoint(x: 50, y: y)]),
        priority: 0, isNamed: false, isDashed: true, endMark: "B")
    }
    chart.series.append(other(0))
    let plot = 6..<80 - (4 + 8 + 6)
    func row(_ picture: CellBuffer, _ row: Int) -> [Character] { Array(picture.text(row: row))[plot].map { $0 } }
    let apart = draw(chart, width: 80, height: 11)
    let end = row(apart, 0).lastIndex(of: "A") ?? 0
    #expect((26...32).contains(end) && row(apart, 0)[..<end].allSatisfy { $0 != " " })
    #expect(row(apart, 9)[..<end].enumerated().allSatisfy { ($1 != " ") == ($0 % 2 == 1) })
    #expect(row(apart, 9)[end] == "B")
    chart.series[1] = other(1)
    let together = row(draw(chart, width: 80, height: 11), 0)
    #expect(together[end] == "A" && together[end + 1] == "B")
  }

  @Test func brokenValuesBreakTheLineAndAreMarked() {
    let whole = draw(chart([(0, 0.5), (100, 0.5)]), width: 60, height: 9)
    let broken = draw(chart([(0, 0.5), (40, 0.5), (50, .nan), (60, 0.5), (100, 0.5)]), width: 60, height: 9)
    let marks = (0..<60).filter { broken[$0, 0].scalar == "!" }
    #expect(marks.count == 1)
    #expect(marks.allSatisfy { broken[$0, 0].style.foreground == .ansi(5) })
    func lit(_ picture: CellBuffer) -> Int {
      picture.cells.filter { $0.style.foreground == .ansi(9) && $0.scalar.value > 0x2800 }.count
    }
    #expect(lit(broken) < lit(whole))
    #expect(lit(broken) > 0)
  }

  @Test func zeroSitsOnTheFloorOfALogAxis() {
    var log = chart([(0, 0), (100, -4)], y: Axis(.log, 0.001, 10))
    log.hasFloor = true
    let picture = draw(log, width: 60, height: 9)
    #expect(picture.text(row: 7).hasPrefix("≤.001┤"))
    #expect(picture[20, 7].style.foreground == .ansi(9))
  }

  @Test func bandsTintAndThickenTheAxis() {
    var banded = chart([])
    banded.bands = [ChartBand(lower: 25, upper: 75, background: .ansi(12), style: Style(.ansi(10)))]
    let picture = draw(banded, width: 56, height: 8, nameWidth: 0)
    let tinted = (0..<56).filter { picture[$0, 2].style.background == .ansi(12) }
    let heavy = (0..<56).filter { picture[$0, 7].scalar == "━" }
    // 50 columns of plot from column 6: a quarter in from either side, to the nearest cell.
    #expect(tinted.first == 18 && tinted.last == 43)
    #expect(Set(heavy).isSubset(of: Set(tinted)) && heavy.count > 15)
  }

  @Test func rulesKeepTheirFeetAndWordsApart() {
    var ruled = chart([])
    ruled.rules = [(20, "20 on"), (24, "24 off"), (100, "100 on")].map {
      let words = $0.1.split(separator: " ").map(String.init)
      return ChartRule(x: $0.0, place: words[0], notes: [[words[1]]], style: Style(.ansi(14)))
    }
    let axis = draw(ruled, width: 66, height: 8, nameWidth: 0).text(row: 7)
    #expect(axis.filter { $0 == "▴" }.count == 3)
    #expect(axis.contains("20 on▴"))
    #expect(axis.contains("▴24 off"))
    #expect(axis.contains("100 on▴"))
  }

  /// Rules too close for the axis have their notes beside them, those closer than words right of the last of them with their
  /// places; each on a row of its own, and none hides a line or another rule.
  @Test func crowdedRulesHaveFlags() {
    var crowded = chart([(0, 0.1), (100, 0.1)])
    let names = ["RECT", "AlphaEdit", "NSE", "DeltaEdit", "ROME", "EMMET"]
    crowded.rules = names.enumerated().map { index, name in
      ChartRule(x: 40 + Double(index) * 4, place: "\(index)", notes: [[name], ["on"]], style: Style(.ansi(14)))
    }
    let picture = draw(crowded, width: 66, height: 14, nameWidth: 0)
    let text = (0..<14).map { picture.text(row: $0) }.joined(separator: "\n")
    for name in names { #expect(text.contains(name), "\(name)") }
    let (lines, bare) = (picture.cells, draw(chart([(0, 0.1), (100, 0.1)]), width: 66, height: 14, nameWidth: 0).cells)
    func lit(_ cells: [Cell]) -> Int { cells.filter { $0.style.foreground == .ansi(9) }.count }
    #expect(lit(lines) == lit(bare))
    // Each begins right of its own rule or stands at its foot, or is said with its place right of them all.
    let axis = picture.text(row: 13)
    let feet = (0..<66).filter { picture[$0, 13].scalar == "▴" }
    for (index, name) in names.enumerated() where !axis.contains(name) {
      let start = name.unicodeScalars.first
      let isBeside = (0..<13).contains { picture[feet[index] + 1, $0].scalar == start }
      #expect(isBeside || text.contains("\(index) \(name)"), "\(name)")
    }
    // Letters stand on no rule.
    let letters = (0..<13).flatMap { row in feet.map { picture[$0, row].scalar } }
    #expect(letters.allSatisfy { !$0.properties.isAlphabetic })
    #expect(names.filter { axis.contains($0) }.count < names.count)
  }

  /// What one chart has no room for another one on the same axis takes.
  @Test func notesWithoutRoomAreHandedOn() {
    var low = chart([])
    low.rules = [20.0, 21, 22, 23].map {
      ChartRule(x: $0, place: "\(Int($0))", notes: [["note \(Int($0))"]], style: Style())
    }
    var buffer = CellBuffer(size: Size(width: 46, height: 9))
    let columns = ChartColumns(width: 46, nameWidth: 0)
    let rest = low.draw(
      in: Rect(x: 0, y: 7, width: 46, height: 1), columns: columns, axisRow: 8, into: &buffer)
    #expect(!rest.isEmpty && rest.count < 4)
    let none = low.draw(
      in: Rect(x: 0, y: 0, width: 46, height: 6), columns: columns, axisRow: nil, naming: rest, into: &buffer)
    #expect(none.allSatisfy { $0.notes.isEmpty })
    let text = (0..<9).map { buffer.text(row: $0) }.joined()
    for place in 20...23 { #expect(text.contains("note \(place)")) }
  }

  @Test func tagsOnLinesTellThemApartWithoutColour() {
    var tagged = chart([(0, 0.5), (100, 0.5)])
    tagged.showsTagsOnLines = true
    tagged.glyphs = .ascii
    let picture = draw(tagged, width: 80, height: 9)
    let plotEnd = 80 - (4 + 8 + 6)
    #expect((6..<plotEnd).contains { x in (0..<8).contains { picture[x, $0].scalar == "E" } })
    #expect(picture.cells.allSatisfy { $0.scalar.isASCII })
  }

  @Test func anySizeDraws() {
    var busy = chart([(-1e308, 1e308), (0, .nan), (50, -.infinity), (100, 0.2), (1e308, .leastNonzeroMagnitude)])
    busy.bands = [ChartBand(lower: .nan, upper: 7, background: .ansi(1), style: Style())]
    busy.rules = [
      ChartRule(x: .infinity, notes: [["x"]], style: Style()),
      ChartRule(x: 3, place: "3", notes: [[], ["three", ""]], style: Style()),
      ChartRule(x: 3, notes: [], style: Style()),
    ]
    busy.cursor = 1e300
    for glyphs in GlyphSet.allCases {
      for kind in [AxisKind.linear, .log] {
        busy.glyphs = glyphs
        busy.y = Axis(kind, 0, 1)
        for width in 0...40 {
          for height in 0...12 {
            let picture = draw(busy, width: width, height: height)
            #expect(glyphs != .ascii || picture.cells.allSatisfy(\.scalar.isASCII), "\(kind), \(width) x \(height)")
          }
        }
      }
    }
    var buffer = CellBuffer(size: Size(width: 5, height: 5))
    busy.draw(
      in: Rect(x: -30, y: -30, width: 90, height: 90), columns: ChartColumns(width: 90, nameWidth: 4), axisRow: 400,
      into: &buffer)
    #expect(buffer.size == Size(width: 5, height: 5))
  }

  @Test func spreadKeepsOrderAndRange() {
    #expect(spread([0, 0, 0], lower: 0, upper: 5) == [0, 1, 2])
    #expect(spread([5, 5, 5], lower: 0, upper: 5) == [3, 4, 5])
    #expect(spread([1, 4, 4, 9], lower: 0, upper: 5) == [1, 3, 4, 5])
    #expect(spread([], lower: 0, upper: 0).isEmpty)
  }

  @Test func meters() {
    #expect(GlyphSet.ascii.meter(0.5, width: 4) == ("##", ".."))
    #expect(GlyphSet.ascii.meter(.nan, width: 2) == ("", ".."))
    #expect(GlyphSet.ascii.meter(7, width: 2) == ("##", ""))
    #expect(GlyphSet.ascii.meter(0.5, width: -2) == ("", ""))
  }
}
