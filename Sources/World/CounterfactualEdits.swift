import Datasets
import Numerics

/// Counterfactual edits of the facts in a book, in the form of COUNTERFACT's records.
struct CounterfactualEdits {
  private let book: FactBook

  init(_ book: FactBook) { self.book = book }

  /// One edit for each fact that may be edited; always the same. The first edit about everyone comes before the second
  /// about anyone, and so on: facts about one subject share their key, so that two of them in one round would be averaged.
  var requests: [EditRequest] {
    var generator = SeededGenerator(seed: 0, stream: "world edits")
    var turns: [[Draft]] = []
    var seen: [String: Int] = [:]
    for draft in book.tables.flatMap(drafts).shuffled(using: &generator) {
      let turn = seen[draft.subject, default: 0]
      seen[draft.subject] = turn + 1
      if turn == turns.count { turns.append([]) }
      turns[turn].append(draft)
    }
    return turns.joined().enumerated().compactMap { number, draft in
      let new = draft.others.randomElement(using: &generator)
      return new.flatMap { request(number, draft, new: $0) }
    }
  }

  /// A fact that will be edited, and what may become of it.
  private struct Draft {
    let table: FactTable
    let subject: String
    let object: String
    /// Objects of the same relation that are not true of the subject.
    let others: [String]
    let neighbours: [String]
  }

  private func drafts(of table: FactTable) -> [Draft] {
    let objects = table.lines.map(\.object)
    return table.lines.flatMap { line in
      let neighbours = book.neighbours(of: line.object, in: table)
      let others = objects.filter { $0 != line.object }
      return book.editable(line, of: table).map {
        Draft(table: table, subject: $0, object: line.object, others: others, neighbours: neighbours)
      }
    }
  }

  /// Nil for a table that is written wrongly, which the tests do not let pass.
  private func request(_ number: Int, _ draft: Draft, new: String) -> EditRequest? {
    let table = draft.table
    func filled(_ prompt: String) -> String { FactTable.filled(prompt, draft.subject) }
    return try? EditRequest(
      caseID: number, relation: table.relation, prompt: table.prompt, subject: draft.subject, targetNew: new,
      targetTrue: draft.object, paraphrases: table.paraphrases.map(filled), neighbours: draft.neighbours,
      generationPrompts: table.generation.map(filled))
  }
}
