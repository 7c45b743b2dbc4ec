/// A vocabulary and its merges, checked and turned into look-up tables.
package struct Vocabulary: Sendable {
  /// A token and its number.
  package typealias Entry = (token: String, id: Int)

  /// The spelling of every token.
  let tokens: [Int: String]
  /// The id of every token that merging can reach, by the bytes of the text it stands for.
  let ids: [[UInt8]: Int]
  let merger: BytePairMerger

  /// - Parameters:
  ///   - entries: Every token's spelling and id. Of a spelling that is there twice the first counts.
  ///   - unknownByte: The token of single bytes that have none; without it they vanish.
  ///   - merges: Pairs of spellings, the most important first.
  ///   - path: The file, for messages.
  /// - Throws: `TokenizerError.invalid` if two tokens share an id, an id is negative or beyond 2^31, or a
  ///   merge names or makes a token that is not in the vocabulary.
  package init(
    entries: [Entry], alphabet: TokenAlphabet = .bytes, unknownByte: String? = nil,
    merges: [(left: String, right: String)], path: String
  ) throws {
    try self.init(entries: entries, alphabet: alphabet, unknownByte: unknownByte, path: path) { idOf in
      var table: [BytePairMerger.Pair: BytePairMerger.Merge] = [:]
      table.reserveCapacity(merges.count)
      for (rank, merge) in merges.enumerated() {
        guard let left = idOf[Spelling(merge.left)], let right = idOf[Spelling(merge.right)],
          let id = idOf[Spelling(merge.left + merge.right)]
        else {
          let problem = "merge \(rank + 1), \"\(merge.left) \(merge.right)\", uses a token not in the vocabulary"
          throw TokenizerError.invalid(path: path, problem: problem)
        }
        table[.init(left: left, right: right)] = .init(rank: rank, id: id)
      }
      return table
    }
  }

  /// A vocabulary without a list of merges: two tokens merge if what they spell together is one, and of those the token
  /// of the highest score comes first (SentencePiece).
  ///
  /// - Parameter scores: Of the tokens that merges may make, in the order of `entries`; nil for others.
  /// - Throws: As above.
  package init(entries: [Entry], alphabet: TokenAlphabet, scores: [Double?], path: String) throws {
    try self.init(entries: entries, alphabet: alphabet, path: path) { idOf in
      let made = zip(entries, scores).compactMap { entry, score in score.map { (entry: entry, score: $0) } }
      var ranks: [Double: Int] = [:]
      for score in Set(made.map(\.score)).sorted(by: >) { ranks[score] = ranks.count }
      var table: [BytePairMerger.Pair: BytePairMerger.Merge] = [:]
      for (entry, score) in made
      where idOf[Spelling(entry.token)] == entry.id && entry.token.utf8.count <= Self.longestMade {
        let scalars = entry.token.unicodeScalars
        for cut in scalars.indices.dropFirst() {
          guard let left = idOf[Spelling(String(scalars[..<cut]))], let right = idOf[Spelling(String(scalars[cut...]))]
          else { continue }
          table[.init(left: left, right: right)] = .init(rank: ranks[score] ?? 0, id: entry.id)
        }
      }
      return table
    }
  }

  /// The longest token, in bytes, that merges are sought for: far above any real one, whose cuts are tried one by one.
  private static let longestMade = 1024

  private init(
    entries: [Entry], alphabet: TokenAlphabet, unknownByte: String? = nil, path: String,
    merges: ([Spelling: Int]) throws -> [BytePairMerger.Pair: BytePairMerger.Merge]
  ) throws {
    func invalid(_ problem: String) -> TokenizerError { .invalid(path: path, problem: problem) }
    var tokens: [Int: String] = [:]
    var ids: [[UInt8]: Int] = [:]
    var idOf: [Spelling: Int] = [:]
    tokens.reserveCapacity(entries.count)
    ids.reserveCapacity(entries.count)
    idOf.reserveCapacity(entries.count)
    for (token, id) in entries {
      guard (0...Int(Int32.max)).contains(id) else { throw invalid("token \(token) has the impossible id \(id)") }
      if let other = tokens.updateValue(token, forKey: id) {
        throw invalid("tokens \(min(other, token)) and \(max(other, token)) share the id \(id)")
      }
      guard idOf[Spelling(token)] == nil else { continue }
      idOf[Spelling(token)] = id
      if alphabet != .bytes {
        ids[Array(token.utf8)] = id
      } else if ByteAlphabet.spells(token) {
        ids[ByteAlphabet.bytes(of: token)] = id
      }
    }
    self.tokens = tokens
    self.ids = ids
    let unknown = unknownByte.flatMap { idOf[Spelling($0)] }
    let symbols = Self.symbols(alphabet, ids: ids, idOf: idOf, unknownByte: unknown)
    merger = BytePairMerger(symbols: symbols, merges: try merges(idOf))
  }

  private static func symbols(
    _ alphabet: TokenAlphabet, ids: [[UInt8]: Int], idOf: [Spelling: Int], unknownByte: Int?
  ) -> FirstSymbols {
    guard case .characters(let rules) = alphabet else {
      return .bytes((0...UInt8.max).map { ids[[$0]] ?? unknownByte })
    }
    var characters: [Unicode.Scalar: Int] = [:]
    for (spelling, id) in idOf {
      let scalars = spelling.text.unicodeScalars
      if let scalar = scalars.first, scalars.index(after: scalars.startIndex) == scalars.endIndex {
        characters[scalar] = id
      }
    }
    let bytes = (0...UInt8.max).map { byte in idOf[Spelling(byteTokenSpelling(byte))] }
    return .characters(
      .init(
        ids: characters, byteIDs: rules.spellsBytes ? bytes : nil,
        unknown: rules.unknown.flatMap { idOf[Spelling($0)] }, fusesUnknown: rules.fusesUnknown))
  }

  private static func byteTokenSpelling(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "<0x" + (digits.count == 1 ? "0" : "") + digits + ">"
  }
}
