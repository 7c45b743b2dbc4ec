/// JSON as it is written: objects keep their order and every key, byte for byte. Foundation's decoders hold objects as
/// dictionaries of strings, in which keys that are canonically equivalent are one; a vocabulary has tokens that differ in
/// nothing else.
package enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  /// A whole number beyond `Int`.
  case unsigned(UInt64)
  case real(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  package struct Member: Equatable, Sendable {
    package let key: String
    package let value: JSONValue

    package init(key: String, value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  package var boolean: Bool? { if case .bool(let value) = self { value } else { nil } }
  package var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  package var string: String? { if case .string(let value) = self { value } else { nil } }
  package var array: [JSONValue]? { if case .array(let values) = self { values } else { nil } }
  package var object: [Member]? { if case .object(let members) = self { members } else { nil } }

  package var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .unsigned(let value): Double(value)
    case .real(let value): value
    default: nil
    }
  }

  /// The value of the first member of this key; nil if there is none, or null.
  package subscript(key: String) -> JSONValue? {
    guard let value = object?.first(where: { $0.key == key })?.value, value != .null else { return nil }
    return value
  }

  /// A key that an object has twice, here or further within, as `a.b`: programs differ in which of the two counts.
  package var repeatedKey: String? {
    switch self {
    case .array(let values): return values.lazy.compactMap(\.repeatedKey).first
    case .object(let members):
      var seen = Set<[UInt8]>()
      for member in members {
        guard seen.insert(Array(member.key.utf8)).inserted else { return member.key }
        if let inner = member.value.repeatedKey { return "\(member.key).\(inner)" }
      }
      return nil
    case .null, .bool, .integer, .unsigned, .real, .string: return nil
    }
  }

  /// The value of a member as one kind of value; nil if there is no such member, or null.
  ///
  /// - Throws: `JSONFault` if it is of another kind, or this is not an object.
  package func optional<Kind>(_ key: String, _ kind: KeyPath<JSONValue, Kind?>) throws(JSONFault) -> Kind? {
    guard object != nil else { throw JSONFault(field: "", problem: "has a value of the wrong type") }
    guard let member = self[key] else { return nil }
    guard let value = member[keyPath: kind] else {
      throw JSONFault(field: key, problem: "has a value of the wrong type")
    }
    return value
  }

  /// The value of a member as one kind of value.
  ///
  /// - Throws: `JSONFault` if there is no such member, or it is of another kind.
  package func required<Kind>(_ key: String, _ kind: KeyPath<JSONValue, Kind?>) throws(JSONFault) -> Kind {
    guard let value = try optional(key, kind) else { throw JSONFault(field: key, problem: "is missing") }
    return value
  }

  /// Every element as one kind of value.
  ///
  /// - Throws: `JSONFault` if this is not an array of such.
  package func elements<Kind>(_ kind: KeyPath<JSONValue, Kind?>) throws(JSONFault) -> [Kind] {
    let values = array?.compactMap { $0[keyPath: kind] }
    guard let values, values.count == array?.count else {
      throw JSONFault(field: "", problem: "has a value of the wrong type")
    }
    return values
  }

  /// The value as it is, where any kind will do.
  package var itself: JSONValue? { self }

  /// The value written as JSON, in UTF-8, without white space.
  package func json() -> [UInt8] {
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
    case .unsigned(let value): bytes += value.description.utf8
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

extension JSONValue: CustomStringConvertible {
  /// As in a file, without white space.
  package var description: String { String(decoding: json(), as: UTF8.self) }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(nilLiteral: ()) { self = .null }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Member(key: $0.0, value: $0.1) })
  }
}
