/// A BPE tokenizer, over bytes as GPT-2, LLaMA-3 and Qwen use it or over characters as LLaMA-2 and Gemma do, with the same
/// results as the reference implementation.
///
/// Text -> added tokens are found first -> the rest is changed (`Normalizer`) and cut into pieces (`PreTokenizer`) -> the
/// bytes or characters of each piece are merged (`BytePairMerger`) -> `encode` puts the tokens around that the tokenizer
/// asks for (BOS).
package struct Tokenizer: Sendable {
  /// What a tokenizer does besides its vocabulary and merges.
  package struct Rules: Sendable {
    package var alphabet: TokenAlphabet
    /// What happens to text between added tokens.
    package var normalization: [Normalizer]
    /// What happens after that and before the text is cut.
    package var preparation: [Normalizer]
    package var split: PreTokenizer
    /// A piece that is in the vocabulary as a whole is that token, whatever the merges would make of it.
    package var ignoresMerges: Bool
    package var addedTokens: [AddedToken]
    /// What `encode` puts before a text.
    package var prefix: [Int]
    /// What `encode` puts after a text.
    package var suffix: [Int]
    /// Special tokens that are spelled out in a text are text.
    package var spellsSpecialTokens = false

    package init(
      alphabet: TokenAlphabet = .bytes, normalization: [Normalizer] = [], preparation: [Normalizer] = [],
      split: PreTokenizer, ignoresMerges: Bool = false, addedTokens: [AddedToken] = [], prefix: [Int] = [],
      suffix: [Int] = []
    ) {
      self.alphabet = alphabet
      self.normalization = normalization
      self.preparation = preparation
      self.split = split
      self.ignoresMerges = ignoresMerges
      self.addedTokens = addedTokens
      self.prefix = prefix
      self.suffix = suffix
    }
  }

  /// What a tokenizer's files say that decides about no id.
  package struct Origin: Equatable, Sendable {
    /// The class of `transformers` that is named, or that the model implies; of a GGUF file the type of its tokenizer.
    package var className: String?
    /// The tokens that are named as the beginning and the end of a text.
    package var begin: String?
    package var end: String?
    /// Fields that are not known to this program, with the name of the file.
    package var unreadFields: [String] = []
    /// What is otherwise than a file says, or than one of the versions of `transformers` does, in sentences.
    package var notices: [String] = []

    package init() {}
  }

  let rules: Rules
  /// What the files say beside that.
  package var origin = Origin()
  /// Without the added tokens that are in no vocabulary.
  let vocabulary: Vocabulary
  private let wholePieces: [[UInt8]: Int]
  private let matcher: AddedTokenMatcher
  private let normalisedMatcher: AddedTokenMatcher
  private let tokens: [Int: String]
  private let specialIDs: Set<Int>

  package init(vocabulary: Vocabulary, rules: Rules) {
    self.rules = rules
    self.vocabulary = vocabulary
    wholePieces = rules.ignoresMerges ? vocabulary.ids : [:]
    let sought = rules.addedTokens.filter { !($0.isSpecial && rules.spellsSpecialTokens) }
    matcher = AddedTokenMatcher(sought.filter { !$0.isNormalised })
    normalisedMatcher = AddedTokenMatcher(
      sought.filter(\.isNormalised).map { $0.spelled(rules.normalization.applied(to: $0.content, isStart: true)) })
    let added = rules.addedTokens.map { ($0.id, $0.content) }
    tokens = vocabulary.tokens.merging(added, uniquingKeysWith: { $1 })
    specialIDs = Set(rules.addedTokens.filter(\.isSpecial).map(\.id))
  }

  /// The first token that `encode` puts before every text; nil if it puts none. Indices into `encode`'s result count it.
  package var bosID: Int? { rules.prefix.first }

  /// What `encode` puts before every text.
  package var prefix: [Int] { rules.prefix }

  /// How many tokens `encode` puts before a text.
  package var prefixCount: Int { rules.prefix.count }

  /// The spelling of the tokens that `encode` puts before a text and after it.
  package var surroundings: (before: [String], after: [String]) {
    (rules.prefix.compactMap { tokens[$0] }, rules.suffix.compactMap { tokens[$0] })
  }

  /// The id of the token that is spelled like this; nil if there is none.
  package func id(of token: String) -> Int? {
    let spelling = Spelling(token)
    return rules.addedTokens.first { Spelling($0.content) == spelling }?.id
      ?? vocabulary.tokens.first { Spelling($0.value) == spelling }?.key
  }

  /// The tokenizer that puts the tokens of `text` before every text, in place of what it puts there by itself; nil if
  /// there are none.
  package func beginning(with text: String) -> Tokenizer? {
    var rules = rules
    rules.prefix = encodeWithoutSpecialTokens(text)
    guard !rules.prefix.isEmpty else { return nil }
    var tokenizer = Tokenizer(vocabulary: vocabulary, rules: rules)
    tokenizer.origin = origin
    return tokenizer
  }

  /// The tokens of `text` with the special tokens that the tokenizer puts around every text.
  package func encode(_ text: String) -> [Int] { encodePrompt(text) + rules.suffix }

  /// The tokens of a text that goes on: with what the tokenizer puts before every text, without what it puts behind it.
  package func encodePrompt(_ text: String) -> [Int] { rules.prefix + encodeWithoutSpecialTokens(text) }

  /// The tokens of `text` and, beyond these, those of what follows it.
  ///
  /// Both come from the whole text: by itself a continuation may begin with other tokens, such as the space that
  /// SentencePiece puts before every text. Where a token reaches across the seam, it belongs to the continuation.
  package func encodePrompt(_ text: String, followedBy continuation: String) -> (prompt: [Int], continuation: [Int]) {
    let whole = encodePrompt(text + continuation)
    let shared = zip(encodePrompt(text), whole).prefix { $0 == $1 }.count
    return (Array(whole[..<shared]), Array(whole[shared...]))
  }

  /// The tokens of `text` alone. Special tokens spelled out in the text are still recognised.
  package func encodeWithoutSpecialTokens(_ text: String) -> [Int] {
    let bytes = Array(text.utf8)
    var ids: [Int] = []
    matcher.cut(bytes) { part, id in
      if let id {
        ids.append(id)
      } else if rules.normalization.isEmpty, rules.preparation.isEmpty, normalisedMatcher.isEmpty {
        append(bytes[part], to: &ids)
      } else {
        appendChanged(String(decoding: bytes[part], as: UTF8.self), isStart: part.lowerBound == 0, to: &ids)
      }
    }
    return ids
  }

  /// The text that `ids` stand for. Bytes that are not UTF-8 become U+FFFD, ids without a token nothing.
  package func decode(_ ids: [Int], skipSpecialTokens: Bool = false) -> String {
    let shown = skipSpecialTokens ? ids.filter { !specialIDs.contains($0) } : ids
    let spelled = shown.compactMap { tokens[$0] }
    switch rules.alphabet {
    case .bytes: return String(decoding: spelled.flatMap(ByteAlphabet.bytes(of:)), as: UTF8.self)
    case .characters(let characters): return characters.text(of: spelled)
    }
  }

  /// Encodes text without added tokens that are looked for before it is normalised.
  private func appendChanged(_ text: String, isStart: Bool, to ids: inout [Int]) {
    let normalised = Array(rules.normalization.applied(to: text, isStart: isStart).utf8)
    normalisedMatcher.cut(normalised) { part, id in
      if let id {
        ids.append(id)
      } else {
        let prepared = rules.preparation.applied(
          to: String(decoding: normalised[part], as: UTF8.self), isStart: isStart && part.lowerBound == 0)
        append(Array(prepared.utf8)[...], to: &ids)
      }
    }
  }

  /// Encodes text that is ready to be cut.
  private func append(_ text: ArraySlice<UInt8>, to ids: inout [Int]) {
    var start = text.startIndex
    for length in rules.split.pieceLengths(in: String(decoding: text, as: UTF8.self)) {
      let piece = text[start..<start + length]
      start += length
      if !wholePieces.isEmpty, let id = wholePieces[Array(piece)] {
        ids.append(id)
      } else {
        vocabulary.merger.append(piece, to: &ids)
      }
    }
  }
}
