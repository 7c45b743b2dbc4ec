import Telemetry

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
  package private(set) var entries: [Entry] = []
  package private(set) var failures: [Failure] = []

  package init() {}

  /// Edits and failures known.
  package var count: Int { entries.count + failures.count }

  /// Takes in what a round measured.
  mutating func record(_ report: RoundReport) {
    // An edit that could not be made has its line already.
    let failed = Set((failures.map(\.edit) + report.failed).map(\.index))
    for outcome in report.outcomes where !failed.contains(outcome.index) {
      let measurement = Measurement(
        edits: report.edits, probability: outcome.probability, succeeds: outcome.succeeds, holds: outcome.holds)
      let position = position(of: outcome.index)
      if position < entries.count, entries[position].outcome.index == outcome.index {
        entries[position].outcome = outcome
        entries[position].measurements.append(measurement)
      } else {
        entries.insert(Entry(outcome: outcome, measurements: [measurement]), at: position)
      }
    }
    failures += report.failed.map { Failure(edit: $0, edits: report.edits) }
  }

  /// Forgets everything measured beyond `edits`.
  mutating func rewind(to edits: Int) {
    for index in entries.indices { entries[index].measurements.removeAll { $0.edits > edits } }
    entries.removeAll { $0.measurements.isEmpty }
    failures.removeAll { $0.edits > edits }
  }

  /// Where an edit is or would be: the first entry whose index is not smaller.
  private func position(of index: Int) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].outcome.index < index { low = middle + 1 } else { high = middle }
    }
    return low
  }
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
  /// The number of lines at the moment when the run stood at `edits`.
  package func count(at edits: Int) -> Int {
    entries.reduce(0) { $0 + (($1.measurements.first?.edits ?? .max) <= edits ? 1 : 0) }
      + failures.reduce(0) { $0 + ($1.edits <= edits ? 1 : 0) }
  }

  /// The lines at the moment when the run stood at `edits`, newest edit first, each with its last measurement by then.
  package func lines(at edits: Int, skipping skipped: Int, count: Int) -> [EditLine] {
    guard count > 0 else { return [] }
    let failed = failures.filter { $0.edits <= edits }.map { EditLine.failed($0.edit) }.sorted { $0.index > $1.index }
    var result: [EditLine] = []
    var nextFailure = 0
    let wanted = max(0, skipped) + count
    for entry in entries.reversed() {
      guard result.count < wanted else { break }
      guard let measurement = entry.measurements.last(where: { $0.edits <= edits }) else { continue }
      while nextFailure < failed.count, failed[nextFailure].index > entry.outcome.index {
        result.append(failed[nextFailure])
        nextFailure += 1
      }
      result.append(.measured(entry.outcome, measurement))
    }
    result += failed[nextFailure...]
    return Array(result.dropFirst(max(0, skipped)).prefix(count))
  }
}
