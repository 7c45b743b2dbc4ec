import Foundation
import TestSupport
import Testing
import Tokenizers

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

  /// A fixture's tokenizer with more metadata, of values that are true or false.
  private func tokenizer(_ name: String, _ metadata: [(key: String, value: Bool)]) throws -> Tokenizer {
    let url = Fixtures.url("TokenizersTests/Fixtures/tokenizers/\(name)/tokenizer.gguf")
    var bytes = try Data(contentsOf: url)
    var entries = Data()
    for (key, value) in metadata {
      withUnsafeBytes(of: UInt64(key.utf8.count).littleEndian) { entries.append(contentsOf: $0) }
      entries += Data(key.utf8) + [7, 0, 0, 0, value ? 1 : 0]
    }
    // The number of entries stands behind the mark, the version and the number of tensors; the entries behind it.
    bytes[16] += UInt8(metadata.count)
    bytes.insert(contentsOf: entries, at: 24)
    return try GGUFTokenizer(GGUFHeader(bytes, path: url.path)).tokenizer()
  }

  /// Llama.cpp ends a text with the token; a prompt goes on.
  @Test func endsTextsAndNoPrompts() throws {
    let llama = try tokenizer("llama2", [("tokenizer.ggml.add_eos_token", true)])
    #expect(llama.encode("France is a") == [1, 646, 73, 654, 269, 374, 333, 261, 2])
    #expect(llama.encodePrompt("France is a") == [1, 646, 73, 654, 269, 374, 333, 261])
    let (prompt, target) = llama.encodePrompt("He lives in France", followedBy: " Rome")
    #expect(prompt.last == 374)
    #expect(target == [390, 446])
  }

  @Test(arguments: [
    ("qwen", "add_space_prefix"), ("llama2", "remove_extra_whitespaces"), ("qwen", "add_sep_token"),
  ])
  func refusesByName(name: String, key: String) throws {
    let error = failure(TokenizerError.self) { _ = try tokenizer(name, [("tokenizer.ggml.\(key)", true)]) }
    guard case .unsupported(_, let feature)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(feature.contains(key))
    #expect(try tokenizer(name, [("tokenizer.ggml.\(key)", false)]).origin.unreadFields == [])
  }

  @Test func tellsFieldsThatAreNotKnown() throws {
    let found = try tokenizer(
      "qwen", [("tokenizer.ggml.reads_backwards", true), ("tokenizer.chat_template.tools", true), ("general.x", true)])
    #expect(found.origin.unreadFields == ["tokenizer.ggml.reads_backwards"])
  }
}
