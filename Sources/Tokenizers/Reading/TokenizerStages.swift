import Files

/// The stages of a `tokenizer.json` around its model: normalizer, pre-tokenizer, decoder, post-processor. They are
/// understood only in the combinations that published tokenizers use.
struct TokenizerStages {
  /// What the file asks for and this program does not do.
  struct Unsupported: Error {
    let feature: String
  }

  var normalization: [Normalizer]
  var preparation: [Normalizer] = []
  let split: PreTokenizer
  /// How the first token is decoded by a vocabulary of characters; nil for one of bytes.
  var lead: TokenAlphabet.Characters.Lead?
  /// Whether tokens like "<0xE2>" are decoded as bytes.
  private(set) var readsBytes = false
  /// Of a vocabulary of bytes: whether a space is put before each piece, and whether something cuts pieces before that.
  private(set) var putsSpace = false
  private(set) var cutsBefore = false
  /// What the post-processor puts before and after a single text.
  let surroundings: (prefix: [Int], suffix: [Int])

  /// - Throws: `JSONFault`, `Unsupported`.
  init(_ document: JSONValue) throws {
    normalization = try Self.stages(document["normalizer"], "normalizers").map(Self.change)
    surroundings = try Self.surroundings(Self.stages(document["post_processor"], "processors"))
    let decoders = try Self.stages(document["decoder"], "decoders")
    let cutters = try Self.stages(document["pre_tokenizer"], "pretokenizers")
    if let last = cutters.last, last.type == "ByteLevel" {
      guard decoders.map(\.type) == ["ByteLevel"] else {
        throw Unsupported(feature: "the decoder \(decoders.first?.type ?? "null")")
      }
      split = try Self.byteSplit(cutters.dropLast(), last.fields)
      putsSpace = try last.fields.optional("add_prefix_space", \.boolean) ?? false
      cutsBefore = cutters.count > 1
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
    if let form = Normalizer.Form(rawValue: stage.type) { return .form(form) }
    switch stage.type {
    case "Lowercase": return .lowercase
    case "Strip":
      return try .strip(
        left: stage.fields.required("strip_left", \.boolean), right: stage.fields.required("strip_right", \.boolean))
    case "Prepend": return .prepend(try stage.fields.required("prepend", \.string))
    case "Replace":
      guard let (old, new) = try replacement(stage) else {
        throw Unsupported(feature: "the normalizer Replace with a regular expression")
      }
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
  /// What the stages before the last, ByteLevel, and that one amount to.
  private static func byteSplit(_ stages: [Stage], _ last: JSONValue) throws -> PreTokenizer {
    let cutsItself = try last.optional("use_regex", \.boolean) ?? true
    let cuts = try stages.map(cut) + (cutsItself ? [.gpt2] : [])
    switch cuts {
    case []: return .whole
    case [.numbers(areSingle: true), .gpt2]: return .digits
    default: return cuts.count == 1 ? cuts[0] : .sequence(cuts)
    }
  }

  private static func cut(_ stage: Stage) throws -> PreTokenizer {
    switch stage.type {
    case "Digits": return .numbers(areSingle: try stage.fields.optional("individual_digits", \.boolean) ?? false)
    case "Split": return try split(stage.fields)
    default: throw Unsupported(feature: "the pre_tokenizer \(stage.type)")
    }
  }

  private static func split(_ fields: JSONValue) throws -> PreTokenizer {
    let pattern = try fields.required("pattern", \.itself)
    let behavior = try fields.required("behavior", \.string)
    let isInverted = try fields.optional("invert", \.boolean) ?? false
    let unknown = Unsupported(feature: "the pre_tokenizer Split with the behavior \(behavior)")
    if let expression = pattern["Regex"]?.string, let known = PreTokenizer(expression: expression) {
      // These match all of a text: where what does not match is taken away, nothing is.
      if behavior == "Isolated" || behavior == "Removed" && isInverted { return known }
    }
    guard let behavior = SplitExpression.Behavior(rawValue: behavior) else { throw unknown }
    guard let source = pattern["Regex"]?.string ?? pattern["String"]?.string.map(SplitSyntax.escaped) else {
      throw Unsupported(feature: "the pattern of the pre_tokenizer Split")
    }
    do {
      return .expression(try SplitExpression(source, behavior: behavior, isInverted: isInverted))
    } catch {
      throw Unsupported(feature: "the regular expression of the pre_tokenizer Split, which has \(error.construct)")
    }
  }
}

// MARK: Vocabularies of characters
extension TokenizerStages {
  /// No stage; Metaspace; or Gemma's cut at spaces, of which its normalizer leaves none.
  private static func characterSplit(
    _ stages: [Stage], _ normalization: [Normalizer]
  ) throws -> (PreTokenizer, [Normalizer]) {
    let unknownCut = unknownCut(stages)
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

  private static func unknownCut(_ stages: [Stage]) -> Unsupported {
    Unsupported(feature: "the pre_tokenizer \(stages.map(\.type).joined(separator: ", "))")
  }

  private static func leading(_ metaspace: JSONValue) throws -> Normalizer.PrependScheme {
    if let scheme = try metaspace.optional("prepend_scheme", \.string) {
      guard let leading = Normalizer.PrependScheme(rawValue: scheme) else {
        throw Unsupported(feature: "Metaspace with the prepend_scheme \(scheme)")
      }
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
    let unknown = Unsupported(feature: "the decoder \(stages.map(\.type).joined(separator: ", "))")
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
      let around: (prefix: [Int], suffix: [Int])?
      switch stage.type {
      case "TemplateProcessing": around = try template(stage.fields)
      case "RobertaProcessing", "BertProcessing":
        around = (try pairedID("cls", in: stage.fields), try pairedID("sep", in: stage.fields))
      default: around = nil
      }
      guard let around else { throw Unsupported(feature: "the post_processor \(stage.type)") }
      prefix = around.prefix + prefix
      suffix += around.suffix
    }
    return (prefix, suffix)
  }

  /// The id of a token that is written as its text and its id.
  private static func pairedID(_ key: String, in fields: JSONValue) throws -> [Int] {
    guard let id = try fields.required(key, \.array).last?.integer else {
      throw JSONFault(field: key, problem: "has no token id")
    }
    return [id]
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
