import Files
import Foundation

/// The fields of a `tokenizer_config.json` that decide about ids.
package struct TokenizerSettings: Sendable {
  /// The tokens that it names: beginning and end of a text, and others.
  var begin: String?
  var end: String?
  var others: [String] = []
  /// Whether texts begin and end with these tokens, whatever `tokenizer.json` says; nil leaves it to that.
  var addsBegin: Bool?
  var addsEnd: Bool?

  /// All tokens that are structure and not text.
  var specialTokens: [String] { [begin, end].compactMap { $0 } + others }

  /// Nothing is said.
  package init() {}

  /// Reads the file.
  ///
  /// - Throws: `FileError.unreadable`, `TokenizerError.invalid`.
  package init(contentsOf url: URL) throws {
    let file = try readJSONValue(at: url)
    do {
      begin = try Self.content(of: "bos_token", in: file)
      end = try Self.content(of: "eos_token", in: file)
      others = try ["unk_token", "pad_token"].compactMap { try Self.content(of: $0, in: file) }
      // The general class obeys `tokenizer.json`, the others these fields where they are.
      guard try file.optional("tokenizer_class", \.string) != "PreTrainedTokenizerFast" else { return }
      addsBegin = try file.optional("add_bos_token", \.boolean)
      addsEnd = try file.optional("add_eos_token", \.boolean)
    } catch let fault as JSONFault {
      throw TokenizerError.invalid(path: url.path, problem: "\(fault)")
    }
  }

  /// A token's text, alone or as an object's `content`.
  private static func content(of key: String, in file: JSONValue) throws(JSONFault) -> String? {
    guard let token = try file.optional(key, \.itself) else { return nil }
    if let text = token.string { return text }
    guard token.object != nil else { throw .init(field: key, problem: "has a value of the wrong type") }
    return try token.required("content", \.string)
  }

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
