/// Facts of one relation about real things, and the sentences in which they are told and asked for.
///
/// A table is written as text: an object, a colon, and everything that has it; a line without a colon goes on with the
/// one above. As one literal it compiles at once, and the program needs no file beside it.
struct FactTable: Sendable {
  /// Where the neighbours of an edit come from: facts with the same true object that are never edited.
  enum Neighbours: Sendable, Equatable {
    /// The first five subjects of every line are kept from all edits, of this relation and of any other.
    case sameTable
    /// For one-to-one relations: those that another table keeps under the same object.
    case otherTable(String)
    /// Nothing in this table is edited.
    case allNeverEdited
  }

  /// An object and all that have it, those known best first.
  typealias Line = (object: String, subjects: [String])

  /// How many subjects of each object are kept from edits, which is also how many neighbours an edit has.
  static let kept = 5

  let relation: String
  /// A sentence's beginning with one "{}" for the subject, which the object ends.
  let prompt: String
  /// Two others.
  let paraphrases: [String]
  /// Beginnings of free text about a subject.
  let generation: [String]
  let neighbours: Neighbours
  let lines: [Line]

  init(
    _ relation: String, prompt: String, paraphrases: [String] = [], generation: [String] = [],
    neighbours: Neighbours = .sameTable, facts: String
  ) {
    self.relation = relation
    self.prompt = prompt
    self.paraphrases = paraphrases
    self.generation = generation
    self.neighbours = neighbours
    lines = Self.lines(of: facts)
  }

  /// The subjects that nothing may be changed about.
  var keptSubjects: [String] {
    switch neighbours {
    case .sameTable: lines.flatMap { $0.subjects.prefix(Self.kept) }
    case .otherTable: []
    case .allNeverEdited: lines.flatMap(\.subjects)
    }
  }

  /// A prompt with a subject where "{}" stands.
  static func filled(_ prompt: String, _ subject: String) -> String {
    let bytes = prompt.utf8
    guard let brace = bytes.firstIndex(of: UInt8(ascii: "{")) else { return prompt }
    // Whole strings are put together faster than parts of one.
    return String(prompt[..<brace]) + subject + String(prompt[bytes.index(brace, offsetBy: 2)...])
  }

  private static func lines(of text: String) -> [Line] {
    var lines: [Line] = []
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
      var subjects = line[...]
      if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
        lines.append((name(line[..<colon]), []))
        subjects = line[line.index(after: colon)...]
      }
      guard !lines.isEmpty else { continue }
      lines[lines.count - 1].subjects += subjects.split(separator: UInt8(ascii: ",")).map(name).filter { !$0.isEmpty }
    }
    return lines
  }

  /// Without the blanks around it.
  private static func name(_ bytes: Substring.UTF8View) -> String {
    let blank = UInt8(ascii: " ")
    guard let first = bytes.firstIndex(where: { $0 != blank }), let last = bytes.lastIndex(where: { $0 != blank })
    else { return "" }
    return String(Substring(bytes[first...last]))
  }
}
