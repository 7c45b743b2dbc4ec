/// Finds added tokens in text: the leftmost first, among those that begin at the same place the longest.
struct AddedTokenMatcher: Sendable {
  private let candidates: [UInt8: [(bytes: [UInt8], id: Int)]]

  init(_ tokens: [Tokenizer.AddedToken]) {
    let spelled = tokens.map { (bytes: Array($0.content.utf8), id: $0.id) }.filter { !$0.bytes.isEmpty }
    candidates = Dictionary(grouping: spelled) { $0.bytes[0] }
      .mapValues { $0.sorted { $0.bytes.count > $1.bytes.count } }
  }

  /// Cuts `text` into added tokens and what lies between them, if anything does, in order; `use` is given the place and
  /// the token's id.
  func cut(_ text: [UInt8], use: (_ part: Range<Int>, _ id: Int?) -> Void) {
    var position = 0
    for match in matches(in: text) {
      if position < match.range.lowerBound { use(position..<match.range.lowerBound, nil) }
      use(match.range, match.id)
      position = match.range.upperBound
    }
    if position < text.count { use(position..<text.count, nil) }
  }

  func matches(in text: [UInt8]) -> [(range: Range<Int>, id: Int)] {
    var matches: [(range: Range<Int>, id: Int)] = []
    var position = 0
    while position < text.count {
      if let found = candidates[text[position]]?.first(where: { text[position...].starts(with: $0.bytes) }) {
        matches.append((position..<position + found.bytes.count, found.id))
        position += found.bytes.count
      } else {
        position += 1
      }
    }
    return matches
  }
}
