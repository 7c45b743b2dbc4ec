/// A byte-level BPE tokenizer, as GPT-2 and LLaMA-3 use it, with the same results as the reference implementation.
///
/// Text -> added tokens are found first -> the rest is cut into pieces (`SplitPattern`) -> the bytes of each piece are
/// merged (`BytePairMerger`) -> `encode` puts the tokens around that the tokenizer asks for (BOS).
package struct Tokenizer: Sendable {
  /// A token matched as a whole in the text, before anything else.
  package struct AddedToken: Equatable, Sendable {
    package let id: Int
    package let content: String
    /// Special tokens are structure, not text: `decode` can leave them out.
    package let isSpecial: Bool

    package init(id: Int, content: String, isSpecial: Bool) {
      self.id = id
      self.content = content
      self.isSpecial = isSpecial
    }
  }

  /// What a tokenizer does besides its vocabulary and merges.
  package struct Rules: Sendable {
    package var split: SplitPattern
    /// A piece that is in the vocabulary as a whole is that token, whatever the merges would make of it.
    package var ignoresMerges: Bool
    package var addedTokens: [AddedToken]
    /// What `encode` puts before a text.
    package var prefix: [Int]
    /// What `encode` puts after a text.
    package var suffix: [Int]

    package init(
      split: SplitPattern, ignoresMerges: Bool = false, addedTokens: [AddedToken] = [], prefix: [Int] = [],
      suffix: [Int] = []
    ) {
      self.split = split
      self.ignoresMerges = ignoresMerges
      self.addedTokens = addedTokens
      self.prefix = prefix
      self.suffix = suffix
    }
  }

  private let rules: Rules
  private let merger: BytePairMerger
  private let wholePieces: [[UInt8]: Int]
  private let matcher: AddedTokenMatcher
  private let tokens: [Int: String]
  private let specialIDs: Set<Int>

  init(vocabulary: Vocabulary, rules: Rules) {
    self.rules = rules
    merger = vocabulary.merger
    wholePieces = rules.ignoresMerges ? vocabulary.ids : [:]
    matcher = AddedTokenMatcher(rules.addedTokens)
    let added = rules.addedTokens.map { ($0.id, $0.content) }
    tokens = vocabulary.tokens.merging(added, uniquingKeysWith: { $1 })
    specialIDs = Set(rules.addedTokens.filter(\.isSpecial).map(\.id))
  }

  /// The token that `encode` puts before every text; nil if it puts none. Indices into `encode`'s result count it.
  package var bosID: Int? { rules.prefix.first }

  /// The tokens of `text` with the special tokens that the tokenizer puts around every text.
  package func encode(_ text: String) -> [Int] {
    rules.prefix + encodeWithoutSpecialTokens(text) + rules.suffix
  }

  /// The tokens of `text` alone. Special tokens spelled out in the text are still recognised.
  package func encodeWithoutSpecialTokens(_ text: String) -> [Int] {
    let bytes = Array(text.utf8)
    var ids: [Int] = []
    var position = 0
    for match in matcher.matches(in: bytes) {
      append(bytes[position..<match.range.lowerBound], to: &ids)
      ids.append(match.id)
      position = match.range.upperBound
    }
    append(bytes[position...], to: &ids)
    return ids
  }

  /// The text that `ids` stand for. Bytes that are not UTF-8 become U+FFFD, ids without a token nothing.
  package func decode(_ ids: [Int], skipSpecialTokens: Bool = false) -> String {
    let shown = skipSpecialTokens ? ids.filter { !specialIDs.contains($0) } : ids
    return String(decoding: shown.compactMap { tokens[$0] }.flatMap(ByteAlphabet.bytes(of:)), as: UTF8.self)
  }

  /// Encodes text without added tokens.
  private func append(_ text: ArraySlice<UInt8>, to ids: inout [Int]) {
    var start = text.startIndex
    for length in rules.split.pieceLengths(in: String(decoding: text, as: UTF8.self)) {
      let piece = text[start..<start + length]
      start += length
      if !wholePieces.isEmpty, let id = wholePieces[Array(piece)] {
        ids.append(id)
      } else {
        merger.append(piece, to: &ids)
      }
    }
  }
}

/// Finds added tokens in text: the leftmost first, among those that begin at the same place the longest.
struct AddedTokenMatcher: Sendable {
  private let candidates: [UInt8: [(bytes: [UInt8], id: Int)]]

  init(_ tokens: [Tokenizer.AddedToken]) {
    let spelled = tokens.map { (bytes: Array($0.content.utf8), id: $0.id) }.filter { !$0.bytes.isEmpty }
    candidates = Dictionary(grouping: spelled) { $0.bytes[0] }
      .mapValues { $0.sorted { $0.bytes.count > $1.bytes.count } }
  }

  func matches(in text: [UInt8]) -> [(range: Range<Int>, id: Int)] {
    var matches: [(range: Range<Int>, id: Int)] = []
    var position = 0
    while position < text.count {
      if let found = candidates[text[position]]?.first(where: { text[position...].starts(with: $0.bytes) }) {
        matches.append((position..<position + found.bytes.count, found.id))
        position += found.bytes.count
      } else {
        position += 1
      }
    }
    return matches
  }
}
