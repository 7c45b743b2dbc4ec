import Files
import Foundation

/// What the files beside a vocabulary say about ids: `tokenizer_config.json`, and the older `special_tokens_map.json` and
/// `added_tokens.json`, which count where the first does not list the added tokens.
package struct TokenizerSettings: Sendable {
  /// `tokenizer_class`.
  var className: String?
  /// What `config.json` beside it says.
  var modelType: String?
  var named = NamedTokens()
  /// Added tokens with all that is said of them.
  var addedTokens: [Tokenizer.AddedToken] = []
  /// Added tokens of the older file, which a `tokenizer.json` knows better.
  var olderTokens: [Tokenizer.AddedToken] = []
  /// Whether the added tokens are listed with their ids, and if there are none.
  private var listsAddedTokens = false
  /// Whether texts begin and end with the tokens named so; nil where it is not said.
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

  /// Nothing is said.
  package init() {}

  /// Reads the files of a folder, as far as they are there.
  ///
  /// - Throws: `FileError.unreadable`, `TokenizerError.invalid`.
  init(folder: URL) throws {
    func read(_ name: String, _ use: (JSONValue) throws -> Void) throws {
      let url = folder.appendingPathComponent(name)
      guard try isThere(url) else { return }
      let file = try readJSONValue(at: url)
      do { try use(file) } catch let fault as JSONFault {
        throw TokenizerError.invalid(path: url.path, problem: "\(fault)")
      }
    }
    try read("tokenizer_config.json") { try readConfiguration($0) }
    guard !listsAddedTokens else { return }
    try read("special_tokens_map.json") { try named.read($0) }
    let special = Set(named.all([:]).map(\.content))
    try read("added_tokens.json") { file in
      guard let members = file.object else { throw JSONFault(field: "", problem: "is not an object") }
      olderTokens = try members.map { member in
        guard let id = member.value.integer else { throw JSONFault(field: member.key, problem: "is no integer") }
        let isSpecial = special.contains(member.key)
        return .init(id: id, content: member.key, isSpecial: isSpecial, isNormalised: !isSpecial)
      }
    }
  }

  /// The special tokens that files name and that the class has by itself.
  func specialTokens(of kind: TokenizerClass) -> [Tokenizer.AddedToken] { named.all(ownTokens(of: kind)) }

  /// The text of one of them, by its key.
  func content(_ key: String, of kind: TokenizerClass) -> String? { named.token(key, ownTokens(of: kind))?.content }

  /// Those of the class. Where no file names LLaMA's, version 5 of `transformers` goes by `tokenizer.json` alone, and the
  /// model may be one whose tokens have other names.
  func ownTokens(of kind: TokenizerClass) -> [String: String] {
    kind == .llama && className == nil ? [:] : kind.ownTokens
  }

  private mutating func readConfiguration(_ file: JSONValue) throws {
    className = try file.optional("tokenizer_class", \.string)
    try named.read(file)
    addsBegin = try Self.addition("add_bos_token", in: file)
    addsEnd = try Self.addition("add_eos_token", in: file)
    addsPrefixSpace = try file.optional("add_prefix_space", \.boolean)
    isLegacy = try file.optional("legacy", \.boolean)
    spellsSpecialTokens = try file.optional("split_special_tokens", \.boolean) ?? false
    let listed = try file.optional("added_tokens_decoder", \.object)
    listsAddedTokens = listed != nil
    addedTokens = try (listed ?? []).map { member in
      guard let id = Int(member.key) else {
        throw JSONFault(field: "added_tokens_decoder.\(member.key)", problem: "is no token id")
      }
      return try Tokenizer.AddedToken(member.value, id: id)
    }
    unread = (file.object ?? []).map(\.key).filter { !Self.known.contains($0) }.map { "tokenizer_config.json: \($0)" }
  }

  /// Null says no, as in `transformers`.
  private static func addition(_ key: String, in file: JSONValue) throws -> Bool? {
    let isNull = file.object?.contains { $0.key == key && $0.value == .null } ?? false
    return try file.optional(key, \.boolean) ?? (isNull ? false : nil)
  }

  /// The fields that are read, and those that do not decide about the ids of a text.
  private static let known: Set<String> = NamedTokens.fields.union([
    "tokenizer_class", "added_tokens_decoder", "add_bos_token", "add_eos_token", "add_prefix_space", "legacy",
    "split_special_tokens",
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
  ])
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
