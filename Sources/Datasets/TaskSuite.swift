import Foundation

/// One item of a task: after `prompt`, `answer` should follow, with exactly one space between them.
package struct TaskItem: Equatable, Sendable {
  package let prompt: String
  /// Without surrounding whitespace.
  package let answer: String

  package init(prompt: String, answer: String) {
    self.prompt = prompt
    self.answer = trimmed(answer)
  }
}

/// A classification task for language models: prompts whose answers are drawn from a few labels.
package struct TaskSuite: Equatable, Sendable {
  package let name: String
  /// The distinct answers, in the order in which they first occur.
  package let labels: [String]
  package let items: [TaskItem]

  package init(name: String, items: [TaskItem]) {
    self.name = name
    self.items = items
    labels = items.reduce(into: []) { labels, item in
      if !labels.contains(item.answer) { labels.append(item.answer) }
    }
  }

  /// Reads a file of the form `{"task": [{"prompt": "...", "answer": "..."}, ...], ...}`.
  ///
  /// - Returns: The tasks, sorted by name.
  /// - Throws: `DatasetError.unreadable`, `.malformed`.
  package static func read(from url: URL) throws(DatasetError) -> [TaskSuite] {
    let data = try contents(of: url)
    let tasks: [String: [Item]]
    do {
      tasks = try JSONDecoder().decode([String: [Item]].self, from: data)
    } catch {
      let fault = fault(in: error)
      throw .malformed(path: url.path, problem: "\(fault.field.isEmpty ? "it" : fault.field) \(fault.problem)")
    }
    var suites: [TaskSuite] = []
    for (name, items) in tasks.sorted(by: { $0.key < $1.key }) {
      if let index = items.firstIndex(where: { trimmed($0.answer).isEmpty }) {
        throw .malformed(path: url.path, problem: "task \(name), item \(index): answer is blank")
      }
      suites.append(TaskSuite(name: name, items: items.map { TaskItem(prompt: $0.prompt, answer: $0.answer) }))
    }
    return suites
  }

  private struct Item: Decodable {
    let prompt: String
    let answer: String
  }
}
