import Foundation
import TestSupport
import Testing

@testable import Checkpoints

struct GGUFTokenizerTests {
  /// The ids and texts are those of the same tokenizer's `tokenizer.json`.
  @Test(arguments: ["qwen", "smollm", "llama2", "gemma"])
  func encodesAsTheReference(name: String) throws {
    let url = Fixtures.url("TokenizersTests/Fixtures/tokenizers/\(name)/tokenizer.gguf")
    let tokenizer = try GGUFTokenizer(GGUFHeader(Data(contentsOf: url), path: url.path)).tokenizer()
    let cases = try TokenizerCases(name)
    #expect(cases.mismatches(tokenizer) == [])
    #expect(try cases.mismatches(reread(tokenizer)) == [])
  }
}
