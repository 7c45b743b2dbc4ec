import Numerics

/// One thing that happened: the small world of plain English in which sentences and tasks are told.
struct Clause: Equatable {
  var subject: Noun
  var verb: String
  var object: Noun
  /// "in the garden"; nil if it is not said.
  var place: String?

  struct Noun: Equatable {
    var adjective: String?
    var noun: String

    var text: String { adjective.map { "the \($0) \(noun)" } ?? "the \(noun)" }
  }

  static func draw(using generator: inout SeededGenerator) -> Clause {
    let subject = generator.pick(Lexicon.actors)
    var object = generator.pick(Lexicon.nouns)
    while object == subject { object = generator.pick(Lexicon.nouns) }
    return Clause(
      subject: Noun(adjective: generator.maybe(Lexicon.adjectives), noun: subject),
      verb: generator.pick(Lexicon.verbs), object: Noun(adjective: generator.maybe(Lexicon.adjectives), noun: object),
      place: generator.maybe(Lexicon.places))
  }

  var hasModifier: Bool { subject.adjective != nil || object.adjective != nil || place != nil }

  /// A way to tell it.
  enum Form: CaseIterable { case active, activePlaceFirst, passive, passivePlaceFirst }

  /// Without a capital or a full stop.
  func text(_ form: Form = .active) -> String {
    let core: String
    switch form {
    case .active, .activePlaceFirst: core = "\(subject.text) \(verb) \(object.text)"
    case .passive, .passivePlaceFirst: core = "\(object.text) was \(verb) by \(subject.text)"
    }
    guard let place else { return core }
    switch form {
    case .active, .passive: return "\(core) \(place)"
    case .activePlaceFirst, .passivePlaceFirst: return "\(place), \(core)"
    }
  }

  /// The same with some modifiers left unsaid, at least one.
  func withFewerModifiers(using generator: inout SeededGenerator) -> Clause {
    var result = self
    repeat {
      result = self
      if Bool.random(using: &generator) { result.subject.adjective = nil }
      if Bool.random(using: &generator) { result.object.adjective = nil }
      if Bool.random(using: &generator) { result.place = nil }
    } while result == self && hasModifier
    return result
  }

  /// The same but for one word, or with the parts exchanged; and the word that is new, or "order".
  func changed(using generator: inout SeededGenerator) -> (clause: Clause, change: String) {
    var result = self
    switch Int.random(in: 0..<5, using: &generator) {
    case 0:
      result.subject.noun = generator.pick(Lexicon.actors, but: [subject.noun, object.noun])
      return (result, result.subject.noun)
    case 1:
      result.object.noun = generator.pick(Lexicon.nouns, but: [subject.noun, object.noun])
      return (result, result.object.noun)
    case 2 where Lexicon.actors.contains(object.noun):
      (result.subject, result.object) = (object, subject)
      return (result, "order")
    case 3:
      guard let place else { break }
      let other = generator.pick(Lexicon.places, but: [place])
      result.place = other
      return (result, String(other.split(separator: " ").last ?? ""))
    default: break
    }
    result.verb = generator.pick(Lexicon.verbs, but: [verb])
    return (result, result.verb)
  }
}

enum Lexicon {
  /// Those who can do something.
  static let actors = words(
    "farmer doctor sailor teacher child driver soldier student worker queen dog cat horse goat fox")
  /// Everything that something can be done to.
  static let nouns = actors + words("book box letter lamp chair cup basket ball coat bottle")
  static let adjectives = words("old young tall quiet tired brave happy small clean heavy red green")
  /// Past tense and participle alike.
  static let verbs = words("followed watched carried pushed washed painted lifted called chased helped found moved")
  static let places = [
    "in the garden", "at the market", "near the river", "behind the school", "on the bridge", "in the kitchen",
    "at the station", "in the park",
  ]
  /// Singular and plural of someone, and of what they do.
  static let plurals = [
    ("farmer", "farmers"), ("doctor", "doctors"), ("sailor", "sailors"), ("teacher", "teachers"), ("driver", "drivers"),
    ("soldier", "soldiers"), ("student", "students"), ("worker", "workers"), ("dog", "dogs"), ("cat", "cats"),
  ]
  static let actions = [
    ("walks", "walk"), ("runs", "run"), ("goes", "go"), ("returns", "return"), ("drives", "drive"), ("moves", "move"),
  ]
  static let goals = words("garden market river school bridge kitchen station park")
  static let works = words("film play show story plot music ending script acting song")
  static let praise = words("great good lovely funny brilliant charming clever touching fresh warm")
  static let blame = words("bad dull awful boring poor stupid dreadful weak slow silly")
  static let degrees = words("very really quite truly rather")
  static let times = ["at night", "on Sunday", "before dinner", "every morning", "after lunch"]
  static let moods = words("smiled cried laughed waited sang slept arrived left")

  static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}

extension SeededGenerator {
  /// An element other than some.
  mutating func pick<Element: Equatable>(_ elements: [Element], but others: [Element]) -> Element {
    pick(elements.filter { !others.contains($0) })
  }

  /// An element, or nothing, with equal chances.
  mutating func maybe<Element>(_ elements: [Element]) -> Element? {
    Bool.random(using: &self) ? pick(elements) : nil
  }
}

/// With a capital and a full stop.
func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + "." }

/// A sentence of no consequence.
func plainSentence(using generator: inout SeededGenerator) -> String {
  switch Int.random(in: 0..<4, using: &generator) {
  case 0: return sentence(Clause.draw(using: &generator).text(generator.pick([.active, .activePlaceFirst])))
  case 1:
    let clause = Clause.draw(using: &generator)
    return sentence("when \(generator.pick(Names.first)) \(generator.pick(Lexicon.moods)), \(clause.text())")
  case 2:
    let (singular, plural) = generator.pick(Lexicon.plurals)
    let (goes, go) = generator.pick(Lexicon.actions)
    let adjective = generator.maybe(Lexicon.adjectives).map { $0 + " " } ?? ""
    let one = Bool.random(using: &generator)
    let goal = "to the \(generator.pick(Lexicon.goals)) \(generator.pick(Lexicon.times))"
    return sentence("the \(adjective)\(one ? singular : plural) \(one ? goes : go) \(goal)")
  default:
    let told = "\(generator.pick(Names.first)) told \(generator.pick(Names.first)) about"
    return sentence("\(told) \(Clause.draw(using: &generator).subject.text) \(generator.pick(Lexicon.places))")
  }
}
