/// SHA-1 (FIPS 180-4), by which git names the small files of a repository: it tells damaged files apart, not forged ones.
struct SHA1: Sendable {
  private var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
  private var blocks = MessageBlocks()

  init() {}

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    blocks.add(bytes) { block in Self.mix(block, &state) }
  }

  /// The digest of all that was added, as 40 hexadecimal digits.
  var digits: String {
    var copy = self
    copy.blocks.finish { block in Self.mix(block, &copy.state) }
    return hexadecimal(copy.state)
  }

  private static func mix(_ block: UnsafeRawBufferPointer, _ state: inout [UInt32]) {
    var w = (0..<16).map { UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)) }
    for t in 16..<80 { w.append((w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16]).turned(1)) }
    var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
    for t in 0..<80 {
      let (mixed, constant): (UInt32, UInt32) =
        switch t {
        case ..<20: ((b & c) | (~b & d), 0x5A82_7999)
        case ..<40: (b ^ c ^ d, 0x6ED9_EBA1)
        case ..<60: ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC)
        default: (b ^ c ^ d, 0xCA62_C1D6)
        }
      let next = a.turned(5) &+ mixed &+ e &+ constant &+ w[t]
      (e, d, c, b, a) = (d, c, b.turned(30), a, next)
    }
    for (index, value) in [a, b, c, d, e].enumerated() { state[index] &+= value }
  }
}

extension UInt32 {
  /// Rotated to the left.
  fileprivate func turned(_ count: UInt32) -> UInt32 { self << count | self >> (32 &- count) }
}
