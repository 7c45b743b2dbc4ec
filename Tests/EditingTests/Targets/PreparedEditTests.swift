import Datasets
import Testing

@testable import Editing

struct PreparedEditTests {
  private let run: ReferenceRun

  init() throws { run = try ReferenceRun() }

  private func prepare(
    prompt: String = "The capital of {} is", subject: String = "France", new: String = "Rome",
    contexts: [String] = ["{}"], positions: Int = 128, vocabulary: Int = 4096
  ) throws -> PreparedEdit {
    var shape = run.model.shape
    shape.positions = positions
    shape.vocabulary = vocabulary
    let request = try EditRequest(
      caseID: 1, relation: "", prompt: prompt, subject: subject, targetNew: new, targetTrue: "Paris")
    return try PreparedEdit(
      request, contexts: ContextTemplates(contexts), tokenizer: run.tokenizer, shape: shape)
  }

  @Test func promptsAreTheTextsOfTheReference() throws {
    let edit = try prepare(new: "Rome in Italy", contexts: ["{}", "It was late. {}"])
    let target = run.tokenizer.encode(" Rome in Italy")
    #expect(edit.target == target)
    try #require(target.count > 1)
    for (prompt, head) in zip(edit.rewriting, ["", "It was late. "]) {
      let end = run.tokenizer.decode(Array(target.dropLast()))
      #expect(run.tokenizer.decode(prompt.tokens) == head + "The capital of France is" + end)
      #expect(run.tokenizer.decode(prompt.throughSubject) == head + "The capital of France")
    }
    #expect(run.tokenizer.decode(edit.essence.tokens) == "France")
    #expect(edit.essence.subjectLast == edit.essence.tokens.count - 1)
  }

  @Test func aSubjectMayBeginOrEndThePrompt() throws {
    #expect(try prepare(prompt: "{} is in").rewriting[0].subjectLast == run.tokenizer.encode("France").count - 1)
    let last = try prepare(prompt: "The land is {}", new: "Rome")
    #expect(last.rewriting[0].tokens.count - last.target.count >= last.rewriting[0].subjectLast)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let words = Array(repeating: "far away and", count: 60).joined(separator: " ")
    let error = #expect(throws: PreparationError.self) { try prepare(prompt: "\(words) in {} it is") }
    guard case .promptTooLong(let tokens, let limit) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(tokens > 128)
    #expect(limit == 128)
    #expect(error?.description.contains("\(tokens)") == true)
    #expect(throws: PreparationError.self) { try prepare(positions: 1) }
    #expect(throws: PreparationError.self) { try prepare(positions: 0) }
    #expect(throws: PreparationError.self) { try prepare(vocabulary: 100) }
    #expect(throws: PreparationError.self) { try prepare(subject: words + words) }
    #expect(throws: PreparationError.self) { try prepare(new: words + words) }
  }

  /// Texts that other tokenizers split in unusual ways: none may trap.
  @Test(arguments: ["🇫🇷", "\u{0}", "a\u{301}", "}", "{", "<|endoftext|>", " Spaced ", "e\u{200d}", "\r\n."])
  func oddTexts(text: String) throws {
    _ = try? prepare(subject: text)
    _ = try? prepare(new: text)
    _ = try? prepare(prompt: text + "{}" + text)
    _ = try? prepare(contexts: ["{}", text + "{}"])
  }
}
