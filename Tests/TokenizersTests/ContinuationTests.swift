import TestSupport
import Testing

@testable import Tokenizers

/// What follows a prompt, in the tokens of prompt and continuation together. Ids by `tokenizers` 0.22.2.
struct ContinuationTests {
  private static let france = [646, 73, 654, 269, 374]

  @Test(arguments: [
    ("llama2", [1, 311, 274, 431, 273, 282, 278] + france + [333], [390, 446]),
    ("metaspace", [1, 311, 274, 431, 273, 282, 278] + france + [333], [390, 446]),
    ("gemma", [2, 460, 279, 435, 278, 287, 283, 646, 78, 654, 274, 378, 337], [394, 451]),
    ("qwen", [463, 274, 440, 273, 282, 278, 418, 496, 374, 332], [393, 457]),
    ("smollm", [463, 274, 439, 273, 282, 278, 417, 495, 373, 332], [392, 457]),
  ])
  func followsItsPrompt(name: String, prompt: [Int], continuation: [Int]) throws {
    let tokenizer = try Tokenizer(tokenizerFile: fixture("tokenizers/\(name)/tokenizer.json"))
    let found = tokenizer.encodePrompt("The capital of France is", followedBy: " Rome")
    #expect(found.prompt == prompt)
    #expect(found.continuation == continuation)
    #expect(tokenizer.encodePrompt("The capital of France is") == prompt)
  }

  /// Gemma has a token of two spaces, which takes the last of the prompt.
  @Test func tokensAcrossTheSeamBelongToTheContinuation() throws {
    let gemma = try Tokenizer(tokenizerFile: fixture("tokenizers/gemma/tokenizer.json"))
    let found = gemma.encodePrompt("Answer: ", followedBy: " yes")
    #expect(found.prompt == [2, 678, 651, 653, 665, 270, 66])
    #expect(found.continuation == [4, 664, 292])
    let llama = try Tokenizer(tokenizerFile: fixture("tokenizers/llama2/tokenizer.json"))
    let other = llama.encodePrompt("Answer: ", followedBy: " yes")
    #expect(other.prompt == [1, 304, 651, 653, 665, 265, 61, 646])
    #expect(other.continuation == [413, 287])
  }

  @Test func aPromptHasNoEnd() throws {
    let gemma = try Tokenizer(tokenizerFile: fixture("tokenizers/gemma/tokenizer.json"))
    var rules = gemma.rules
    rules.suffix = [1]
    let tokenizer = Tokenizer(vocabulary: gemma.vocabulary, rules: rules)
    #expect(tokenizer.encode("France") == [2, 78, 654, 274, 378, 1])
    #expect(tokenizer.encodePrompt("France") == [2, 78, 654, 274, 378])
    let found = tokenizer.encodePrompt("France", followedBy: " is a")
    #expect([found.prompt, found.continuation] == [[2, 78, 654, 274, 378], [337, 266]])
  }
}
