import Foundation
import TestSupport
import Testing

@testable import Tokenizers

/// Expected ids and texts come from the reference implementation (`tokenizers`), stored in the fixtures.
struct TokenizerTests {
  struct Case: Decodable {
    let text: String
    let ids: [Int]
    let decoded: String
  }

  struct Edges: Decodable {
    struct Decoding: Decodable {
      let ids: [Int]
      let kept: String
      let skipped: String
    }
    let encode: [Case]
    let decode: [Decoding]
  }

  static let names = ["gpt2", "llama3"]

  @Test(arguments: names) func encodesAsTheReferenceFromTokenizerJSON(name: String) throws {
    let tokenizer = try Tokenizer(tokenizerFile: fixture("tokenizer-\(name)/tokenizer.json"))
    try check(tokenizer, name)
    #expect(tokenizer.bosID == (name == "llama3" ? 0 : nil))
  }

  /// In place of the BOS that there is or is not, with all else as it was.
  @Test(arguments: names) func everyTextCanBeginWithAnother(name: String) throws {
    let tokenizer = try Tokenizer(folder: fixture("tokenizer-\(name)"))
    #expect(tokenizer.beginning(with: "") == nil)
    let begun = try #require(tokenizer.beginning(with: "\n"))
    let alone = tokenizer.encodeWithoutSpecialTokens("It was late.")
    #expect(begun.encode("It was late.") == tokenizer.encodeWithoutSpecialTokens("\n") + alone)
    #expect(begun.encodeWithoutSpecialTokens("It was late.") == alone)
    #expect(begun.decode(alone) == "It was late.")
  }

  @Test func encodesAsTheReferenceFromVocabularyAndMerges() throws {
    try withTemporaryFolder { folder in
      for file in ["vocab.json", "merges.txt", "tokenizer_config.json"] {
        try FileManager.default.copyItem(
          at: fixture("tokenizer-gpt2/\(file)"), to: folder.appendingPathComponent(file))
      }
      try check(Tokenizer(folder: folder), "gpt2")
    }
    var settings = TokenizerSettings()
    try settings.named.read(["additional_special_tokens": ["<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>"]])
    let llama3 = try Tokenizer(
      vocabularyFile: fixture("tokenizer-llama3/vocab.json"), mergesFile: fixture("tokenizer-llama3/merges.txt"),
      rules: .init(split: .llama3, ignoresMerges: true, prefix: [0]), settings: settings, of: .general)
    try check(llama3, "llama3")
  }

  @Test(arguments: ["qwen", "smollm", "llama2", "metaspace", "gemma"])
  func encodesAsTheReferenceInEveryKind(name: String) throws {
    let tokenizer = try Tokenizer(tokenizerFile: fixture("tokenizers/\(name)/tokenizer.json"))
    let cases = try TokenizerCases(name)
    #expect(cases.count > 50)
    #expect(cases.mismatches(tokenizer) == [])
    #expect(try cases.mismatches(reread(tokenizer)) == [])
  }

  @Test(arguments: [
    (#"{"add_bos_token": true, "bos_token": "<x>"}"#, [1, 0]),
    (
      #"{"add_bos_token": true, "add_eos_token": true, "bos_token": {"content": "<x>"}, "eos_token": "<x>"}"#,
      [1, 0, 1]
    ),
    (#"{"add_bos_token": true, "bos_token": "<x>", "tokenizer_class": "PreTrainedTokenizerFast"}"#, [0]),
    (#"{"add_bos_token": true, "bos_token": null}"#, [0]), ("{}", [0]),
  ])
  func heedsItsSettings(settings: String, ids: [Int]) throws {
    let json = #"""
      {"pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false}, "decoder": {"type": "ByteLevel"},
       "added_tokens": [{"id": 1, "content": "<x>", "special": true}], "model": {"vocab": {"a": 0}, "merges": []}}
      """#
    try withTemporaryFolder { folder in
      try Data(json.utf8).write(to: folder.appendingPathComponent("tokenizer.json"))
      try Data(settings.utf8).write(to: folder.appendingPathComponent("tokenizer_config.json"))
      #expect(try Tokenizer(folder: folder).encode("a") == ids)
    }
  }

  @Test func tellsTokensApartThatAreCanonicallyEquivalent() throws {
    let json = #"""
      {"decoder": {"type": "Metaspace"}, "pre_tokenizer": {"type": "Metaspace", "prepend_scheme": "never"},
       "model": {"vocab": {"é": 0, "e": 1, "́": 2, "é": 3}, "merges": ["e ́"]}}
      """#
    let tokenizer = try read(json)
    #expect(tokenizer.encode("\u{E9}") == [0])
    #expect(tokenizer.encode("e\u{301}") == [3])
    #expect(tokenizer.encode("e") == [1])
    #expect(utf8(tokenizer.decode([3, 0])) == Array("e\u{301}\u{E9}".utf8))
  }

  private func check(_ tokenizer: Tokenizer, _ name: String) throws {
    let cases = try decode([Case].self, "tokenizer-\(name)/encodings.json")
    let edges = try decode(Edges.self, "tokenizer-\(name)/edges.json")
    #expect(cases.count == 106)
    for example in cases + edges.encode {
      #expect(tokenizer.encode(example.text) == example.ids, "\(example.text)")
      #expect(utf8(tokenizer.decode(example.ids, skipSpecialTokens: true)) == utf8(example.decoded))
    }
    for example in edges.decode {
      #expect(utf8(tokenizer.decode(example.ids)) == utf8(example.kept))
      #expect(utf8(tokenizer.decode(example.ids, skipSpecialTokens: true)) == utf8(example.skipped))
    }
  }

  /// Bytes, because strings that are canonically equivalent compare as equal.
  private func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

  private func decode<Value: Decodable>(_ type: Value.Type, _ path: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(contentsOf: fixture(path)))
  }

  @Test func readsMergesAsStringsToo() throws {
    let json = #"""
      {"pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false}, "decoder": {"type": "ByteLevel"},
       "model": {"vocab": {"a": 0, "b": 1, "ab": 2, "Ġ": 3, "Ġab": 4}, "merges": ["a b", "Ġ ab"]}}
      """#
    let tokenizer = try read(json)
    #expect(tokenizer.encode("ab ab b") == [2, 4, 3, 1])
    #expect(tokenizer.encode("xaxb") == [2], "bytes without a token vanish, as in the reference")
    #expect(tokenizer.decode([4, 99, -1]) == " ab")
  }

  @Test(arguments: [
    (#""Whitespace""#, #"{}"#, #"["a b"]"#, "the pre_tokenizer Whitespace"),
    (#""ByteLevel", "add_prefix_space": false"#, #"{"type": "Unigram"}"#, #"["a b"]"#, "a model of type Unigram"),
    (#""ByteLevel", "add_prefix_space": false"#, #"{"byte_fallback": true}"#, #"["a b"]"#, "byte_fallback"),
  ])
  func namesUnsupportedFeatures(preTokenizer: String, model: String, merges: String, feature: String) throws {
    let fields = model.dropFirst().dropLast() + (model == "{}" ? "" : ",")
    let error = failure(TokenizerError.self) {
      _ = try read(
        #"""
        {"pre_tokenizer": {"type": \#(preTokenizer)}, "decoder": {"type": "ByteLevel"},
         "model": {\#(fields) "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": \#(merges)}}
        """#)
    }
    guard case .unsupported(_, let found) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found.contains(feature))
  }

  @Test(arguments: [
    "", "[]", "{", "{\"model\": 3}",
    model(vocabulary: #"{"a": 0, "b": 1}"#, merges: #"["a b"]"#),
    model(vocabulary: #"{"a": 0, "b": 0}"#, merges: "[]"),
    model(vocabulary: #"{"a": -1}"#, merges: "[]"),
    model(vocabulary: #"{"a": 99999999999}"#, merges: "[]"),
    model(vocabulary: #"{"a": 1e300}"#, merges: "[]"),
    model(vocabulary: #"{"a": 0}"#, merges: #"["a"]"#),
    model(vocabulary: #"{"a": 0}"#, merges: #"[["a"]]"#),
    model(vocabulary: #"{"a": 0}"#, merges: #"[], "ignore_merges": 7"#),
  ])
  func refusesDamagedFiles(json: String) throws {
    let error = failure(TokenizerError.self) { _ = try read(json) }
    guard case .invalid(let path, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(path.hasSuffix("tokenizer.json"))
  }

  private static func model(vocabulary: String, merges: String) -> String {
    #"""
    {"pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false}, "decoder": {"type": "ByteLevel"},
     "model": {"vocab": \#(vocabulary), "merges": \#(merges)}}
    """#
  }

  @Test func refusesAFolderWithoutTokenizer() throws {
    try withTemporaryFolder { folder in
      let error = failure(TokenizerError.self) { _ = try Tokenizer(folder: folder) }
      #expect(error == .missing(folder: folder.path))
      #expect(error?.description.contains("no tokenizer.json or vocab.json with merges.txt in this folder") == true)
    }
  }

  private func read(_ json: String) throws -> Tokenizer {
    try withTemporaryFolder { folder in
      try Data(json.utf8).write(to: folder.appendingPathComponent("tokenizer.json"))
      return try Tokenizer(folder: folder)
    }
  }
}
