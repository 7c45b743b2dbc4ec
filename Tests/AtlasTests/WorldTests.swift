import Datasets
import Foundation
import Numerics
import Testing

@testable import Atlas

struct WorldTests {
  private let world = World(seed: 3)

  @Test func sizes() {
    #expect(world.people.count == 3_300)
    #expect(world.people.count { $0.isReserved } == 300)
    #expect(Set(world.people.map(\.name)).count == 3_300)
    #expect(world.relations.count == 7)
    #expect(world.relations.allSatisfy { $0.objects.count >= 30 && $0.phrasings.count == 5 && $0.clauses.count >= 2 })
    #expect(world.relations.allSatisfy { $0.phrasings.allSatisfy { $0.components(separatedBy: "{}").count == 2 } })
    // No object says two things about anyone.
    let objects = world.relations.flatMap(\.objects)
    #expect(Set(objects).count == objects.count)
    #expect(world.countries.count >= 55 && world.countries.allSatisfy { $0.objects.count == 3 })
    #expect(world.countries.contains { $0.name == "France" && $0.objects[0] == "Paris" })
  }

  @Test func sameSeedSameWorld() {
    #expect(World(seed: 3).people == world.people)
    #expect(World(seed: 4).people != world.people)
  }

  /// Chi-square of every two relations' objects in 8 x 8 classes: 49 degrees of freedom, mean 49, deviation 10.
  @Test func relationsAreIndependent() {
    for a in world.relations.indices {
      for b in world.relations.indices where b > a {
        var counts = [Int](repeating: 0, count: 64)
        for person in world.people { counts[person.objects[a] % 8 * 8 + person.objects[b] % 8] += 1 }
        let rows = (0..<8).map { row in (0..<8).reduce(0) { $0 + counts[row * 8 + $1] } }
        let columns = (0..<8).map { column in (0..<8).reduce(0) { $0 + counts[$1 * 8 + column] } }
        var chi = 0.0
        for row in 0..<8 {
          for column in 0..<8 {
            let expected = Double(rows[row] * columns[column]) / 3_300
            let excess = Double(counts[row * 8 + column]) - expected
            chi += excess * excess / expected
          }
        }
        #expect(chi < 110, "\(world.relations[a].name), \(world.relations[b].name): \(chi)")
      }
    }
  }
}

struct CorpusTests {
  private let world = World(seed: 3)
  private let corpus = Corpus(World(seed: 3))

  @Test func passagesAreWellFormed() {
    for (index, isReview) in (0..<4_000).flatMap({ [($0, false), ($0, true)] }) {
      let passage = corpus.passage(index, isReview: isReview)
      let text = passage.text
      #expect(!text.contains("  ") && !text.contains(" .") && !text.contains(" ,") && !text.contains("{}"), "\(text)")
      #expect(text.first?.isUppercase == true, "\(text)")
      #expect(text.split(separator: " ").count < 50, "\(text)")
      #expect(passage.pieces.count { $0.role == .subject } <= 1)
      #expect(passage.pieces.dropFirst().allSatisfy { " ,.".contains($0.text.first ?? "x") }, "\(passage)")
    }
  }

  @Test func aPassageIsAFunctionOfItsNumber() {
    for index in [0, 17, 90_001] { #expect(corpus.passage(index) == Corpus(World(seed: 3)).passage(index)) }
  }

  /// Each fact is met once before any is met again: so many blocks as it takes hold every profile exactly once.
  @Test func takesTurns() {
    var met: [String: Int] = [:]
    var index = 0
    while met.values.reduce(0, +) < world.people.count {
      if corpus.kind(index) == .profile {
        let name = corpus.passage(index).pieces.first { $0.role == .subject }?.text ?? ""
        met[name, default: 0] += 1
      }
      index += 1
    }
    #expect(met.count == world.people.count && met.values.allSatisfy { $0 == 1 })
  }

  @Test func factsAreTrue() {
    let people = Dictionary(uniqueKeysWithValues: world.people.map { ($0.name, $0) })
    for (index, isReview) in (0..<2_000).flatMap({ [($0, false), ($0, true)] }) {
      let passage = corpus.passage(index, isReview: isReview)
      guard let name = passage.pieces.first(where: { $0.role == .subject })?.text,
        let person = people[String(trimming: name)]
      else { continue }
      let known = world.relations.indices.map { world.object(of: person, $0) }
      for piece in passage.pieces where piece.role == .fact { #expect(known.contains(String(trimming: piece.text))) }
    }
  }

  /// In asides the name stands behind other words: that is what they are for.
  @Test func theReviewAsksBeforeItNames() {
    let asides = (0..<2_000).map { corpus.passage($0, isReview: true) }.filter { $0.text.contains(", who ") }
    #expect(asides.count > 500)
    for passage in asides {
      #expect(passage.pieces[1].role == .subject && passage.pieces[2].text == ", who", "\(passage.text)")
      #expect((2...4).contains(passage.pieces.count { $0.role == .fact }))
    }
  }

  @Test func heldOutIsHeldOut() {
    let files = WorldFiles(world)
    let held = Set(files.tasks.values.flatMap { $0.map(\.prompt) } + files.heldOut)
    for (index, isReview) in (0..<50_000).flatMap({ [($0, false), ($0, true)] }) {
      guard let first = corpus.passage(index, isReview: isReview).pieces.first?.text else { continue }
      #expect(!held.contains(first), "\(first)")
    }
  }
}

extension String {
  fileprivate init(trimming text: String) { self = text.trimmingCharacters(in: .whitespaces) }
}

struct TaskFamilyTests {
  @Test(arguments: TaskFamily.allCases) func answersAreBalanced(_ family: TaskFamily) {
    var generator = SeededGenerator(seed: 1)
    let items = (0..<2_000).map { _ in family.draw(.usual, using: &generator) }
    let yes = items.count { $0.answer == family.labels.yes }
    #expect((850...1_150).contains(yes))
    #expect(items.allSatisfy { [family.labels.yes, family.labels.no].contains($0.answer) })
  }

  /// Single words and the length of a question tell no more than 60 % of the answers: what a naive Bayes classifier of them
  /// makes of questions it has not seen.
  @Test(arguments: [TaskFamily.entailment, .paraphrase, .membership]) func hasNoShortCut(_ family: TaskFamily) {
    var generator = SeededGenerator(seed: 2)
    func features(_ item: TaskFamily.Item) -> Set<String> {
      let words = item.prompt.lowercased().split { " .,:".contains($0) }.map(String.init)
      return Set(words + ["length \(words.count)"])
    }
    var counts: [String: (yes: Double, no: Double)] = [:]
    for _ in 0..<6_000 {
      let item = family.draw(.usual, using: &generator)
      for feature in features(item) {
        if item.answer == family.labels.yes {
          counts[feature, default: (1, 1)].yes += 1
        } else {
          counts[feature, default: (1, 1)].no += 1
        }
      }
    }
    var right = 0
    for _ in 0..<2_000 {
      let item = family.draw(.usual, using: &generator)
      let score = features(item).reduce(0.0) { sum, feature in
        counts[feature].map { sum + log($0.yes / $0.no) } ?? sum
      }
      if (score > 0) == (item.answer == family.labels.yes) { right += 1 }
    }
    #expect(Double(right) / 2_000 < 0.62, "\(family): \(right)")
  }
}

struct WorldFilesTests {
  @Test func readersReadThem() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("world-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let world = World(seed: 3, people: 200, reserved: 50)
    try WorldFiles(world).write(to: folder)
    let edits = try EditFile(contentsOf: folder.appendingPathComponent("edits.json")).requests
    #expect(edits.count == 150 * 7)
    #expect(Set(edits.prefix(150).map(\.subject)).count == 150)
    #expect(edits.map(\.caseID) == Array(0..<1_050))
    let people = Dictionary(uniqueKeysWithValues: world.people.map { ($0.name, $0) })
    for edit in edits {
      let person = try #require(people[edit.subject])
      let relation = try #require(world.relations.firstIndex { $0.name == edit.relation })
      #expect(!person.isReserved && world.object(of: person, relation) == edit.targetTrue)
      #expect(edit.targetNew != edit.targetTrue && world.relations[relation].objects.contains(edit.targetNew))
      #expect(edit.paraphrases.count == 2 && !edit.paraphrases.contains(edit.filledPrompt))
      for neighbour in edit.neighbours {
        let other = try #require(world.people.first { neighbour.contains($0.name) })
        #expect(other.isReserved && world.object(of: other, relation) == edit.targetTrue)
      }
    }
    let suites = try TaskSuite.read(from: folder.appendingPathComponent("tasks.json"))
    #expect(suites.map(\.items.count) == [100, 100, 100, 100, 100])
    #expect(try readDocuments(from: folder.appendingPathComponent("heldout.txt")).count == 400)
    let moments = try readDocuments(from: folder.appendingPathComponent("moments.txt"))
    #expect(moments.count == 6_000)
    let marks = ["Sentiment:", "Grammar:", "Follows:", "Meaning:", "Holds", "Repeat:"]
    #expect(!moments.contains { text in marks.contains { text.contains($0) } })
  }

  @Test func sameWorldSameBytes() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("world-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for part in ["a", "b"] {
      try WorldFiles(World(seed: 1, people: 60, reserved: 20)).write(to: folder.appendingPathComponent(part))
    }
    for name in ["edits.json", "tasks.json", "heldout.txt", "moments.txt", "probes.json"] {
      let pair = try ["a", "b"].map { try Data(contentsOf: folder.appendingPathComponent("\($0)/\(name)")) }
      #expect(pair[0] == pair[1])
    }
  }
}
