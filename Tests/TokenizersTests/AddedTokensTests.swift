import Files
import Foundation
import TestSupport
import Testing

@testable import Tokenizers

/// Tokens that files name beside the vocabulary, and what is said of files that programs read otherwise. The ids are those of
/// `transformers` 4.57.6 and 5.24.0: `forms/make.py`.
struct AddedTokensTests {
  typealias Form = TokenizerFormsTests.Form
  private static let forms = TokenizerFormsTests.forms

  /// Where the versions give other ids, a notice says so.
  @Test(arguments: forms.filter { $0.fields["ids"] != nil && $0.fields["ids5"] != nil })
  func tellsWhatVersionFiveDoesOtherwise(form: Form) throws {
    let notices = try form.tokenizer().origin.notices
    #expect(notices.contains { $0.contains("version 5") }, "\(notices)")
  }

  @Test func tellsNothingOfFilesThatAllReadAlike() throws {
    for name in ["GPT2Tokenizer", "LLaMA-2", "Gemma 3", "TokenizersBackend, BOS and EOS in the template"] {
      guard let form = Self.forms.first(where: { $0.testDescription == name }) else { continue }
      #expect(try form.tokenizer().origin.notices == [], "\(name)")
    }
  }

  @Test func tellsTokensThatTheVocabularyLacks() throws {
    let form = Form([
      "base": "qwen", "settings": ["tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>"],
    ])
    let origin = try form.tokenizer().origin
    #expect(origin.begin == "<s>" && origin.end == nil && origin.className == "PreTrainedTokenizerFast")
    #expect(
      origin.notices == [
        "special tokens that the vocabulary lacks are put behind it, as transformers does: <s> is 600"
      ])
  }

  /// Added tokens in the ids that the vocabulary begins without: those of Qwen2Tokenizer of `transformers` 4.57.6, not fast.
  @Test func idsThatTheVocabularyLeavesOutAreTheFiles() throws {
    func token(_ content: String) -> JSONValue { ["content": .string(content), "special": true] }
    let form = Form([
      "base": "qwen", "lists": true, "config": ["model_type": "qwen2"],
      "model": ["vocab": ["a": 3, "b": 4, "ab": 5], "merges": [["a", "b"]]],
      "settings": [
        "tokenizer_class": "Qwen2Tokenizer", "eos_token": "<e>", "unk_token": nil, "pad_token": "<|endoftext|>",
        "added_tokens_decoder": ["0": token("<|endoftext|>"), "1": token("<s>"), "2": token("<e>")],
      ],
    ])
    #expect(try form.tokenizer().encode("<s>ab<e>b<|endoftext|>") == [1, 5, 2, 4, 0])
  }

  /// `tokenizers` 0.22.2 would give these another id than the files do, or that of another token.
  @Test(
    arguments: [
      (["added_tokens_decoder": ["1000": ["content": "<s>"]]], "<s>, which the vocabulary lacks, has the id 1000"),
      (["added_tokens_decoder": ["1": ["content": "<s>"]]], "has the id 1: transformers would give it 600"),
    ] as [(JSONValue, String)])
  func refusesAddedTokensWithOtherIDs(settings: JSONValue, words: String) {
    expectInvalid(Form(["base": "qwen", "settings": settings]), words)
  }

  @Test(
    arguments: [
      ([["id": 700, "content": "<s>"]], "has the id 700: transformers would give it 600"),
      (
        [["id": 601, "content": "<s>"], ["id": 600, "content": "</s>"]],
        "has the id 601: transformers would give it 600"
      ),
      ([["id": 5, "content": "<|endoftext|>"]], "the token <|endoftext|> has the id 0, and 5"),
    ] as [(JSONValue, String)])
  func refusesListedTokensWithOtherIDs(tokens: JSONValue, words: String) {
    expectInvalid(Form(["base": "qwen", "changes": ["added_tokens": tokens]]), words)
  }

  private func expectInvalid(_ form: Form, _ words: String) {
    let error = failure(TokenizerError.self) { _ = try form.tokenizer() }
    guard case .invalid(_, let problem)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(problem.contains(words), "\(problem)")
  }

  @Test(arguments: ["tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "tokenizer.json"])
  func aLinkThatLeadsNowhereIsNoMissingFile(name: String) throws {
    try withTemporaryFolder { folder in
      try Form(["base": "qwen"]).write(to: folder)
      let file = folder.appendingPathComponent(name)
      try? FileManager.default.removeItem(at: file)
      try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: "../blobs/none")
      let error = failure(FileError.self) { _ = try Tokenizer(folder: folder) }
      #expect(
        error == .unreadable(path: file.path, reason: "it is a link to ../blobs/none, which is not there"))
    }
  }

  @Test func aKeyTwiceIsRefused() throws {
    try withTemporaryFolder { folder in
      let json = #"{"model": {"vocab": {"a": 0, "\u00E9": 1, "e\u0301": 2, "a": 3}, "merges": []}}"#
      let url = folder.appendingPathComponent("tokenizer.json")
      try Data(json.utf8).write(to: url)
      let error = failure(TokenizerError.self) { _ = try Tokenizer(folder: folder) }
      #expect(error?.description.contains("model.vocab.a is there twice") == true, "\(String(describing: error))")
    }
  }

  /// Where no file names a class and none says what stands around a text, LLaMA 3's among them.
  @Test func filesThatNameNoClassAreTakenAsTheyAre() throws {
    let tokenizer = try Form(["base": "qwen"]).tokenizer()
    #expect(tokenizer.origin.className == "LlamaTokenizer" && tokenizer.origin.notices == [])
    #expect(tokenizer.id(of: "<s>") == nil && tokenizer.id(of: "<|im_end|>") == 2)
    #expect(tokenizer.surroundings.before == [])
    let settings: JSONValue = ["bos_token": "<|endoftext|>"]
    let named = try Form(["base": "qwen", "settings": settings]).tokenizer()
    #expect(
      named.origin.notices == [
        "nothing is put, as in version 5 of transformers; version 4 puts <|endoftext|> before a text"
      ])
  }
}
