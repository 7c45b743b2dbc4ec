import Testing

@testable import Cells

@Suite struct CellBufferANSITests {
  private var picture: CellBuffer {
    var buffer = CellBuffer(size: Size(width: 6, height: 2))
    buffer.write("ab", x: 0, y: 0, style: Style(.rgb(255, 0, 0), on: .rgb(0, 0, 95), .bold))
    buffer.write("c", x: 2, y: 0, style: Style(.ansi(12)))
    buffer.write("東", x: 0, y: 1, style: Style(.terminal, [.dim, .underline, .reverse]))
    return buffer
  }

  @Test func coloursAreWrittenAsTheTerminalKnowsThem() {
    // 196 and 17 are #ff0000 and #00005f of the cube; 9 is xterm's bright red, 4 the blue nearest to #00005f.
    #expect(
      picture.ansi(palette: .direct).hasPrefix(
        "\u{1B}[0;1;38;2;255;0;0;48;2;0;0;95mab\u{1B}[0;94mc\u{1B}[0m   \u{1B}[0m\n"))
    #expect(picture.ansi(palette: .xterm256).hasPrefix("\u{1B}[0;1;38;5;196;48;5;17mab\u{1B}[0;94mc"))
    #expect(picture.ansi(palette: .ansi16).hasPrefix("\u{1B}[0;1;91;4"))
    #expect(picture.ansi(palette: .none).hasPrefix("\u{1B}[0;1mab\u{1B}[0mc   \u{1B}[0m\n"))
  }

  @Test func attributesAndWideCharactersAreKept() {
    let line = picture.ansi(palette: .none).split(separator: "\n").last
    #expect(line == "\u{1B}[0;2;4;7m東\u{1B}[0m    \u{1B}[0m")
  }

  @Test func plainTextHasNoBlanksAtLineEnds() {
    #expect(picture.plainText == "abc\n東\n")
    #expect(CellBuffer(size: Size(width: 3, height: 2)).plainText == "\n\n")
    #expect(CellBuffer(size: Size(width: 0, height: 0)).ansi(palette: .direct) == "")
  }
}
