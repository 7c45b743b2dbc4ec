import CTerminal
import Cells
import Testing

@testable import Terminal

@Suite struct InputDecoderTests {
  /// The keys of one burst of input, as a user's key press or a paste makes it.
  private func keys(_ text: String) -> [Key] {
    var decoder = InputDecoder()
    return text.unicodeScalars.flatMap { decoder.decode(character: $0.value) } + decoder.finish()
  }

  @Test func charactersAreThemselves() {
    #expect(keys("aZ é漢") == [.character("a"), .character("Z"), .character(" "), .character("é"), .character("漢")])
  }

  @Test func controlCharactersAreNamed() {
    #expect(keys("\u{3}\u{1A}\u{1}\0\u{1C}") == "cza \\".map { Key.control($0) })
    #expect(keys("\r\n\t\u{7F}\u{8}") == [.enter, .enter, .tab, .backspace, .backspace])
    #expect(keys("\u{85}").isEmpty)
  }

  @Test func aLoneEscapeIsAKey() {
    #expect(keys("\u{1B}") == [.escape])
    #expect(keys("\u{1B}\u{1B}") == [.escape, .escape])
    #expect(keys("\u{1B}x") == [.escape, .character("x")])
  }

  @Test func unknownSequencesAreSwallowedWhole() {
    #expect(keys("\u{1B}[1;5Cq") == [.character("q")])
    #expect(keys("\u{1B}[<0;12;7Mq") == [.character("q")])
    #expect(keys("\u{1B}Oqq") == [.character("q")])
    #expect(keys("\u{1B}[1;").isEmpty)
  }

  @Test func theNextBurstStartsAfresh() {
    var decoder = InputDecoder()
    _ = decoder.decode(character: 27)
    _ = decoder.decode(character: UInt32(UInt8(ascii: "[")))
    #expect(decoder.finish().isEmpty)
    #expect(decoder.decode(character: UInt32(UInt8(ascii: "q"))) == [.character("q")])
  }

  @Test func valuesThatAreNoScalarsGiveNothing() {
    var decoder = InputDecoder()
    #expect(decoder.decode(character: 0xD800).isEmpty)
    #expect(decoder.decode(character: .max).isEmpty)
    #expect(decoder.decode(code: .max).isEmpty)
  }

  @Test func keyCodesOfCurses() {
    var decoder = InputDecoder()
    let codes: [(Int32, Key)] = [
      (KEY_UP, .up), (KEY_LEFT, .left), (KEY_HOME, .home), (KEY_NPAGE, .pageDown), (KEY_BTAB, .backTab),
      (KEY_BACKSPACE, .backspace), (KEY_DC, .delete), (KEY_ENTER, .enter), (KEY_F0 + 1, .function(1)),
      (KEY_F0 + 12, .function(12)),
    ]
    for (code, key) in codes { #expect(decoder.decode(code: UInt32(code)) == [key]) }
    #expect(decoder.decode(code: UInt32(KEY_RESIZE)).isEmpty)
  }
}
