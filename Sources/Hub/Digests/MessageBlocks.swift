/// A message cut into blocks of 64 bytes, with the end that SHA-1 and SHA-256 share: a bit, zeros, and its length.
struct MessageBlocks: Sendable {
  private var rest: [UInt8] = []
  private var length: UInt64 = 0

  /// Gives every block that is full to `take`, and keeps what is left.
  mutating func add(_ bytes: UnsafeRawBufferPointer, take: (UnsafeRawBufferPointer) -> Void) {
    length &+= UInt64(bytes.count)
    var bytes = bytes[...]
    if !rest.isEmpty {
      let filling = bytes.prefix(64 - rest.count)
      rest.append(contentsOf: filling)
      bytes = bytes.dropFirst(filling.count)
      guard rest.count == 64 else { return }
      rest.withUnsafeBytes { take($0) }
      rest.removeAll(keepingCapacity: true)
    }
    while bytes.count >= 64 {
      take(UnsafeRawBufferPointer(rebasing: bytes.prefix(64)))
      bytes = bytes.dropFirst(64)
    }
    rest.append(contentsOf: bytes)
  }

  /// Ends the message.
  mutating func finish(take: (UnsafeRawBufferPointer) -> Void) {
    let bits = length &* 8
    var end: [UInt8] = [0x80]
    end += [UInt8](repeating: 0, count: (119 - rest.count) % 64)
    end += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * $0)) }
    end.withUnsafeBytes { add($0, take: take) }
  }
}

/// Eight digits a word.
func hexadecimal(_ words: [UInt32]) -> String {
  words.map { word in
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }.joined()
}
