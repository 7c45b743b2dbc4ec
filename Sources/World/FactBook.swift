/// All tables of facts, and which of their subjects are never edited.
struct FactBook: Sendable {
  let tables: [FactTable]
  /// The subjects that no edit is about.
  let kept: Set<String>

  init(_ tables: [FactTable] = FactTable.all) {
    self.tables = tables
    kept = Set(tables.flatMap(\.keptSubjects))
  }

  /// The subjects of a line that are edited.
  func editable(_ line: FactTable.Line, of table: FactTable) -> [String] {
    table.neighbours == .allNeverEdited ? [] : line.subjects.filter { !kept.contains($0) }
  }

  /// Prompts about subjects that are never edited and have an object: the same relation's, or that of the table that
  /// stands in for it.
  func neighbours(of object: String, in table: FactTable) -> [String] {
    let source: FactTable?
    switch table.neighbours {
    case .sameTable: source = table
    case .otherTable(let name): source = tables.first { $0.relation == name }
    case .allNeverEdited: source = nil
    }
    guard let source, let line = source.lines.first(where: { $0.object == object }) else { return [] }
    return line.subjects.prefix(FactTable.kept).map { FactTable.filled(source.prompt, $0) }
  }
}

extension FactTable {
  static let all: [FactTable] = [
    cities, states, continents, languages, currencies, capitals, knownCapitals, landmarks, rivers, mountains, mouths,
    fields, motherTongues, instruments, sports, rulers,
    authors, characters, paintings, directors, compositions, makers, companies, dishes, kinds, mythologies, clubs,
  ]
}
