import Foundation
import Testing

@testable import Datasets

/// A folder with GLUE-style files of our own making.
private func withFolder<Result>(_ files: [String: String], _ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("glue-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  for (name, text) in files { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
  return try body(folder)
}

/// Ten records that are reserved, and then the given ones.
private func lines(_ records: [String], reserved: String) -> String {
  ([String](repeating: reserved, count: 10) + records).joined(separator: "\n")
}

struct GlueFileTests {
  private static let pair = #""sentence1": "It rains.", "sentence2": "It is wet.""#
  private static let choices = #""question": "2 + 2?", "subject": "sums", "choices": ["3", "4", "5", "6"]"#

  /// A task, a record of each of its labels in turn, the prompt of all of them, and the answers.
  static let tasks: [(task: GlueTask, records: [String], prompt: String, answers: [String])] = [
    (
      .sst2, [#"{"sentence": "a fine film ", "label": 1}"#, #"{"sentence": "a fine film ", "label": 0}"#],
      "Review :a fine film \nSentiment :", ["positive", "negative"]
    ),
    (
      .mrpc, ["{\(pair), \"label\": 1}", "{\(pair), \"label\": 0}"],
      "Are the sentences paraphrases of each other.\nSentence 1: It rains.\nSentence 2: It is wet.\nAnswer:",
      ["Yes", "No"]
    ),
    (
      .cola, [#"{"sentence": "It rain.", "label": 1, "idx": 3}"#, #"{"sentence": "It rain.", "label": 0, "idx": 4}"#],
      "Is this sentence linguistically acceptable?\nSentence: It rain.\nAnswer: ", ["Yes", "No"]
    ),
    (
      .rte, ["{\(pair), \"label\": 1}", "{\(pair), \"label\": 0}"],
      "It rains.\nquestion: It is wet. True or False?\nanswer:", ["False", "True"]
    ),
    (
      .nli, ["{\(pair), \"label\": \"entailment\"}", "{\(pair), \"label\": \"not_entailment\"}"],
      "It rains. entails the It is wet. True or False? Answer:", ["True", "False"]
    ),
    (
      .mmlu, (0..<4).map { "{\(choices), \"answer\": \($0)}" },
      "Question: 2 + 2?\n(A) 3\n(B) 4\n(C) 5\n(D) 6\nAnswer:", ["A", "B", "C", "D"]
    ),
  ]

  @Test(arguments: GlueTask.allCases) func promptsAndAnswersAreThePublishedOnes(task: GlueTask) throws {
    let (_, records, prompt, answers) = try #require(Self.tasks.first { $0.task == task })
    let text = lines(records, reserved: records[0])
    for (name, text) in [
      ("\(task.rawValue).jsonl", text),
      ("\(task.rawValue.uppercased()).JSON", "[\(text.replacing("\n", with: ",\n"))]"),
    ] {
      try withFolder([name: text]) { folder in
        for url in [folder, folder.appendingPathComponent(name)] {
          let suite = try #require(try TaskSuite.read(from: url).first)
          #expect(suite.name == task.rawValue && suite.labels == task.labels && suite.reading == task.reading)
          #expect(suite.items == answers.map { TaskItem(prompt: prompt, answer: $0) })
        }
      }
    }
  }

  /// From item 10 on, in the order of the file, and as many of one label as of another.
  @Test func itemsAreBalanced() throws {
    func record(_ i: Int, _ label: Int) -> String { "{\"sentence\": \"s\(i)\", \"label\": \(label)}" }
    // Of 190 items after the first ten two of three are positive: all 100 that are wanted come from the first 150.
    let text = (0..<200).map { record($0, $0.isMultiple(of: 3) ? 0 : 1) }.joined(separator: "\n")
    let suite = try withFolder(["sst2.jsonl": text]) { try #require(try TaskSuite.read(from: $0).first) }
    let indices =
      (10..<200).filter { $0.isMultiple(of: 3) }.prefix(50) + (10..<200).filter { !$0.isMultiple(of: 3) }.prefix(50)
    #expect(suite.items.map(\.prompt) == indices.sorted().map { "Review :s\($0)\nSentiment :" })
    #expect(suite.items.count { $0.answer == "positive" } == 50)
    // A file that takes turns, as the published ones do, gives items 10 to 109.
    let turns = (0..<200).map { record($0, 1 - $0 % 2) }.joined(separator: "\n")
    let even = try withFolder(["sst2.jsonl": turns]) { try #require(try TaskSuite.read(from: $0).first) }
    #expect(even.items.map(\.prompt) == (10..<110).map { "Review :s\($0)\nSentiment :" })
  }

  @Test func theInversionOfRTEIsAQuirk() throws {
    let (_, records, _, answers) = try #require(Self.tasks.first { $0.task == .rte })
    try withFolder(["rte.jsonl": lines(records, reserved: records[0]), "notes.txt": "x", "more.json": "{}"]) { folder in
      let plain = try TaskSuite.read(from: folder)
      #expect(plain.map { $0.items.map(\.answer) } == [answers])
      let inverted = try TaskSuite.read(from: folder, quirks: [.rteInverted])
      #expect(inverted.map { $0.items.map(\.answer) } == [answers.reversed()])
    }
  }

  /// A file of one's own may have a published name.
  @Test func ourOwnFormIsKnownByItsContent() throws {
    let text = #"{"mood": [{"prompt": "Good . Mood :", "answer": "fine"}]}"#
    try withFolder(["rte.json": text]) { folder in
      let suites = try TaskSuite.read(from: folder.appendingPathComponent("rte.json"))
      #expect(suites.map(\.name) == ["mood"] && suites[0].reading == nil)
    }
  }

  @Test(arguments: [
    ("sst2", #"{"sentence": "x", "label": 2}"#, "label", "is neither 0 nor 1"),
    ("sst2", #"{"label": 1}"#, "sentence", "is missing"),
    ("sst2", #"{"sentence": 3, "label": 1}"#, "sentence", "has a value of the wrong type"),
    ("sst2", #"{"sentence": "x""#, "", "is not valid JSON, or has a number out of range"),
    ("rte", #"{"sentence1": "x", "label": 1}"#, "sentence2", "is missing"),
    ("nli", #"{"sentence1": "x", "sentence2": "y", "label": 1}"#, "label", "is not a text"),
    ("mmlu", #"{"question": "x", "choices": ["a"], "answer": 0}"#, "choices", "is not a list of four"),
    (
      "mmlu", #"{"question": "x", "choices": ["a", "b", "c", "d"], "answer": 4}"#, "answer",
      "is not a number from 0 to 3"
    ),
  ])
  func saysWhichItemIsBroken(task: String, record: String, field: String, problem: String) throws {
    try withFolder(["\(task).jsonl": lines([record], reserved: "{}")]) { folder in
      let url = folder.appendingPathComponent("\(task).jsonl")
      guard case .brokenRecord(_, 10, nil, field, problem)? = datasetError(of: { _ = try TaskSuite.read(from: url) })
      else {
        Issue.record("not refused for that reason")
        return
      }
    }
  }

  @Test func foldersAndFilesWithoutItemsAreRefused() throws {
    for files in [[:], ["other.jsonl": "{}"], ["sst2.jsonl": lines([], reserved: #"{"sentence": "x", "label": 1}"#)]] {
      try withFolder(files) { folder in
        guard case .malformed? = datasetError(of: { _ = try TaskSuite.read(from: folder) }) else {
          Issue.record("accepted")
          return
        }
      }
    }
  }
}

struct AnswerReadingTests {
  private static let texts: [(GlueTask, String, Int?)] = [
    (.sst2, "Review :x\nSentiment : Positive\n", 0), (.sst2, "Sentiment : not Negative", 1),
    (.sst2, "Sentiment : negative positive", 0), (.sst2, "positive\nSentiment : good", nil),
    (.mrpc, "Answer: yes\nAnswer: No", 1), (.cola, "Answer:  Yes, no", 0), (.cola, "Answer: maybe", nil),
    (.rte, "True or False?\nanswer: True or False", 1), (.rte, "False?\nanswer: true", 0), (.rte, "answer:", nil),
    (.nli, "False? Answer: False, true", 0), (.nli, "Answer: FALSE", 1),
    (.mmlu, "Answer: B\nQ", 1), (.mmlu, "Answer: (d\n", 3), (.mmlu, "Answer: C", nil), (.mmlu, "Answer: banana\n", 0),
  ]

  @Test(arguments: texts)
  func theFirstWordThatIsThereCounts(task: GlueTask, text: String, label: Int?) {
    #expect(task.reading.label(in: text) == label)
  }
}
