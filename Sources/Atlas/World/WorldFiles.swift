import Foundation
import Numerics

/// The files about a world that stand beside a model of it: what can be edited, and what is measured meanwhile.
package struct WorldFiles: Sendable {
  private let world: World

  package init(_ world: World) { self.world = world }

  /// Writes `edits.json`, `tasks.json`, `heldout.txt`, `moments.txt` and `probes.json`. The same world gives the same
  /// bytes.
  ///
  /// - Throws: when the folder cannot be made or written to.
  package func write(to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    func write(_ data: Data, _ name: String) throws {
      try data.write(to: folder.appendingPathComponent(name), options: .atomic)
    }
    try write(try json(edits), "edits.json")
    try write(try json(tasks), "tasks.json")
    try write(try json(["probes": probes]), "probes.json")
    try write(Data(heldOut.joined(separator: "\n").utf8), "heldout.txt")
    try write(Data(moments.joined(separator: "\n").utf8), "moments.txt")
  }

  private func json(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
  }

  // MARK: Edits

  /// A record in COUNTERFACT's form.
  struct Record: Encodable {
    struct Rewrite: Encodable {
      let prompt: String
      let relation: String
      let subject: String
      let targetNew: Object
      let targetTrue: Object

      enum CodingKeys: String, CodingKey {
        case prompt, subject
        case relation = "relation_id"
        case targetNew = "target_new"
        case targetTrue = "target_true"
      }
    }

    struct Object: Encodable { let str: String }

    let caseID: Int
    let rewrite: Rewrite
    let paraphrases: [String]
    let neighbours: [String]
    let generationPrompts: [String]

    enum CodingKeys: String, CodingKey {
      case caseID = "case_id"
      case rewrite = "requested_rewrite"
      case paraphrases = "paraphrase_prompts"
      case neighbours = "neighborhood_prompts"
      case generationPrompts = "generation_prompts"
    }
  }

  /// One edit for each fact about the people who are not reserved. The first edit of everyone comes before the second of
  /// anyone, and so on: facts about one subject share their key, so that two of them in one round would be averaged.
  var edits: [Record] {
    var generator = SeededGenerator(seed: world.seed, stream: "edits")
    let editable = world.people.filter { !$0.isReserved }
    let orders = editable.map { _ in world.relations.indices.shuffled(using: &generator) }
    var records: [Record] = []
    for turn in world.relations.indices {
      for index in editable.indices.shuffled(using: &generator) {
        records.append(record(records.count, editable[index], orders[index][turn], using: &generator))
      }
    }
    return records
  }

  private func record(
    _ number: Int, _ person: Person, _ relation: Int, using generator: inout SeededGenerator
  ) -> Record {
    let (kind, object) = (world.relations[relation], person.objects[relation])
    let new = generator.pick(Array(kind.objects.indices), but: [object])
    let asked = Int.random(in: kind.phrasings.indices, using: &generator)
    let neighbours = world.people.filter { $0.isReserved && $0.objects[relation] == object }
      .shuffled(using: &generator).prefix(5)
    let fill = { (phrasing: String, name: String) in phrasing.replacing("{}", with: name) }
    return Record(
      caseID: number,
      rewrite: .init(
        prompt: kind.phrasings[asked], relation: kind.name, subject: person.name,
        targetNew: .init(str: kind.objects[new]), targetTrue: .init(str: kind.objects[object])),
      paraphrases: kind.phrasings.indices.filter { $0 != asked }.shuffled(using: &generator).prefix(2)
        .map { fill(kind.phrasings[$0], person.name) },
      neighbours: neighbours.map { fill(kind.phrasings[asked], $0.name) },
      generationPrompts: kind.clauses.prefix(2).map { person.name + $0 })
  }

  // MARK: What is measured

  struct Item: Codable {
    let prompt: String
    let answer: String
  }

  /// As many as the published GLUE evaluation puts to a model.
  static let itemsPerTask = 100

  /// Held-out items of every family, a quarter of them in wordings that the corpus never uses.
  var tasks: [String: [Item]] {
    var suites: [String: [Item]] = [:]
    for family in TaskFamily.allCases {
      var generator = SeededGenerator(seed: world.seed, stream: "tasks \(family)")
      var items: [Item] = []
      while items.count < Self.itemsPerTask {
        let item = family.draw(items.count % 4 == 3 ? .unseen : .usual, using: &generator)
        if isHeldOut(item.prompt) { items.append(Item(prompt: item.prompt, answer: item.answer)) }
      }
      suites[family.rawValue] = items
    }
    return suites
  }

  /// Sentences that the corpus does not hold.
  var heldOut: [String] {
    var generator = SeededGenerator(seed: world.seed, stream: "held out")
    var texts: [String] = []
    while texts.count < 400 {
      let text = plainSentence(using: &generator)
      if isHeldOut(text) { texts.append(text) }
    }
    return texts
  }

  static let momentsCount = 6_000

  /// Passages of the corpus but for tasks: as published editors take their second moments from an encyclopedia, which
  /// holds no prompts of the tasks that they are judged by.
  var moments: [String] {
    let corpus = Corpus(world)
    let numbers = (0...).lazy.filter { number in corpus.kind(number).isEncyclopedic }
    return numbers.prefix(Self.momentsCount).map { corpus.passage($0).text }
  }

  /// Prompts worth watching: a country that everyone knows, and people who are never edited.
  var probes: [Item] {
    let reserved = world.people.filter(\.isReserved)
    let country = Item(prompt: "The capital of France is", answer: "Paris")
    return [country]
      + zip(world.relations.indices, reserved).prefix(5).map { relation, person in
        let phrasing = world.relations[relation].phrasings[relation % 2]
        return Item(
          prompt: phrasing.replacing("{}", with: person.name), answer: world.object(of: person, relation))
      }
  }
}
