extension BytePairVocabulary {
  /// The fewest tokens a vocabulary can have: the special token and the bytes.
  package static var leastSize: Int { 1 + ByteAlphabet.symbols.count }

  /// Trains a vocabulary (Sennrich, Haddow and Birch 2016, on bytes): all words start as single bytes, and again and
  /// again the most frequent pair of adjacent tokens becomes one token, in every word from left to right.
  ///
  /// Of pairs that are equally frequent, the one whose left token has the lower id comes first, then the one whose right
  /// token has. The result depends on the counts alone: neither on the order of the texts nor on hashing. It is what
  /// the trainer of Hugging Face's `tokenizers` makes of the same words.
  ///
  /// - Parameters:
  ///   - words: The corpus.
  ///   - size: The number of tokens, the special one and the bytes included. A corpus in which no pair is left before
  ///     that gives a smaller vocabulary.
  /// - Throws: `TokenizerError.vocabularyTooSmall` below `leastSize`, `.emptyCorpus`.
  package init(trainedOn words: WordCounts, size: Int) throws(TokenizerError) {
    guard size >= Self.leastSize else { throw .vocabularyTooSmall(size: size, least: Self.leastSize) }
    guard words.distinct > 0 else { throw .emptyCorpus }
    var tokens = [Self.endOfText.content] + ByteAlphabet.symbols.map(\.character)
    var merges: [BytePairMerger.Pair] = []
    var corpus = PairCorpus(words)
    while tokens.count < size, let pair = corpus.mostFrequentPair() {
      // Never a spelling that is there already: bytes that end up as one token had no merge across their ends, so the
      // merges within them were the same everywhere. (The special token's bytes are more than one word.)
      corpus.merge(pair, into: tokens.count)
      tokens.append(tokens[pair.left] + tokens[pair.right])
      merges.append(pair)
    }
    self.init(tokens: tokens, merges: merges)
  }
}

/// The words of a corpus as tokens, and all their adjacent pairs, kept up to date while tokens are merged: a merge looks
/// only at the words that hold its pair.
private struct PairCorpus {
  private struct Word {
    var tokens: [Int]
    let count: Int

    /// All pairs of adjacent tokens; "aaa" has two.
    var pairs: [BytePairMerger.Pair] {
      zip(tokens, tokens.dropFirst()).map { BytePairMerger.Pair(left: $0, right: $1) }
    }

    /// Makes every occurrence of `pair`, from left to right, the token `id`; false if there is none.
    mutating func merge(_ pair: BytePairMerger.Pair, into id: Int) -> Bool {
      var end = 0
      var position = 0
      while position < tokens.count {
        let isPair =
          position + 1 < tokens.count && tokens[position] == pair.left && tokens[position + 1] == pair.right
        tokens[end] = isPair ? id : tokens[position]
        position += isPair ? 2 : 1
        end += 1
      }
      let hasChanged = end < tokens.count
      tokens.removeSubrange(end...)
      return hasChanged
    }
  }

  /// Where a pair occurs.
  private struct Occurrences {
    /// In the whole corpus.
    var count = 0
    /// All words that hold the pair, and some that did before other merges.
    var words: Set<Int> = []
  }

  /// A pair that had this count when it was queued; the most frequent first, then the lowest ids.
  private struct Candidate: Comparable {
    let count: Int
    let pair: BytePairMerger.Pair

    static func < (one: Candidate, other: Candidate) -> Bool {
      (other.count, one.pair.left, one.pair.right) < (one.count, other.pair.left, other.pair.right)
    }
  }

  private var words: [Word] = []
  private var occurrences: [BytePairMerger.Pair: Occurrences] = [:]
  private var queue = PriorityQueue<Candidate>()

  init(_ corpus: WordCounts) {
    var idOfByte = Array(repeating: 0, count: 256)
    for (index, symbol) in ByteAlphabet.symbols.enumerated() { idOfByte[Int(symbol.byte)] = 1 + index }
    words = corpus.counts.map { bytes, count in Word(tokens: bytes.map { idOfByte[Int($0)] }, count: count) }
    for index in words.indices {
      for pair in words[index].pairs { add(pair, inWord: index) }
    }
    for (pair, found) in occurrences { queue.push(Candidate(count: found.count, pair: pair)) }
  }

  /// The most frequent pair of the corpus as it is; nil if every word is one token.
  mutating func mostFrequentPair() -> BytePairMerger.Pair? {
    while let candidate = queue.popFirst() {
      let count = occurrences[candidate.pair]?.count ?? 0
      if count == candidate.count { return candidate.pair }
      // Other merges took some of its places: it waits for its turn with what is left.
      if count > 0 { queue.push(Candidate(count: count, pair: candidate.pair)) }
    }
    return nil
  }

  /// Makes every occurrence of `pair`, from left to right, the token `id`.
  mutating func merge(_ pair: BytePairMerger.Pair, into id: Int) {
    var risen: Set<BytePairMerger.Pair> = []
    for index in occurrences[pair]?.words ?? [] {
      let old = words[index]
      guard words[index].merge(pair, into: id) else { continue }
      for pair in old.pairs { occurrences[pair]?.count -= old.count }
      for pair in words[index].pairs {
        add(pair, inWord: index)
        if pair.left == id || pair.right == id { risen.insert(pair) }
      }
    }
    occurrences[pair] = nil
    for pair in risen { queue.push(Candidate(count: occurrences[pair]?.count ?? 0, pair: pair)) }
  }

  private mutating func add(_ pair: BytePairMerger.Pair, inWord index: Int) {
    occurrences[pair, default: Occurrences()].count += words[index].count
    occurrences[pair]?.words.insert(index)
  }
}
