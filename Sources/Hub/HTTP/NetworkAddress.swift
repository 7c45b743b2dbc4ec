import Glibc

/// A host's address, as far as it matters whom it can belong to.
enum NetworkAddress {
  /// Whether an address is this machine's, a private network's or nobody's: nothing on the internet has it, so that a server
  /// out there which sends somebody to it means what lies behind their firewall. RFC 6890's tables.
  static func isPrivate(_ address: UnsafePointer<sockaddr>) -> Bool {
    switch Int32(address.pointee.sa_family) {
    case AF_INET:
      return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        isPrivate(ipv4: UInt32(bigEndian: $0.pointee.sin_addr.s_addr))
      }
    case AF_INET6:
      return address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
        var address = pointer.pointee.sin6_addr
        return withUnsafeBytes(of: &address) { isPrivate(ipv6: Array($0)) }
      }
    default: return true
    }
  }

  /// A host written as an address: `10.0.0.1`, `[::1]`. Nil for a name.
  static func isPrivate(literal host: String) -> Bool? {
    let text = host.hasPrefix("[") ? String(host.dropFirst().prefix { $0 != "]" }) : String(host.prefix { $0 != ":" })
    var (four, six) = (in_addr(), in6_addr())
    if inet_pton(AF_INET, text, &four) == 1 { return isPrivate(ipv4: UInt32(bigEndian: four.s_addr)) }
    if inet_pton(AF_INET6, text, &six) == 1 { return withUnsafeBytes(of: &six) { isPrivate(ipv6: Array($0)) } }
    return nil
  }

  private static func isPrivate(ipv4 address: UInt32) -> Bool {
    let blocks: [(start: UInt32, bits: UInt32)] = [
      (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16), (0xAC10_0000, 12),
      (0xC000_0000, 24), (0xC000_0200, 24), (0xC0A8_0000, 16), (0xC612_0000, 15), (0xC633_6400, 24), (0xCB00_7100, 24),
      (0xE000_0000, 4), (0xF000_0000, 4),
    ]
    return blocks.contains { (address ^ $0.start) >> (32 - $0.bits) == 0 }
  }

  private static func isPrivate(ipv6 bytes: [UInt8]) -> Bool {
    let first = bytes.prefix(12)
    let isMapped = first.prefix(10).allSatisfy { $0 == 0 } && first[10] == first[11] && [0, 0xFF].contains(first[10])
    let isTranslated = first.elementsEqual([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0])
    // An IPv4 address in another dress; `::` and `::1` are among them.
    if isMapped || isTranslated { return isPrivate(ipv4: bytes.suffix(4).reduce(0) { $0 << 8 | UInt32($1) }) }
    // Only 2000::/3 is given out, and of that 2001:db8::/32 is for documents; 2002::/16 has an IPv4 address within.
    if bytes[0] == 0x20, bytes[1] == 0x02 { return isPrivate(ipv4: bytes[2..<6].reduce(0) { $0 << 8 | UInt32($1) }) }
    return bytes[0] >> 5 != 1 || bytes.prefix(4).elementsEqual([0x20, 0x01, 0x0D, 0xB8])
  }
}
