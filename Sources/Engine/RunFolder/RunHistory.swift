import RunModel

/// What is left of a branch's log when undone rounds are dropped.
struct RunHistory {
  /// Surviving rounds, round 0 first.
  private(set) var rounds: [RoundReport] = []
  private(set) var guardSetting: GuardSetting?
  /// The last editor that was chosen; nil for the one that the run began with.
  private(set) var editor: String?
  /// The last anchor of the clamp that was chosen; nil for what the editors' settings say.
  private(set) var clamp: ClampAnchor?

  /// The last prompts that were pinned by hand; nil for those that the run began with.
  private(set) var probes: [String]?

  init() {}

  mutating func take(_ entry: LogEntry) {
    switch entry {
    case .round(let report): rounds.append(report)
    case .measures(let late): if let last = rounds.indices.last { rounds[last].complete(with: late) }
    case .undo(let report): rounds.removeAll { $0.round >= report.round }
    case .change(let change): guardSetting = change.setting
    case .editor(let change): editor = change.editor
    case .clamp(let change): clamp = change.anchor
    case .probes(let change): probes = change.now.map(\.prompt)
    case .start, .fork, .forkEnd, .evaluation, .stop, .on: break
    }
  }

  /// The history of a branch that begins here.
  func forked(_ fork: Fork) -> RunHistory {
    var history = self
    history.rounds.removeAll { $0.round > fork.round }
    history.guardSetting = fork.setting.guardSetting
    history.editor = fork.setting.editor
    history.clamp = fork.setting.clamp ?? clamp
    return history
  }
}

/// What is left of a log: the branches that are alive.
struct LoggedBranches {
  struct Branch {
    var name: String
    var history = RunHistory()
    /// The forks that led to it, oldest first.
    var forks: [Fork] = []
  }

  private(set) var start: RunDescription?
  /// One, or two since a fork.
  private(set) var alive = [Branch(name: Fork.trunk)]
  /// The highest number of a fork.
  private(set) var forkCount = 0

  init(_ entries: [LogEntry]) {
    for entry in entries { take(entry) }
  }

  /// Rounds that both branches have; 0 for one.
  var sharedRounds: Int { alive.count > 1 ? alive[1].forks.last?.round ?? 0 : 0 }

  private mutating func take(_ entry: LogEntry) {
    if case .start(let description) = entry { start = description }
    guard let position = alive.firstIndex(where: { $0.name == entry.branch }) else { return }
    switch entry.content {
    case .fork(let fork):
      let parent = alive[0]
      // Others come from a damaged log.
      guard alive.count == 1, fork.number > forkCount, fork.number <= 1_000_000,
        parent.history.rounds.contains(where: { $0.round == fork.round })
      else { return }
      forkCount = fork.number
      alive.append(Branch(name: fork.name, history: parent.history.forked(fork), forks: parent.forks + [fork]))
    case .forkEnd:
      if alive.count == 2 { alive.remove(at: 1 - position) }
    case .measures(let late):
      for branch in alive.indices where branch == position || late.round <= sharedRounds {
        alive[branch].history.take(entry.content)
      }
    case let content: alive[position].history.take(content)
    }
  }
}
