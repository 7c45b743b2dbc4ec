// Words as the Penn Treebank cuts them, which is what published fluency counts n-grams of. The rules for a sentence are
// the Treebank's; where sentences end is a rule of thumb here (the reference asks a trained model), on which only the
// full stops within a text depend.

/// The words and marks of a text.
package func words(of text: String) -> [String] {
  let chunks = text.split(whereSeparator: \.isWhitespace).map { Array($0) }
  return chunks.indices.flatMap { i in
    let next = i + 1 < chunks.count ? chunks[i + 1] : nil
    return words(of: chunks[i], endsSentence: next.map { endsSentence(chunks[i], before: $0) } ?? true)
  }
}

/// Words of a piece without blanks.
///
/// - Parameter endsSentence: whether its full stop is a mark of its own.
private func words(of chunk: [Character], endsSentence: Bool) -> [String] {
  var found: [String] = []
  var word: [Character] = []
  func take(_ mark: String? = nil) {
    if !word.isEmpty { found += parts(ofWord: word) }
    word = []
    if let mark { found.append(mark) }
  }
  var i = 0
  while i < chunk.count {
    let run = chunk[i...].prefix { $0 == chunk[i] }.count
    let next = i + 1 < chunk.count ? chunk[i + 1] : nil
    switch chunk[i] {
    case "\"":
      take(opensQuote(at: i, of: chunk) ? "``" : "''")
      i += 1
    case "'" where run > 1:
      take(opensQuote(at: i, of: chunk) ? "``" : "''")
      i += 2
    case "`":
      take(run > 1 ? "``" : "`")
      i += min(run, 2)
    case "." where run > 1:
      take(String(repeating: ".", count: run))
      i += run
    case "." where endsSentence && chunk[(i + 1)...].allSatisfy(closers.contains):
      take(".")
      i += 1
    case "-" where run > 1:
      take("--")
      i += 2
    case ":", ",":
      // 3,000 and 12:30 are one.
      if let next, next.isASCII, next.isNumber { word.append(chunk[i]) } else { take(String(chunk[i])) }
      i += 1
    case let mark where marks.contains(mark):
      take(String(mark))
      i += 1
    case let other:
      word.append(other)
      i += 1
    }
  }
  take()
  return found
}

/// Always words of their own.
private let marks = Set<Character>(";@#$%&?!*()[]{}<>«»“”„‘’—")
/// What may stand behind the full stop of a sentence.
private let closers = Set<Character>("])}>\"'»”’")

private func opensQuote(at i: Int, of chunk: [Character]) -> Bool {
  i == 0 || "([{<".contains(chunk[i - 1])
}

/// A word without marks, cut where it is a contraction: `don't` is `do` and `n't`.
private func parts(ofWord word: [Character]) -> [String] {
  let lowered = String(word).lowercased()
  if let cut = fusions[lowered] { return [String(word[..<cut]), String(word[cut...])] }
  if word.count > 1, word[0] == "'", word[1].isLetter || word[1].isNumber,
    !endings.contains(String(lowered.dropFirst().prefix { $0.isLetter }))
  {
    return ["'"] + parts(ofWord: Array(word.dropFirst()))
  }
  let own = String(word)
  for ending in contractions where own.hasSuffix(ending) && word.count > ending.count {
    let cut = word.count - ending.count
    guard word[cut - 1] != "'" else { continue }
    return [String(word[..<cut]), ending]
  }
  return [own]
}

/// What follows an apostrophe that stays where it is.
private let endings: Set<String> = ["re", "ve", "ll", "m", "t", "s", "d", "n"]

private let contractions = [
  "'s", "'S", "'m", "'M", "'d", "'D", "'", "'ll", "'LL", "'re", "'RE", "'ve", "'VE", "n't", "N'T",
]

/// Words that the Treebank takes for two, and where it cuts them.
private let fusions = [
  "cannot": 3, "d'ye": 1, "gimme": 3, "gonna": 3, "gotta": 3, "lemme": 3, "more'n": 4, "wanna": 3,
]

// MARK: - Sentences

/// Whether a sentence ends with a piece: by its last mark, unless that belongs to an abbreviation or the text goes on in
/// lower case.
private func endsSentence(_ chunk: [Character], before next: [Character]) -> Bool {
  guard let last = chunk.lastIndex(where: { !closers.contains($0) }) else { return false }
  switch chunk[last] {
  case "!", "?": return true
  case ".":
    let stem = chunk[..<last].drop { "([{<\"'“‘«`".contains($0) }
    let isAbbreviation =
      (stem.count == 1 && stem.allSatisfy { $0.isUppercase }) || stem.contains(".")
      || abbreviations.contains(String(stem).lowercased())
    let goesOn = next.first { $0.isLetter || $0.isNumber }?.isLowercase ?? false
    return !isAbbreviation && !goesOn
  default: return false
  }
}

private let abbreviations: Set<String> = [
  "mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "vs", "no", "inc", "ltd", "co", "corp", "gen", "col", "lt", "sgt",
  "capt", "rep", "sen", "gov", "jan", "feb", "aug", "sept", "oct", "nov", "dec",
]
