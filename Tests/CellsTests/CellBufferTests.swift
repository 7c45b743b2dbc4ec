import Testing

@testable import Cells

@Suite struct CellBufferTests {
  private let plain = Style()

  @Test func drawingOutsideIsClipped() {
    var buffer = CellBuffer(size: Size(width: 5, height: 2))
    #expect(buffer.write("abcdefgh", x: -2, y: 0, style: plain) == 6)
    buffer.write("zz", x: 0, y: 7, style: plain)
    buffer.write("zz", x: 0, y: -1, style: plain)
    buffer.fill(Rect(x: 3, y: 1, width: 99, height: 99), with: Cell("#"))
    buffer[9, 9] = Cell("!")
    #expect(buffer.text(row: 0) == "cdefg")
    #expect(buffer.text(row: 1) == "   ##")
    #expect(buffer[-1, 0] == Cell())
  }

  @Test func wideCharactersTakeTwoCellsOrNone() {
    var buffer = CellBuffer(size: Size(width: 4, height: 1))
    #expect(buffer.write("a漢b字", x: 0, y: 0, style: plain) == 6)
    #expect(buffer.text(row: 0) == "a漢b")
    #expect(buffer[2, 0].scalar == Cell.continuation)
    var narrow = CellBuffer(size: Size(width: 2, height: 1))
    narrow.write("a漢", x: 0, y: 0, style: plain)
    #expect(narrow.text(row: 0) == "a ")
  }

  @Test func controlCharactersAndMarksAreLeftOut() {
    var buffer = CellBuffer(size: Size(width: 8, height: 1))
    #expect(buffer.write("a\u{1B}[3\u{7}1m\u{301}e\u{200B}", x: 0, y: 0, style: plain) == 6)
    #expect(buffer.text(row: 0) == "a[31me  ")
  }

  @Test func negativeSizesAreEmpty() {
    let buffer = CellBuffer(size: Size(width: -3, height: 4))
    #expect(buffer.cells.isEmpty)
    #expect(buffer.text(row: 0).isEmpty)
  }

  @Test func tintKeepsWhatStandsThere() {
    var buffer = CellBuffer(size: Size(width: 2, height: 1))
    buffer.write("x", x: 0, y: 0, style: Style(.ansi(1), on: .ansi(2), .bold))
    buffer.tint(Rect(x: 0, y: 0, width: 1, height: 1), background: .ansi(4))
    #expect(buffer[0, 0] == Cell("x", style: Style(.ansi(1), on: .ansi(4), .bold)))
    #expect(buffer[1, 0] == Cell())
  }

  @Test(arguments: [("a", 1), ("漢", 2), ("🧠", 2), ("\u{301}", 0), ("\u{0}", 0), ("⣿", 1), ("─", 1), ("é", 1)])
  func widths(text: String, width: Int) {
    #expect(displayWidth(of: text) == width)
  }
}
