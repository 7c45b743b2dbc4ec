import Testing

@testable import Terminal

@Suite struct AsciiGlyphsTests {
  @Test func everythingHasAPrintableStandIn() {
    for value in UInt32(0)..<0x3000 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      #expect((0x20..<0x7F).contains(asciiStandIn(for: scalar).value))
    }
  }

  @Test(arguments: zip("a─│┌╬█▀⠀⣿→…", "a-|++#= .>."))
  func standInsLookAlike(original: Character, standIn: Character) {
    #expect(original.unicodeScalars.map(asciiStandIn) == Array(standIn.unicodeScalars))
  }
}
