import Foundation
import TestSupport
import Testing
import Tokenizers

/// Files with a few bytes changed, inserted, removed or cut off: each is read or refused, never a trap.
struct DamagedTokenizerTests {
  /// Reads `count` damaged copies of a `tokenizer.json` and uses what could be read.
  private func fuzz(_ original: Data, count: Int, use: (Tokenizer) -> Void) throws {
    let errors = try errors(reading: original, as: "tokenizer.json", damaged: count) {
      try use(Tokenizer(tokenizerFile: $0))
    }
    #expect(!errors.isEmpty, "no damage was noticed")
    for error in errors { #expect(error is TokenizerError, "\(error)") }
  }

  @Test(arguments: ["llama2", "gemma"]) func survivesDamagedCharacterTokenizers(name: String) throws {
    let original = try Data(contentsOf: fixture("tokenizers/\(name)/tokenizer.json"))
    try fuzz(original, count: 150) { tokenizer in
      _ = tokenizer.decode(tokenizer.encode("ab <s>ba 12"))
    }
  }

  @Test func survivesDamagedTokenizers() throws {
    let original = """
      {"added_tokens": [{"id": 5, "content": "<x>", "special": true}],
       "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false}, "decoder": {"type": "ByteLevel"},
       "post_processor": {"type": "TemplateProcessing", "special_tokens": {"<x>": {"ids": [5]}},
         "single": [{"SpecialToken": {"id": "<x>"}}, {"Sequence": {"id": "A"}}]},
       "model": {"vocab": {"a": 0, "b": 1, "ab": 2, "Ġ": 3, "Ġab": 4}, "merges": ["a b", "Ġ ab"]}}
      """
    try fuzz(Data(original.utf8), count: 500) { tokenizer in
      _ = tokenizer.decode(tokenizer.encode("ab <x>ba"))
    }
  }
}
