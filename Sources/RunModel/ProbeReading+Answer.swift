/// What a prompt was answered with, apart from what the model goes on to say.
extension ProbeReading {
  /// The answer: the words up to the first punctuation mark or line break that ends one; all words without such a mark. A mark
  /// within a word or number, as in 3.5, ends nothing.
  package var answer: String {
    var answer = ""
    var rest = continuation.drop { $0.isWhitespace || Self.ends($0) }
    while let next = rest.popFirst() {
      if next.isNewline { break }
      if Self.ends(next), !(rest.first.map { $0.isLetter || $0.isNumber } ?? false) { break }
      answer.append(next)
    }
    return Self.words(of: answer).joined(separator: " ")
  }

  /// Whether the model still gives the answer that it gave in another reading: it begins with the same words, whatever it goes
  /// on to say. Where there are no words at all, all that was said must be the same.
  package func keepsAnswer(of other: ProbeReading) -> Bool {
    let wanted = Self.words(of: other.answer)
    guard !wanted.isEmpty else { return continuation == other.continuation }
    let said = continuation.split { $0.isWhitespace }.map(Self.bare).filter { !$0.isEmpty }
    return said.prefix(wanted.count).elementsEqual(wanted.map { Self.bare($0[...]) })
  }

  private static func ends(_ character: Character) -> Bool { ".,;:!?\"()".contains(character) }

  private static func words(of text: String) -> [String] { text.split { $0.isWhitespace }.map(String.init) }

  /// A word without the marks at its ends.
  private static func bare(_ word: Substring) -> String {
    String(word.drop(while: ends).reversed().drop(while: ends).reversed())
  }
}
