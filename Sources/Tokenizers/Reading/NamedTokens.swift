import Files

/// The tokens that a tokenizer's files name by what they are for, in the order in which `transformers` adds those that the
/// vocabulary lacks. Their ids are up to the vocabulary.
struct NamedTokens: Sendable {
  /// By the key that names them; nil where a file says null, which takes away the one that the class has by itself.
  private var byKey: [String: Tokenizer.AddedToken?] = [:]
  private var others: [Tokenizer.AddedToken] = []

  static let (begin, end) = ("bos_token", "eos_token")
  private static let keys = [begin, end, "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"]
  /// Lists in version 4, either a list or names with tokens in version 5.
  private static let listKeys = ["additional_special_tokens", "extra_special_tokens", "model_specific_special_tokens"]

  /// The names of the fields that are read.
  static let fields = Set(keys + listKeys)

  /// Takes what a file says; an earlier file's words count where this one says nothing.
  ///
  /// - Throws: `JSONFault`.
  mutating func read(_ file: JSONValue) throws(JSONFault) {
    for member in file.object ?? [] where Self.keys.contains(member.key) {
      byKey[member.key] = .some(member.value == .null ? nil : try Self.token(member.value, member.key))
    }
    for key in Self.listKeys {
      guard let value = try file.optional(key, \.itself) else { continue }
      for token in value.array ?? value.object?.map(\.value) ?? [] {
        for token in token.array ?? [token] { others.append(try Self.token(token, key)) }
      }
    }
  }

  /// A token's text alone, or an object with all that is said of it.
  private static func token(_ value: JSONValue, _ key: String) throws(JSONFault) -> Tokenizer.AddedToken {
    if let text = value.string { return .init(id: unnumbered, content: text, isSpecial: true) }
    guard value.object != nil else { throw JSONFault(field: key, problem: "has a value of the wrong type") }
    return try Tokenizer.AddedToken(value, id: unnumbered).asSpecial
  }

  private static let unnumbered = -1

  /// Whether a file has the key, be it with null.
  func says(_ key: String) -> Bool { byKey[key] != nil }

  /// The token that is named by a key, or that the class has by itself.
  ///
  /// - Parameter own: the class's, by their keys.
  func token(_ key: String, _ own: [String: String]) -> Tokenizer.AddedToken? {
    if let said = byKey[key] { return said }
    return own[key].map { .init(id: Self.unnumbered, content: $0, isSpecial: true) }
  }

  /// All of them, each once.
  func all(_ own: [String: String]) -> [Tokenizer.AddedToken] {
    var seen = Set<Spelling>()
    return (Self.keys.compactMap { token($0, own) } + others).filter { seen.insert(Spelling($0.content)).inserted }
  }
}
