import Files

/// The ids of the tokens that are put around a text, here and in the versions of `transformers`.
struct VersionedEnds {
  let done: TextEnds
  let fourth: TextEnds
  let fifth: TextEnds

  /// What is said where the versions differ; nil where they agree.
  ///
  /// - Parameter content: the text of a token.
  func notice(content: (Int) -> String?) -> String? {
    guard fourth != fifth else { return nil }
    let (version, other, left) = done == fourth ? ("4", "5", fifth) : ("5", "4", fourth)
    return "\(done.words(content)) is put, as in version \(version) of transformers; version \(other) puts "
      + left.words(content)
  }
}

/// The ids of the tokens that are put around a text.
struct TextEnds: Equatable {
  var prefix: [Int]
  var suffix: [Int]
}

// Where versions 4 and 5 of `transformers` read the same files to other ids, it is done as version 4 does it, which the
// published results were made with, and said. Files that name no class and say nothing are taken as they are.
extension TokenizerClass {
  /// What is put around a text by a class that reads `tokenizer.json`.
  ///
  /// - Parameters:
  ///   - file: what `tokenizer.json` says.
  ///   - id: the id of a token by its text.
  func ends(
    _ file: TextEnds, _ settings: TokenizerSettings, id: (String) -> Int?
  ) -> VersionedEnds {
    let begin = settings.content(NamedTokens.begin, of: self).flatMap(id).map { [$0] }
    let end = settings.content(NamedTokens.end, of: self).flatMap(id).map { [$0] }
    // Where the token is not named the file counts: version 4 fails.
    func ends(begins: Bool?, closes: Bool?) -> TextEnds {
      TextEnds(
        prefix: begins.flatMap { $0 ? begin : [] } ?? file.prefix,
        suffix: closes.flatMap { $0 ? end : [] } ?? file.suffix)
    }
    let (saysBegin, saysEnd) = (settings.addsBegin, settings.addsEnd)
    let said = ends(begins: saysBegin, closes: saysEnd)
    switch self {
    case .llama, .gemma:
      let fourth = ends(begins: saysBegin ?? true, closes: saysEnd ?? false)
      let isSilent = settings.className == nil && saysBegin == nil && saysEnd == nil
      return VersionedEnds(done: isSilent ? file : fourth, fourth: fourth, fifth: file)
    case .gptNeoX:
      let fourth = ends(begins: saysBegin ?? false, closes: saysEnd ?? false)
      return VersionedEnds(done: fourth, fourth: fourth, fifth: TextEnds(prefix: [], suffix: []))
    case .unnamed: return VersionedEnds(done: said, fourth: said, fifth: said)
    case .gpt2, .qwen2, .general, .other: return VersionedEnds(done: file, fourth: file, fifth: file)
    }
  }

  /// The class by which version 5 goes: it takes some models' own, whatever the files name.
  func inFifth(modelType: String?) -> TokenizerClass { modelType == "qwen2" ? .qwen2 : self }

  /// What is said of special tokens that the class has by itself in one version alone; nil where there are none.
  ///
  /// - Parameter added: those that the vocabulary lacks.
  func tokenNotice(
    _ settings: TokenizerSettings, added: [Tokenizer.AddedToken], isKnown: (String) -> Bool
  ) -> String? {
    let fifth: (key: String, content: String)
    switch self {
    case .gptNeoX: fifth = ("pad_token", "<|padding|>")
    case .gemma: fifth = ("mask_token", "<mask>")
    case .llama:
      let own = settings.ownTokens(of: self).filter { !settings.named.says($0.key) }.map(\.value).filter { token in
        added.contains { $0.content == token }
      }
      guard !own.isEmpty else { return nil }
      return "\(own.sorted().joined(separator: ", ")): a token by version 4 of transformers, text by version 5"
    case .gpt2, .qwen2, .general, .other, .unnamed: return nil
    }
    guard !settings.named.says(fifth.key), !isKnown(fifth.content) else { return nil }
    return "\(fifth.content): text, as by version 4 of transformers, a token by version 5"
  }

  /// What is said where version 4, which reads all of `tokenizer.json`, does something else to a text than version 5, which
  /// of many classes reads the vocabulary alone; nil where they agree.
  ///
  /// - Parameters:
  ///   - normalization: what `tokenizer.json` asks for.
  ///   - split: as above.
  func ruleNotice(normalization: [Normalizer], split: PreTokenizer) -> String? {
    let own: (normalization: [Normalizer], split: PreTokenizer)
    switch self {
    case .gpt2: own = ([], .gpt2)
    case .qwen2: own = ([.form(.composed)], .qwen2)
    case .gptNeoX: own = ([.form(.composed)], .gpt2)
    case .gemma: own = ([.replace(" ", with: Normalizer.spaceMark)], .whole)
    case .llama, .general, .other, .unnamed: return nil
    }
    let parts =
      (own.normalization == normalization ? [] : ["normalizer"]) + (own.split == split ? [] : ["pre_tokenizer"])
    guard !parts.isEmpty, let name else { return nil }
    return "tokenizer.json has another \(parts.joined(separator: " and ")) than \(name): it is followed, as in "
      + "version 4 of transformers; version 5 goes by the class"
  }
}

extension TextEnds {
  fileprivate func words(_ content: (Int) -> String?) -> String {
    func list(_ ids: [Int]) -> String { ids.map { content($0) ?? "\($0)" }.joined(separator: " ") }
    let parts =
      (prefix.isEmpty ? [] : ["\(list(prefix)) before a text"]) + (suffix.isEmpty ? [] : ["\(list(suffix)) after it"])
    return parts.isEmpty ? "nothing" : parts.joined(separator: " and ")
  }
}
