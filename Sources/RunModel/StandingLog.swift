/// What stands of a run's log: its lines in order, but for rounds that were taken back and the taking back of them, and for
/// branches that were dropped.
package struct StandingLog: Sendable, Equatable {
  /// A branch that is alive, and the lines of its rounds.
  package struct Branch: Sendable, Equatable {
    package let name: String
    /// All its rounds, round 0 first; edit counts ascend.
    package let rounds: [LogLine]
    /// Those of them that no branch before it has.
    package let own: [LogLine]
  }
  /// A branch with the places of its lines in the log, those of its ancestors included.
  private struct Trail {
    let name: String
    var places: [Int] = []
    /// The edit count of the last round that stands.
    var edits = Int.min

    /// Drops rounds, and what was measured of them, by their edit counts.
    mutating func keepRounds(of log: [LogLine], where stands: (Int) -> Bool) {
      places.removeAll { log[$0].measuredEdits.map { !stands($0) } ?? false }
    }

    /// The rounds, made whole by what was measured late.
    func rounds(of log: [LogLine]) -> [(place: Int, line: LogLine)] {
      places.reduce(into: []) { rounds, place in
        if log[place].report != nil { rounds.append((place, log[place])) }
        if case .measures(let late) = log[place].entry.content, let last = rounds.indices.last {
          rounds[last].line.complete(with: late)
        }
      }
    }

    /// Whether late measures are what the last round lacks.
    func lacks(_ late: LateMeasures, in log: [LogLine]) -> Bool {
      guard let last = places.lastIndex(where: { log[$0].measuredEdits != nil }) else { return false }
      return log[places[last]].report?.lacks(late) ?? false
    }
  }

  package let lines: [LogLine]
  /// The branches that are alive: one, or two since a fork.
  package let branches: [Branch]

  package init(_ log: [LogLine]) {
    var alive = [Trail(name: Fork.trunk)]
    var sharedEdits = Int.min
    for (place, line) in log.enumerated() {
      guard let position = Self.position(of: line.entry, in: alive) else { continue }
      switch line.entry.content {
      case .round(let report):
        // A report that does not go forward replaces what it repeats.
        if report.edits <= alive[position].edits { alive[position].keepRounds(of: log) { $0 < report.edits } }
        alive[position].edits = report.edits
      case .measures(let late):
        for branch in alive.indices where branch == position || late.edits <= sharedEdits {
          if alive[branch].lacks(late, in: log) { alive[branch].places.append(place) }
        }
        continue
      case .undo(let report):
        alive[position].keepRounds(of: log) { $0 <= report.edits }
        alive[position].edits = min(alive[position].edits, report.edits)
        continue
      case .fork(let fork):
        guard alive.count == 1 else { continue }
        alive[0].places.append(place)
        var trail = Trail(name: fork.name, places: alive[0].places, edits: fork.edits)
        trail.keepRounds(of: log) { $0 <= fork.edits }
        alive.append(trail)
        sharedEdits = fork.edits
        continue
      case .forkEnd:
        guard alive.count == 2 else { continue }
        alive.remove(at: 1 - position)
        sharedEdits = .min
        // Where the branch that was forked stays, it never was.
        guard position == 0 else { break }
        if let fork = alive[0].places.lastIndex(where: { log[$0].isFork }) { alive[0].places.remove(at: fork) }
        continue
      case .start, .change, .editor, .clamp, .probes, .evaluation, .stop, .on: break
      }
      alive[min(position, alive.count - 1)].places.append(place)
    }
    lines = Set(alive.flatMap(\.places)).sorted().map { log[$0] }
    let shared = Set(alive[0].places)
    branches = alive.enumerated().map { position, trail in
      let rounds = trail.rounds(of: log)
      let own = position == 0 ? rounds : rounds.filter { !shared.contains($0.place) }
      return Branch(name: trail.name, rounds: rounds.map(\.line), own: own.map(\.line))
    }
  }

  /// The trail that a line belongs to; nil for one of a branch that is no more, or never was.
  private static func position(of entry: LogEntry, in alive: [Trail]) -> Int? {
    switch entry {
    // About the whole run.
    case .start, .stop: 0
    default: alive.firstIndex { $0.name == entry.branch }
    }
  }

  /// The constants of the run, as last told; nil for a log that does not even hold its beginning.
  package var description: RunDescription? {
    lines.lazy.reversed().compactMap { line in
      if case .start(let description) = line.entry { description } else { nil }
    }.first
  }

  /// The rounds, round 0 first; edit counts ascend. Of a forked run, those of its first branch.
  package var rounds: [RoundReport] { branches[0].rounds.compactMap(\.report) }
}

extension LogLine {
  fileprivate var isFork: Bool { if case .fork = entry.content { true } else { false } }

  /// What was measured after a round; nil for lines about something else.
  package var report: RoundReport? { if case .round(let report) = entry.content { report } else { nil } }

  /// The edit count at which something was measured, as a round or late.
  fileprivate var measuredEdits: Int? {
    switch entry.content {
    case .round(let report): report.edits
    case .measures(let late): late.edits
    default: nil
    }
  }

  fileprivate mutating func complete(with late: LateMeasures) {
    guard var report, report.complete(with: late) else { return }
    entry = .round(report).about(entry.branch)
  }
}
