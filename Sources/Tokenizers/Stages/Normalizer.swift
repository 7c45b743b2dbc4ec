import Foundation

/// A change that a tokenizer makes to text before it is cut into pieces.
package enum Normalizer: Equatable, Sendable {
  /// Where a space mark is put before a text that does not begin with one.
  package enum PrependScheme: String, Sendable {
    case never
    /// Before the beginning of the whole text, but not after an added token within it.
    case first
    case always
  }

  /// Unicode's normal forms, by the names that they have there and in `tokenizer.json`.
  package enum Form: String, Sendable {
    case composed = "NFC"
    case decomposed = "NFD"
    case compatibilityComposed = "NFKC"
    case compatibilityDecomposed = "NFKD"
  }

  case form(Form)
  case lowercase
  /// Without white space at its ends.
  case strip(left: Bool, right: Bool)
  /// Put before every text that is not empty.
  case prepend(String)
  /// One space before a text that does not begin with one.
  case leadWithSpace
  case replace(String, with: String)
  /// Spaces become "▁", and one more may come first: the stage that `tokenizer.json` calls Metaspace.
  case markSpaces(leading: PrependScheme)

  /// How SentencePiece spells a space.
  package static let spaceMark = "▁"

  /// - Parameter isStart: Whether `text` is the beginning of the whole text.
  func applied(to text: String, isStart: Bool) -> String {
    guard !text.isEmpty else { return text }
    switch self {
    case .form(.composed): return text.precomposedStringWithCanonicalMapping
    case .form(.decomposed): return text.decomposedStringWithCanonicalMapping
    case .form(.compatibilityComposed): return text.precomposedStringWithCompatibilityMapping
    case .form(.compatibilityDecomposed): return text.decomposedStringWithCompatibilityMapping
    case .lowercase: return text.unicodeScalars.reduce(into: "") { $0 += $1.properties.lowercaseMapping }
    case .strip(let left, let right): return Self.stripped(text, left, right)
    case .prepend(let lead): return lead + text
    case .leadWithSpace: return text.utf8.first == UInt8(ascii: " ") ? text : " " + text
    case .replace(let old, let new): return Self.replaced(text, old, new)
    case .markSpaces(let leading):
      let marked = Self.replaced(text, " ", Self.spaceMark)
      let leads = leading == .always || leading == .first && isStart
      return leads && !marked.utf8.starts(with: Self.spaceMark.utf8) ? Self.spaceMark + marked : marked
    }
  }

  private static func stripped(_ text: String, _ left: Bool, _ right: Bool) -> String {
    var scalars = text.unicodeScalars[...]
    if left { scalars = scalars.drop { $0.properties.isWhitespace } }
    while right, let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }

  /// Byte for byte: a space with a combining mark after it is still a space here.
  private static func replaced(_ text: String, _ old: String, _ new: String) -> String {
    let (pattern, replacement) = (Array(old.utf8), Array(new.utf8))
    guard let first = pattern.first else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var position = 0
    while position < bytes.count {
      if bytes[position] == first, bytes[position...].starts(with: pattern) {
        result += replacement
        position += pattern.count
      } else {
        result.append(bytes[position])
        position += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

extension [Normalizer] {
  /// All changes, one after the other.
  func applied(to text: String, isStart: Bool) -> String {
    reduce(text) { $1.applied(to: $0, isStart: isStart) }
  }
}
