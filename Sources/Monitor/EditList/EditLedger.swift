import Charts
import RunModel

/// All edits of a run with every measurement of them, from the outcomes that rounds report.
package struct EditLedger: Sendable, Equatable {
  /// One edit.
  package struct Entry: Sendable, Equatable {
    /// The newest outcome, for its subject, prompt and objects.
    package var outcome: EditOutcome
    /// In the order of rounds; never empty.
    package var measurements: [Measurement]
  }
  /// How an edit stood after a round.
  package struct Measurement: Sendable, Equatable {
    /// Edit count of the run at the time.
    package var edits: Int
    package var probability: Double
    package var succeeds: Bool
    package var holds: Bool
  }
  /// An edit that the engine could not apply.
  package struct Failure: Sendable, Equatable {
    package var edit: FailedEdit
    /// Edit count of the run after the round.
    package var edits: Int
  }

  /// By ascending index.
  package private(set) var entries = ChunkedArray<Entry>()
  package private(set) var failures: [Failure] = []
  /// A number that changes whenever the ledger does.
  package private(set) var revision = 0
  /// How many edits stand how by what was seen of each last; failed ones are in `failures`.
  private(set) var standing: [EditStatus: Int] = [:]
  /// The edit count of the last measurement.
  private(set) var newest = 0

  package init() {}

  /// Edits and failures known.
  package var count: Int { entries.count + failures.count }

  /// Takes in what a round measured.
  mutating func record(_ report: RoundReport) {
    failures += report.failed.map { Failure(edit: $0, edits: report.edits) }
    record(report.outcomes, at: report.edits)
  }

  /// Takes in what was measured late of the last round, in place of what was measured of it at once.
  mutating func record(_ late: LateMeasures) { record(late.outcomes, at: late.edits) }

  /// Takes in how edits stood when somebody looked or asked, between rounds.
  mutating func record(_ seen: SeenEdits) { record(seen.outcomes, at: seen.edits) }

  private mutating func record(_ outcomes: [EditOutcome], at edits: Int) {
    revision += 1
    // An edit that could not be made has its line already.
    let failed = Set(failures.map(\.edit.index))
    for outcome in outcomes where !failed.contains(outcome.index) {
      let measurement = Measurement(
        edits: edits, probability: outcome.probability, succeeds: outcome.succeeds, holds: outcome.holds)
      let position = position(of: outcome.index)
      if position < entries.count, entries[position].outcome.index == outcome.index {
        entries[position].outcome = outcome
        standing[entries[position].status, default: 0] -= 1
        if entries[position].measurements.last?.edits == edits { entries[position].measurements.removeLast() }
        entries[position].measurements.append(measurement)
      } else {
        insert(Entry(outcome: outcome, measurements: [measurement]), at: position)
      }
      standing[measurement.status, default: 0] += 1
      newest = max(newest, edits)
    }
  }

  /// Edits come in the order of their indices, but for those of a log that was put together by hand.
  private mutating func insert(_ entry: Entry, at position: Int) {
    let later = Array(entries[position...])
    entries.keepFirst(position)
    entries.append(entry)
    for entry in later { entries.append(entry) }
  }

  /// Forgets everything measured beyond `edits`.
  mutating func rewind(to edits: Int) {
    revision += 1
    failures.removeAll { $0.edits > edits }
    newest = min(newest, edits)
    // Edits are made in the order of their indices: most of those that are not known then are the last ones.
    let known = (entries.lastIndex { !$0.isNew(after: edits) } ?? -1) + 1
    for entry in entries[known...] { standing[entry.status, default: 0] -= 1 }
    entries.keepFirst(known)
    var hasGaps = false
    for place in entries.indices where (entries[place].measurements.last?.edits ?? 0) > edits {
      standing[entries[place].status, default: 0] -= 1
      entries[place].measurements.removeAll { $0.edits > edits }
      if entries[place].measurements.isEmpty {
        hasGaps = true
      } else {
        standing[entries[place].status, default: 0] += 1
      }
    }
    if hasGaps { entries = ChunkedArray(entries.lazy.filter { !$0.measurements.isEmpty }) }
  }

  /// Where an edit is or would be: the first entry whose index is not smaller.
  private func position(of index: Int) -> Int { entries.partitioningIndex { $0.outcome.index >= index } }
}

/// A line of the list of edits at some moment.
package enum EditLine: Sendable, Equatable {
  /// An applied edit with its last measurement.
  case measured(EditOutcome, EditLedger.Measurement)
  /// An edit that could not be applied.
  case failed(FailedEdit)

  /// Position in the run's order of edits, from 0.
  package var index: Int {
    switch self {
    case .measured(let outcome, _): outcome.index
    case .failed(let edit): edit.index
    }
  }
}

extension EditLedger {
  /// A line of the list as a place in the ledger.
  package enum Reference: Sendable, Hashable {
    case entry(Int)
    case failure(Int)
  }

  /// The number of lines at the moment when the run stood at `edits`.
  package func count(at edits: Int) -> Int {
    entries.reduce(0) { $0 + (($1.measurements.first?.edits ?? .max) <= edits ? 1 : 0) }
      + failures.reduce(0) { $0 + ($1.edits <= edits ? 1 : 0) }
  }

  /// The lines at the moment when the run stood at `edits`, newest edit first, each with its last measurement by then.
  package func lines(at edits: Int, skipping skipped: Int, count: Int) -> [EditLine] {
    guard count > 0 else { return [] }
    return references(at: edits, limit: max(0, skipped) + count).dropFirst(max(0, skipped)).prefix(count).compactMap {
      line($0, at: edits)
    }
  }

  /// The places of those lines that a filter lets through, newest edit first.
  package func references(at edits: Int, filter: EditFilter = EditFilter(), limit: Int = .max) -> [Reference] {
    let failed = failures.indices.filter { failures[$0].edits <= edits && filter.accepts(failures[$0].edit) }
      .sorted { failures[$0].edit.index > failures[$1].edit.index }
    var result: [Reference] = []
    var nextFailure = 0
    let hasAll = edits >= newest
    for place in entries.indices.reversed() {
      guard result.count < limit else { return result }
      guard hasAll || (entries[place].measurements.first?.edits ?? .max) <= edits else { continue }
      while nextFailure < failed.count, failures[failed[nextFailure]].edit.index > entries[place].outcome.index {
        result.append(.failure(failed[nextFailure]))
        nextFailure += 1
      }
      if filter.isEmpty
        || entries[place].measurement(at: edits).map({ filter.accepts(entries[place].outcome, $0) }) == true
      {
        result.append(.entry(place))
      }
    }
    return result + failed[nextFailure...].map { .failure($0) }
  }

  /// What the list says of a place at a moment; nil when nothing had been measured by then.
  package func line(_ reference: Reference, at edits: Int) -> EditLine? {
    switch reference {
    case .entry(let place):
      guard entries.indices.contains(place) else { return nil }
      return entries[place].measurement(at: edits).map { .measured(entries[place].outcome, $0) }
    case .failure(let place): return failures.indices.contains(place) ? .failed(failures[place].edit) : nil
    }
  }

  /// The position in the run's order of the edit at a place.
  func index(of reference: Reference) -> Int {
    switch reference {
    case .entry(let place): entries[place].outcome.index
    case .failure(let place): failures[place].edit.index
    }
  }

  /// The entry of an edit, by its position in the run's order.
  package func entry(of index: Int) -> Entry? {
    let place = position(of: index)
    return place < entries.count && entries[place].outcome.index == index ? entries[place] : nil
  }
}

extension EditLedger.Entry {
  /// How it was seen last.
  fileprivate var status: EditStatus { measurements.last?.status ?? .held }

  /// Whether it was first seen beyond an edit count.
  fileprivate func isNew(after edits: Int) -> Bool { (measurements.first?.edits ?? .max) > edits }

  /// The last measurement by the moment when the run stood at `edits`.
  func measurement(at edits: Int) -> EditLedger.Measurement? { measurements.last { $0.edits <= edits } }
}
