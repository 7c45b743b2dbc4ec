import Files
import Foundation
import Testing

@testable import Datasets

struct CounterfactTests {
  private static func record(
    caseID: String = "\"case_id\": 7,", prompt: String = "\"The capital of {} is\"",
    subject: String = "\"subject\": \"Ruritania\",", new: String = "{\"str\": \"Strelsau\"}",
    true: String = "{\"str\": \" Zenda \", \"id\": \"Q1\"}"
  ) -> String {
    """
    {\(caseID) "pararel_idx": 3, "requested_rewrite": {"prompt": \(prompt), "relation_id": "P36", \(subject) \
    "target_new": \(new), "target_true": \(`true`)}, "paraphrase_prompts": ["Ruritania is ruled from"], \
    "neighborhood_prompts": ["The capital of Graustark is"], "attribute_prompts": [], \
    "generation_prompts": ["Ruritania is"]}
    """
  }

  private static func expected(caseID: Int) throws -> EditRequest {
    try EditRequest(
      caseID: caseID, relation: "P36", prompt: "The capital of {} is", subject: "Ruritania", targetNew: "Strelsau",
      targetTrue: "Zenda", paraphrases: ["Ruritania is ruled from"], neighbours: ["The capital of Graustark is"],
      generationPrompts: ["Ruritania is"])
  }

  /// Large arrays are read in pieces: whatever stands in the records, and wherever one is broken, they are what they are.
  @Test func largeArraysAreReadAsSmallOnes() throws {
    let signs = #""Ruritania ], \" [ { \\""#
    let records = (0..<12_000).map { Self.record(caseID: "\"case_id\": \($0),", subject: "\"subject\": \(signs),") }
    let text = "[" + records.joined(separator: " ,\n") + "] \n"
    #expect(text.utf8.count > 4 << 20)
    let requests = try withFile(text) { try EditFile(contentsOf: $0).requests }
    #expect(requests.map(\.caseID) == Array(0..<12_000))
    #expect(requests.allSatisfy { $0.subject == #"Ruritania ], " [ { \"# })
    let start = "\"case_id\": 7000, \"pararel_idx\": 3, "
    #expect(text.contains(start + "\"requested_rewrite\""))
    let broken = text.replacingOccurrences(of: start + "\"requested_rewrite\"", with: start + "\"rewrite\"")
    let file = try withFile(broken) { try EditFile(contentsOf: $0, skippingBrokenRecords: true) }
    #expect(file.requests.count == 11_999 && file.skipped.count == 1)
    #expect(file.skipped[0].description.contains("7000"))
    let whole = String(text.dropLast(3))
    let (unseparated, doubled) = (records.joined(separator: " \n"), records.joined(separator: ",,"))
    for bad: String in [whole, whole + "]]", whole + ",,]", "[" + text, "[\(unseparated)]", "[\(doubled)]"] {
      guard case .malformed? = withFileError(bad) else {
        Issue.record("read: \(bad.suffix(20))")
        continue
      }
    }
  }

  private func withFileError(_ text: String) -> DatasetError? {
    datasetError { _ = try withFile(text) { try EditFile(contentsOf: $0) } }
  }

  @Test func readsArraysAndLines() throws {
    let (first, second) = (Self.record(), Self.record(caseID: ""))
    let requests = [try Self.expected(caseID: 7), try Self.expected(caseID: 1)]
    for text in ["[\(first),\n \(second)]", " \n\(first)\n\n\(second)", "\(first)\r\n\(second)\r\n"] {
      try withFile(text) { url in
        let file = try EditFile(contentsOf: url)
        #expect(file.requests == requests)
        #expect(file.skipped.isEmpty)
      }
    }
    let none = try withFile("[]") { try EditFile(contentsOf: $0) }
    #expect(none.requests.isEmpty)
  }

  @Test func needsOnlyTheRewrite() throws {
    let text = """
      [{"relation": "seat", "requested_rewrite": {"prompt": "{} lies in", "subject": "Zenda",
        "target_new": {"str": "Graustark"}, "target_true": {"str": "Ruritania"}}}]
      """
    try withFile(text) { url in
      let request = try EditRequest(
        caseID: 0, relation: "seat", prompt: "{} lies in", subject: "Zenda", targetNew: "Graustark",
        targetTrue: "Ruritania")
      #expect(try EditFile(contentsOf: url).requests == [request])
      #expect(request.promptThroughSubject == "Zenda")
      #expect(request.filledPrompt == "Zenda lies in")
    }
  }

  @Test(arguments: [
    (record(subject: ""), "requested_rewrite.subject", "is missing"),
    (record(subject: "\"subject\": \" \","), "subject", "is blank"),
    (record(subject: "\"subject\": 3,"), "requested_rewrite.subject", "has a value of the wrong type"),
    (record(prompt: "\"The capital is\""), "prompt", "has \"{}\" 0 times, must have it once"),
    (record(prompt: "\"{} and {}\""), "prompt", "has \"{}\" 2 times, must have it once"),
    (record(prompt: "null"), "requested_rewrite.prompt", "is null"),
    (record(new: "{\"str\": \"\"}"), "target_new.str", "is blank"),
    (record(new: "\"Strelsau\""), "requested_rewrite.target_new", "has a value of the wrong type"),
    (record(true: "{}"), "requested_rewrite.target_true.str", "is missing"),
  ])
  func saysWhichRecordIsBrokenAndWhere(broken: String, field: String, problem: String) throws {
    for text in ["[\(Self.record()), \(broken), \(Self.record())]", "\(Self.record())\n\(broken)\n\(Self.record())"] {
      try withFile(text) { url in
        let expected = DatasetError.brokenRecord(path: url.path, index: 1, caseID: 7, field: field, problem: problem)
        #expect(datasetError { _ = try EditFile(contentsOf: url) } == expected)
        let rest = try EditFile(contentsOf: url, skippingBrokenRecords: true)
        #expect(rest.requests.count == 2)
        #expect(rest.skipped == [expected])
      }
    }
  }

  @Test func survivesRecordsThatAreNoObjects() throws {
    try withFile("[1, null, [], \"x\", \(Self.record())]") { url in
      let file = try EditFile(contentsOf: url, skippingBrokenRecords: true)
      #expect(file.requests.count == 1)
      #expect(file.skipped.count == 4)
    }
    try withFile("\(Self.record())\n{\"case_id\": 2") { url in
      let file = try EditFile(contentsOf: url, skippingBrokenRecords: true)
      #expect(file.requests.count == 1)
      #expect(file.skipped.count == 1)
    }
  }

  @Test(arguments: ["", "  \n", "text", "[", "[{}", "[{\"case_id\": 1},", "3"])
  func refusesOtherFiles(text: String) throws {
    try withFile(text) { url in
      guard case .malformed(url.path, _) = datasetError(of: { _ = try EditFile(contentsOf: url) }) else {
        Issue.record("accepted")
        return
      }
    }
  }

  @Test func refusesAMissingFile() {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("absent-\(UUID().uuidString)")
    let error = datasetError { _ = try EditFile(contentsOf: url) }
    #expect(error == .file(.unreadable(path: url.path, reason: "no such file")))
  }

  @Test func tellsTheUserWhere() {
    let error = DatasetError.brokenRecord(
      path: "a.json", index: 4, caseID: 9, field: "subject", problem: "is missing")
    #expect(error.description == "a.json: record 4 (case_id 9): subject is missing. Mend or remove this record.")
  }
}
