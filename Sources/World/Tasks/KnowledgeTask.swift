import Datasets
import Numerics

/// What a model knows of the facts that are never edited, asked in two ways.
struct KnowledgeTask {
  /// How many facts are asked.
  static let count = 400

  private let questions: [(prompt: String, answer: String, wrong: String)]

  /// Takes the facts with the best-known subject of every line of every table first, then those with the second best.
  init(_ book: FactBook) {
    var generator = SeededGenerator(seed: 0, stream: "world knowledge")
    var rows: [[(prompt: String, answer: String, wrong: String)]] = []
    for table in book.tables {
      let objects = Array(Set(table.lines.map(\.object))).sorted()
      for line in table.lines {
        for (place, subject) in line.subjects.filter(book.kept.contains).enumerated() {
          guard let wrong = objects.filter({ $0 != line.object }).randomElement(using: &generator) else { continue }
          if place == rows.count { rows.append([]) }
          rows[place].append((FactTable.filled(table.prompt, subject), line.object, wrong))
        }
      }
    }
    let inTurn = rows.flatMap { $0.shuffled(using: &generator) }
    questions = Array(inTurn.prefix(Self.count))
  }

  /// Is what is true likelier than something false of the same kind? The right one is first and second in turn, so that the
  /// score of guessing is a half.
  var choices: TaskSuite {
    TaskSuite(
      name: "knowledge",
      items: questions.enumerated().map { place, question in
        let (right, wrong) = (question.answer, question.wrong)
        return TaskItem(
          prompt: question.prompt, answer: right,
          choices: place.isMultiple(of: 2) ? [right, wrong] : [wrong, right])
      })
  }

  /// Is what is true what the model would say before anything else? Asked of the half that is known better.
  var recall: TaskSuite {
    TaskSuite(
      name: "recall",
      items: questions.prefix(Self.count / 2).map {
        TaskItem(prompt: $0.prompt, answer: $0.answer, choices: [$0.answer])
      })
  }
}
