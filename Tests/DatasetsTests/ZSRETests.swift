import Foundation
import Testing

@testable import Datasets

struct ZSRETests {
  private static func record(
    subject: String = "\"subject\": \"Mill Road Forge\",", source: String = "Who built Mill Road Forge?",
    answers: String = "[\" Ada Smith \", \"A. Smith\"]", answer: String = "\"blue\""
  ) -> String {
    """
    {\(subject) "src": "\(source)", "pred": "x", "rephrase": "Mill Road Forge was built by whom?", "alt": "Bob", \
    "answers": \(answers), "loc": "nq question: what colour is the sky", "loc_ans": \(answer), "cond": "x >> y"}
    """
  }

  private static func expected(caseID: Int) throws -> EditRequest {
    try EditRequest(
      caseID: caseID, relation: "", prompt: "Who built {}?", subject: "Mill Road Forge", targetNew: "Ada Smith",
      targetTrue: nil, paraphrases: ["Mill Road Forge was built by whom?"],
      questions: [.init(prompt: "nq question: what colour is the sky?", answer: "blue")])
  }

  @Test func readsArraysAndLines() throws {
    let record = Self.record()
    for text in ["[\(record), \(record)]", "\(record)\n\n\(record)\n"] {
      try withFile(text) { url in
        let expected = [try Self.expected(caseID: 0), try Self.expected(caseID: 1)]
        #expect(try EditFile(contentsOf: url).requests == expected)
      }
    }
  }

  @Test func needsSubjectSourceAndAnswersOnly() throws {
    let text = #"{"subject": "Forge", "src": "Forge, and what else is a Forge?", "answers": ["smithy"], "case_id": 5}"#
    let requests = try withFile(text) { try EditFile(contentsOf: $0).requests }
    let request = try EditRequest(
      caseID: 5, relation: "", prompt: "{}, and what else is a Forge?", subject: "Forge", targetNew: "smithy",
      targetTrue: nil)
    #expect(requests == [request])
  }

  @Test(arguments: [
    (record(subject: ""), "subject", "is missing"),
    (record(subject: "\"subject\": \"\","), "subject", "is blank"),
    (record(source: "Who built it?"), "src", "does not contain the subject \"Mill Road Forge\""),
    (record(source: "Who {} built Mill Road Forge?"), "src", "contains \"{}\""),
    (record(answers: "[]"), "answers", "is empty"),
    (record(answers: "[\" \"]"), "answers[0]", "is blank"),
    (record(answers: "\"Ada\""), "answers", "has a value of the wrong type"),
    (record(answer: "\"\""), "loc_ans", "is blank"),
  ])
  func saysWhichRecordIsBrokenAndWhere(broken: String, field: String, problem: String) throws {
    for text in ["[\(Self.record()), \(broken)]", "\(Self.record())\n\(broken)"] {
      try withFile(text) { url in
        let expected = DatasetError.brokenRecord(path: url.path, index: 1, caseID: nil, field: field, problem: problem)
        #expect(datasetError { _ = try EditFile(contentsOf: url) } == expected)
        let rest = try EditFile(contentsOf: url, skippingBrokenRecords: true)
        #expect(rest.requests.count == 1 && rest.skipped == [expected])
      }
    }
  }

  /// Each record tells its form by itself.
  @Test func bothFormsMayStandInOneFile() throws {
    let other = """
      {"requested_rewrite": {"prompt": "{} lies in", "subject": "Zenda", "relation_id": "P1",
        "target_new": {"str": "Graustark", "id": "Q7"}, "target_true": {"str": "Ruritania", "id": null}},
       "attribute_prompts": ["Strelsau lies in"]}
      """
    let requests = try withFile("[\(Self.record()), \(other)]") { try EditFile(contentsOf: $0).requests }
    #expect(requests.map(\.targetTrue) == [nil, "Ruritania"])
    #expect(requests[1].targetNewID == "Q7" && requests[1].attributePrompts == ["Strelsau lies in"])
  }
}
