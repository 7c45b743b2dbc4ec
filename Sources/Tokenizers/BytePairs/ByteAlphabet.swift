/// The alphabet in which byte-level vocabularies are written: every byte is one printable character. Printable Latin-1
/// bytes stand for themselves; the 68 others, in order, are U+0100, U+0101, ... (a space is "Ġ", a line feed "Ċ").
enum ByteAlphabet {
  /// Every character of the alphabet and the byte it stands for, by code point: the order in which trained vocabularies
  /// number them.
  static let symbols: [(byte: UInt8, character: String)] = (0x21...0x143).compactMap { (value: UInt32) in
    Unicode.Scalar(value).flatMap { scalar in byte(for: scalar).map { ($0, String(scalar)) } }
  }

  /// The bytes that a vocabulary entry stands for; its UTF-8 if it has characters outside the alphabet, as added tokens
  /// may.
  static func bytes(of token: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(token.utf8.count)
    for scalar in token.unicodeScalars {
      guard let byte = byte(for: scalar) else { return Array(token.utf8) }
      bytes.append(byte)
    }
    return bytes
  }

  /// Whether every character of `token` is in the alphabet.
  static func spells(_ token: String) -> Bool {
    token.unicodeScalars.allSatisfy { byte(for: $0) != nil }
  }

  private static func byte(for scalar: Unicode.Scalar) -> UInt8? {
    switch scalar.value {
    case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: UInt8(truncatingIfNeeded: scalar.value)
    case 0x100...0x120: UInt8(truncatingIfNeeded: scalar.value - 0x100)  // 0x00...0x20
    case 0x121...0x142: UInt8(truncatingIfNeeded: scalar.value - 0x121 + 0x7F)  // 0x7F...0xA0
    case 0x143: 0xAD
    default: nil
    }
  }
}
