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

/// The tokens of which a text consists before any merge.
enum FirstSymbols: Sendable {
  /// The token of each byte; nil where the vocabulary has none, and such bytes vanish, as in the reference.
  case bytes([Int?])
  case characters(CharacterSymbols)

  func symbols(of piece: ArraySlice<UInt8>) -> [Int] {
    switch self {
    case .bytes(let ids): piece.compactMap { ids[Int($0)] }
    case .characters(let table): table.symbols(of: piece)
    }
  }
}

/// The tokens of single characters, and what stands in for those without.
struct CharacterSymbols: Sendable {
  let ids: [Unicode.Scalar: Int]
  /// The tokens of the 256 bytes, if characters may be spelled by them.
  let byteIDs: [Int?]?
  let unknown: Int?
  let fusesUnknown: Bool

  /// What is not known vanishes if there is no unknown token.
  func symbols(of piece: ArraySlice<UInt8>) -> [Int] {
    var symbols: [Int] = []
    var isUnknown = false
    for scalar in String(decoding: piece, as: UTF8.self).unicodeScalars {
      if let id = ids[scalar] {
        symbols.append(id)
      } else if let spelled = bytes(of: scalar) {
        symbols += spelled
      } else {
        if let unknown, !(isUnknown && fusesUnknown) { symbols.append(unknown) }
        isUnknown = true
        continue
      }
      isUnknown = false
    }
    return symbols
  }

  private func bytes(of scalar: Unicode.Scalar) -> [Int]? {
    guard let byteIDs, let encoded = UTF8.encode(scalar) else { return nil }
    let spelled = encoded.compactMap { byteIDs[Int($0)] }
    return spelled.count == encoded.count ? spelled : nil
  }
}

/// The byte that a token of the form "<0xE2>" stands for.
func byteToken(_ token: String) -> UInt8? {
  guard token.utf8.count == 6, token.hasPrefix("<0x"), token.hasSuffix(">") else { return nil }
  return UInt8(token.dropFirst(3).dropLast(), radix: 16)
}
