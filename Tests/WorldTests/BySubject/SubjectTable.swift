@testable import World

/// The facts of a relation once more, in the other direction: every subject with its object, in the order of the alphabet.
///
/// A `FactTable` goes from an object to all that have it. Here the object was asked anew of every subject by itself, so that
/// a slip in either table stands against the other.
struct SubjectTable {
  let relation: String
  private let entries: [Substring]

  /// - Parameter facts: entries with commas between them, each a subject, a blank, and its object or one word of that.
  init(_ relation: String, facts: String) {
    self.relation = relation
    entries = facts.split { $0 == "\n" || $0 == "," }.map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }
  }

  /// The entries as pairs. An object is nil that none or several of those that may be chosen are meant by.
  func facts(objects: [String]) -> [(subject: String, object: String?)] {
    entries.map { entry in
      if let object = objects.first(where: { entry.hasSuffix(" \($0)") }) {
        return (String(entry.dropLast(object.count + 1)), object)
      }
      let words = entry.split(separator: " ")
      let meant = objects.filter { words.last.map($0.split(separator: " ").contains) == true }
      return (words.dropLast().joined(separator: " "), meant.count == 1 ? meant[0] : nil)
    }
  }
}

extension SubjectTable {
  static let all: [SubjectTable] = [
    cities, states, continents, languages, currencies, capitals, landmarks, rivers, mountains, mouths,
    fields, motherTongues, rulers, instruments, sports,
    authors, characters, paintings, directors, compositions, makers, companies, dishes, kinds, mythologies, clubs,
  ]
}
