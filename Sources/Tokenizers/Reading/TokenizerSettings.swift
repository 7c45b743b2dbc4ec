import Files
import Foundation

/// What the files beside a vocabulary say about ids: `tokenizer_config.json`, and the older `special_tokens_map.json` and
/// `added_tokens.json`, which count where the first does not list the added tokens.
package struct TokenizerSettings: Sendable {
  /// `tokenizer_class`.
  var className: String?
  /// The tokens that are named: beginning and end of a text, and others.
  var begin: String?
  var end: String?
  var others: [String] = []
  /// Added tokens with all that is said of them.
  var addedTokens: [Tokenizer.AddedToken] = []
  /// Added tokens of the older file, which a `tokenizer.json` knows better.
  var olderTokens: [Tokenizer.AddedToken] = []
  /// Whether texts begin and end with these tokens; nil where it is not said.
  var addsBegin: Bool?
  var addsEnd: Bool?
  /// Whether a space is put before a text.
  var addsPrefixSpace: Bool?
  /// LLaMA's: a space is put behind every added token, too.
  var isLegacy: Bool?
  /// Special tokens that are spelled out in a text are text.
  var spellsSpecialTokens = false
  /// Fields that are not known.
  var unread: [String] = []

  /// All tokens that are structure and not text.
  var specialTokens: [String] { [begin, end].compactMap { $0 } + others }

  /// Nothing is said.
  package init() {}

  /// Reads the files of a folder, as far as they are there.
  ///
  /// - Throws: `FileError.unreadable`, `TokenizerError.invalid`.
  init(folder: URL) throws {
    func read(_ name: String, _ use: (JSONValue) throws -> Void) throws {
      let url = folder.appendingPathComponent(name)
      guard FileManager.default.fileExists(atPath: url.path) else { return }
      let file = try readJSONValue(at: url)
      do { try use(file) } catch let fault as JSONFault {
        throw TokenizerError.invalid(path: url.path, problem: "\(fault)")
      }
    }
    try read("tokenizer_config.json") { try readConfiguration($0) }
    guard addedTokens.isEmpty else { return }
    try read("special_tokens_map.json") { try readNames($0) }
    let special = Set(specialTokens)
    try read("added_tokens.json") { file in
      guard let members = file.object else { throw JSONFault(field: "", problem: "is not an object") }
      olderTokens = try members.map { member in
        guard let id = member.value.integer else { throw JSONFault(field: member.key, problem: "is no integer") }
        let isSpecial = special.contains(member.key)
        return .init(id: id, content: member.key, isSpecial: isSpecial, isNormalised: !isSpecial)
      }
    }
  }

  private mutating func readConfiguration(_ file: JSONValue) throws {
    className = try file.optional("tokenizer_class", \.string)
    try readNames(file)
    addsBegin = try file.optional("add_bos_token", \.boolean)
    addsEnd = try file.optional("add_eos_token", \.boolean)
    addsPrefixSpace = try file.optional("add_prefix_space", \.boolean)
    isLegacy = try file.optional("legacy", \.boolean)
    spellsSpecialTokens = try file.optional("split_special_tokens", \.boolean) ?? false
    addedTokens = try (file.optional("added_tokens_decoder", \.object) ?? []).map { member in
      guard let id = Int(member.key) else {
        throw JSONFault(field: "added_tokens_decoder.\(member.key)", problem: "is no token id")
      }
      return try Tokenizer.AddedToken(member.value, id: id)
    }
    unread = (file.object ?? []).map(\.key).filter { !Self.known.contains($0) }.map { "tokenizer_config.json: \($0)" }
  }

  private mutating func readNames(_ file: JSONValue) throws {
    begin = try Self.content(of: "bos_token", in: file) ?? begin
    end = try Self.content(of: "eos_token", in: file) ?? end
    for key in ["unk_token", "pad_token", "sep_token", "cls_token", "mask_token"] {
      if let token = try Self.content(of: key, in: file) { others.append(token) }
    }
    // Lists in version 4, either a list or names with tokens in version 5.
    for key in ["additional_special_tokens", "extra_special_tokens", "model_specific_special_tokens"] {
      let value = try file.optional(key, \.itself)
      let tokens = value?.array ?? value?.object?.map(\.value) ?? []
      others += tokens.compactMap { $0.string ?? $0["content"]?.string }
    }
  }

  /// A token's text, alone or as an object's `content`.
  private static func content(of key: String, in file: JSONValue) throws(JSONFault) -> String? {
    guard let token = try file.optional(key, \.itself) else { return nil }
    if let text = token.string { return text }
    guard token.object != nil else { throw .init(field: key, problem: "has a value of the wrong type") }
    return try token.required("content", \.string)
  }

  /// The fields that are read, and those that do not decide about the ids of a text.
  private static let known: Set<String> = [
    "tokenizer_class", "bos_token", "eos_token", "unk_token", "pad_token", "sep_token", "cls_token", "mask_token",
    "additional_special_tokens", "extra_special_tokens", "model_specific_special_tokens", "added_tokens_decoder",
    "add_bos_token", "add_eos_token", "add_prefix_space", "legacy", "split_special_tokens",
    // How ids become text, or many texts a batch; where the files come from; how conversations are written.
    "backend", "chat_template", "clean_up_tokenization_spaces", "do_lower_case", "errors", "from_slow", "is_local",
    "local_files_only", "max_length", "merges_file", "model_input_names", "model_max_length", "name_or_path",
    "pad_to_multiple_of", "pad_token_type_id", "padding", "padding_side", "processor_class", "response_schema",
    "return_token_type_ids", "sp_model_kwargs", "spaces_between_special_tokens", "special_tokens_map_file", "stride",
    "tokenizer_file", "trim_offsets", "truncation", "truncation_side", "truncation_strategy",
    "use_default_system_prompt", "use_fast", "vocab_file", "vocab_size",
    // Names of tokens for images, sounds and gaps in code.
    "audio_token", "boa_token", "boi_token", "eoa_token", "eoi_token", "eot_token", "fill_token", "image_token",
    "middle_token", "prefix_token", "suffix_first", "suffix_token", "video_token",
  ]

  /// What `encode` puts around a text, given what `tokenizer.json` says about it and the id of a token.
  func surroundings(
    of file: (prefix: [Int], suffix: [Int]), id: (String) -> Int?
  ) -> (prefix: [Int], suffix: [Int]) {
    var (prefix, suffix) = file
    if let addsBegin, let begin = begin.flatMap(id) { prefix = addsBegin ? [begin] : [] }
    if let addsEnd, let end = end.flatMap(id) { suffix = addsEnd ? [end] : [] }
    return (prefix, suffix)
  }
}

extension Tokenizer.AddedToken {
  /// Reads what a file says of a token.
  ///
  /// - Throws: `JSONFault`.
  init(_ token: JSONValue, id: Int) throws(JSONFault) {
    let isSpecial = try token.optional("special", \.boolean) ?? false
    self.init(
      id: id, content: try token.required("content", \.string), isSpecial: isSpecial,
      isNormalised: try token.optional("normalized", \.boolean) ?? false)
    takesSpaceBefore = try token.optional("lstrip", \.boolean) ?? false
    takesSpaceAfter = try token.optional("rstrip", \.boolean) ?? false
    isWord = try token.optional("single_word", \.boolean) ?? false
  }
}

extension [Tokenizer.AddedToken] {
  /// These tokens with those of settings: what settings say of a token counts, and what they name becomes special where
  /// the vocabulary has it.
  ///
  /// - Parameters:
  ///   - names: more tokens that are structure.
  ///   - entries: the vocabulary.
  ///   - path: its file, for messages.
  /// - Throws: `TokenizerError.invalid` for a token with two ids.
  func with(
    _ settings: TokenizerSettings, names: [String], of entries: [Vocabulary.Entry], path: String
  ) throws -> [Tokenizer.AddedToken] {
    let special = Set((settings.specialTokens + names).map(Spelling.init))
    let sought = special.union((settings.addedTokens + settings.olderTokens).map { Spelling($0.content) })
    var ids: [Spelling: Int] = [:]
    for (token, id) in entries where sought.contains(Spelling(token)) {
      ids[Spelling(token)] = ids[Spelling(token)] ?? id
    }
    var tokens = self
    var places = Dictionary(
      tokens.enumerated().map { (Spelling($1.content), $0) }, uniquingKeysWith: { first, _ in first })
    let older = settings.olderTokens.filter { places[Spelling($0.content)] == nil }
    for said in settings.addedTokens + older {
      let spelling = Spelling(said.content)
      let token = special.contains(spelling) ? said.asSpecial : said
      let place = places[spelling]
      if let known = place.map({ tokens[$0].id }) ?? ids[spelling], known != token.id {
        throw TokenizerError.invalid(
          path: path, problem: "the token \(token.content) has the id \(known), and \(token.id) in the files beside it")
      }
      if place == nil { places[spelling] = tokens.count }
      if let place { tokens[place] = token } else { tokens.append(token) }
    }
    return tokens
      + special.subtracting(places.keys).compactMap { name in
        ids[name].map { .init(id: $0, content: name.text, isSpecial: true) }
      }
      .sorted { $0.id < $1.id }
  }
}
