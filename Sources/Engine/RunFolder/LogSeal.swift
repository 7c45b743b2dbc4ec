import Files
import Foundation
import RunModel

/// The last field of a line in a run's log: a digest of the line and of the seal before it. A line that is changed, lost,
/// repeated or put elsewhere does not match it, nor does the one that follows. Lines of earlier versions have none; behind
/// a line with a seal every line has one.
package enum LogSeal {
  private static let start = Data(",\"seal\":\"".utf8)
  private static let end = Data("\"}".utf8)
  private static let digits = 16
  /// Bytes of a seal at the end of a line.
  static let width = start.count + digits + end.count

  /// The seal of a line without its newline; nil for one without.
  package static func of(_ line: some BidirectionalCollection<UInt8>) -> String? {
    let tail = line.suffix(width)
    guard tail.count == width, tail.starts(with: start), tail.suffix(end.count).elementsEqual(end) else { return nil }
    return String(decoding: tail.dropFirst(start.count).prefix(digits), as: UTF8.self)
  }

  /// A line, which is a JSON object, with its seal.
  ///
  /// - Parameter previous: the seal of the line before; nil where that has none, or where there is no line before.
  package static func sealed(_ line: Data, after previous: String?) -> Data {
    let content = line.dropLast()
    return content + start + Data(digest(content, after: previous).utf8) + end
  }

  /// A line as it was before it was sealed; the same line when it has no seal.
  package static func unsealed(_ line: Data) -> Data { of(line) == nil ? line : line.dropLast(width) + Data("}".utf8) }

  /// Whether a line is as it was written, and where.
  ///
  /// - Parameter previous: the seal of the line before; nil where that has none, or where there is no line before.
  package static func isSound(_ line: Data, after previous: String?) -> Bool {
    of(line).map { $0 == digest(line.dropLast(width), after: previous) } ?? (previous == nil)
  }

  private static func digest(_ content: Data, after previous: String?) -> String {
    var sum = Checksum()
    sum.add(previous ?? "")
    sum.add(content)
    return sum.digits
  }
}
