import Files
import Foundation
import TestSupport
import Testing

@testable import Tokenizers

/// Tokenizers in the forms that files have: the ids are those of `transformers` 4.57.6 and 5.24.0 (`forms/make.py`). Where
/// the two differ, `ids` are the older one's, which are expected where there are any.
struct TokenizerFormsTests {
  private static let file: JSONValue? = {
    guard let data = try? Data(contentsOf: fixture("forms/forms.json")) else { return nil }
    return try? JSONParser.parse(Array(data))
  }()
  static let forms = (file?["forms"]?.array ?? []).map(Form.init)

  struct Form: CustomTestStringConvertible, Sendable {
    let fields: JSONValue

    init(_ fields: JSONValue) { self.fields = fields }

    var testDescription: String { fields["name"]?.string ?? "" }

    /// Writes the files that this tokenizer has.
    func write(to folder: URL) throws {
      func write(_ value: JSONValue, _ name: String) throws {
        try Data(value.json()).write(to: folder.appendingPathComponent(name))
      }
      let base = fixture("tokenizers/\(fields["base"]?.string ?? "qwen")/tokenizer.json")
      var document = try JSONParser.parse(Array(Data(contentsOf: base))).with(fields["changes"])
      document = document.with(["model": document["model"]?.with(fields["model"]) ?? nil])
      if fields["lists"]?.boolean == true {
        try write(document["model"]?["vocab"] ?? nil, "vocab.json")
        let merges = (document["model"]?["merges"]?.array ?? []).map { pair in
          (pair.array ?? []).compactMap(\.string).joined(separator: " ")
        }
        try Data((["#version: 0.2"] + merges).joined(separator: "\n").utf8)
          .write(to: folder.appendingPathComponent("merges.txt"))
      } else {
        try write(document, "tokenizer.json")
      }
      if let settings = fields["settings"] { try write(settings, "tokenizer_config.json") }
      try write(fields["config"] ?? ["model_type": "llama"], "config.json")
      for file in fields["files"]?.object ?? [] {
        try Data((file.value.string ?? "").utf8).write(to: folder.appendingPathComponent(file.key))
      }
    }

    func tokenizer() throws -> Tokenizer {
      try withTemporaryFolder { folder in
        try write(to: folder)
        return try Tokenizer(folder: folder)
      }
    }
  }

  @Test func thereAreForms() { #expect(Self.forms.count > 100) }

  @Test(arguments: forms) func encodesAsTransformers(form: Form) throws {
    let texts = try #require(Self.file?["texts"]?.array).compactMap(\.string)
    let expected = try #require(form.fields["ids"]?.array ?? form.fields["ids5"]?.array)
    let tokenizer = try form.tokenizer()
    #expect(tokenizer.origin.unreadFields == [])
    for (text, ids) in zip(texts, expected) {
      let ids = try ids.elements(\.integer)
      let found = tokenizer.encode(text)
      #expect(found == ids, "\(text.debugDescription)")
    }
  }

  /// What is written for a tokenizer is read as the same one.
  @Test(arguments: forms) func comesBackFromItsDocument(form: Form) throws {
    let tokenizer = try form.tokenizer()
    // A document has no word for this.
    guard !tokenizer.rules.spellsSpecialTokens, form.fields["model"]?["unk_token"] == nil else { return }
    let again = try reread(tokenizer)
    for text in (Self.file?["texts"]?.array ?? []).compactMap(\.string) {
      #expect(again.encode(text) == tokenizer.encode(text), "\(text.debugDescription)")
    }
  }

  /// A cut before ByteLevel.
  private static func cut(_ stage: JSONValue, usesRegex: Bool = false, addsSpace: Bool = false) -> JSONValue {
    let last: JSONValue = [
      "type": "ByteLevel", "add_prefix_space": .bool(addsSpace), "use_regex": .bool(usesRegex),
    ]
    return ["pre_tokenizer": ["type": "Sequence", "pretokenizers": .array([stage, last])]]
  }

  private static func split(_ expression: String, _ behavior: String) -> JSONValue {
    ["type": "Split", "pattern": ["Regex": .string(expression)], "behavior": .string(behavior)]
  }

  @Test(
    arguments: [
      (cut(["type": "Punctuation", "behavior": "Isolated"], usesRegex: true), [:], "the pre_tokenizer Punctuation"),
      (cut(split("a", "Removed")), [:], "the behavior Removed"),
      (cut(split("(a", "Isolated")), [:], "the regular expression"),
      (cut(["type": "Digits"], addsSpace: true), [:], "add_prefix_space where"),
      ([:], ["tokenizer_class": "Qwen2Tokenizer", "add_prefix_space": true], "add_prefix_space where"),
      (
        ["pre_tokenizer": ["type": "ByteLevel", "add_prefix_space": false]],
        ["tokenizer_class": "PreTrainedTokenizerFast", "add_prefix_space": true],
        "add_prefix_space that is false in tokenizer.json and true in tokenizer_config.json"
      ),
      (["normalizer": ["type": "Precompiled", "precompiled_charsmap": ""]], [:], "the normalizer Precompiled"),
      (
        ["normalizer": ["type": "Replace", "pattern": ["Regex": " +"], "content": " "]], [:],
        "the normalizer Replace with a regular expression"
      ),
      (["post_processor": ["type": "Other"]], [:], "the post_processor Other"),
      (["decoder": ["type": "WordPiece"]], [:], "the decoder WordPiece"),
    ] as [(JSONValue, JSONValue, String)])
  func refusesByName(changes: JSONValue, settings: JSONValue, feature: String) throws {
    expectRefusal(of: Form(["base": "qwen", "changes": changes, "settings": settings]), feature)
  }

  @Test(arguments: [
    (#"{"tokenizer_class": "LlamaTokenizer"}"#, "the class LlamaTokenizer without tokenizer.json"),
    (#"{"tokenizer_class": "PreTrainedTokenizerFast"}"#, "PreTrainedTokenizerFast"),
    (#"{"tokenizer_class": "BartTokenizer"}"#, "the class BartTokenizer"), ("{}", "the model's own class"),
    (#"{"tokenizer_class": "Qwen2Tokenizer", "add_prefix_space": true}"#, "add_prefix_space"),
    (#"{"tokenizer_class": "Qwen2Tokenizer", "add_bos_token": true, "bos_token": "<|endoftext|>"}"#, "add_bos_token"),
  ])
  func refusesVocabularyAndMergesOfOtherClasses(settings: String, feature: String) throws {
    let form = Form(["base": "qwen", "lists": true, "settings": try JSONParser.parse(Array(settings.utf8))])
    expectRefusal(of: form, feature)
  }

  private func expectRefusal(of form: Form, _ feature: String) {
    let error = failure(TokenizerError.self) { _ = try form.tokenizer() }
    guard case .unsupported(_, let found)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found.contains(feature), "\(found)")
  }

  @Test func tellsFieldsThatAreNotKnown() throws {
    let form = Form([
      "base": "qwen",
      "changes": [
        "pre_tokenizer": ["type": "ByteLevel", "add_prefix_space": false, "upside_down": true], "flavour": 1,
      ], "model": ["temperature": 2], "settings": ["tokenizer_class": "GPT2Tokenizer", "reads_backwards": true],
    ])
    let expected = [
      "tokenizer.json: flavour", "tokenizer.json: model.temperature", "tokenizer.json: pre_tokenizer.upside_down",
      "tokenizer_config.json: reads_backwards",
    ]
    #expect(try form.tokenizer().origin.unreadFields.sorted() == expected)
  }

  /// Fields as files of GPT-J, LLaMA 2 and 3, Qwen 2.5, Gemma 3, SmolLM2, CodeLlama and version 5 have them.
  @Test(arguments: [
    "errors unk_token bos_token eos_token add_prefix_space special_tokens_map_file name_or_path from_slow",
    "add_bos_token add_eos_token clean_up_tokenization_spaces legacy model_max_length pad_token padding_side",
    "added_tokens_decoder clean_up_tokenization_spaces model_input_names model_max_length tokenizer_class",
    "add_prefix_space additional_special_tokens chat_template errors split_special_tokens tokenizer_class",
    "boi_token eoi_token extra_special_tokens image_token processor_class sp_model_kwargs use_default_system_prompt",
    "spaces_between_special_tokens vocab_size eot_token fill_token middle_token prefix_token suffix_first suffix_token",
    "backend is_local tokenizer_class model_specific_special_tokens extra_special_tokens local_files_only",
  ])
  func knowsTheFieldsOfPublishedFiles(names: String) throws {
    let settings = names.split(separator: " ").map { JSONValue.Member(key: String($0), value: .null) }
    #expect(try Form(["base": "qwen", "settings": .object(settings)]).tokenizer().origin.unreadFields == [])
  }

  @Test func refusesATokenWithTwoIDs() throws {
    let form = Form([
      "base": "qwen", "settings": ["added_tokens_decoder": ["7": ["content": "<|im_end|>", "special": true]]],
    ])
    let error = failure(TokenizerError.self) { _ = try form.tokenizer() }
    #expect(error?.description.contains("<|im_end|> has the id 2, and 7") == true, "\(String(describing: error))")
  }

  @Test func namesASentencePieceModelThatIsNotConverted() throws {
    try withTemporaryFolder { folder in
      try Data().write(to: folder.appendingPathComponent("tokenizer.model"))
      let error = failure(TokenizerError.self) { _ = try Tokenizer(folder: folder) }
      #expect(error == .unconverted(path: folder.appendingPathComponent("tokenizer.model").path))
      #expect(error?.description.contains("save_pretrained") == true)
    }
  }
}

extension JSONValue {
  /// This object with the members of another, which may be null, in place of its own.
  fileprivate func with(_ changes: JSONValue?) -> JSONValue {
    let changed = changes?.object ?? []
    return .object((object ?? []).filter { old in !changed.contains { $0.key == old.key } } + changed)
  }
}
