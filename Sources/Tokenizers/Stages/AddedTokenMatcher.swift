/// Finds added tokens in text: the leftmost first, among those that begin at the same place the longest.
struct AddedTokenMatcher: Sendable {
  private let candidates: [UInt8: [Candidate]]

  private struct Candidate: Sendable {
    let bytes: [UInt8]
    let token: Tokenizer.AddedToken
  }

  init(_ tokens: [Tokenizer.AddedToken]) {
    let spelled = tokens.map { Candidate(bytes: Array($0.content.utf8), token: $0) }.filter { !$0.bytes.isEmpty }
    candidates = Dictionary(grouping: spelled) { $0.bytes[0] }
      .mapValues { $0.sorted { $0.bytes.count > $1.bytes.count } }
  }

  var isEmpty: Bool { candidates.isEmpty }

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

  /// Tokens and their places, with the white space that they take.
  func matches(in text: [UInt8]) -> [(range: Range<Int>, id: Int)] {
    var matches: [(range: Range<Int>, id: Int)] = []
    // Where the last token ends, with the space behind it, and where the search goes on.
    var (end, position) = (0, 0)
    while position < text.count {
      guard let found = candidates[text[position]]?.first(where: { text[position...].starts(with: $0.bytes) }) else {
        position += 1
        continue
      }
      var range = position..<position + found.bytes.count
      position = range.upperBound
      let token = found.token
      if token.isWord, Self.touchesWord(range, in: text) { continue }
      if token.takesSpaceBefore { range = Self.spaceStart(before: range.lowerBound, in: text)..<range.upperBound }
      if token.takesSpaceAfter { range = range.lowerBound..<Self.spaceEnd(after: range.upperBound, in: text) }
      // Space that the token before has taken is gone.
      range = max(end, range.lowerBound)..<max(end, range.upperBound)
      end = range.upperBound
      matches.append((range, token.id))
      position = max(position, end)
    }
    return matches
  }

  private static func touchesWord(_ range: Range<Int>, in text: [UInt8]) -> Bool {
    [scalar(before: range.lowerBound, in: text), scalar(at: range.upperBound, in: text)]
      .contains { $0.map(isWordScalar) ?? false }
  }

  private static func spaceStart(before place: Int, in text: [UInt8]) -> Int {
    var start = place
    while let scalar = scalar(before: start, in: text), scalar.properties.isWhitespace { start -= UTF8.width(scalar) }
    return start
  }

  private static func spaceEnd(after place: Int, in text: [UInt8]) -> Int {
    var end = place
    while let scalar = scalar(at: end, in: text), scalar.properties.isWhitespace { end += UTF8.width(scalar) }
    return end
  }

  private static func scalar(at place: Int, in text: [UInt8]) -> Unicode.Scalar? {
    String(decoding: text[place...].prefix(4), as: UTF8.self).unicodeScalars.first
  }

  private static func scalar(before place: Int, in text: [UInt8]) -> Unicode.Scalar? {
    var start = place
    repeat { start -= 1 } while start > 0 && place - start < 4 && text[start] & 0xC0 == 0x80
    return start < 0 ? nil : String(decoding: text[start..<place], as: UTF8.self).unicodeScalars.last
  }
}

/// What a regular expression's `\w` matches: letters, marks, decimal digits, joiners and connecting punctuation.
private func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.properties.isAlphabetic || scalar.properties.isJoinControl { return true }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation: return true
  default: return false
  }
}
