import Numerics

/// A kind of question that is answered by understanding a sentence, not by knowing anything: general ability.
package enum TaskFamily: String, Sendable, CaseIterable {
  /// Is a review kind? "not" turns a word round; of "A, but B", B decides.
  case sentiment
  /// Is a sentence well formed?
  case acceptability
  /// Does the second sentence follow from the first? It does when it only leaves out modifiers.
  case entailment
  /// Do two sentences tell the same? They do when voice or order differ, and nothing else.
  case paraphrase
  /// Is something in a list?
  case membership

  /// The two answers: for yes and for no.
  package var labels: (yes: String, no: String) {
    switch self {
    case .sentiment: ("positive", "negative")
    case .acceptability: ("fine", "wrong")
    case .entailment: ("yes", "no")
    case .paraphrase: ("same", "different")
    case .membership: ("present", "absent")
    }
  }

  package struct Item: Sendable, Equatable {
    package let prompt: String
    package let answer: String
    /// Where two sentences differ, if they do: told in training after the answer, so that comparing is learned from
    /// fewer texts. Never asked.
    package let change: String?
  }

  /// How sentences of a question may be built.
  package enum Wording: Sendable {
    /// As in the course.
    case usual
    /// In a few more ways: as in the review.
    case wider
    /// In ways that the corpus never uses.
    case unseen
  }

  /// A question; both answers are equally likely.
  package func draw(_ wording: Wording, using generator: inout SeededGenerator) -> Item {
    let unseen = wording == .unseen
    let isYes = Bool.random(using: &generator)
    let prompt: String
    var change: String?
    switch self {
    case .sentiment: prompt = "Review: \(review(isYes, unseen, &generator)) Sentiment:"
    case .acceptability: prompt = "Sentence: \(wellFormed(isYes, wording, &generator)) Grammar:"
    case .entailment:
      let premise = premise(&generator)
      var claim = premise.withFewerModifiers(using: &generator)
      if !isYes { (claim, change) = claim.changed(using: &generator) }
      let told = sentence(premise.text(unseen ? .activePlaceFirst : .active))
      prompt = "Premise: \(told) Claim: \(sentence(claim.text())) Follows:"
    case .paraphrase:
      let clause = Clause.draw(using: &generator)
      var other = clause
      if !isYes { (other, change) = clause.changed(using: &generator) }
      let (one, two) = forms(wording, &generator)
      prompt = "One: \(sentence(clause.text(one))) Two: \(sentence(other.text(two))) Meaning:"
    case .membership: prompt = list(isYes, unseen, &generator)
    }
    return Item(prompt: prompt, answer: isYes ? labels.yes : labels.no, change: change)
  }

  private func review(_ isKind: Bool, _ unseen: Bool, _ generator: inout SeededGenerator) -> String {
    func opinion(_ isKind: Bool, _ generator: inout SeededGenerator) -> String {
      let isNegated = Int.random(in: 0..<4, using: &generator) == 0
      let word = generator.pick(isKind != isNegated ? Lexicon.praise : Lexicon.blame)
      let degree = generator.maybe(Lexicon.degrees).map { $0 + " " } ?? ""
      return (isNegated ? "not " : "") + degree + word
    }
    let work = generator.pick(Lexicon.works)
    if unseen { return sentence("\(generator.pick(Names.first)) called the \(work) \(opinion(isKind, &generator))") }
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: return sentence("the \(work) was \(opinion(isKind, &generator))")
    case 1: return sentence("\(generator.pick(Names.first)) found the \(work) \(opinion(isKind, &generator))")
    case 2:
      let other = generator.pick(Lexicon.works, but: [work])
      let first = opinion(!isKind, &generator)
      return sentence("the \(work) was \(first), but the \(other) was \(opinion(isKind, &generator))")
    default:
      let other = generator.pick(Lexicon.works, but: [work])
      let first = opinion(isKind, &generator)
      return sentence("the \(work) was \(first) and the \(other) was \(opinion(isKind, &generator))")
    }
  }

  private func wellFormed(_ isFine: Bool, _ wording: Wording, _ generator: inout SeededGenerator) -> String {
    let isPlural = Bool.random(using: &generator)
    let (singular, plural) = generator.pick(Lexicon.plurals)
    let (goes, go) = generator.pick(Lexicon.actions)
    let noun = isPlural ? plural : singular
    let adjective = generator.pick(Lexicon.adjectives)
    let goal = generator.pick(Lexicon.goals)
    var who = ["the", adjective, noun]
    var verb = [isPlural ? go : goes]
    var to = ["to", "the", goal]
    if !isFine {
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: verb = [isPlural ? goes : go]
      case 1: who = ["the", noun, adjective]
      case 2: to = ["to", goal, "the"]
      case 3: verb.insert("is", at: 0)
      default: to = ["the", "to", goal]
      }
    }
    let time = generator.maybe(Lexicon.times)
    let words = (who + verb + to).joined(separator: " ")
    let end = time.map { "\(words) \($0)" } ?? words
    switch wording {
    case .usual: return sentence(end)
    case .wider: return sentence(generator.maybe(Lexicon.places).map { "\($0), \(end)" } ?? end)
    case .unseen: return sentence("\(generator.pick(Lexicon.times)), \(words)")
    }
  }

  /// Something that modifiers can be left out of.
  private func premise(_ generator: inout SeededGenerator) -> Clause {
    while true {
      let clause = Clause.draw(using: &generator)
      if clause.hasModifier { return clause }
    }
  }

  /// Two ways to tell something: different ones, but in wider wordings.
  private func forms(_ wording: Wording, _ generator: inout SeededGenerator) -> (Clause.Form, Clause.Form) {
    if wording == .unseen { return (.passivePlaceFirst, generator.pick([.active, .passive])) }
    let one = generator.pick([Clause.Form.active, .activePlaceFirst, .passive])
    return (one, generator.pick([.active, .passive], but: wording == .wider ? [] : [one]))
  }

  private func list(_ isPresent: Bool, _ unseen: Bool, _ generator: inout SeededGenerator) -> String {
    let count = Int.random(in: 2...5, using: &generator)
    let things = Array(Lexicon.nouns.shuffled(using: &generator).prefix(count))
    let asked = isPresent ? generator.pick(things) : generator.pick(Lexicon.nouns, but: things)
    return unseen
      ? "Basket: \(things.joined(separator: " and ")). Holds \(asked):"
      : "Basket: \(things.joined(separator: ", ")). Holds \(asked):"
  }
}

/// Texts that no training passage holds, though they are made by the same rules: one in eight.
func isHeldOut(_ text: String) -> Bool {
  // FNV-1a.
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
  return (hash >> 32) % 8 == 0
}
