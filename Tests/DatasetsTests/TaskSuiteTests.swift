import Foundation
import Testing

@testable import Datasets

struct TaskSuiteTests {
  @Test func readsSuites() throws {
    let text = """
      {"sst": [{"prompt": "Good . Mood :", "answer": " positive"}, {"prompt": "Bad . Mood :", "answer": "negative"},
               {"prompt": "Fine . Mood :", "answer": " positive "}], "cola": []}
      """
    try withFile(text) { url in
      let suites = try TaskSuite.read(from: url)
      #expect(suites.map(\.name) == ["cola", "sst"])
      #expect(suites[0].labels.isEmpty)
      #expect(suites[1].labels == ["positive", "negative"])
      #expect(suites[1].items[2] == TaskItem(prompt: "Fine . Mood :", answer: "positive"))
    }
  }

  @Test func itemsMayHaveChoicesOfTheirOwn() throws {
    let text = """
      {"a": [{"prompt": "Up is not", "answer": "down", "choices": ["down", " up"]},
             {"prompt": "In is not", "answer": "out", "choices": ["in", "out"]}]}
      """
    try withFile(text) { url in
      let suite = try #require(try TaskSuite.read(from: url).first)
      #expect(suite.labels.isEmpty && suite.items.map(\.choices) == [["down", "up"], ["in", "out"]])
    }
  }

  @Test(arguments: [
    ("[]", "it has a value of the wrong type"),
    ("{\"a\": [", "a is not valid JSON at line 1, column 8, where it ends"),
    (
      #"{"a": [{"prompt": "x", "answer": "y", "choices": ["z"]}]}"#,
      "task a, item 0: its answer is not among its choices"
    ),
    (
      #"{"a": [{"prompt": "x", "answer": "y", "choices": ["y"]}, {"prompt": "x", "answer": "y"}]}"#,
      "task a, item 1: it has not as many choices as item 0"
    ),
    ("{\"a\": [{\"prompt\": \"x\"}]}", "a[0].answer is missing"),
    ("{\"a\": [{\"prompt\": \"x\", \"answer\": \" \"}]}", "task a, item 0: answer is blank"),
  ])
  func refusesOtherFiles(text: String, problem: String) throws {
    try withFile(text) { url in
      #expect(datasetError { _ = try TaskSuite.read(from: url) } == .malformed(path: url.path, problem: problem))
    }
  }
}
