import Testing

@testable import Cells

@Suite struct ColorMapperTests {
  @Test func everyEntryOfThePaletteIsNearestToItself() {
    for index in 16..<256 {
      guard let (red, green, blue) = xtermColor(index).components else {
        Issue.record("entry \(index) has no colour")
        continue
      }
      #expect(xtermColor(nearest256(red, green, blue)) == xtermColor(index))
    }
  }

  /// #12151A lies between greys 233 (18, 18, 18) and 234 (28, 28, 28); btop's rule and plain rounding go elsewhere.
  @Test func darkBackgroundsStayDarkGreyInsteadOfBlackOrNavy() {
    // #12151A: greys 232 (8,8,8), 233 (18,18,18), 234 (28,28,28) are the only near ones.
    #expect([233, 234].contains(nearest256(0x12, 0x15, 0x1A)))
    #expect(nearest256(0xFF, 0x00, 0x00) == 196)
    #expect(nearest256(0x5F, 0x87, 0xAF) == 67)
  }

  /// Values by hand from the rule: grey when round(c / 11) agrees, else round(c / 51) in the cube.
  @Test func btopsRule() {
    #expect(btop256(0, 0, 0) == 232)
    #expect(btop256(255, 255, 255) == 255)
    #expect(btop256(0x12, 0x15, 0x1A) == 234)  // 18/11, 21/11, 26/11 = 1.6, 1.9, 2.4 -> 2
    #expect(btop256(0x1A, 0x1B, 0x26) == 59)  // 2, 2, 3 differ; cube 1, 1, 1 = 16 + 36 + 6 + 1
  }

  @Test func numbersFollowThePalette() {
    var direct = ColorMapper(palette: .direct)
    #expect(direct.number(of: .terminal) == -1)
    #expect(direct.number(of: .rgb(0x43, 0x85, 0xBE)) == 0x4385BE)
    #expect(direct.number(of: .rgb(0, 0, 3)) == 8)
    #expect(direct.number(of: .ansi(3)) == 3)
    #expect(direct.number(of: .ansi(9)) == 0xFF0000)
    var indexed = ColorMapper(palette: .xterm256)
    #expect(indexed.number(of: .ansi(9)) == 9)
    #expect(indexed.number(of: .rgb(255, 255, 255)) == 231)
    var sixteen = ColorMapper(palette: .ansi16)
    #expect(sixteen.number(of: .rgb(250, 5, 5)) == 9)
    #expect(sixteen.number(of: .ansi(200)) == 8)
    var eight = ColorMapper(palette: .ansi8)
    #expect(eight.number(of: .ansi(9)) == 1)
    #expect(eight.number(of: .rgb(0, 210, 0)) == 2)
    var none = ColorMapper(palette: .none)
    #expect(none.number(of: .rgb(255, 0, 0)) == -1)
  }

  @Test func whiteAndBlackInOKLab() {
    let white = OKLab(red: 255, green: 255, blue: 255)
    #expect(abs(white.lightness - 1) < 1e-6 && abs(white.a) < 1e-6 && abs(white.b) < 1e-6)
    #expect(OKLab(red: 0, green: 0, blue: 0) == OKLab(lightness: 0, a: 0, b: 0))
    // Ottosson's published value for sRGB red.
    let red = OKLab(red: 255, green: 0, blue: 0)
    #expect(abs(red.lightness - 0.62796) < 1e-4 && abs(red.a - 0.22486) < 1e-4 && abs(red.b - 0.12585) < 1e-4)
  }

  @Test(arguments: [Color.rgb(1, 2, 3), .rgb(200, 17, 90), .rgb(255, 255, 0)])
  func okLabGoesThereAndBack(color: Color) {
    #expect(OKLab(color)?.rgb == color)
  }

  @Test func theWantedDepth() {
    #expect(ColorDepth.wanted(choice: nil, environment: [:]) == .indexed256)
    #expect(ColorDepth.wanted(choice: nil, environment: ["COLORTERM": "truecolor"]) == .trueColor)
    #expect(ColorDepth.wanted(choice: nil, environment: ["COLORTERM": "24bit", "NO_COLOR": ""]) == .trueColor)
    #expect(ColorDepth.wanted(choice: nil, environment: ["COLORTERM": "truecolor", "NO_COLOR": "1"]) == .none)
    #expect(ColorDepth.wanted(choice: .ansi16, environment: ["NO_COLOR": "1"]) == .ansi16)
  }
}

/// The entry that btop chooses for an sRGB colour: a grey when all channels round to the same of 24 steps, else the cube
/// by rounding each channel. It crushes dark backgrounds.
private func btop256(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int {
  func rounded(_ value: UInt8, by step: Double) -> Int { Int((Double(value) / step).rounded()) }
  let grey = rounded(red, by: 11)
  if grey == rounded(green, by: 11), grey == rounded(blue, by: 11) { return 232 + grey }
  return 16 + 36 * rounded(red, by: 51) + 6 * rounded(green, by: 51) + rounded(blue, by: 51)
}
