/// A server that the person chose: everything is asked of it first, and it alone is told the token.
package struct Endpoint: Sendable, Equatable {
  /// Without a slash at its end.
  let base: String

  /// - Parameters:
  ///   - text: scheme, host, and perhaps port and path.
  ///   - variable: from which environment variable it is, for the message.
  /// - Throws: `FetchError.badEndpoint`.
  package init(_ text: String, variable: String) throws(FetchError) {
    let kept = text.lastIndex { $0 != "/" }.map { text[...$0] } ?? ""
    base = String(kept)
    let odd = "@?#\\".unicodeScalars
    let isPlain = kept.unicodeScalars.allSatisfy { (0x21...0x7E).contains($0.value) && !odd.contains($0) }
    guard isPlain, !Self.host(of: base).isEmpty else { throw .badEndpoint(text, variable: variable) }
  }

  /// Whether an address is on this very server: scheme, host and port. By its beginning, so that nobody can read it otherwise
  /// than it is compared.
  func isOrigin(of address: String) -> Bool { address.hasPrefix(Self.origin(of: base) + "/") }

  static func isSecure(_ address: String) -> Bool { address.hasPrefix("https://") }

  /// Scheme, host and port of an address.
  private static func origin(of address: String) -> String {
    let parts = address.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    return parts.prefix(3).joined(separator: "/")
  }

  /// Host and port of an address, for messages; empty for what is no HTTP address.
  static func host(of address: String) -> String {
    let parts = address.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count >= 3, parts[0] == "http:" || parts[0] == "https:", parts[1].isEmpty else { return "" }
    return String(parts[2].split(separator: "@").last ?? "")
  }

  /// A piece of a path with everything in it as itself; slashes stay where they are wanted.
  static func escaped(_ text: String, keepsSlashes: Bool) -> String {
    text.utf8.map { byte in
      let character = Character(UnicodeScalar(byte))
      let isKept = byte < 0x80 && (character.isLetter || character.isNumber || "-._~".contains(character))
      if isKept || (keepsSlashes && character == "/") { return String(character) }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.count < 2 ? "0" : "") + digits
    }.joined()
  }
}
