import Files
import Foundation

/// The items of a file of one GLUE-style task: a JSON array of records, or one record a line.
struct GlueFile {
  /// Items 0 to 9 of a file are the published evaluation's examples for prompts, and never put to a model.
  static let reserved = 10
  /// Items that are put to a model.
  static let count = 100

  /// The task of a file by its name (`rte.jsonl`); nil for another name.
  static func task(of url: URL) -> GlueTask? {
    guard ["json", "jsonl"].contains(url.pathExtension.lowercased()) else { return nil }
    return GlueTask(rawValue: url.deletingPathExtension().lastPathComponent.lowercased())
  }

  /// Reads a file: of the items after the reserved ones the first of each label, in equal numbers and in the order of the
  /// file.
  ///
  /// - Throws: `DatasetError`.
  static func suite(
    _ task: GlueTask, from url: URL, quirks: Set<GlueTask.Quirk>
  ) throws(DatasetError) -> TaskSuite {
    let records: [GlueRecord] = try jsonRecords(in: contents(of: url), path: url.path) { .broken($0) }
    var room = [Int](repeating: count / task.labels.count, count: task.labels.count)
    var items: [TaskItem] = []
    for (index, record) in records.enumerated().dropFirst(reserved) where room.contains(where: { $0 > 0 }) {
      do throws(JSONFault) {
        let (prompt, label) = try record.item(of: task, quirks: quirks)
        guard room[label] > 0 else { continue }
        room[label] -= 1
        items.append(TaskItem(prompt: prompt, answer: task.labels[label]))
      } catch {
        throw .brokenRecord(
          path: url.path, index: index, caseID: nil, field: error.field, problem: error.problem)
      }
    }
    guard !items.isEmpty else {
      throw .malformed(path: url.path, problem: "it has no items but the \(reserved) that are reserved for examples")
    }
    return TaskSuite(name: task.rawValue, labels: task.labels, items: items, reading: task.reading)
  }
}

/// A record of any of the tasks, or what is wrong with it.
private enum GlueRecord: Decodable {
  case fields(Fields)
  case broken(JSONFault)

  struct Fields: Decodable {
    let sentence: String?
    let sentence1: String?
    let sentence2: String?
    let question: String?
    let choices: [String]?
    let label: Label?
    let answer: Int?
  }

  enum Label: Decodable, Equatable {
    case number(Int)
    case name(String)

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let number = try? value.decode(Int.self) {
        self = .number(number)
      } else {
        self = .name(try value.decode(String.self))
      }
    }
  }

  init(from decoder: any Decoder) throws {
    do { self = .fields(try Fields(from: decoder)) } catch { self = .broken(JSONFault(error)) }
  }

  /// The prompt and the index of its label.
  func item(of task: GlueTask, quirks: Set<GlueTask.Quirk>) throws(JSONFault) -> (prompt: String, label: Int) {
    let fields: Fields
    switch self {
    case .fields(let read): fields = read
    case .broken(let fault): throw fault
    }
    func text(_ value: String?, _ field: String) throws(JSONFault) -> String {
      guard let value else { throw .init(field: field, problem: "is missing") }
      return value
    }
    func first() throws(JSONFault) -> String { try text(fields.sentence1, "sentence1") }
    func second() throws(JSONFault) -> String { try text(fields.sentence2, "sentence2") }
    switch task {
    case .sst2:
      return ("Review :\(try text(fields.sentence, "sentence"))\nSentiment :", try fields.isNo(0))
    case .mrpc:
      let question = "Are the sentences paraphrases of each other."
      return ("\(question)\nSentence 1: \(try first())\nSentence 2: \(try second())\nAnswer:", try fields.isNo(0))
    case .cola:
      let question = "Is this sentence linguistically acceptable?"
      // The blank at the end is the published prompt's.
      return ("\(question)\nSentence: \(try text(fields.sentence, "sentence"))\nAnswer: ", try fields.isNo(0))
    case .rte:
      let no = quirks.contains(.rteInverted) ? 0 : 1
      return ("\(try first())\nquestion: \(try second()) True or False?\nanswer:", try fields.isNo(no))
    case .nli:
      return ("\(try first()) entails the \(try second()) True or False? Answer:", try fields.isNotEntailed())
    case .mmlu:
      return try fields.multipleChoice(question: try text(fields.question, "question"))
    }
  }
}

extension GlueRecord.Fields {
  /// 1, the index of the second word, for one of the labels 0 and 1, and 0 for the other.
  fileprivate func isNo(_ no: Int) throws(JSONFault) -> Int {
    guard case .number(let label)? = label, (0...1).contains(label) else {
      throw .init(field: "label", problem: "is neither 0 nor 1")
    }
    return label == no ? 1 : 0
  }

  fileprivate func isNotEntailed() throws(JSONFault) -> Int {
    guard case .name(let name)? = label else { throw .init(field: "label", problem: "is not a text") }
    return name == "entailment" ? 0 : 1
  }

  fileprivate func multipleChoice(question: String) throws(JSONFault) -> (prompt: String, label: Int) {
    guard let choices, choices.count == 4 else { throw .init(field: "choices", problem: "is not a list of four") }
    guard let answer, choices.indices.contains(answer) else {
      throw .init(field: "answer", problem: "is not a number from 0 to 3")
    }
    let lines = zip(GlueTask.mmlu.labels, choices).map { "(\($0)) \($1)\n" }.joined()
    return ("Question: \(question)\n\(lines)Answer:", answer)
  }
}
