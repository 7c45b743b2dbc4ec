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
