/// How a tokenizer cuts text into the pieces within which bytes are merged. Written out by hand from the published
/// regular expressions; pieces never overlap and cover the whole text.
package enum SplitPattern: Equatable, Sendable {
  /// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
  case gpt2
  /// See `llama3Expression`.
  case llama3

  /// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*` and then
  /// `|\s*[\r\n]+|\s+(?!\S)|\s+`, as `tokenizer.json` spells it.
  static let llama3Expression =
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"#
    + #"|\s*[\r\n]+|\s+(?!\S)|\s+"#

  /// Cuts `text`.
  ///
  /// - Returns: The pieces' lengths in UTF-8 bytes, in order; they add up to the text's length.
  func pieceLengths(in text: some StringProtocol) -> [Int] {
    let scanner = Scanner(text)
    var lengths: [Int] = []
    var position = 0
    while position < scanner.kinds.count {
      let end = self == .gpt2 ? scanner.endOfGPT2Piece(from: position) : scanner.endOfLlama3Piece(from: position)
      lengths.append(scanner.byteCount(position..<end))
      position = end
    }
    return lengths
  }
}

/// The text as scalars and what the patterns want to know about each. All positions are indices of scalars.
private struct Scanner {
  enum Kind {
    case letter, number, space, newline, otherWhitespace, other

    init(_ scalar: Unicode.Scalar) {
      switch scalar.value {
      case 0x61...0x7A, 0x41...0x5A: self = .letter
      case 0x20: self = .space
      case 0x0A, 0x0D: self = .newline
      case 0x30...0x39: self = .number
      case 0x21..<0x7F: self = .other
      default: self = Self.beyondASCII(scalar)
      }
    }

    private static func beyondASCII(_ scalar: Unicode.Scalar) -> Kind {
      if scalar.properties.isWhitespace { return .otherWhitespace }
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return .letter
      case .decimalNumber, .letterNumber, .otherNumber: return .number
      default: return .other
      }
    }

    var isWhitespace: Bool { self == .space || self == .newline || self == .otherWhitespace }
  }

  let scalars: [Unicode.Scalar]
  let kinds: [Kind]

  init(_ text: some StringProtocol) {
    scalars = Array(text.unicodeScalars)
    kinds = scalars.map(Kind.init)
  }

  func byteCount(_ range: Range<Int>) -> Int {
    scalars[range].reduce(0) { $0 + UTF8.width($1) }
  }

  func endOfGPT2Piece(from start: Int) -> Int {
    if let end = endOfContraction(from: start, ignoringCase: false) { return end }
    let body = start + (hasBody(afterSpaceAt: start) ? 1 : 0)
    let kind = kinds[body]
    return kind.isWhitespace ? endOfWhitespace(from: start) : endOfRun(from: body) { $0 == kind }
  }

  func endOfLlama3Piece(from start: Int) -> Int {
    if let end = endOfContraction(from: start, ignoringCase: true) { return end }
    switch kinds[start] {
    case .letter: return endOfRun(from: start) { $0 == .letter }
    case .number: return min(endOfRun(from: start) { $0 == .number }, start + 3)
    case .newline: break
    case .space, .otherWhitespace, .other:
      // Any one character but a line break, a letter or a number may lead a word.
      if start + 1 < kinds.count, kinds[start + 1] == .letter { return endOfRun(from: start + 1) { $0 == .letter } }
    }
    let body = start + (hasBody(afterSpaceAt: start) ? 1 : 0)
    if kinds[body] == .other {
      return endOfRun(from: endOfRun(from: body) { $0 == .other }) { $0 == .newline }
    }
    let end = endOfRun(from: start) { $0.isWhitespace }
    if let lastBreak = kinds[start..<end].lastIndex(of: .newline) { return lastBreak + 1 }
    return endOfWhitespace(from: start)
  }

  /// ` ?` followed by something that is not whitespace.
  private func hasBody(afterSpaceAt start: Int) -> Bool {
    kinds[start] == .space && start + 1 < kinds.count && !kinds[start + 1].isWhitespace
  }

  /// `\s+(?!\S)|\s+`: whitespace before a word leaves its last character to the word.
  private func endOfWhitespace(from start: Int) -> Int {
    let end = endOfRun(from: start) { $0.isWhitespace }
    return end < kinds.count && end - start > 1 ? end - 1 : end
  }

  private func endOfRun(from start: Int, where belongs: (Kind) -> Bool) -> Int {
    var end = start
    while end < kinds.count, belongs(kinds[end]) { end += 1 }
    return end
  }

  private func endOfContraction(from start: Int, ignoringCase: Bool) -> Int? {
    guard scalars[start] == "'" else { return nil }
    let tail = scalars[(start + 1)...].prefix(2).map { ignoringCase ? Self.folded($0) : $0 }
    switch tail.first {
    case "s", "t", "m", "d": return start + 2
    case "r", "v": return tail.last == "e" ? start + 3 : nil
    case "l": return tail.count == 2 && tail.last == "l" ? start + 3 : nil
    default: return nil
    }
  }

  /// Simple case folding, as far as the contractions' letters need it: U+017F is the long s.
  private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x41...0x5A: Unicode.Scalar(UInt8(truncatingIfNeeded: scalar.value + 0x20))
    case 0x17F: "s"
    default: scalar
    }
  }
}
