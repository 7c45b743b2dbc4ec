import Charts
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Figures for print, as the SVG that they become.
struct FigureTests {
  private func figure(_ points: [(Double, Double)], y: Axis = Axis(.linear, 0, 1)) -> Figure {
    var figure = Figure(title: "A < B & \"C\"", x: Axis(.linear, 0, 100), xTitle: "edits", y: y, yTitle: "share")
    figure.lines = [Figure.Line(name: "one", ink: .line(0), points: points.map { ChartPoint(x: $0.0, y: $0.1) })]
    return figure
  }

  private func svg(_ figure: Figure, on ground: Figure.Ground = .light) -> String {
    FigureDocument(figure, on: ground).svg
  }

  /// The path of the line, which alone has round joints.
  private func drawn(in svg: String) -> Substring? {
    svg.split(separator: "\n").first { $0.contains("stroke-linejoin") }?.split(separator: "\"").dropFirst().first
  }

  @Test func aDocumentIsWellFormedAndAColumnWide() throws {
    var full = figure([(0, 0.2), (50, .nan), (100, 0.9)])
    full.lines.append(
      Figure.Line(
        name: "mean <of> three", ink: .line(1), points: [ChartPoint(x: 0, y: 0.5), ChartPoint(x: 100, y: 0.4)],
        band: [0.4...0.6, 0.3...0.5], crosses: [ChartPoint(x: 100, y: 0.4)]))
    full.stretches = [.init([20...40]), .init([50...80], ink: .line(1))]
    full.marks = [.init(x: 20, note: "guard on & off"), .init(x: 300, note: "beyond")]
    full.levels = [.init(y: 0.5, note: "half"), .init(y: 7, note: "far")]
    full.remarks = ["a remark"]
    for text in [svg(full), svg(full, on: .transparent), FigureDocument([full, full, full], on: .light).svg] {
      #expect(XMLParser(data: Data(text.utf8)).parse())
    }
    #expect(svg(full).contains("width=\"85.02mm\"") && svg(full).contains("A &lt; B &amp; &quot;C&quot;"))
    // Two beside each other, with their letters.
    let three = FigureDocument([full, full, full], on: .light).svg
    #expect(three.contains(">(c) A") && three.contains("width=\"174.27mm\""))
    #expect(svg(full).contains("#ffffff") && !svg(full, on: .transparent).contains("#ffffff"))
    #expect(!svg(full).contains("beyond") && svg(full).contains("far: at 7.00, above what is shown"))
  }

  @Test func pointsStandWhereTheAxesSay() throws {
    // The plot reaches from 37 to 233 points; its top is 16 below the top of a figure with nothing above it.
    let path = try #require(drawn(in: svg(figure([(0, 0), (50, 0.5), (100, 1)]))))
    #expect(path == "M37 124L135 70L233 16")
    let log = try #require(drawn(in: svg(figure([(0, 1), (100, 100)], y: Axis(.log, 1, 10_000)))))
    #expect(log == "M37 124L233 70")
  }

  @Test func whatIsNotFiniteBreaksTheLine() throws {
    let broken = svg(figure([(0, 0.1), (20, 0.2), (40, .nan), (60, .infinity), (80, 0.3), (100, 0.4)]))
    #expect(try #require(drawn(in: broken)).filter { $0 == "M" }.count == 2)
    // A point that stands alone is a dot, and nothing at all is drawn of nothing.
    #expect(svg(figure([(10, 0.5)])).contains("<circle"))
    let empty = svg(figure([]))
    #expect(drawn(in: empty) == nil && !empty.contains("<circle"))
    #expect(!svg(figure([(0, .nan)])).contains("nan"))
  }

  @Test func bandsAreClosedAndBreakWithTheirLine() {
    var figure = figure([(0, 0.5), (50, .nan), (100, 0.5)])
    figure.lines[0].band = [0.4...0.6, 0...0, 0.4...0.6]
    let areas = svg(figure).split(separator: "\n").filter { $0.contains("fill-opacity=\"0.2\"") && $0.contains("Z\"") }
    #expect(areas.count == 2)
  }

  @Test func notesDoNotLieOverEachOther() throws {
    var figure = figure([(0, 0), (100, 1)])
    figure.marks = (0..<5).map { .init(x: 50 + Double($0), note: "a note of some length \($0)") }
    let rows = svg(figure).split(separator: "\n").filter { $0.contains("a note of some length") }
      .compactMap { $0.firstMatch(of: #/ y="([\d.]+)"/#).map { Double($0.1) ?? 0 } }
    #expect(rows.count == 5 && Set(rows).count == 5)
    // The plot makes room for them.
    #expect(try #require(drawn(in: svg(figure))) == "M37 161.5L233 53.5")
  }

  @Test func inksDiffer() {
    let inks = (0..<16).map { Figure.Ink.line($0) }
    for (place, ink) in inks.enumerated() { #expect(!inks[..<place].contains(ink), "\(place)") }
    // Later is darker.
    let blues = (0...4).map { Figure.Ink.ramp(Double($0) / 4).color }
    #expect(blues.first == "#caba6a" && blues.last == "#00224e" && Set(blues).count == 5)
  }

  @Test func axesFitTheirValues() {
    #expect(Figure.axis(.linear, around: [0.93, 0.99], within: 0...1) == Axis(.linear, 0.92, 1))
    let lower = Figure.axis(.linear, around: [0.001, 0.2, .nan], within: 0...1).lower
    #expect(lower == 0)
    #expect(Figure.axis(.log, around: [6, 700, .infinity]) == Axis(.log, 5, 1_000))
  }

  @Test func countsHaveSeparatorsAndTheirNumber() {
    #expect(counted(2_000, "task item") == "2,000 task items")
    #expect(counted(1, "edit") == "1 edit" && counted(0, "round") == "0 rounds")
    #expect(
      counted(137_658, "token of text") == "137,658 tokens of text" && counted(1, "token of text") == "1 token of text")
  }
}
