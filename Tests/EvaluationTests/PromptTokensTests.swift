import Datasets
import Foundation
import TestSupport
import Testing
import Tokenizers

@testable import Evaluation

/// Prompts and what is measured behind them, in the tokens of tokenizers that begin a text with a space or end it with a
/// token. Ids by `tokenizers` 0.22.2.
struct PromptTokensTests {
  private func tokenizer(_ name: String, ending: Bool = false) throws -> Tokenizer {
    let url = Fixtures.url("TokenizersTests/Fixtures/tokenizers/\(name)/tokenizer.json")
    let sequence = #"{"Sequence":{"id":"A","type_id":0}}"#
    let end = #"{"SpecialToken":{"id":"<s>","type_id":0}}"#
    return try withTemporaryFolder { folder in
      var text = try String(contentsOf: url, encoding: .utf8)
      if ending { text = text.replacingOccurrences(of: sequence, with: "\(sequence),\(end)") }
      let file = folder.appendingPathComponent("tokenizer.json")
      try Data(text.utf8).write(to: file)
      return try Tokenizer(tokenizerFile: file)
    }
  }

  @Test func choicesFollowTheirPrompts() throws {
    let choice = try PreparedChoice(
      prompt: "The capital of France is", targets: ["Rome", " Rome", "Ω"], tokenizer: tokenizer("llama2", ending: true),
      positions: 64)
    #expect(choice.prompt == [1, 311, 274, 431, 273, 282, 278, 646, 73, 654, 269, 374, 333])
    #expect(choice.targets == [[390, 446], [390, 446], [646, 209, 172]])
    #expect(choice.alone == choice.prompt)
  }

  /// A token that reaches from the prompt into one target is taken off the prompt, for all targets.
  @Test func choicesShareWhatIsBeforeThem() throws {
    let choice = try PreparedChoice(
      prompt: "Answer: ", targets: ["yes", "Rome"], tokenizer: tokenizer("gemma"), positions: 64)
    #expect(choice.prompt == [2, 678, 651, 653, 665, 270, 66])
    #expect(choice.targets[0] == [4, 664, 292])
    #expect(choice.targets[1].first == 4)
    #expect(choice.alone == [2, 678, 651, 653, 665, 270, 66, 646])
  }

  @Test func nothingEndsAProbe() throws {
    let probe = try PreparedProbe("France is a", tokenizer: tokenizer("llama2", ending: true), positions: 64)
    #expect(probe.tokens == [1, 646, 73, 654, 269, 374, 333, 261])
  }

  /// Without a BOS an empty prompt has no tokens; with one it has that.
  @Test(arguments: [("qwen", 2, 1), ("llama2", 0, 3)])
  func emptyPromptsAreCounted(name: String, empty: Int, paraphrases: Int) throws {
    let request = try EditRequest(
      caseID: 1, relation: "", prompt: "{} is in", subject: "France", targetNew: "Rome", targetTrue: "Paris",
      paraphrases: ["", "It is in", ""])
    let prompts = try PreparedEditPrompts(request, tokenizer: tokenizer(name), positions: 32)
    #expect((prompts.unfit, prompts.empty, prompts.paraphrases.count) == (empty, empty, paraphrases))
  }

  @Test func promptsThatDoNotFitAreLeftOutByThemselves() throws {
    let long = Array(repeating: "far away", count: 40).joined(separator: " ")
    func request(prompt: String = "{} is in") throws -> EditRequest {
      try EditRequest(
        caseID: 1, relation: "", prompt: prompt, subject: "France", targetNew: "Rome", targetTrue: "Paris",
        paraphrases: ["It is in", long], neighbours: [long, "Spain is in", long], attributePrompts: [long])
    }
    let tokenizer = try tokenizer("qwen")
    let prompts = try PreparedEditPrompts(request(), tokenizer: tokenizer, positions: 32)
    #expect((prompts.paraphrases.count, prompts.neighbours.count, prompts.unfit) == (1, 1, 3))
    let all = try PreparedEditPrompts(request(), tokenizer: tokenizer, positions: 32, withAttributes: true)
    #expect((all.attributes.count, all.unfit) == (0, 4))
    #expect(throws: EvaluationError.self) {
      try PreparedEditPrompts(request(prompt: long + " {}"), tokenizer: tokenizer, positions: 32)
    }
  }
}
