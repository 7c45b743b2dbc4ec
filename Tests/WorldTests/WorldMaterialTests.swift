import Datasets
import Testing

@testable import World

/// What is made of the tables.
struct WorldMaterialTests {
  private let book = FactBook()
  private let edits = WorldMaterial().edits
  private let tasks = WorldMaterial().tasks

  @Test func thereAreAsManyEditsAsAreNeeded() {
    #expect(edits.count >= 1_200 && edits.map(\.caseID) == Array(edits.indices))
    #expect(Set(edits.map(\.relation)).count >= 20)
    #expect(WorldMaterial().edits == edits)
  }

  @Test func everyEditIsWhole() {
    for edit in edits {
      #expect(edit.paraphrases.count == 2 && edit.neighbours.count == 5 && edit.generationPrompts.count == 2)
      #expect(edit.targetNew != edit.targetTrue && edit.targetTrue != nil)
      #expect(edit.paraphrases.allSatisfy { $0.contains(edit.subject) && $0 != edit.filledPrompt })
      #expect(edit.generationPrompts.allSatisfy { $0.contains(edit.subject) })
      let texts = [edit.filledPrompt] + edit.paraphrases + edit.neighbours + edit.generationPrompts
      #expect(Set(texts).count == texts.count, "\(edit.subject)")
      #expect(texts.allSatisfy { !$0.contains("  ") && !$0.contains("{") && $0.last != " " }, "\(texts)")
      #expect(texts.allSatisfy { $0.first?.isUppercase == true || $0.hasPrefix(edit.subject) }, "\(texts)")
    }
  }

  /// By the tables of the relations, read anew: what an edit says is true is, what it puts in its place is true of others.
  @Test func targetsAreObjectsOfTheRelation() {
    for edit in edits {
      let lines = FactTable.all.filter { $0.relation == edit.relation }.flatMap(\.lines)
      let truths = lines.filter { $0.subjects.contains(edit.subject) }.map(\.object)
      #expect(truths == [edit.targetTrue], "\(edit.subject)")
      #expect(lines.contains { $0.object == edit.targetNew })
    }
  }

  /// Names such as Buenos Aires and Johann Sebastian Bach: no tokenizer makes one token of two words.
  @Test func objectsOfSeveralWordsAreAmongThem() {
    func count(_ object: (EditRequest) -> String?) -> Int { edits.count { object($0)?.contains(" ") == true } }
    #expect(count(\.targetNew) >= 300 && count(\.targetTrue) >= 250)
    #expect(Set(edits.filter { $0.targetNew.contains(" ") }.map(\.relation)).count >= 8)
  }

  @Test func nobodyIsEditedAndKept() {
    let kept = Set(FactTable.all.flatMap { table in table.lines.flatMap { $0.subjects.filter(book.kept.contains) } })
    #expect(kept == book.kept && kept.isDisjoint(with: edits.map(\.subject)))
  }

  /// A neighbour is a sentence of a table about someone who is kept, and what ends it is what was true of the edited one.
  @Test func neighboursShareTheTrueObjectAndAreNeverEdited() {
    var truths: [String: String] = [:]
    for table in FactTable.all {
      for line in table.lines {
        for subject in line.subjects where book.kept.contains(subject) {
          truths[table.prompt.replacing("{}", with: subject)] = line.object
        }
      }
    }
    for edit in edits {
      #expect(edit.neighbours.allSatisfy { truths[$0] == edit.targetTrue }, "\(edit.subject): \(edit.neighbours)")
    }
  }

  /// Two edits of one subject in a round would be averaged: the first of everyone comes before the second of anyone.
  @Test func subjectsTakeTurns() {
    var seen: [String: Int] = [:]
    var turns: [Int] = []
    for edit in edits {
      turns.append(seen[edit.subject, default: 0])
      seen[edit.subject, default: 0] += 1
    }
    #expect(turns == turns.sorted() && Set(edits.prefix(1_000).map(\.subject)).count == 1_000)
  }

  @Test func tasksAreBalancedAndTheirAnswersCanBeChosen() {
    #expect(tasks.map(\.name) == ["agreement", "categories", "knowledge", "opposites", "recall", "sentiment"])
    for task in tasks {
      #expect(task.items.count == (task.name == "knowledge" ? 400 : task.name == "recall" ? 200 : 100))
      #expect(Set(task.items.map(\.prompt)).count >= task.items.count * 95 / 100, "\(task.name)")
      for item in task.items {
        let choices = item.choices.isEmpty ? task.labels : item.choices
        #expect(Set(choices).count == choices.count && choices.contains(item.answer), "\(item)")
        #expect(!item.prompt.contains("  ") && item.prompt.last != " ", "\(item)")
      }
      let places = task.items.map { ($0.choices.isEmpty ? task.labels : $0.choices).firstIndex(of: $0.answer) }
      let counts = Dictionary(grouping: places) { $0 }.mapValues(\.count)
      #expect(Set(counts.values).count == 1, "\(task.name): \(counts)")
    }
  }

  @Test func heldOutTextIsProse() {
    let words = WorldMaterial().heldOut.flatMap { $0.split(separator: " ") }
    #expect(words.count >= 3_000 && WorldMaterial().heldOut.count >= 20)
    let texts = WorldMaterial().heldOut
    #expect(texts.allSatisfy { $0.last == "." && !$0.contains("  ") && !$0.contains("\n") && $0.allSatisfy(\.isASCII) })
    for text in texts {
      let words = text.split(separator: " ")
      #expect(zip(words, words.dropFirst()).allSatisfy { $0 != $1 }, "\(text)")
    }
  }
}
