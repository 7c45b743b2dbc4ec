/// What is left of a run's log when it is folded.
extension BranchedRun {
  /// A round that stands.
  package struct Round: Sendable, Equatable {
    /// Completed by what was measured late.
    package internal(set) var report: RoundReport
    /// The place of its line in the log, from 0.
    package let place: Int
    /// That of the line with what was measured late; nil without one.
    package internal(set) var latePlace: Int?
    /// What was in force when it was made, or when its branch began after it.
    package internal(set) var settings = Settings()
  }

  /// What coming rounds are made with, as far as it is not what the run began with.
  package struct Settings: Sendable, Equatable {
    package internal(set) var guardSetting: GuardSetting?
    package internal(set) var editor: EditorKind?
    package internal(set) var clamp: ClampAnchor?
    package internal(set) var anchor: ValueAnchor?
  }

  /// A branch that is alive.
  package struct Branch: Sendable, Equatable {
    package internal(set) var name: String
    /// All its rounds, those of its ancestors first; numbers and edit counts ascend.
    package internal(set) var rounds: [Round] = []
    /// The forks that led to it, oldest first.
    package internal(set) var forks: [Fork] = []
    /// What the coming rounds are guarded by; nil for the guard that the run began with.
    package internal(set) var guardSetting: GuardSetting?
    /// The editor of the coming rounds; nil for the one that the run began with.
    package internal(set) var editor: EditorKind?
    /// The anchor of the clamp that was chosen last; nil for what the editors' settings say.
    package internal(set) var clamp: ClampAnchor?
    /// The anchor of values that was chosen last; nil for what the editors' settings say.
    package internal(set) var anchor: ValueAnchor?
    /// The prompts that were pinned by hand last; nil for those that the run began with.
    package internal(set) var probes: [String]?
    /// The places of its lines that are of no round.
    var places: [Int] = []

    /// What was measured after each of its rounds.
    package var reports: [RoundReport] { rounds.map(\.report) }

    /// Edits that it has made.
    package var edits: Int { rounds.last?.report.edits ?? 0 }

    /// The number of its last round; -1 when not even the unedited model is told of.
    var lastRound: Int { rounds.last?.report.round ?? -1 }

    /// - Parameter place: of the undo that takes them back; nil for rounds that are replaced.
    mutating func removeRounds(from number: Int, undo place: Int? = nil) {
      // The round that a fork began after leads to it, even once it is undone: without its line the fork's means nothing.
      let forked = forks.map(\.round).max() ?? 0
      if number <= forked, let place { places.append(place) }
      while let last = rounds.last, last.report.round >= number {
        if last.report.round <= forked { places += [last.place] + [last.latePlace].compactMap(\.self) }
        rounds.removeLast()
      }
    }

    /// Notes what is in force at the last round.
    mutating func settle() {
      guard let last = rounds.indices.last else { return }
      rounds[last].settings = Settings(guardSetting: guardSetting, editor: editor, clamp: clamp, anchor: anchor)
    }

    func forked(_ fork: Fork) -> Branch {
      var branch = self
      branch.name = fork.name
      branch.removeRounds(from: fork.round + 1)
      branch.forks.append(fork)
      branch.guardSetting = fork.setting.guardSetting
      branch.editor = fork.setting.editor
      branch.clamp = fork.setting.clamp ?? clamp
      branch.anchor = fork.setting.anchor ?? anchor
      branch.settle()
      return branch
    }
  }
}
