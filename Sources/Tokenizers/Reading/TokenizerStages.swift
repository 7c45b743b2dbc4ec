import Files

/// The stages of a `tokenizer.json` around its model: normalizer, pre-tokenizer, decoder, post-processor. They are
/// understood only in the combinations that published tokenizers use.
struct TokenizerStages {
  /// What the file asks for and this program does not do.
  struct Unsupported: Error {
    let feature: String
  }

  let normalization: [Normalizer]
  private(set) var preparation: [Normalizer] = []
  let split: PreTokenizer
  /// How the first token is decoded by a vocabulary of characters; nil for one of bytes.
  let lead: TokenAlphabet.Characters.Lead?
  /// Whether tokens like "<0xE2>" are decoded as bytes.
  private(set) var readsBytes = false
  /// What the post-processor puts before and after a single text.
  let surroundings: (prefix: [Int], suffix: [Int])

  /// - Throws: `JSONFault`, `Unsupported`.
  init(_ document: JSONValue) throws {
    normalization = try Self.stages(document["normalizer"], "normalizers").map(Self.change)
    surroundings = try Self.surroundings(Self.stages(document["post_processor"], "processors"))
    let decoders = try Self.stages(document["decoder"], "decoders")
    let cutters = try Self.stages(document["pre_tokenizer"], "pretokenizers")
    if cutters.last?.type == "ByteLevel" {
      guard decoders.map(\.type) == ["ByteLevel"] else {
        throw Unsupported(feature: "the decoder \(decoders.first?.type ?? "null")")
      }
      split = try Self.byteSplit(cutters)
      lead = nil
    } else {
      (split, preparation) = try Self.characterSplit(cutters, normalization)
      (lead, readsBytes) = try Self.characterDecoding(decoders)
    }
  }

  /// A stage and the kind of stage it is.
  private struct Stage {
    let type: String
    let fields: JSONValue
  }

  /// A stage alone, or the stages of a sequence of them; none for null.
  private static func stages(_ value: JSONValue?, _ list: String) throws -> [Stage] {
    guard let value else { return [] }
    let type = try value.required("type", \.string)
    guard type == "Sequence" else { return [Stage(type: type, fields: value)] }
    return try value.required(list, \.array).flatMap { try stages($0, list) }
  }

  private static func change(_ stage: Stage) throws -> Normalizer {
    switch stage.type {
    case "NFC": return .compose
    case "Prepend": return .prepend(try stage.fields.required("prepend", \.string))
    case "Replace":
      guard let (old, new) = try replacement(stage) else { throw Unsupported(feature: "the normalizer Replace") }
      return .replace(old, with: new)
    default: throw Unsupported(feature: "the normalizer \(stage.type)")
    }
  }

  /// What is replaced by what; nil if the first is an expression.
  private static func replacement(_ stage: Stage) throws -> (old: String, new: String)? {
    guard let old = try stage.fields.required("pattern", \.itself)["String"]?.string else { return nil }
    return (old, try stage.fields.required("content", \.string))
  }
}

// MARK: Vocabularies of bytes
extension TokenizerStages {
  private static let unknownCut = Unsupported(feature: "this pre_tokenizer")

  /// What the stages before the last, ByteLevel, and that one amount to.
  private static func byteSplit(_ stages: [Stage]) throws -> PreTokenizer {
    guard let last = stages.last?.fields, try last.optional("add_prefix_space", \.boolean) == false else {
      throw unknownCut
    }
    let cutsItself = try last.optional("use_regex", \.boolean) ?? true
    switch stages.dropLast().map(\.type) {
    case [] where cutsItself: return .gpt2
    case ["Digits"] where cutsItself:
      guard try stages[0].fields.optional("individual_digits", \.boolean) == true else { throw unknownCut }
      return .digits
    case ["Split"] where !cutsItself:
      let fields = stages[0].fields
      guard try fields.required("behavior", \.string) == "Isolated", try fields.optional("invert", \.boolean) != true,
        let expression = fields["pattern"]?["Regex"]?.string, let pattern = PreTokenizer(expression: expression)
      else { throw unknownCut }
      return pattern
    default: throw unknownCut
    }
  }
}

// MARK: Vocabularies of characters
extension TokenizerStages {
  /// No stage; Metaspace; or Gemma's cut at spaces, of which its normalizer leaves none.
  private static func characterSplit(
    _ stages: [Stage], _ normalization: [Normalizer]
  ) throws -> (PreTokenizer, [Normalizer]) {
    switch stages.map(\.type) {
    case []: return (.whole, [])
    case ["Split"]:
      guard stages[0].fields["pattern"]?["String"]?.string == " ",
        normalization.contains(.replace(" ", with: Normalizer.spaceMark))
      else { throw unknownCut }
      return (.whole, [])
    case ["Metaspace"]:
      let fields = stages[0].fields
      guard try fields.optional("replacement", \.string) ?? "▁" == "▁" else { throw unknownCut }
      let splits = try fields.optional("split", \.boolean) ?? true
      return (splits ? .spaceMarks : .whole, [.markSpaces(leading: try leading(fields))])
    default: throw unknownCut
    }
  }

  private static func leading(_ metaspace: JSONValue) throws -> Normalizer.PrependScheme {
    if let scheme = try metaspace.optional("prepend_scheme", \.string) {
      guard let leading = Normalizer.PrependScheme(rawValue: scheme) else { throw unknownCut }
      return leading
    }
    return try metaspace.optional("add_prefix_space", \.boolean) ?? true ? .always : .never
  }

  /// "▁" becomes a space; then, each if it is there: bytes are put together, tokens joined, a leading space taken away.
  private static func characterDecoding(
    _ stages: [Stage]
  ) throws -> (lead: TokenAlphabet.Characters.Lead, readsBytes: Bool) {
    var lead = TokenAlphabet.Characters.Lead.nothing
    var rest = stages[...]
    let unknown = Unsupported(feature: "the decoder \(stages.first?.type ?? "null")")
    guard let first = rest.popFirst() else { throw unknown }
    switch first.type {
    case "Replace":
      guard let (old, new) = try replacement(first), old == Normalizer.spaceMark, new == " " else { throw unknown }
    case "Metaspace":
      lead = try leading(first.fields) == .never ? .nothing : .marks
    default: throw unknown
    }
    let readsBytes = rest.first?.type == "ByteFallback"
    if readsBytes { rest.removeFirst() }
    if rest.first?.type == "Fuse" { rest.removeFirst() }
    if let strip = rest.popFirst() {
      guard strip.type == "Strip", lead == .nothing, rest.isEmpty,
        try strip.fields.required("content", \.string) == " ", try strip.fields.required("start", \.integer) == 1,
        try strip.fields.required("stop", \.integer) == 0
      else { throw unknown }
      lead = .space
    }
    return (lead, readsBytes)
  }
}

// MARK: Tokens around a text
extension TokenizerStages {
  private static func surroundings(_ stages: [Stage]) throws -> (prefix: [Int], suffix: [Int]) {
    var prefix: [Int] = []
    var suffix: [Int] = []
    for stage in stages where stage.type != "ByteLevel" {  // which concerns offsets only
      guard stage.type == "TemplateProcessing", let (before, after) = try template(stage.fields) else {
        throw Unsupported(feature: "this post_processor")
      }
      prefix = before + prefix
      suffix += after
    }
    return (prefix, suffix)
  }

  /// The ids that a template puts before and after the text; nil if it has more than one.
  private static func template(_ fields: JSONValue) throws -> (prefix: [Int], suffix: [Int])? {
    let special = try fields.required("special_tokens", \.itself)
    var prefix: [Int] = []
    var suffix: [Int] = []
    var hasText = false
    for part in try fields.required("single", \.array) {
      if let name = part["SpecialToken"]?["id"]?.string, let token = special[name] {
        let ids = try token.required("ids", \.itself).elements(\.integer)
        if hasText { suffix += ids } else { prefix += ids }
      } else if part["Sequence"]?["id"]?.string == "A", !hasText {
        hasText = true
      } else {
        return nil
      }
    }
    return hasText ? (prefix, suffix) : nil
  }
}
