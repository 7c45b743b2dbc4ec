/// What is odd about a theme file. None of it stops the theme from being used.
package enum ThemeWarning: Sendable, Hashable, CustomStringConvertible {
  /// The value is none of the forms that the format knows; the key's default is used.
  case invalidValue(key: String, value: String, line: Int)
  /// There is a `[` but no `]=` after it; the line is skipped.
  case malformedLine(Int)

  package var description: String {
    switch self {
    case .invalidValue(let key, let value, let line):
      "line \(line): \(key) cannot be \"\(value)\"; write \"#RRGGBB\", \"#BW\" (two hex digits of grey) or \"R G B\""
    case .malformedLine(let line): "line \(line): expected theme[key]=\"value\""
    }
  }
}

/// The lines of a theme file in btop's format, before they mean anything.
struct ThemeFile {
  /// One key as it was last given.
  enum Entry: Hashable {
    case color(Color)
    /// `""`, which is not the same as leaving the key out.
    case empty
  }

  private(set) var entries: [String: Entry] = [:]
  private(set) var warnings: [ThemeWarning] = []

  /// Reads any text. A `#` that opens a line starts a comment; anything before `[` is skipped; the last of several
  /// lines for one key counts.
  init(text: String) {
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let content = line.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
      guard content.first != "#", let open = content.firstIndex(of: "[") else { continue }
      guard let (key, value) = ThemeFile.assignment(content[content.index(after: open)...]) else {
        warnings.append(.malformedLine(index + 1))
        continue
      }
      if value.isEmpty {
        entries[key] = .empty
      } else if let color = ThemeFile.color(value) {
        entries[key] = .color(color)
      } else {
        entries[key] = nil
        warnings.append(.invalidValue(key: key, value: String(value.prefix(40)), line: index + 1))
      }
    }
  }

  /// Splits `key]="value"` or `key]=value`; text after a closing quote is left out.
  private static func assignment(_ text: Substring) -> (key: String, value: Substring)? {
    guard let close = text.firstIndex(of: "]") else { return nil }
    let rest = text[text.index(after: close)...].drop(while: \.isWhitespace)
    guard rest.first == "=" else { return nil }
    var value = rest.dropFirst().drop(while: \.isWhitespace)
    if value.first == "\"" {
      value = value.dropFirst().prefix { $0 != "\"" }
    } else {
      while value.last?.isWhitespace == true { value.removeLast() }
    }
    return (String(text[..<close]), value)
  }

  /// `#RRGGBB`, `#BW` (grey) or three decimals; nil for anything else.
  private static func color(_ value: Substring) -> Color? {
    if value.first == "#" {
      let digits = value.dropFirst()
      guard digits.allSatisfy(\.isHexDigit), let number = UInt32(digits, radix: 16) else { return nil }
      func byte(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: number >> shift) }
      switch digits.count {
      case 2: return .rgb(byte(0), byte(0), byte(0))
      case 6: return .rgb(byte(16), byte(8), byte(0))
      default: return nil
      }
    }
    let channels = value.split(separator: " ").map { UInt8($0) }
    guard channels.count == 3, let red = channels[0], let green = channels[1], let blue = channels[2] else {
      return nil
    }
    return .rgb(red, green, blue)
  }
}
