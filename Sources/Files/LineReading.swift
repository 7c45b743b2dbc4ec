import Foundation
import Glibc

/// Goes through the lines of a file, which is never in memory as a whole.
///
/// - Parameters:
///   - chunk: bytes that are read at once; a longer line takes as many as it needs.
///   - body: called with each line without its end, and whether it has one: the last may be torn.
/// - Throws: `FileError.unreadable`, and whatever `body` throws.
package func readLines(
  of url: URL, chunk: Int = 1 << 20,
  _ body: (_ line: UnsafeRawBufferPointer, _ isWhole: Bool) throws -> Void
) throws {
  func failure() -> FileError {
    .unreadable(path: url.path, reason: String(cString: strerror(errno)))
  }
  let file = try openFile(url)
  defer { try? file.close() }
  let descriptor = file.fileDescriptor
  var buffer = [UInt8](repeating: 0, count: chunk)
  var count = 0
  while true {
    if count == buffer.count { buffer += [UInt8](repeating: 0, count: buffer.count) }
    let step = buffer.withUnsafeMutableBytes { bytes in
      let room = UnsafeMutableRawBufferPointer(rebasing: bytes[count...])
      return read(descriptor, room.baseAddress, room.count)
    }
    guard step >= 0 else { throw failure() }
    let end = count + step
    let rest = try buffer.withUnsafeBytes { bytes in
      // What was there before has no end of a line.
      var (start, next) = (0, count)
      while let newline = place(of: UInt8(ascii: "\n"), in: bytes, next..<end) {
        try body(UnsafeRawBufferPointer(rebasing: bytes[start..<newline]), true)
        (start, next) = (newline + 1, newline + 1)
      }
      if step == 0, start < end {
        try body(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), false)
      }
      return start
    }
    guard step > 0 else { return }
    count = end - rest
    if rest > 0 {
      buffer.withUnsafeMutableBytes { bytes in
        UnsafeMutableRawBufferPointer(rebasing: bytes[..<count]).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: bytes[rest..<end]))
      }
    }
  }
}

/// Where a byte comes first; nil when it does not.
private func place(of byte: UInt8, in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
  let part = UnsafeRawBufferPointer(rebasing: bytes[range])
  guard let start = part.baseAddress, let found = memchr(start, Int32(byte), part.count) else {
    return nil
  }
  return range.lowerBound + start.distance(to: UnsafeRawPointer(found))
}
