/// How a tokenizer cuts text into the pieces within which bytes are merged. The most usual ones are written out by hand
/// from the published regular expressions; pieces never overlap and cover the whole text.
package enum PreTokenizer: Equatable, Sendable {
  /// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
  case gpt2
  /// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*` and then
  /// `|\s*[\r\n]+|\s+(?!\S)|\s+`.
  case llama3
  /// LLaMA-3's with `\p{N}` in place of `\p{N}{1,3}`: every digit is a piece.
  case qwen2
  /// Every number character is a piece; what lies between them is cut as by GPT-2 (SmolLM, StarCoder).
  case digits
  /// Number characters are cut from all else: each by itself, or all in a row together.
  case numbers(areSingle: Bool)
  case expression(SplitExpression)
  /// The pieces of one are cut by the next.
  case sequence([PreTokenizer])
  /// Nothing is cut.
  case whole
  /// Every "▁" begins a piece.
  case spaceMarks

  /// The pattern as `tokenizer.json` spells it in a stage of its own; nil for one that has other stages. It matches all of
  /// a text.
  var expression: String? {
    switch self {
    case .gpt2: #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
    case .llama3: Self.modernExpression(number: #"\p{N}{1,3}"#)
    case .qwen2: Self.modernExpression(number: #"\p{N}"#)
    case .digits, .numbers, .expression, .sequence, .whole, .spaceMarks: nil
    }
  }

  /// The pattern that an expression of a `tokenizer.json` spells.
  init?(expression: String) {
    guard let pattern = [Self.gpt2, .llama3, .qwen2].first(where: { $0.expression == expression }) else { return nil }
    self = pattern
  }

  private static func modernExpression(number: String) -> String {
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"# + number
      + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  }

  /// Cuts `text`.
  ///
  /// - Returns: The pieces' lengths in UTF-8 bytes, in order; they add up to the text's length.
  func pieceLengths(in text: some StringProtocol) -> [Int] {
    switch self {
    case .whole: return text.isEmpty ? [] : [text.utf8.count]
    case .expression(let expression): return expression.pieceLengths(in: String(text))
    case .sequence(let stages): return Self.pieceLengths(in: text, stages)
    default: return Scanner(text).pieceLengths(self)
    }
  }

  private static func pieceLengths(in text: some StringProtocol, _ stages: [PreTokenizer]) -> [Int] {
    let bytes = Array(text.utf8)
    var lengths = bytes.isEmpty ? [] : [bytes.count]
    for stage in stages {
      var start = 0
      lengths = lengths.flatMap { length in
        defer { start += length }
        return stage.pieceLengths(in: String(decoding: bytes[start..<start + length], as: UTF8.self))
      }
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

  /// A part of a text, with nothing around it.
  private init(_ scanner: Scanner, _ part: Range<Int>) {
    scalars = Array(scanner.scalars[part])
    kinds = Array(scanner.kinds[part])
  }

  /// The lengths in bytes of the pieces into which `pattern` cuts the text.
  func pieceLengths(_ pattern: PreTokenizer) -> [Int] {
    var lengths: [Int] = []
    var position = 0
    while position < kinds.count {
      if pattern == .digits {
        let end = kinds[position...].firstIndex(of: .number) ?? kinds.count
        lengths += Scanner(self, position..<end).pieceLengths(.gpt2)
        if end < kinds.count { lengths.append(byteCount(end..<end + 1)) }
        position = end + 1
      } else {
        let end = endOfPiece(pattern, from: position)
        lengths.append(byteCount(position..<end))
        position = end
      }
    }
    return lengths
  }

  private func endOfPiece(_ pattern: PreTokenizer, from start: Int) -> Int {
    switch pattern {
    case .gpt2, .digits: endOfGPT2Piece(from: start)
    case .llama3: endOfLlama3Piece(from: start, digits: 3)
    case .qwen2: endOfLlama3Piece(from: start, digits: 1)
    case .numbers(let areSingle):
      kinds[start] == .number && areSingle
        ? start + 1 : endOfRun(from: start) { ($0 == .number) == (kinds[start] == .number) }
    case .whole, .expression, .sequence: scalars.count
    case .spaceMarks: scalars[(start + 1)...].firstIndex(of: "▁") ?? scalars.count
    }
  }

  private func byteCount(_ range: Range<Int>) -> Int {
    scalars[range].reduce(0) { $0 + UTF8.width($1) }
  }

  private func endOfGPT2Piece(from start: Int) -> Int {
    if let end = endOfContraction(from: start, ignoringCase: false) { return end }
    let body = start + (hasBody(afterSpaceAt: start) ? 1 : 0)
    let kind = kinds[body]
    return kind.isWhitespace ? endOfWhitespace(from: start) : endOfRun(from: body) { $0 == kind }
  }

  private func endOfLlama3Piece(from start: Int, digits: Int) -> Int {
    if let end = endOfContraction(from: start, ignoringCase: true) { return end }
    switch kinds[start] {
    case .letter: return endOfRun(from: start) { $0 == .letter }
    case .number: return min(endOfRun(from: start) { $0 == .number }, start + digits)
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
