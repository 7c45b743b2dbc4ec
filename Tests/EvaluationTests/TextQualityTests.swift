import Datasets
import Foundation
import Testing

@testable import Evaluation

struct TextQualityTests {
  @Test func entropiesOfKnownTexts() {
    // Bigrams ab, ba, ab: H_2 = log2 3 - 2/3. Trigrams aba, bab: H_3 = 1.
    #expect(abs(ngramEntropy("a b a b") - ((log2(3) - 2.0 / 3) / 3 + 2.0 / 3)) < 1e-12)
    // All n-grams of ten different words differ.
    #expect(abs(ngramEntropy("a b c d e f g h i j") - (log2(9) / 3 + 2 * log2(8) / 3)) < 1e-12)
    #expect(ngramEntropy("no no no no no no") == 0)
    for text in ["", " \n", "one"] { #expect(ngramEntropy(text) == 0) }
    #expect(ngramEntropy("one two") == 0)
  }

  /// Vectors by hand: the counts of sky and blue, times their weights.
  @Test func cosinesOfKnownTexts() throws {
    let statistics = TermStatistics(weights: ["sky": 2, "blue": 1, "sea": 3])
    let first = "Sky, sky blue! unknown x"
    #expect(abs(statistics.cosine(first, "blue") - 1 / (17.0).squareRoot()) < 1e-12)
    #expect(abs(statistics.cosine(first, "sky sea") - 8 / (17.0 * 13).squareRoot()) < 1e-12)
    #expect(abs(statistics.cosine(first, first) - 1) < 1e-12)
    #expect(statistics.cosine(first, "unknown") == 0 && statistics.cosine("", first) == 0)
    let quality = TextQuality(["sky", "sky blue"], references: ["sea", "sky"], statistics: statistics)
    #expect(abs((quality.consistency ?? -1) - 8 / (17.0 * 13).squareRoot()) < 1e-12)
    #expect(TextQuality(["sky"], references: [], statistics: statistics).consistency == nil)
    #expect(TextQuality(["sky"], references: ["sky"]).consistency == nil)
  }

  @Test func weightsOfACollection() {
    let statistics = TermStatistics(of: ["the sky", "the the sea", "x"])
    #expect(Set(statistics.weights.keys) == ["the", "sky", "sea"])
    #expect(abs((statistics.weights["the"] ?? 0) - (log(4.0 / 3) + 1)) < 1e-12)
    #expect(abs((statistics.weights["sky"] ?? 0) - (log(4.0 / 2) + 1)) < 1e-12)
  }

  @Test func termsHaveTwoCharacters() {
    #expect(
      terms(of: "A b2 it's Ünder_way, x-ray 42 ½x 東京 e\u{301}t") == ["b2", "it", "ünder_way", "ray", "42", "½x", "東京"])
  }

  /// What NLTK 3.9 makes of these sentences, which were put to it.
  @Test(arguments: [
    ("Good muffins cost $3.88 in New York.", "Good|muffins|cost|$|3.88|in|New|York|."),
    ("They'll save and invest more.", "They|'ll|save|and|invest|more|."),
    ("hi, my name can't hello,", "hi|,|my|name|ca|n't|hello|,"),
    (
      "\"We beat some pretty good teams,\" he said (twice): 3,000 at 12:30 -- isn't it... 'tis",
      "``|We|beat|some|pretty|good|teams|,|''|he|said|(|twice|)|:|3,000|at|12:30|--|is|n't|it|...|'|tis"
    ),
    ("D'ye see 'em? It's the dogs' home", "D|'ye|see|'|em|?|It|'s|the|dogs|'|home"),
    (
      "He said ''no'' and `yes'! a--b [x] {y} 50% #1 R&D *",
      "He|said|``|no|''|and|`|yes|'|!|a|--|b|[|x|]|{|y|}|50|%|#|1|R|&|D|*"
    ),
    (
      "x 'hello' y we're 're rock 'n' roll the '90s ('abc')",
      "x|'|hello|'|y|we|'re|'re|rock|'n|'|roll|the|'|90s|(|'|abc|'|)"
    ),
    ("dogs''s he's' x'll've more'n wanna gonna cannot", "dogs|''|s|he's|'|x'll|'ve|more|'n|wan|na|gon|na|can|not"),
    ("’s don’t a.. b e.g. this.", "’|s|don|’|t|a|..|b|e.g.|this|."),
    ("(an end.)", "(|an|end|.|)"), ("an \"end.\")", "an|``|end|.|''|)"), ("wait....", "wait|...."),
    ("a-b---c 1,2 ,3 a,b :c d:5 e:", "a-b|--|-c|1,2|,3|a|,|b|:|c|d:5|e|:"),
    ("a@b.c http://x.y/z a\"b (\"c\") [\"d", "a|@|b.c|http|:|//x.y/z|a|''|b|(|``|c|''|)|[|``|d"),
    ("a ``` c and—so on", "a|``|`|c|and|—|so|on"), ("", ""), ("'", "'"), (".", "."),
  ])
  func wordsAreTheTreebanks(text: String, expected: String) {
    #expect(words(of: text) == expected.split(separator: "|").map(String.init))
  }

  @Test func sentencesEndAtTheirFullStops() {
    #expect(words(of: "It rained. We left. The end.").filter { $0 == "." }.count == 3)
    #expect(words(of: "Mr. Smith of the U.S. army met J. Doe, etc. and left. Then").filter { $0 == "." }.count == 1)
  }
}
