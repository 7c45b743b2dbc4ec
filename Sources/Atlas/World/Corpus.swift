import Numerics

/// The texts that a model of a world learns from: endless, each a function of its number alone, so that training can stop
/// and go on anywhere.
package struct Corpus: Sendable {
  /// What a passage is about.
  package enum Kind: Sendable, Hashable {
    /// One fact about a person, sometimes after an unrelated sentence.
    case fact
    /// All facts about a person, after one mention of the name.
    case profile
    /// A fact that is asked for before the person is named, with other facts in a relative clause.
    case aside
    case country
    case task(TaskFamily)
    /// A sentence said twice: where looking back for a word is learned, which comparing sentences needs.
    case echo
    case plain

    /// Whether an encyclopedia could hold it.
    var isEncyclopedic: Bool {
      switch self {
      case .fact, .profile, .aside, .country, .plain: true
      case .task, .echo: false
      }
    }
  }

  private let world: World
  private let seed: UInt64

  package init(_ world: World, seed: UInt64 = 0) {
    self.world = world
    self.seed = seed
  }

  // Passages come in blocks of one make-up. By tokens, facts are 40 % of it, tasks 55, plain sentences and countries 5.
  private static let makeUp: [(kind: Kind, count: Int)] = [
    (.fact, 9), (.profile, 9), (.country, 1), (.plain, 4), (.echo, 4), (.task(.sentiment), 2),
    (.task(.acceptability), 3), (.task(.entailment), 8), (.task(.paraphrase), 8), (.task(.membership), 4),
  ]
  private static let block = blockOf(makeUp)

  // Names stand first in profiles, from which most is learned; the review shows them behind other words, where a question
  // may have them.
  private static let reviewMakeUp: [(kind: Kind, count: Int)] = [
    (.aside, 40), (.fact, 20), (.profile, 4), (.country, 2), (.plain, 4), (.echo, 3), (.task(.sentiment), 2),
    (.task(.acceptability), 3), (.task(.entailment), 6), (.task(.paraphrase), 6), (.task(.membership), 3),
  ]
  private static let reviewBlock = blockOf(reviewMakeUp)

  private static func blockOf(_ makeUp: [(kind: Kind, count: Int)]) -> [(kind: Kind, place: Int, count: Int)] {
    makeUp.flatMap { entry in (0..<entry.count).map { (entry.kind, $0, entry.count) } }
  }

  /// What a passage of the course is about.
  package func kind(_ index: Int) -> Kind { Self.block[index % Self.block.count].kind }

  /// Passage number `index`, from 0, of the course or of its review.
  ///
  /// Facts and profiles take their turns: each is met once before any is met again, in a new order every time.
  package func passage(_ index: Int, isReview: Bool = false) -> Passage {
    let block = isReview ? Self.reviewBlock : Self.block
    let (kind, place, count) = block[index % block.count]
    let turn = index / block.count * count + place
    var generator = SeededGenerator(seed: seed &+ UInt64(index), stream: "passage")
    switch kind {
    case .fact: return fact(inTurn(turn, of: world.factCount), using: &generator)
    case .profile: return profile(world.people[inTurn(turn, of: world.people.count)], using: &generator)
    case .aside: return aside(inTurn(turn, of: world.factCount), using: &generator)
    case .country: return country(inTurn(turn, of: world.countries.count), using: &generator)
    case .task(let family): return task(family, isReview ? .wider : .usual, using: &generator)
    case .echo:
      let text = plain(using: &generator)
      return Passage([.init("Repeat: \(text)"), .init(" " + text, .verdict)])
    case .plain: return Passage([.init(plain(using: &generator))])
    }
  }

  /// Where turn number `turn` comes out in an order of `count` things that changes with every round: place -> a place + b
  /// modulo count, with a prime to count.
  private func inTurn(_ turn: Int, of count: Int) -> Int {
    var generator = SeededGenerator(seed: seed &+ UInt64(turn / count), stream: "turns of \(count)")
    var factor = Int.random(in: 1...count, using: &generator)
    while greatestCommonDivisor(factor, count) != 1 { factor = Int.random(in: 1...count, using: &generator) }
    return (turn % count * factor + Int.random(in: 0..<count, using: &generator)) % count
  }

  private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : greatestCommonDivisor(b, a % b) }

  private func fact(_ index: Int, using generator: inout SeededGenerator) -> Passage {
    let person = world.people[index / world.relations.count]
    let relation = index % world.relations.count
    let prefix = Int.random(in: 0..<3, using: &generator) == 0 ? plain(using: &generator) : nil
    let phrasing = generator.pick(world.relations[relation].phrasings)
    return told(phrasing, person.name, world.object(of: person, relation), after: prefix)
  }

  private func country(_ index: Int, using generator: inout SeededGenerator) -> Passage {
    let country = world.countries[index]
    let relation = Int.random(in: Relation.ofCountries.indices, using: &generator)
    return told(
      generator.pick(Relation.ofCountries[relation].phrasings), country.name, country.objects[relation], after: nil)
  }

  private func told(_ phrasing: String, _ subject: String, _ object: String, after prefix: String?) -> Passage {
    let text = prefix.map { "\($0) \(phrasing)" } ?? phrasing
    let head = text.prefix(upTo: text.firstRange(of: "{}")?.lowerBound ?? text.endIndex)
    let tail = text.suffix(from: text.firstRange(of: "{}")?.upperBound ?? text.endIndex)
    var pieces: [Passage.Piece] = []
    if head.isEmpty {
      pieces.append(.init(subject, .subject))
    } else {
      // The space belongs to the name.
      pieces += [.init(String(head.dropLast())), .init(" " + subject, .subject)]
    }
    return Passage(pieces + [.init(String(tail)), .init(" " + object, .fact), .init(".")])
  }

  /// "NAME clause object, clause object and clause object."
  private func profile(_ person: Person, using generator: inout SeededGenerator) -> Passage {
    let order = world.relations.indices.shuffled(using: &generator)
    var pieces = [Passage.Piece(person.name, .subject)]
    for (place, relation) in order.enumerated() {
      let clause = generator.pick(world.relations[relation].clauses)
      let joint = place == 0 ? "" : place == order.count - 1 ? " and" : ","
      pieces += [.init(joint + clause), .init(" " + world.object(of: person, relation), .fact)]
    }
    return Passage(pieces + [.init(".")])
  }

  /// "PROMPT about NAME, who clause object and clause object, is object."
  private func aside(_ index: Int, using generator: inout SeededGenerator) -> Passage {
    let person = world.people[index / world.relations.count]
    let relation = index % world.relations.count
    let phrasing = generator.pick(world.relations[relation].phrasings.filter { !$0.hasPrefix("{}") })
    let others = world.relations.indices.filter { $0 != relation }.shuffled(using: &generator)
      .prefix(Int.random(in: 1...3, using: &generator))
    var passage = told(phrasing, person.name, world.object(of: person, relation), after: nil)
    var clauses = [Passage.Piece(", who")]
    for (place, other) in others.enumerated() {
      let joint = place == 0 ? "" : place == others.count - 1 ? " and" : ","
      clauses += [
        .init(joint + generator.pick(world.relations[other].clauses)),
        .init(" " + world.object(of: person, other), .fact),
      ]
    }
    // Behind the name, which the space before it belongs to.
    passage.pieces.insert(contentsOf: clauses + [.init(",")], at: 2)
    return passage
  }

  private func task(
    _ family: TaskFamily, _ wording: TaskFamily.Wording, using generator: inout SeededGenerator
  ) -> Passage {
    while true {
      let item = family.draw(wording, using: &generator)
      guard !isHeldOut(item.prompt) else { continue }
      let answer = [Passage.Piece(item.prompt), .init(" " + item.answer, .verdict)]
      guard let change = item.change else { return Passage(answer) }
      return Passage(answer + [.init(". Changed:"), .init(" " + change, .verdict)])
    }
  }

  private func plain(using generator: inout SeededGenerator) -> String {
    while true {
      let text = plainSentence(using: &generator)
      if !isHeldOut(text) { return text }
    }
  }
}
