/// Reads JSON (RFC 8259) into `JSONValue`s.
package struct JSONParser {
  /// The text is not JSON from this byte on.
  package struct Failure: Error, Equatable {
    package let offset: Int
    /// The key of the innermost object's member in which that is; nil outside of objects.
    package var key: String?
    /// A number stands there that is JSON, and larger than any that is read.
    var isOutOfRange = false

    /// What is wrong, and where in the text, as editors count: `is not valid JSON at line 3, column 14`.
    package func problem(in text: some Collection<UInt8>) -> String {
      let before = Array(text.prefix(offset))
      let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      let line = String(decoding: before[start...], as: UTF8.self).unicodeScalars.filter { $0 != "\u{FEFF}" }
      let place =
        "at line \(before.count(where: { $0 == UInt8(ascii: "\n") }) + 1), column \(line.count + 1)"
        + (offset == text.count ? ", where it ends" : "")
      return (isOutOfRange ? "has a number out of range " : "is not valid JSON ") + place
    }
  }

  private let bytes: [UInt8]
  private var position = 0
  /// Values may lie so deep within others: a file nested deeper is made to exhaust the stack.
  private static let deepest = 128

  /// The one value that `bytes` spell.
  package static func parse(_ bytes: [UInt8]) throws(Failure) -> JSONValue {
    var parser = JSONParser(bytes: bytes)
    // Some editors begin a file with the mark of UTF-8.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.position = 3 }
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.position == bytes.count else { throw parser.failure }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var failure: Failure { Failure(offset: position) }
  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  /// Passes over `byte` if it comes next.
  private mutating func take(_ byte: Character) -> Bool {
    guard next == byte.asciiValue else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(Failure) -> JSONValue {
    guard depth < Self.deepest else { throw failure }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(Failure) -> JSONValue {
    for byte in word.description.utf8 {
      guard next == byte else { throw failure }
      position += 1
    }
    return value
  }

  private mutating func object(depth: Int) throws(Failure) -> JSONValue {
    position += 1
    var members: [JSONValue.Member] = []
    skipSpace()
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw failure }
      let key = try string()
      skipSpace()
      guard take(":") else { throw failure }
      do { members.append(.init(key: key, value: try value(depth: depth + 1))) } catch {
        var failure = error
        failure.key = error.key ?? key
        throw failure
      }
      skipSpace()
    } while take(",")
    guard take("}") else { throw failure }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(Failure) -> JSONValue {
    position += 1
    var values: [JSONValue] = []
    skipSpace()
    if take("]") { return .array(values) }
    repeat {
      values.append(try value(depth: depth + 1))
      skipSpace()
    } while take(",")
    guard take("]") else { throw failure }
    return .array(values)
  }

  private mutating func number() throws(Failure) -> JSONValue {
    let start = position
    while let byte = next, (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard Self.isNumber(Array(text.utf8)) else {
      position = start
      throw failure
    }
    if let integer = Int(text) { return .integer(integer) }
    if let unsigned = UInt64(text) { return .unsigned(unsigned) }
    guard let real = Double(text), real.isFinite else {
      throw Failure(offset: start, isOutOfRange: true)
    }
    return .real(real)
  }

  /// Whether a text is a number: `-`, digits without a zero before others, a point with digits behind it, an exponent.
  private static func isNumber(_ text: [UInt8]) -> Bool {
    var rest = text[...]
    func digits() -> Int {
      let count = rest.prefix { (0x30...0x39).contains($0) }.count
      rest = rest.dropFirst(count)
      return count
    }
    func takes(_ choices: String) -> Bool {
      guard let first = rest.first, choices.utf8.contains(first) else { return false }
      rest = rest.dropFirst()
      return true
    }
    _ = takes("-")
    let leads = rest.first == UInt8(ascii: "0")
    let whole = digits()
    guard whole > 0, !leads || whole == 1 else { return false }
    if takes("."), digits() == 0 { return false }
    if takes("eE") {
      _ = takes("+-")
      if digits() == 0 { return false }
    }
    return rest.isEmpty
  }

  private mutating func string() throws(Failure) -> String {
    position += 1
    let start = position
    while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
    if next == UInt8(ascii: "\"") {  // most strings have no escapes
      position += 1
      return try text(bytes[start..<position - 1])
    }
    var spelled = Array(bytes[start..<position])
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw failure }
      position += 1
      if byte == UInt8(ascii: "\\") { try spelled += escape() } else { spelled.append(byte) }
    }
    guard take("\"") else { throw failure }
    return try text(spelled[...])
  }

  private func text(_ bytes: ArraySlice<UInt8>) throws(Failure) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw failure }
    return text
  }

  /// What stands after a backslash, as UTF-8.
  private mutating func escape() throws(Failure) -> [UInt8] {
    guard let kind = next else { throw failure }
    position += 1
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [kind]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): break
    default: throw failure
    }
    var code = try hexadecimal()
    if (0xD800..<0xDC00).contains(code) {
      guard take("\\"), take("u"), case let low = try hexadecimal(), (0xDC00..<0xE000).contains(low) else {
        throw failure
      }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw failure }
    return Array(UTF8.encode(scalar) ?? .init())
  }

  private mutating func hexadecimal() throws(Failure) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw failure }
      code = code << 4 | UInt32(truncatingIfNeeded: digit)
      position += 1
    }
    return code
  }
}
