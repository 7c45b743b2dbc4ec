import Datasets
import Foundation
import Models
import TestSupport
import Testing
import Tokenizers

@testable import Editing

/// Edits in the tokens of tokenizers that begin a text with a space, end it with a token, or cut characters. Ids by
/// `tokenizers` 0.22.2.
struct PreparedTokensTests {
  private func prepare(
    _ name: String, prompt: String, subject: String = "France", new: String, contexts: [String] = ["{}"],
    changing: (String) -> String = { $0 }
  ) throws -> PreparedEdit {
    let url = Fixtures.url("TokenizersTests/Fixtures/tokenizers/\(name)/tokenizer.json")
    let tokenizer = try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("tokenizer.json")
      try Data(changing(String(contentsOf: url, encoding: .utf8)).utf8).write(to: file)
      return try Tokenizer(tokenizerFile: file)
    }
    var shape = try ReferenceRun().model.shape
    (shape.positions, shape.vocabulary) = (128, 700)
    let request = try EditRequest(
      caseID: 1, relation: "", prompt: prompt, subject: subject, targetNew: new, targetTrue: "Paris")
    return try PreparedEdit(request, contexts: ContextTemplates(contexts), tokenizer: tokenizer, shape: shape)
  }

  @Test(arguments: [
    ("llama2", [1, 345, 647, 297, 420, 287, 277, 646, 73, 654, 269, 374], [390, 446]),
    ("metaspace", [1, 345, 647, 297, 420, 287, 277, 646, 73, 654, 269, 374], [390, 446]),
    ("gemma", [2, 694, 647, 302, 425, 292, 282, 646, 78, 654, 274, 378], [394, 451]),
    ("qwen", [42, 71, 297, 426, 287, 277, 418, 496, 374], [393, 457]),
  ])
  func targetsFollowTheirPrompts(name: String, prompt: [Int], target: [Int]) throws {
    let edit = try prepare(name, prompt: "He lives in {}", new: "Rome", contexts: ["{}", "A b. {}"])
    #expect(edit.target == target)
    let read: [Int] = prompt + target.dropLast()
    #expect(edit.rewriting[0].tokens == read)
    #expect(edit.rewriting[0].throughSubject == prompt)
    #expect(Array(edit.rewriting[1].tokens.suffix(2)) == Array(read.suffix(2)))
  }

  /// "Ω" has a token for each of its bytes: the first alone is no text.
  @Test(arguments: [
    ("qwen", [40, 496, 374], [223, 141, 105]), ("llama2", [1, 646, 73, 654, 269, 374], [646, 209, 172]),
    ("gemma", [2, 78, 654, 274, 378], [646, 214, 177]),
  ])
  func targetsMayHoldPartsOfCharacters(name: String, prompt: [Int], target: [Int]) throws {
    let edit = try prepare(name, prompt: "{}", new: "Ω")
    #expect(edit.target == target)
    let read: [Int] = prompt + target.dropLast()
    #expect(edit.rewriting[0].tokens == read)
    #expect(edit.rewriting[0].subjectLast == prompt.count - 1)
  }

  /// With an EOS behind every text there is still none between prompt and target, nor behind the subject.
  @Test func nothingEndsAPrompt() throws {
    let sequence = #"{"Sequence":{"id":"A","type_id":0}}"#
    let end = #"{"SpecialToken":{"id":"<s>","type_id":0}}"#
    func ending(_ file: String) -> String { file.replacingOccurrences(of: sequence, with: "\(sequence),\(end)") }
    let (plain, ended) = try (
      prepare("llama2", prompt: "{} is a", new: "Rome"),
      prepare("llama2", prompt: "{} is a", new: "Rome", changing: ending)
    )
    #expect(ended == plain)
    #expect(ended.rewriting[0].tokens == [1, 646, 73, 654, 269, 374, 333, 261, 390])
    #expect(ended.essence.tokens == [1, 646, 73, 654, 269, 374])
  }

  /// Gemma's token of two spaces takes the last of the prompt, in every context.
  @Test func aTokenThatReachesIntoTheTargetIsReadOnce() throws {
    let contexts = ["{}", "A b. {}"]
    let gemma = try prepare("gemma", prompt: "{}: ", subject: "Answer", new: "yes", contexts: contexts)
    #expect(gemma.target == [4, 664, 292])
    #expect(gemma.rewriting[0].tokens == [2, 678, 651, 653, 665, 270, 66, 4, 664])
    #expect(gemma.rewriting[1].tokens == [2, 678, 285, 668, 312, 651, 653, 665, 270, 66, 4, 664])
    let llama = try prepare("llama2", prompt: "{}: ", subject: "Answer", new: "yes", contexts: contexts)
    #expect(llama.target == [413, 287])
    #expect(llama.rewriting[0].tokens == [1, 304, 651, 653, 665, 265, 61, 646, 413])
    #expect(llama.rewriting[1].tokens == [1, 304, 280, 668, 304, 651, 653, 665, 265, 61, 646, 413])
    // Behind "so" the target would begin with no such token.
    #expect(throws: PreparationError.targetBeginsInPrompt(context: "{} so")) {
      try prepare("gemma", prompt: "{}: ", subject: "Answer", new: "yes", contexts: ["{}", "{} so"])
    }
  }

  @Test func blanksAroundASubjectAreNone() throws {
    let padded = try prepare("qwen", prompt: "The capital of {} is", subject: " France ", new: "Rome")
    #expect(padded == (try prepare("qwen", prompt: "The capital of {} is", new: "Rome")))
    #expect(padded.rewriting[0].throughSubject == [463, 274, 440, 273, 282, 278, 418, 496, 374])
  }
}
