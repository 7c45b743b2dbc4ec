/// JSON as it is written: objects keep their order and every key, byte for byte. Foundation's decoders hold objects as
/// dictionaries of strings, in which keys that are canonically equivalent are one; a vocabulary has tokens that differ in
/// nothing else.
enum JSONValue: Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  case real(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  struct Member: Equatable {
    let key: String
    let value: JSONValue
  }

  /// A field that is missing or is not what it should be.
  struct Problem: Error, Equatable {
    let field: String
    let problem: String
  }

  var boolean: Bool? { if case .bool(let value) = self { value } else { nil } }
  var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  var string: String? { if case .string(let value) = self { value } else { nil } }
  var array: [JSONValue]? { if case .array(let values) = self { values } else { nil } }
  var object: [Member]? { if case .object(let members) = self { members } else { nil } }

  var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .real(let value): value
    default: nil
    }
  }

  /// The value of the first member of this key; nil if there is none, or null.
  subscript(key: String) -> JSONValue? {
    guard let value = object?.first(where: { $0.key == key })?.value, value != .null else { return nil }
    return value
  }

  /// The value of a member as one kind of value; nil if there is no such member, or null.
  ///
  /// - Throws: `Problem` if it is of another kind, or this is not an object.
  func optional<Kind>(_ key: String, _ kind: KeyPath<JSONValue, Kind?>) throws(Problem) -> Kind? {
    guard object != nil else { throw Problem(field: "", problem: "has a value of the wrong type") }
    guard let member = self[key] else { return nil }
    guard let value = member[keyPath: kind] else {
      throw Problem(field: key, problem: "has a value of the wrong type")
    }
    return value
  }

  /// The value of a member as one kind of value.
  ///
  /// - Throws: `Problem` if there is no such member, or it is of another kind.
  func required<Kind>(_ key: String, _ kind: KeyPath<JSONValue, Kind?>) throws(Problem) -> Kind {
    guard let value = try optional(key, kind) else { throw Problem(field: key, problem: "is missing") }
    return value
  }

  /// Every element as one kind of value.
  ///
  /// - Throws: `Problem` if this is not an array of such.
  func elements<Kind>(_ kind: KeyPath<JSONValue, Kind?>) throws(Problem) -> [Kind] {
    let values = array?.compactMap { $0[keyPath: kind] }
    guard let values, values.count == array?.count else {
      throw Problem(field: "", problem: "has a value of the wrong type")
    }
    return values
  }

  /// The value written as JSON, in UTF-8, without white space.
  func json() -> [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return bytes
  }

  private func write(to bytes: inout [UInt8]) {
    func separated<Element>(_ elements: [Element], _ write: (Element, inout [UInt8]) -> Void) {
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        write(element, &bytes)
      }
    }
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .integer(let value): bytes += value.description.utf8
    case .real(let value): bytes += (value.isFinite ? value.description : "null").utf8
    case .string(let value): Self.write(value, to: &bytes)
    case .array(let values):
      bytes.append(UInt8(ascii: "["))
      separated(values) { $0.write(to: &$1) }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      separated(members) { member, bytes in
        Self.write(member.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        bytes += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  init(stringLiteral value: String) { self = .string(value) }
  init(integerLiteral value: Int) { self = .integer(value) }
  init(booleanLiteral value: Bool) { self = .bool(value) }
  init(nilLiteral: ()) { self = .null }
  init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Member(key: $0.0, value: $0.1) })
  }
}
