import Foundation

/// The first lines of an answer.
struct HTTPHead: Equatable, Sendable {
  private(set) var status = 0
  /// By their names in small letters; of several the last one.
  private(set) var fields: [String: String] = [:]
  /// Where the answer redirects to, as a whole address; nil where it does not.
  var redirect: String?

  subscript(name: String) -> String? { fields[name] }

  var isSuccess: Bool { (200..<300).contains(status) }

  /// Bytes of the body, as promised.
  var length: Int? { fields["content-length"].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil } }

  /// An entity tag without its marks.
  static func entityTag(_ text: String) -> String {
    let strong = text.hasPrefix("W/") ? text.dropFirst(2) : text[...]
    return strong.trimmingCharacters(in: CharacterSet(charactersIn: "\""))
  }

  /// Takes a line of the head. Before an answer there may be others, such as a proxy's.
  mutating func take(_ line: String) {
    if line.hasPrefix("HTTP/") {
      self = HTTPHead()
      status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    } else if let colon = line.firstIndex(of: ":") {
      let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespacesAndNewlines)
      fields[line[..<colon].lowercased()] = value
    }
  }
}
