import Files
import Foundation

extension Tokenizer {
  /// The contents of a `tokenizer.json` from which this very tokenizer is read again, in the form in which `transformers`
  /// reads it, too.
  package var document: JSONValue {
    [
      "version": "1.0", "truncation": nil, "padding": nil, "added_tokens": .array(rules.addedTokens.map(\.document)),
      "normalizer": Self.sequence("normalizers", rules.normalization.map(\.document)),
      "pre_tokenizer": Self.sequence("pretokenizers", cutters), "post_processor": template,
      "decoder": Self.sequence("decoders", decoders), "model": model,
    ]
  }

  /// Stages as the file holds them: none, one, or a sequence.
  private static func sequence(_ list: String, _ stages: [JSONValue]) -> JSONValue {
    stages.count > 1
      ? .object([.init(key: "type", value: "Sequence"), .init(key: list, value: .array(stages))])
      : stages.first ?? .null
  }

  private var cutters: [JSONValue] {
    guard rules.alphabet == .bytes else {
      return rules.preparation.map { change in
        guard case .markSpaces(let leading) = change else { return change.document }
        return [
          "type": "Metaspace", "replacement": "▁", "prepend_scheme": .string(leading.rawValue),
          "split": .bool(rules.split == .spaceMarks),
        ]
      }
    }
    var stages = Self.stages(of: rules.split)
    let usesRegex = stages.last == .gpt2
    if usesRegex { stages.removeLast() }
    let addsSpace = rules.preparation.contains(.leadWithSpace)
    return stages.compactMap(Self.document) + [Self.byteLevel(addsPrefixSpace: addsSpace, usesRegex: usesRegex)]
  }

  /// A cut as the stages that `tokenizer.json` has for it.
  private static func stages(of cut: PreTokenizer) -> [PreTokenizer] {
    switch cut {
    case .digits: [.numbers(areSingle: true), .gpt2]
    case .sequence(let stages): stages.flatMap(self.stages)
    case .whole, .spaceMarks: []
    default: [cut]
    }
  }

  /// Nil for a cut that is no stage by itself.
  private static func document(_ cut: PreTokenizer) -> JSONValue? {
    switch cut {
    case .numbers(let areSingle): ["type": "Digits", "individual_digits": .bool(areSingle)]
    case .expression(let cut): split(cut.source, cut.behavior.rawValue, cut.isInverted)
    default: cut.expression.map { split($0, "Isolated", false) }
    }
  }

  private static func split(_ expression: String, _ behavior: String, _ isInverted: Bool) -> JSONValue {
    [
      "type": "Split", "pattern": ["Regex": .string(expression)], "behavior": .string(behavior),
      "invert": .bool(isInverted),
    ]
  }

  private var decoders: [JSONValue] {
    guard case .characters(let characters) = rules.alphabet else {
      return [Self.byteLevel(addsPrefixSpace: true, usesRegex: true)]
    }
    let spaces: JSONValue = ["type": "Replace", "pattern": ["String": "▁"], "content": " "]
    let strip: JSONValue = ["type": "Strip", "content": " ", "start": 1, "stop": 0]
    return [spaces] + (characters.readsBytes ? [["type": "ByteFallback"]] : []) + [["type": "Fuse"]]
      + (characters.lead == .nothing ? [] : [strip])
  }

  /// The pre-tokenizer, or the decoder, for which the prefix means nothing and is set by default.
  private static func byteLevel(addsPrefixSpace: Bool, usesRegex: Bool) -> JSONValue {
    [
      "type": "ByteLevel", "add_prefix_space": .bool(addsPrefixSpace), "trim_offsets": true,
      "use_regex": .bool(usesRegex),
    ]
  }

  /// The tokens that are put around every text.
  private var template: JSONValue {
    guard !rules.prefix.isEmpty || !rules.suffix.isEmpty else { return nil }
    let contents = Dictionary(rules.addedTokens.map { ($0.id, $0.content) }, uniquingKeysWith: { first, _ in first })
    func name(_ id: Int) -> String { contents[id] ?? vocabulary.tokens[id] ?? "\(id)" }
    func part(_ kind: String, _ id: String, _ type: Int) -> JSONValue {
      .object([.init(key: kind, value: ["id": .string(id), "type_id": .integer(type)])])
    }
    func text(_ id: String, _ type: Int) -> [JSONValue] {
      rules.prefix.map { part("SpecialToken", name($0), type) } + [part("Sequence", id, type)]
        + rules.suffix.map { part("SpecialToken", name($0), type) }
    }
    let tokens = Set(rules.prefix + rules.suffix).sorted().map { id in
      let value: JSONValue = [
        "id": .string(name(id)), "ids": .array([.integer(id)]), "tokens": .array([.string(name(id))]),
      ]
      return JSONValue.Member(key: name(id), value: value)
    }
    return [
      "type": "TemplateProcessing", "single": .array(text("A", 0)), "pair": .array(text("A", 0) + text("B", 1)),
      "special_tokens": .object(tokens),
    ]
  }

  private var model: JSONValue {
    var (unknown, fuses, spells) = (JSONValue.null, false, false)
    if case .characters(let characters) = rules.alphabet {
      unknown = characters.unknown.map { .string($0) } ?? .null
      (fuses, spells) = (characters.fusesUnknown, characters.spellsBytes)
    }
    return [
      "type": "BPE", "dropout": nil, "unk_token": unknown, "continuing_subword_prefix": nil, "end_of_word_suffix": nil,
      "fuse_unk": .bool(fuses), "byte_fallback": .bool(spells), "ignore_merges": .bool(rules.ignoresMerges),
      "vocab": .object(
        vocabulary.tokens.sorted { $0.key < $1.key }.map { .init(key: $0.value, value: .integer($0.key)) }),
      "merges": .array(merges),
    ]
  }

  /// Merges of the same rank, which happen where they are made from scores, begin with the longest left token, as
  /// `transformers` orders them.
  private var merges: [JSONValue] {
    vocabulary.merger.merges.compactMap { pair, merge in
      guard let left = vocabulary.tokens[pair.left], let right = vocabulary.tokens[pair.right] else { return nil }
      return (merge.rank, left, right)
    }
    .sorted { (one: (rank: Int, left: String, right: String), other: (rank: Int, left: String, right: String)) in
      (one.rank, -one.left.unicodeScalars.count) < (other.rank, -other.left.unicodeScalars.count)
    }
    .map { .array([.string($0.left), .string($0.right)]) }
  }
}

extension Tokenizer.AddedToken {
  fileprivate var document: JSONValue {
    [
      "id": .integer(id), "content": .string(content), "single_word": .bool(isWord),
      "lstrip": .bool(takesSpaceBefore), "rstrip": .bool(takesSpaceAfter),
      "normalized": .bool(isNormalised), "special": .bool(isSpecial),
    ]
  }
}

extension Normalizer {
  /// As a normalizer.
  fileprivate var document: JSONValue {
    switch self {
    case .form(let form): ["type": .string(form.rawValue)]
    case .lowercase: ["type": "Lowercase"]
    case .strip(let left, let right): ["type": "Strip", "strip_left": .bool(left), "strip_right": .bool(right)]
    case .leadWithSpace: ["type": "Prepend", "prepend": " "]
    case .prepend(let lead): ["type": "Prepend", "prepend": .string(lead)]
    case .replace(let old, let new):
      ["type": "Replace", "pattern": ["String": .string(old)], "content": .string(new)]
    case .markSpaces: ["type": "Replace", "pattern": ["String": " "], "content": .string(Self.spaceMark)]
    }
  }
}
