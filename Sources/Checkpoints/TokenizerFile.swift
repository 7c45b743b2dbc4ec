import Foundation

extension Tokenizer {
  /// Reads a `tokenizer.json`.
  ///
  /// - Throws: `CheckpointError.unreadable`, `.invalidTokenizer`, `.unsupportedTokenizer`.
  package init(tokenizerFile url: URL) throws {
    let file = try readJSON(TokenizerFile.self, from: url) { field, problem in
      .invalidTokenizer(path: url.path, problem: "\(field.isEmpty ? "it" : field) \(problem)")
    }
    if let feature = file.unsupportedFeature {
      throw CheckpointError.unsupportedTokenizer(path: url.path, feature: feature)
    }
    guard let split = file.preTokenizer?.split else {
      throw CheckpointError.unsupportedTokenizer(path: url.path, feature: "this pre_tokenizer")
    }
    guard let (prefix, suffix) = file.surroundings else {
      throw CheckpointError.unsupportedTokenizer(path: url.path, feature: "this post_processor")
    }
    guard let merges = file.model.merges.pairs else {
      throw CheckpointError.invalidTokenizer(path: url.path, problem: "model.merges has an entry that is not a pair")
    }
    let added = (file.addedTokens ?? []).map {
      AddedToken(id: $0.id, content: $0.content, isSpecial: $0.isSpecial ?? false)
    }
    let rules = Rules(
      split: split, ignoresMerges: file.model.ignoresMerges, addedTokens: added, prefix: prefix, suffix: suffix)
    let vocabulary = try Vocabulary(entries: file.model.entries, merges: merges, path: url.path)
    let known = Set(added.map(\.id)).union(vocabulary.tokens.keys)
    if let stranger = (added.map(\.id).filter { $0 < 0 } + (prefix + suffix).filter { !known.contains($0) }).first {
      throw CheckpointError.invalidTokenizer(path: url.path, problem: "it uses the impossible token id \(stranger)")
    }
    self.init(vocabulary: vocabulary, rules: rules)
  }
}

/// The parts of a `tokenizer.json` that decide about ids.
private struct TokenizerFile: Decodable {
  let addedTokens: [Added]?
  let normalizer: Stage?
  let preTokenizer: Stage?
  let postProcessor: Stage?
  let decoder: Stage?
  let model: Model

  enum CodingKeys: String, CodingKey {
    case addedTokens = "added_tokens"
    case normalizer
    case preTokenizer = "pre_tokenizer"
    case postProcessor = "post_processor"
    case decoder, model
  }

  struct Added: Decodable {
    let id: Int
    let content: String
    let isSpecial: Bool?
    let singleWord: Bool?
    let stripsLeft: Bool?
    let stripsRight: Bool?

    enum CodingKeys: String, CodingKey {
      case id, content
      case isSpecial = "special"
      case singleWord = "single_word"
      case stripsLeft = "lstrip"
      case stripsRight = "rstrip"
    }

    var takesContext: Bool { singleWord == true || stripsLeft == true || stripsRight == true }
  }

  /// What the file asks for and this program does not do; nil if it does all.
  var unsupportedFeature: String? {
    if model.type != "BPE" { return "a model of type \(model.type)" }
    if let feature = model.unsupportedFeature { return feature }
    if let normalizer { return "the normalizer \(normalizer.type)" }
    if decoder?.type != "ByteLevel" { return "the decoder \(decoder?.type ?? "null")" }
    if let token = addedTokens?.first(where: \.takesContext) {
      return "added token \(token.content) with single_word, lstrip or rstrip"
    }
    return nil
  }

  /// What the post-processor puts before and after a single text; nil if it does something else.
  var surroundings: (prefix: [Int], suffix: [Int])? {
    guard let postProcessor else { return ([], []) }
    var prefix: [Int] = []
    var suffix: [Int] = []
    for stage in postProcessor.type == "Sequence" ? postProcessor.stages ?? [] : [postProcessor] {
      switch stage.type {
      case "ByteLevel": continue  // concerns offsets only
      case "TemplateProcessing":
        guard let (before, after) = stage.template else { return nil }
        prefix = before + prefix
        suffix += after
      default: return nil
      }
    }
    return (prefix, suffix)
  }
}

extension TokenizerFile {
  /// The byte-pair model.
  struct Model: Decodable {
    let type: String
    let entries: [String: Int]
    let merges: Merges
    let ignoresMerges: Bool
    let unsupportedFeature: String?

    enum CodingKeys: String, CodingKey {
      case type, merges
      case entries = "vocab"
      case ignoresMerges = "ignore_merges"
      case hasByteFallback = "byte_fallback"
      case subwordPrefix = "continuing_subword_prefix"
      case wordSuffix = "end_of_word_suffix"
      case dropout
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      type = try container.decodeIfPresent(String.self, forKey: .type) ?? "BPE"
      ignoresMerges = try container.decodeIfPresent(Bool.self, forKey: .ignoresMerges) ?? false
      if try container.decodeIfPresent(Bool.self, forKey: .hasByteFallback) == true {
        unsupportedFeature = "byte_fallback (SentencePiece)"
      } else if try container.decodeIfPresent(String.self, forKey: .subwordPrefix)?.isEmpty == false {
        unsupportedFeature = "continuing_subword_prefix"
      } else if try container.decodeIfPresent(String.self, forKey: .wordSuffix)?.isEmpty == false {
        unsupportedFeature = "end_of_word_suffix"
      } else if try container.decodeIfPresent(Double.self, forKey: .dropout) ?? 0 > 0 {
        unsupportedFeature = "dropout"
      } else {
        unsupportedFeature = nil
      }
      // Other kinds of model keep other things under these names; they are refused by their type.
      entries = type == "BPE" ? try container.decode([String: Int].self, forKey: .entries) : [:]
      merges = type == "BPE" ? try container.decode(Merges.self, forKey: .merges) : .lines([])
    }
  }

  /// Older files write a merge as one string with a space in it, newer ones as an array of two strings.
  enum Merges: Decodable {
    case lines([String])
    case arrays([[String]])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let lines = try? container.decode([String].self) {
        self = .lines(lines)
      } else {
        self = .arrays(try container.decode([[String]].self))
      }
    }

    /// Nil if an entry is not a pair.
    var pairs: [(left: String, right: String)]? {
      switch self {
      case .lines(let lines):
        let pairs = lines.compactMap { mergePair($0) }
        return pairs.count == lines.count ? pairs : nil
      case .arrays(let arrays):
        guard arrays.allSatisfy({ $0.count == 2 }) else { return nil }
        return arrays.map { ($0[0], $0[1]) }
      }
    }
  }

  /// A step of the file's pipeline: every kind is an object with a `type`, the other fields depend on it.
  struct Stage: Decodable {
    let type: String
    let addsPrefixSpace: Bool?
    let usesRegex: Bool?
    let pattern: [String: String]?
    let behavior: String?
    let isInverted: Bool?
    let stages: [Stage]?
    let single: [[String: TemplatePart]]?
    let specialTokens: [String: SpecialToken]?

    struct TemplatePart: Decodable { let id: String }
    struct SpecialToken: Decodable { let ids: [Int] }

    enum CodingKeys: String, CodingKey {
      case type, pattern, behavior, single
      case addsPrefixSpace = "add_prefix_space"
      case usesRegex = "use_regex"
      case isInverted = "invert"
      case pretokenizers, processors
      case specialTokens = "special_tokens"
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      type = try container.decode(String.self, forKey: .type)
      addsPrefixSpace = try container.decodeIfPresent(Bool.self, forKey: .addsPrefixSpace)
      usesRegex = try container.decodeIfPresent(Bool.self, forKey: .usesRegex)
      behavior = try container.decodeIfPresent(String.self, forKey: .behavior)
      isInverted = try container.decodeIfPresent(Bool.self, forKey: .isInverted)
      stages =
        try container.decodeIfPresent([Stage].self, forKey: .pretokenizers)
        ?? container.decodeIfPresent([Stage].self, forKey: .processors)
      // These names mean other things in kinds that are not supported.
      pattern = type == "Split" ? try container.decodeIfPresent([String: String].self, forKey: .pattern) : nil
      let isTemplate = type == "TemplateProcessing"
      single = isTemplate ? try container.decode([[String: TemplatePart]].self, forKey: .single) : nil
      specialTokens = isTemplate ? try container.decode([String: SpecialToken].self, forKey: .specialTokens) : nil
    }

    /// The split pattern that this pre-tokenizer amounts to; nil if it is another one.
    var split: SplitPattern? {
      if type == "ByteLevel" { return addsPrefixSpace == false && usesRegex != false ? .gpt2 : nil }
      guard type == "Sequence", let stages, stages.count == 2, let cut = stages.first, let spell = stages.last,
        cut.type == "Split", cut.behavior == "Isolated", cut.isInverted != true,
        cut.pattern?["Regex"] == SplitPattern.llama3Expression,
        spell.type == "ByteLevel", spell.usesRegex == false, spell.addsPrefixSpace == false
      else { return nil }
      return .llama3
    }

    /// The ids that a template puts before and after the text.
    var template: (prefix: [Int], suffix: [Int])? {
      guard let single, let specialTokens else { return nil }
      var prefix: [Int] = []
      var suffix: [Int] = []
      var hasText = false
      for part in single {
        if let name = part["SpecialToken"]?.id, let token = specialTokens[name] {
          if hasText { suffix += token.ids } else { prefix += token.ids }
        } else if part["Sequence"]?.id == "A", !hasText {
          hasText = true
        } else {
          return nil
        }
      }
      return hasText ? (prefix, suffix) : nil
    }
  }
}
