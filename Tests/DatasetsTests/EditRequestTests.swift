import Files
import Testing

@testable import Datasets

struct EditRequestTests {
  private func request(prompt: String, subject: String = "Zenda") throws(JSONFault) -> EditRequest {
    try EditRequest(
      caseID: 1, relation: "", prompt: prompt, subject: subject, targetNew: " the\u{A0}king\n", targetTrue: "x")
  }

  @Test func fillsInTheSubject() throws {
    let request = try request(prompt: "The castle of {} {is} in", subject: "{x}")
    #expect(request.promptThroughSubject == "The castle of {x}")
    #expect(request.filledPrompt == "The castle of {x} {is} in")
    #expect(try self.request(prompt: "{}").filledPrompt == "Zenda")
  }

  @Test func trimsSubjectAndTargets() throws {
    #expect(try request(prompt: "{} is").targetNew == "the\u{A0}king")
    let padded = try request(prompt: "The castle of {} is in", subject: " Zenda\n")
    #expect(padded.subject == "Zenda")
    #expect(padded.filledPrompt == "The castle of Zenda is in")
  }

  @Test(arguments: [("", 0), ("{ }", 0), ("{}{}", 2), ("{{}} {}", 2), ("{}\u{301} é", 0), ("{}\u{FE0F}", 0)])
  func countsPlaceholders(prompt: String, count: Int) {
    #expect(throws: JSONFault(field: "prompt", problem: "has \"{}\" \(count) times, must have it once")) {
      try request(prompt: prompt)
    }
  }
}
