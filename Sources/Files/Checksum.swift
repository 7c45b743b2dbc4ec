import Foundation

/// A 64-bit hash over 8-byte words, FNV-1a with its high bits folded back: tells damaged or different data apart, not
/// forgeries.
package struct Checksum: Sendable, Equatable {
  package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  package init() {}

  package mutating func add(_ word: UInt64) {
    value = (value ^ word) &* 0x100_0000_01B3
    // A product never carries downwards: without this the sign of a Double would reach no other bit.
    value ^= value >> 32
  }

  /// The bytes and their number.
  package mutating func add(_ data: Data) { data.withUnsafeBytes { add($0) } }

  package mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
  }

  /// The bytes that some values are made of, and their number.
  package mutating func add<Value: BitwiseCopyable>(_ values: [Value]) { values.withUnsafeBytes { add($0) } }

  private mutating func add(_ bytes: UnsafeRawBufferPointer) {
    let words = bytes.count / 8
    for index in 0..<words { add(bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)) }
    for index in 8 * words..<bytes.count { add(UInt64(bytes[index])) }
    add(UInt64(bytes.count))
  }

  /// Its 16 hexadecimal digits.
  package var digits: String { String(format: "%016lx", value) }
}
