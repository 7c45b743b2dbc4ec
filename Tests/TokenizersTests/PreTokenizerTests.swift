import Foundation
import Numerics
import Testing

@testable import Tokenizers

/// The hand-written patterns against the regular expressions themselves, run by Foundation on random text.
struct PreTokenizerTests {
  private static let contraction = "'s|'t|'re|'ve|'m|'ll|'d"
  // Foundation's \s leaves out some of Unicode's white space, so the class is spelled out.
  private static let gpt2 =
    contraction + #"| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+"#
    + #"|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+"#
  private static let llama3 = modern(#"\p{N}{1,3}"#)
  private static let qwen2 = modern(#"\p{N}"#)

  private static func modern(_ number: String) -> String {
    "(?i:\(contraction))" + #"|[^\r\n\p{L}\p{N}]?\p{L}+|"# + number
      + #"| ?[^\p{White_Space}\p{L}\p{N}]+[\r\n]*"#
      + #"|\p{White_Space}*[\r\n]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+"#
  }

  @Test(arguments: [(PreTokenizer.gpt2, gpt2), (.llama3, llama3), (.qwen2, qwen2)])
  func cutsAsTheExpression(pattern: PreTokenizer, expression: String) throws {
    let regex = try NSRegularExpression(pattern: expression)
    var generator = SeededGenerator(seed: 11)
    let alphabet: [String] =
      "aZé中א9½٣ \n\r\t'.!".map(String.init)
      + ["\u{A0}", "\u{301}", "🎉", "'s", "'LL", "'re", "  ", "\u{85}", "\u{2028}"]
    for _ in 0..<3000 {
      let parts = (0..<Int.random(in: 0...14, using: &generator))
        .map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
      let text = parts.joined()
      let whole = NSRange(location: 0, length: text.utf16.count)
      let expected = regex.matches(in: text, range: whole)
        .map { (text as NSString).substring(with: $0.range).utf8.count }
      #expect(pattern.pieceLengths(in: text) == expected, "\(text.debugDescription)")
    }
  }

  @Test(arguments: [PreTokenizer.gpt2, .llama3, .qwen2, .digits, .whole, .spaceMarks])
  func hasNoPiecesInAnEmptyText(pattern: PreTokenizer) {
    #expect(pattern.pieceLengths(in: "").isEmpty)
  }

  @Test func cutsAtDigitsFirst() {
    // The spaces before a digit stay together: what ends there is a text of its own.
    #expect(PreTokenizer.digits.pieceLengths(in: "ab  12 c½") == [2, 2, 1, 1, 2, 2])
  }

  @Test func cutsBeforeSpaceMarks() {
    #expect(PreTokenizer.spaceMarks.pieceLengths(in: "a▁▁bc▁") == [1, 3, 5, 3])
    #expect(PreTokenizer.whole.pieceLengths(in: "a▁▁bc▁") == [12])
  }
}
