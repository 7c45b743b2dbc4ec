import Foundation

/// A place in a GGUF file that moves on while it is read; every step is checked against the end of the file.
struct GGUFCursor {
  let bytes: UnsafeRawBufferPointer
  /// The file, for messages.
  let path: String
  private(set) var position = 0

  init(_ bytes: UnsafeRawBufferPointer, path: String) {
    self.bytes = bytes
    self.path = path
  }

  private var remaining: Int { bytes.count - position }

  /// Passes over `count` bytes.
  ///
  /// - Returns: Where they are.
  /// - Throws: `CheckpointError.truncated`.
  mutating func skip(_ count: Int) throws -> Range<Int> {
    guard count >= 0, count <= remaining else {
      let (needed, overflow) = position.addingReportingOverflow(max(0, count))
      throw CheckpointError.truncated(path: path, needed: overflow ? Int.max : needed, found: bytes.count)
    }
    position += count
    return position - count..<position
  }

  /// A little-endian number.
  mutating func number<Number: BitwiseCopyable>(_ type: Number.Type) throws -> Number {
    let place = try skip(MemoryLayout<Number>.size)
    return bytes.loadUnaligned(fromByteOffset: place.lowerBound, as: type)
  }

  /// A number of things that take `size` bytes each at least: more than fit into the rest of the file is a lie, told
  /// before anything is set aside for them.
  ///
  /// - Throws: `CheckpointError.truncated`.
  mutating func count(of size: Int) throws -> Int {
    let count = try number(UInt64.self)
    guard count <= UInt64(remaining / max(1, size)) else {
      let (needed, overflow) = Int(clamping: count).multipliedReportingOverflow(by: size)
      throw CheckpointError.truncated(path: path, needed: overflow ? Int.max : needed, found: bytes.count)
    }
    return Int(count)
  }

  /// A text with its length before it. Bytes that are not UTF-8 become U+FFFD.
  mutating func string() throws -> String {
    let place = try skip(count(of: 1))
    return String(decoding: bytes[place], as: UTF8.self)
  }
}
