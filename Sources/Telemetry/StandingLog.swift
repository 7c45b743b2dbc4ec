/// What stands of a run's log: its lines in order, but for rounds that were taken back and the taking back of them.
package struct StandingLog: Sendable, Equatable {
  package private(set) var lines: [LogLine] = []

  package init(_ lines: [LogLine]) {
    // The edit count of the last round that stands.
    var edits = Int.min
    for line in lines {
      switch line.entry {
      case .round(let report):
        // A report that does not go forward replaces what it repeats.
        if report.edits <= edits { drop { $0.edits >= report.edits } }
        edits = report.edits
      case .undo(let report):
        drop { $0.edits > report.edits }
        edits = min(edits, report.edits)
      case .start, .change, .editor, .clamp, .probes, .evaluation, .stop: break
      }
      if case .undo = line.entry { continue }
      self.lines.append(line)
    }
  }

  private mutating func drop(_ isUndone: (RoundReport) -> Bool) {
    lines.removeAll { line in
      if case .round(let report) = line.entry { isUndone(report) } else { false }
    }
  }

  /// The constants of the run, as last told; nil for a log that does not even hold its beginning.
  package var description: RunDescription? {
    lines.lazy.reversed().compactMap { line in
      if case .start(let description) = line.entry { description } else { nil }
    }.first
  }

  /// The rounds, round 0 first; edit counts ascend.
  package var rounds: [RoundReport] {
    lines.compactMap { line in
      if case .round(let report) = line.entry { report } else { nil }
    }
  }
}
