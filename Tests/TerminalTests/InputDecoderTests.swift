import CTerminal
import Cells
import Testing

@testable import Terminal

@Suite struct InputDecoderTests {
  /// The events of a program that only reads.
  private enum Input: TerminalEvent, Equatable {
    case key(Key), mouse(Mouse), resize(Size)
    case tick(now: Double)
  }

  /// What comes of one burst of input, as a user's key press or a paste makes it.
  private func inputs(_ text: String) -> [Input] {
    var decoder = InputDecoder<Input>()
    return text.unicodeScalars.flatMap { decoder.decode(character: $0.value) } + decoder.finish()
  }

  /// The keys among it.
  private func keys(_ text: String) -> [Key] {
    inputs(text).compactMap { if case .key(let key) = $0 { key } else { nil } }
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
    #expect(keys("\u{1B}Oqq") == [.character("q")])
    #expect(keys("\u{1B}[1;").isEmpty)
  }

  @Test func theNextBurstStartsAfresh() {
    var decoder = InputDecoder<Input>()
    _ = decoder.decode(character: 27)
    _ = decoder.decode(character: UInt32(UInt8(ascii: "[")))
    #expect(decoder.finish().isEmpty)
    #expect(decoder.decode(character: UInt32(UInt8(ascii: "q"))) == [.key(.character("q"))])
  }

  @Test func theMouseIsReportedWithItsCell() {
    let reports: [(String, Mouse?)] = [
      ("<0;12;7M", Mouse(.press, x: 11, y: 6)), ("<0;12;7m", Mouse(.release, x: 11, y: 6)),
      ("<32;1;1M", Mouse(.drag, x: 0, y: 0)), ("<64;300;100M", Mouse(.wheelUp, x: 299, y: 99)),
      ("<65;2;3M", Mouse(.wheelDown, x: 1, y: 2)),
      // Shift, Meta and Ctrl do not matter; other buttons and motion without one do nothing.
      ("<28;2;3M", Mouse(.press, x: 1, y: 2)), ("<2;2;3M", nil), ("<35;2;3M", nil), ("<66;2;3M", nil),
      // Torn and impossible ones.
      ("<0;0;3M", nil), ("<0;3M", nil), ("<;;M", nil), ("<0;1;2;3M", nil), ("<99999999999999999999;1;1M", nil),
      ("<0;1;9223372036854775807M", nil),
    ]
    for (text, mouse) in reports {
      #expect(inputs("\u{1B}[\(text)q") == (mouse.map { [.mouse($0)] } ?? []) + [.key(.character("q"))], "\(text)")
    }
  }

  /// Nothing of a report acts as a key, wherever the line was cut; what is no report is read again.
  @Test func aReportMayComeInPieces() {
    let report = Array("\u{1B}[<0;12;7M".unicodeScalars)
    for cut in 3..<report.count {
      var decoder = InputDecoder<Input>()
      var found = report[..<cut].flatMap { decoder.decode(character: $0.value) } + decoder.finish()
      found += report[cut...].flatMap { decoder.decode(character: $0.value) } + decoder.finish()
      #expect(found == [.mouse(Mouse(.press, x: 11, y: 6))])
    }
    #expect(keys("\u{1B}[<0;12q1") == [.character("q"), .character("1")])
    #expect(inputs("\u{1B}[<0;12\u{1B}[<0;1;1M") == [.mouse(Mouse(.press, x: 0, y: 0))])
    #expect(keys("\u{1B}[<" + String(repeating: "1", count: 90) + "Mq") == [.character("q")])
  }

  @Test func valuesThatAreNoScalarsGiveNothing() {
    var decoder = InputDecoder<Input>()
    #expect(decoder.decode(character: 0xD800).isEmpty)
    #expect(decoder.decode(character: .max).isEmpty)
    #expect(decoder.decode(code: .max).isEmpty)
  }

  @Test func keyCodesOfCurses() {
    var decoder = InputDecoder<Input>()
    let codes: [(Int32, Key)] = [
      (KEY_UP, .up), (KEY_LEFT, .left), (KEY_HOME, .home), (KEY_NPAGE, .pageDown), (KEY_BTAB, .backTab),
      (KEY_BACKSPACE, .backspace), (KEY_DC, .delete), (KEY_ENTER, .enter), (KEY_F0 + 1, .function(1)),
      (KEY_F0 + 12, .function(12)),
    ]
    for (code, key) in codes { #expect(decoder.decode(code: UInt32(code)) == [.key(key)]) }
    #expect(decoder.decode(code: UInt32(KEY_RESIZE)).isEmpty)
  }
}
