import Cells
import Testing

struct CellBufferSVGTests {
  private let theme = Theme.standard

  private func svg(_ rows: [(String, Style)], width: Int = 12) -> String {
    var buffer = CellBuffer(
      size: Size(width: width, height: rows.count),
      fill: Cell(style: Style(theme.mainForeground, on: theme.mainBackground)))
    for (y, row) in rows.enumerated() { buffer.write(row.0, x: 0, y: y, style: row.1) }
    return buffer.svg(theme: theme)
  }

  @Test func isAsLargeAsItsCells() {
    let text = svg([("a", Style()), ("b", Style())], width: 10)
    #expect(text.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 80 32\""))
    #expect(text.hasSuffix("</svg>\n"))
  }

  @Test func textIsEscapedAndHeldToItsColumns() {
    let text = svg([("a<&> b", Style(.rgb(255, 0, 16)))])
    #expect(text.contains("textLength=\"32\" lengthAdjust=\"spacingAndGlyphs\" fill=\"#ff0010\">a&lt;&amp;&gt;</text>"))
    #expect(text.contains("<text x=\"40\" y=\"12.48\" textLength=\"8\""))
  }

  /// Dots 1 and 8: the upper left and the lower right one.
  @Test func brailleIsDrawnAsDots() {
    let text = svg([("\u{2881}", Style(.ansi(1)))])
    #expect(text.contains("d=\"M2 2h0M6 14h0\""))
    #expect(!text.contains("\u{2881}"))
  }

  @Test func backgroundsAndReverse() {
    let tinted = svg([("x", Style(.rgb(1, 2, 3), on: .rgb(4, 5, 6)))])
    #expect(tinted.contains("<rect x=\"0\" y=\"0\" width=\"8\" height=\"16\" fill=\"#040506\"/>"))
    let reversed = svg([("x", Style(.rgb(1, 2, 3), on: .rgb(4, 5, 6), .reverse))])
    #expect(reversed.contains("fill=\"#010203\"/>") && reversed.contains("fill=\"#040506\">x"))
  }

  /// Every opened element is closed, and nothing stands outside an element that the writer knows.
  @Test func elementsAreBalanced() {
    let first = ("a<b \u{28FF} & \"c\"", Style(.terminal, [.bold, .underline]))
    let elements = svg([first, ("-----", Style(.terminal, .dim))]).split(separator: "\n").dropFirst().dropLast()
    #expect(elements.allSatisfy { $0.hasSuffix("/>") || $0.hasPrefix("<text ") && $0.hasSuffix("</text>") })
  }
}
