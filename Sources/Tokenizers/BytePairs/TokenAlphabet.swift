/// What the tokens of a vocabulary spell, before any merge and after all.
package enum TokenAlphabet: Equatable, Sendable {
  /// Bytes, each written as one printable character (`ByteAlphabet`): GPT-2 and all that follow it.
  case bytes
  /// Characters, "▁" for a space: SentencePiece.
  case characters(Characters)

  package struct Characters: Equatable, Sendable {
    /// What the first token loses when tokens become text again: the space that was put before the text.
    package enum Lead: Sendable {
      case nothing
      /// One space.
      case space
      /// All its spaces, and only the first token's.
      case marks
    }

    /// The token of characters that have none.
    package var unknown: String?
    /// Several such characters in a row are one token.
    package var fusesUnknown = false
    /// Such characters become the tokens of their bytes, "<0xE2>", if these are all there.
    package var spellsBytes = false
    /// Such tokens become bytes again.
    package var readsBytes = false
    package var lead = Lead.nothing

    package init(
      unknown: String? = nil, fusesUnknown: Bool = false, spellsBytes: Bool = false, readsBytes: Bool = false,
      lead: Lead = .nothing
    ) {
      self.unknown = unknown
      self.fusesUnknown = fusesUnknown
      self.spellsBytes = spellsBytes
      self.readsBytes = readsBytes
      self.lead = lead
    }
  }
}

extension TokenAlphabet.Characters {
  /// The text that tokens spell together. Bytes in a row that are not UTF-8 become U+FFFD, each of them.
  func text(of tokens: [String]) -> String {
    var text: [UInt8] = []
    var bytes: [UInt8] = []
    func flush() {
      let isText = String(validating: bytes, as: UTF8.self) != nil
      text += isText ? bytes : bytes.flatMap { _ in Array("\u{FFFD}".utf8) }
      bytes = []
    }
    for (index, token) in tokens.enumerated() {
      if readsBytes, let byte = byteToken(token) {
        bytes.append(byte)
        continue
      }
      flush()
      let dropsMarks = index == 0 && lead == .marks
      for scalar in token.unicodeScalars {
        guard scalar == "▁" else {
          text += UTF8.encode(scalar) ?? .init()
          continue
        }
        if !dropsMarks { text.append(UInt8(ascii: " ")) }
      }
    }
    flush()
    let dropsSpace = lead == .space && text.first == UInt8(ascii: " ")
    return String(decoding: text.dropFirst(dropsSpace ? 1 : 0), as: UTF8.self)
  }
}

/// The byte that a token of the form "<0xE2>" stands for.
private func byteToken(_ token: String) -> UInt8? {
  guard token.utf8.count == 6, token.hasPrefix("<0x"), token.hasSuffix(">") else { return nil }
  return UInt8(token.dropFirst(3).dropLast(), radix: 16)
}
