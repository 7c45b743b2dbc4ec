/// The added tokens of all files with their ids, as `tokenizers` numbers them: a token that is in the vocabulary has the id
/// that it has there, another the next one behind the vocabulary and the added tokens before it. An id that the vocabulary
/// leaves out is taken from the files, as the slow tokenizers of `transformers` do. Files in which a token has another id are
/// refused: programs differ in which of the two they take.
struct AddedTokens {
  private(set) var tokens: [Tokenizer.AddedToken] = []
  /// Those that no file numbers, and that the vocabulary lacks.
  private(set) var appended: [Tokenizer.AddedToken] = []
  private var places: [Spelling: Int] = [:]
  /// The ids of those that are in the vocabulary.
  private var ids: [Spelling: Int] = [:]
  private var next: Int
  /// The vocabulary's ids, where it has gaps and the next id may be one of them.
  private let taken: Set<Int>
  private let path: String

  /// - Parameters:
  ///   - listed: those of `tokenizer.json`, in its order.
  ///   - settings: what the files beside it say, which counts for a token's other properties.
  ///   - kind: the class, which has special tokens of its own.
  ///   - entries: the vocabulary.
  ///   - path: its file, for messages.
  /// - Throws: `TokenizerError.invalid` for a token with two ids.
  init(
    _ listed: [Tokenizer.AddedToken], _ settings: TokenizerSettings, of kind: TokenizerClass,
    in entries: [Vocabulary.Entry], path: String
  ) throws(TokenizerError) {
    let named = settings.specialTokens(of: kind)
    let said = settings.addedTokens.sorted { $0.id < $1.id }
    let older = settings.olderTokens.sorted { $0.id < $1.id }
    let hasGaps = entries.contains { $0.id >= entries.count }
    (self.path, next, taken) = (path, entries.count, hasGaps ? Set(entries.map(\.id)) : [])
    let sought = Set((listed + said + older + named).map { Spelling($0.content) })
    for (token, id) in entries where sought.contains(Spelling(token)) {
      ids[Spelling(token)] = ids[Spelling(token)] ?? id
    }
    let special = Set(named.map { Spelling($0.content) })
    for token in listed { try add(token) }
    for token in said + older.filter({ places[Spelling($0.content)] == nil }) {
      try add(special.contains(Spelling(token.content)) ? token.asSpecial : token)
    }
    for token in named where places[Spelling(token.content)] == nil {
      let id = ids[Spelling(token.content)]
      try add(token.numbered(id ?? next))
      if id == nil, let last = tokens.last { appended.append(last) }
    }
  }

  /// Adds a token, or puts it in place of one of the same text.
  private mutating func add(_ token: Tokenizer.AddedToken) throws(TokenizerError) {
    let spelling = Spelling(token.content)
    let place = places[spelling]
    if let known = place.map({ tokens[$0].id }) ?? ids[spelling] {
      guard known == token.id else {
        throw invalid("the token \(token.content) has the id \(known), and \(token.id) among the added tokens")
      }
    } else if !isGap(token.id) {
      guard !taken.contains(next) else {
        throw invalid(
          "the added token \(token.content), which the vocabulary lacks, would get the id \(next) in transformers, which "
            + "the vocabulary has given to another")
      }
      guard next == token.id else {
        throw invalid(
          "the added token \(token.content), which the vocabulary lacks, has the id \(token.id): transformers would give "
            + "it \(next), the next behind the vocabulary and the added tokens before it")
      }
    }
    next = max(next, token.id + 1)
    if let place {
      tokens[place] = token
    } else {
      places[spelling] = tokens.count
      tokens.append(token)
    }
  }

  /// Whether the vocabulary goes on behind an id that neither it nor another added token has.
  private func isGap(_ id: Int) -> Bool {
    id >= 0 && id < taken.max() ?? 0 && !taken.contains(id) && !tokens.contains { $0.id == id }
  }

  private func invalid(_ problem: String) -> TokenizerError { .invalid(path: path, problem: problem) }

  /// What is said of tokens that are in no file with their ids; nil where there are none.
  var notice: String? {
    guard !appended.isEmpty else { return nil }
    let shown = appended.prefix(8).map { "\($0.content) is \($0.id)" }.joined(separator: ", ")
    return "special tokens that the vocabulary lacks are put behind it, as transformers does: \(shown)"
      + (appended.count > 8 ? " and \(appended.count - 8) more" : "")
  }
}
