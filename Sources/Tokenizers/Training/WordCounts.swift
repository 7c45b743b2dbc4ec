/// How often each word occurs in a corpus, where words are the pieces into which a tokenizer with GPT-2's split pattern
/// cuts text: within them, and never across them, bytes are merged. Feed it the corpus text by text.
package struct WordCounts: Equatable, Sendable {
  private(set) var counts: [[UInt8]: Int] = [:]
  private let matcher = AddedTokenMatcher([BytePairVocabulary.endOfText])

  package init() {}

  /// The number of different words.
  package var distinct: Int { counts.count }

  /// Counts the words of one text. An `<|endoftext|>` spelled out in it separates texts and is not counted.
  package mutating func add(_ text: String) {
    let bytes = Array(text.utf8)
    var position = 0
    for match in matcher.matches(in: bytes) {
      add(bytes[position..<match.range.lowerBound])
      position = match.range.upperBound
    }
    add(bytes[position...])
  }

  private mutating func add(_ text: ArraySlice<UInt8>) {
    var start = text.startIndex
    for length in PreTokenizer.gpt2.pieceLengths(in: String(decoding: text, as: UTF8.self)) {
      counts[Array(text[start..<start + length]), default: 0] += 1
      start += length
    }
  }

  package static func == (one: WordCounts, other: WordCounts) -> Bool { one.counts == other.counts }
}
