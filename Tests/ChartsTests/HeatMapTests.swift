import Cells
import Charts
import Testing

@Suite struct HeatMapTests {
  private let colors = (0...30).map { Color.rgb(UInt8($0 * 8), 0, 0) }
  private var ramp: HeatMap.Ramp { HeatMap.Ramp(colors: colors, limit: 3, alarm: Style(.ansi(9))) }

  private func draw(_ ramp: HeatMap.Ramp, _ columns: [[Double]?], height: Int) -> CellBuffer {
    var buffer = CellBuffer(size: Size(width: columns.count, height: height))
    HeatMap(ramp: ramp).draw(in: buffer.bounds, column: { columns[$0] }, into: &buffer)
    return buffer
  }

  @Test func twoValuesToACell() {
    let picture = draw(ramp, [[3, -3, 0, 0], nil, [9, -9, .nan, 1], [0.2, 0.2]], height: 2)
    #expect(picture[0, 0] == Cell("▀", style: Style(colors[30], on: colors[0])))
    #expect(picture[0, 1] == Cell(" ", style: Style(on: colors[15])))
    #expect(picture[1, 0] == Cell() && picture[3, 1] == Cell())
    // What is beyond the ends is drawn as they are.
    #expect(picture[2, 0] == picture[0, 0])
    #expect(picture[2, 1].scalar == "!" && picture[2, 1].style.foreground == .ansi(9))
    #expect(picture[3, 0].style.background == colors[16])
  }

  /// The terminal's own ground is no colour of text.
  @Test func theTerminalsGround() {
    let ramp = HeatMap.Ramp(colors: [.ansi(4), .terminal, .ansi(1)], limit: 1, alarm: Style())
    let picture = draw(ramp, [[0, 1], [1, 0], [0, 0]], height: 1)
    #expect(picture[0, 0] == Cell("▄", style: Style(.ansi(1), on: .terminal)))
    #expect(picture[1, 0] == Cell("▀", style: Style(.ansi(1), on: .terminal)))
    #expect(picture[2, 0].scalar == " ")
  }

  /// Without colours more ink is more change, and what shrinks has characters of its own.
  @Test func characters() {
    let mono = HeatMap.Ramp(colors: [], limit: 3, alarm: Style(), text: Style(.ansi(7)))
    let picture = draw(mono, [[0, 0], [0.4, 0], [3, -1], [0, -1], [-8, 0.1], [.infinity, 0]], height: 1)
    #expect((0..<6).map { picture[$0, 0].scalar } == [" ", ".", "@", ",", "O", "!"])
  }

  @Test func theBarHasBothEnds() {
    var buffer = CellBuffer(size: Size(width: 12, height: 7))
    HeatMap(ramp: ramp).drawBar(
      in: buffer.bounds, labels: [(3, "x8"), (0, "x1"), (-3, "x1/8")], style: Style(), into: &buffer)
    #expect(buffer.text(row: 0).hasSuffix("x8       ") && buffer.text(row: 3).contains("x1"))
    #expect(buffer.text(row: 6).contains("x1/8"))
    #expect(buffer[0, 0].style.foreground == colors[30] || buffer[0, 0].style.background == colors[30])
    var tiny = CellBuffer(size: Size(width: 1, height: 1))
    HeatMap(ramp: ramp).drawBar(in: tiny.bounds, labels: [], style: Style(), into: &tiny)
    HeatMap(ramp: HeatMap.Ramp(colors: [], limit: 0, alarm: Style())).draw(
      in: tiny.bounds, column: { _ in [.nan, 1] }, into: &tiny)
  }
}
