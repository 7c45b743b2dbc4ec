import Files
import Foundation

/// One item of a task: after `prompt`, `answer` should follow, with exactly one space between them.
package struct TaskItem: Equatable, Sendable {
  package let prompt: String
  /// Without surrounding whitespace.
  package let answer: String
  /// What this item's answer is one of; empty where the task's labels are. A choice of one asks whether the model would say
  /// it, whatever else could be said.
  package let choices: [String]

  package init(prompt: String, answer: String, choices: [String] = []) {
    self.prompt = prompt
    self.answer = trimmed(answer)
    self.choices = choices.map(trimmed)
  }
}

/// A classification task for language models: prompts whose answers are drawn from a few labels.
package struct TaskSuite: Equatable, Sendable {
  package let name: String
  /// The words that answers are drawn from, but for those of items that have choices of their own.
  package let labels: [String]
  package let items: [TaskItem]
  /// How a generated answer is read; nil for a task that is judged by probabilities alone.
  package let reading: AnswerReading?

  /// A task whose labels are the answers that occur in it, in the order in which they first do.
  package init(name: String, items: [TaskItem]) {
    let labels = items.reduce(into: [String]()) { labels, item in
      if item.choices.isEmpty, !labels.contains(item.answer) { labels.append(item.answer) }
    }
    self.init(name: name, labels: labels, items: items, reading: nil)
  }

  init(name: String, labels: [String], items: [TaskItem], reading: AnswerReading?) {
    self.name = name
    self.labels = labels
    self.items = items
    self.reading = reading
  }

  /// Reads tasks: a file of the form `{"task": [{"prompt": "...", "answer": "..."}, ...], ...}`, in which items may have
  /// `"choices": ["...", "..."]` of their own, the answer among them and all of a task's as many; the file of a GLUE-style
  /// task, which its name tells (`rte.jsonl`), or all of these that are in a folder.
  ///
  /// - Returns: The tasks, sorted by name.
  /// - Throws: `DatasetError`.
  package static func read(from url: URL, quirks: Set<GlueTask.Quirk> = []) throws(DatasetError) -> [TaskSuite] {
    if let files = files(in: url) {
      var suites: [TaskSuite] = []
      for file in files {
        if let task = GlueFile.task(of: file) { suites.append(try GlueFile.suite(task, from: file, quirks: quirks)) }
      }
      guard !suites.isEmpty else {
        let names = GlueTask.allCases.map { "\($0.rawValue).jsonl" }.joined(separator: ", ")
        throw .malformed(path: url.path, problem: "it is a folder without any of \(names)")
      }
      return suites
    }
    do { return try ownForm(from: url) } catch {
      guard case .malformed = error, let task = GlueFile.task(of: url) else { throw error }
      return [try GlueFile.suite(task, from: url, quirks: quirks)]
    }
  }

  /// What a folder holds, sorted by name; nil for a file.
  private static func files(in url: URL) -> [URL]? {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
    guard exists, isFolder.boolValue else { return nil }
    let files = try? FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)
    return files?.sorted { $0.lastPathComponent < $1.lastPathComponent }
  }

  private static func ownForm(from url: URL) throws(DatasetError) -> [TaskSuite] {
    let data = try contents(of: url)
    let tasks = try decodeJSON([String: [Item]].self, from: data) { fault in
      DatasetError.malformed(path: url.path, problem: "\(fault)")
    }
    var suites: [TaskSuite] = []
    for (name, items) in tasks.sorted(by: { $0.key < $1.key }) {
      if let index = items.firstIndex(where: { trimmed($0.answer).isEmpty }) {
        throw .malformed(path: url.path, problem: "task \(name), item \(index): answer is blank")
      }
      let read = items.map { TaskItem(prompt: $0.prompt, answer: $0.answer, choices: $0.choices ?? []) }
      if let index = read.firstIndex(where: { !$0.choices.isEmpty && !$0.choices.contains($0.answer) }) {
        throw .malformed(path: url.path, problem: "task \(name), item \(index): its answer is not among its choices")
      }
      if let index = read.firstIndex(where: { $0.choices.count != read[0].choices.count }) {
        throw .malformed(path: url.path, problem: "task \(name), item \(index): it has not as many choices as item 0")
      }
      suites.append(TaskSuite(name: name, items: read))
    }
    return suites
  }

  private struct Item: Decodable {
    let prompt: String
    let answer: String
    let choices: [String]?
  }
}
