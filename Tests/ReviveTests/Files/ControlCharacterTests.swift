import Foundation
import Testing

@testable import revive

/// What a terminal would obey never reaches it.
@Suite struct ControlCharacterTests {
  private static let hostile = [
    "\u{1B}[2J", "\u{1B}]0;title\u{07}", "\u{0}", "\u{7F}", "\u{9B}31m", "\u{9D}", "\u{202E}", "\u{2066}", "\u{200F}",
    "\u{61C}", "\u{2028}", "\r", "\u{08}",
  ]

  @Test(arguments: hostile) func theyAreSeenInPlaceOfObeyed(text: String) throws {
    let shown = withoutControls("a\t\(text)\nb")
    let kept = shown.unicodeScalars.filter { $0 != "\n" && $0 != "\t" }
    #expect(kept.allSatisfy { $0.properties.generalCategory != .control && !$0.properties.isBidiControl })
    #expect(shown.hasPrefix("a\t\\u") && shown.hasSuffix("\nb"))
    // In a string of JSON the escape stands for the same character.
    let decoded = try JSONDecoder().decode([String].self, from: Data("[\"\(withoutControls(text))\"]".utf8))
    #expect(decoded == [text])
    #expect(!oneLine(text).unicodeScalars.contains { $0.properties.generalCategory == .control })
  }

  @Test func whatIsHarmlessStays() {
    for text in ["", "plain\n\ttext", "東京タワー é 👩‍👩‍👧 Ω", "\\u001b"] { #expect(withoutControls(text) == text) }
  }
}
