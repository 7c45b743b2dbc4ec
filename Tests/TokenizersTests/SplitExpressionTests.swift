import Testing

@testable import Tokenizers

/// Regular expressions of `tokenizer.json` that are read, with the pieces that `tokenizers` 0.22.2 cuts, and those that
/// are not.
struct SplitExpressionTests {
  /// DeepSeek-V3's.
  private static let deepSeek =
    ##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"##
    + #"| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  private static let words = "a²b_c\u{200D}d½ ④x\u{301}-Ⅷ"
  private static let wordPieces = ["a²b_c", "\u{200D}", "d½", " ④", "x\u{301}", "-", "Ⅷ"]

  @Test(arguments: [
    (
      deepSeek, "x.foo $bar^baz{a} -- [q]\\z~! ok\n\n  1 a&b",
      [
        "x", ".foo", " $", "bar", "^baz", "{a", "}", " --", " [", "q", "]\\", "z", "~!", " ok", "\n\n", " ", " ", "1",
        " a", "&b",
      ]
    ),
    // BLOOM's.
    (
      #" ?[^(\s|[.,!?…。，、।۔،])]+"#, "Hello, world! (a|b) x[y]…z",
      ["Hello", ",", " world", "! (", "a", "|", "b", ")", " x[y]", "…", "z"]
    ),
    (#"\w+"#, words, wordPieces), (#"\W+"#, words, wordPieces),
    (#"[\w-]+|\D\S"#, "ab-c1 d²-. 7, 8", ["ab-c1", " d", "²-", ".", " 7", ",", " 8"]),
    (#"\d{2,}|a{2}|b??c++"#, "123aaa1bcc7aa", ["123", "aa", "a1", "bcc", "7", "aa"]),
    (#"(?:ab|c)?\p{Han}(?=\p{Nd})"#, "ab漢1c漢漢2abb", ["ab漢", "1c漢", "漢", "2abb"]),
    (#"[^\S\r\n]+\p{P}"#, "a \t.\n !", ["a", " \t.", "\n", " !"]),
    (#"\.\[\]\-"#, "a.[]-b", ["a", ".[]-", "b"]),
  ])
  func cutsAsTokenizers(source: String, text: String, pieces: [String]) throws {
    var place = text.utf8.startIndex
    let found = try SplitExpression(source).pieceLengths(in: text).map { length in
      let start = place
      place = text.utf8.index(place, offsetBy: length)
      return String(text[start..<place])
    }
    #expect(found.map { Array($0.utf8) } == pieces.map { Array($0.utf8) })
  }

  @Test(arguments: [
    (#"\h"#, #"\h"#), (#"\H+"#, #"\H"#), (#"a\b"#, #"\b"#), (#"\A"#, #"\A"#), (#"\v"#, #"\v"#), (#"\x41"#, #"\x"#),
    (".", "."), ("a$", "$"), ("^a", "^"), ("(?m:.)", "(?m"), ("(?<!a)b", "(?<"), ("(?>a)", "(?>"), ("(?i)a", "(?i"),
    (#"\p{N}{1,3}+"#, "a repetition of a repetition"), (#"\p{N}{1,3}?"#, "a repetition of a repetition"),
    ("a**", "a repetition of a repetition"), ("a+{2}", "a repetition of a repetition"),
    ("(a|aa)+b", "a repeated group"), ("(?:a+)+b", "a repeated group"), ("((a*))*b", "a repeated group"),
    ("(?:a|b){2,9}", "a repeated group"), ("(?=a)?b", "a repeated group"),
    ("a*a*a*b", "too many repetitions in a row"), (String(repeating: "a?", count: 30), "too many repetitions in a row"),
    ("a{0,99}b", "{0,99}"), ("a{,3}", "{,3}"), ("a{3,1}", "{3,1}"), ("a{b}", "{b}"), ("a{", "no end"),
    ("a*", "a match without characters"), ("a|", "a match without characters"), ("", "a match without characters"),
    ("(?=a)", "a match without characters"), (#"\p{Alnum}"#, #"\p{Alnum}"#), (#"\p{^L}"#, #"\p{^L}"#),
    ("[[:alpha:]]", "[:"), ("[]a]", "[]"), ("[a&&b]", "&& in [ ]"), (#"[\s-z]"#, "- beside a class or range in [ ]"),
    (#"[a-\s]"#, "- beside a class or range in [ ]"), ("[a", "no end"), ("(a", "no end"), ("a)", ") without ("),
    ("a\\", "no end"), ("[z-a]", "an error"), ("(?i:é)", "é in (?i:"), ("(?i:[^a])", "[^ in (?i:"),
    (String(repeating: "(", count: 100_000), "too many groups in groups"),
    (String(repeating: "[a", count: 100_000), "too many groups in groups"),
  ])
  func refusesByName(source: String, construct: String) {
    let error = #expect(throws: SplitSyntax.Refusal.self) { try SplitExpression(source) }
    #expect(error?.construct == construct)
  }

  @Test(arguments: [PreTokenizer.gpt2, .llama3, .qwen2]) func readsPublishedExpressions(pattern: PreTokenizer) throws {
    let source = try #require(pattern.expression)
    let text = "I'LL pay 12345 €\n\n  for it, ok?  "
    #expect(try SplitExpression(source).pieceLengths(in: text) == pattern.pieceLengths(in: text))
  }

  @Test func aTextMatchesItselfAlone() throws {
    let text = #"a.b\^$|?*+()[]{}-# é"#
    #expect(try SplitExpression(SplitSyntax.escaped(text)).pieceLengths(in: "x\(text)y") == [1, text.utf8.count, 1])
    #expect(try SplitExpression(SplitSyntax.escaped("a.b")).pieceLengths(in: "acb") == [3])
  }
}
