import Numerics

/// Someone who does not exist, and what is true of them.
package struct Person: Sendable, Equatable {
  package let name: String
  /// By relation, in the order of `World.relations`: index of the object.
  package let objects: [Int]
  /// Never edited: their facts are what edits should leave alone.
  package let isReserved: Bool
}

/// An invented world: people with facts that are independent of each other, and some real countries.
///
/// Why so: facts that all follow from one property of a subject make keys that all look alike, and an edit of one subject
/// then moves all others.
package struct World: Sendable {
  package let seed: UInt64
  package let relations = Relation.ofPeople
  package let people: [Person]
  package let countries = Country.all

  /// The same seed gives the same world.
  ///
  /// - Parameters:
  ///   - people: how many there are. With 3,300, of whom 300 are reserved, 21,000 facts can be edited.
  package init(seed: UInt64 = 0, people count: Int = 3_300, reserved: Int = 300) {
    self.seed = seed
    var generator = SeededGenerator(seed: seed, stream: "world")
    let surnames = Names.surnames(600, using: &generator)
    let relations = Relation.ofPeople
    var taken: Set<String> = []
    var people: [Person] = []
    while people.count < count {
      // Every surname is borne by about as many.
      let name = generator.pick(Names.first) + " " + surnames[people.count % surnames.count]
      guard taken.insert(name).inserted else { continue }
      let objects = relations.map { Int.random(in: $0.objects.indices, using: &generator) }
      people.append(Person(name: name, objects: objects, isReserved: false))
    }
    let chosen = Set(people.indices.shuffled(using: &generator).prefix(reserved))
    self.people = people.enumerated().map {
      Person(name: $1.name, objects: $1.objects, isReserved: chosen.contains($0))
    }
  }

  /// How many facts there are about people.
  package var factCount: Int { people.count * relations.count }

  /// What is true of a person in a relation.
  package func object(of person: Person, _ relation: Int) -> String {
    relations[relation].objects[person.objects[relation]]
  }
}
