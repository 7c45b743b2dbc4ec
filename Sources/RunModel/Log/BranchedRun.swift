/// What a run's log comes to: the branches that are alive, and the rounds of each that stand. Whoever reads a log, to show
/// it, to compare it or to edit on, folds it by these rules, so that a damaged one has one meaning.
///
/// * A round goes by its number, as its file of updates does, which later writing replaces: a round that is told again
///   takes the place of the first telling and of all rounds after it, and an undo takes the round it names with all after
///   it. Round 0, the unedited model, is told once and never taken back.
/// * Edit counts ascend with the rounds. A round that breaks this, or has a number that cannot be, is passed over.
/// * Rounds that two branches have are fixed until the fork ends: the updates of both begin with their files. A line that
///   takes one of them back or tells it again is passed over.
/// * A fork begins after a round that stands, with the edit count of that round and a number above those of all forks
///   before it, while there is one branch. Others are passed over, and so are lines about branches that are not alive.
/// * Late measures complete the last round of their branch, and that of the other branch where both stand at the same
///   shared round, when that is the round they name and lacks them. Others are passed over.
///
/// A log is damaged where a round is missing or was passed over, where a round is taken back that does not stand, and where a
/// branch cannot begin: then `damage` says which came first, and `soundRound` is the last round before it. The damage is
/// mended when the rounds after that one are taken back or told again. A damaged run can be edited on when rounds after the
/// sound one have digests, which bind them to those before (`canGoOn`).
package struct BranchedRun: Sendable, Equatable {
  /// What is wrong with a log, and the last round before it.
  private struct Flaw: Equatable {
    let words: String
    let sound: Int
  }

  /// The constants of the run, as last told; nil for a log that does not even hold its beginning.
  package private(set) var description: RunDescription?
  /// One, or two since a fork; the one that went on at the fork first.
  package private(set) var branches = [Branch(name: Fork.trunk)]
  /// The highest number of a fork.
  package private(set) var forkCount = 0
  /// What is wrong with the log first; nil for one in which every round has its place.
  package var damage: String? { flaw?.words }
  /// The last round that stood before the damage; -1 when not even the unedited model did, nil without damage.
  package var soundRound: Int? { flaw?.sound }
  private var flaw: Flaw?
  /// A round that is told again after others, in words, as two writers at once leave it; nil when there is none.
  package private(set) var repetition: String?
  /// Lines folded so far.
  private var lineCount = 0
  /// The place of the line that began the fork that there is.
  private var forkPlace: Int?

  package init() {}

  package init(_ entries: some Sequence<Event>) { for entry in entries { take(entry) } }

  package init(_ log: [LogLine]) { self.init(log.lazy.map(\.entry)) }

  /// The fork that there is; nil for a run with one branch.
  package var fork: Fork? { branches.count > 1 ? branches[1].forks.last : nil }

  /// The number of the last round that both branches have; 0 for one branch.
  package var sharedRounds: Int { fork?.round ?? 0 }

  /// The rounds of a branch that no branch before it has.
  ///
  /// - Parameter position: in `branches`.
  package func ownRounds(_ position: Int) -> [Round] {
    let rounds = branches[position].rounds
    return position == 0 ? rounds : rounds.filter { $0.report.round > sharedRounds }
  }

  /// The lines of the log that stand: all but rounds that were taken back or replaced, the taking back of them, and what is
  /// about branches that were dropped. They are a log of the same run.
  ///
  /// - Parameter log: the lines that were folded.
  package func standing(of log: [LogLine]) -> [LogLine] {
    let places = branches.flatMap { branch in
      branch.places + branch.rounds.map(\.place) + branch.rounds.compactMap(\.latePlace)
    }
    return Set(places).sorted().map { log[$0] }
  }

  /// Takes in the next line of the log.
  ///
  /// - Returns: whether it means anything by the rules above.
  @discardableResult
  package mutating func take(_ entry: Event) -> Bool {
    let place = lineCount
    lineCount += 1
    guard let position = position(of: entry) else { return isStray(entry) }
    switch entry.content {
    case .ready(let description): self.description = description
    case .round(let report): return add(report, at: place, to: position)
    case .measured(let late): return complete(with: late, at: place, position)
    case .undone(let report): return takeBack(report.round, of: position, at: place)
    case .forked(let fork): return begin(fork, at: place)
    case .forkEnded: return keep(position, at: place)
    case .change(let change): branches[position].guardSetting = change.isInitial == true ? nil : change.setting
    case .editor(let change): branches[position].editor = change.editor
    case .clamp(let change): branches[position].clamp = change.isInitial == true ? nil : change.anchor
    case .anchor(let change): branches[position].anchor = change.isInitial == true ? nil : change.anchor
    case .probes(let change): branches[position].probes = change.now.map(\.prompt)
    case .evaluated, .stopped: break
    case .activity, .seen, .inspected, .notice, .on: return false
    }
    branches[position].places.append(place)
    return true
  }

  /// The branch that a line is about; nil for one that is no more, or never was.
  private func position(of entry: Event) -> Int? {
    switch entry {
    // About the whole run.
    case .ready, .stopped: 0
    default: branches.firstIndex { $0.name == entry.branch }
    }
  }

  /// Notes a round of a branch that never was, as the loss of the line leaves it that began the branch.
  private mutating func isStray(_ entry: Event) -> Bool {
    let hasBegun = entry.branch == Fork.trunk || Fork.number(of: entry.branch).map { $0 <= forkCount } ?? false
    guard case .round(let report) = entry.content, !hasBegun else { return false }
    return note("round \(report.round) is of branch \(entry.branch), which never began", after: branches[0].lastRound)
  }

  /// Numbers and edit counts beyond these come from a damaged log.
  private static let plausible = 0...1_000_000_000
  /// Numbers of forks, likewise.
  private static let plausibleForks = 1...1_000_000

  private mutating func add(_ report: RoundReport, at place: Int, to position: Int) -> Bool {
    let before = branches[position].rounds.last { $0.report.round < report.round }?.report.edits
    if report.round == 0, !branches[position].rounds.isEmpty { return false }
    guard Self.plausible.contains(report.round), Self.plausible.contains(report.edits),
      before.map({ $0 < report.edits }) ?? true
    else {
      return note("round \(report.round) cannot be at edit \(report.edits)", after: branches[position].lastRound)
    }
    guard fork == nil || report.round > sharedRounds else {
      return note("round \(report.round), which both branches have, is told again", after: report.round - 1)
    }
    let last = branches[position].lastRound
    // The last round may be told again: its line was lost and made anew.
    if report.round < last { repetition = repetition ?? "round \(report.round) is told again after round \(last)" }
    remove(from: report.round, of: position)
    if case let last = branches[position].lastRound, report.round > last + 1 {
      note("round \(last + 1) is missing before round \(report.round)", after: last)
    }
    branches[position].rounds.append(Round(report: report, place: place))
    // A log may lack the change that brought the round its editor.
    if report.round > 0 { branches[position].editor = report.editor }
    branches[position].settle()
    return true
  }

  private mutating func complete(with late: LateMeasures, at place: Int, _ position: Int) -> Bool {
    var isTaken = false
    for branch in branches.indices where branch == position || late.round <= sharedRounds {
      guard let last = branches[branch].rounds.indices.last,
        branches[branch].rounds[last].report.complete(with: late)
      else { continue }
      branches[branch].rounds[last].latePlace = place
      isTaken = true
    }
    return isTaken
  }

  private mutating func takeBack(_ round: Int, of position: Int, at place: Int) -> Bool {
    guard round > 0 else { return note("edit 0 is taken back", after: branches[position].lastRound) }
    guard fork == nil || round > sharedRounds else {
      return note("round \(round), which both branches have, is taken back", after: round - 1)
    }
    guard branches[position].rounds.contains(where: { $0.report.round == round }) else {
      // Nothing stands after the damage, and what may have stood there first is given up with all that followed.
      if let flaw, round == flaw.sound + 1, branches.allSatisfy({ $0.lastRound <= flaw.sound }) {
        self.flaw = nil
        return true
      }
      return note("round \(round) is taken back, which does not stand", after: branches[position].lastRound)
    }
    remove(from: round, of: position, undo: place)
    return true
  }

  /// Removes rounds of a branch. What is damaged is mended when nothing after it stands any more.
  private mutating func remove(from round: Int, of position: Int, undo place: Int? = nil) {
    guard round <= branches[position].lastRound else { return }
    branches[position].removeRounds(from: round, undo: place)
    if let flaw, branches.allSatisfy({ $0.lastRound <= flaw.sound }) { self.flaw = nil }
  }

  private mutating func begin(_ fork: Fork, at place: Int) -> Bool {
    guard branches.count == 1, fork.number > forkCount, Self.plausibleForks.contains(fork.number),
      branches[0].rounds.contains(where: { $0.report.round == fork.round && $0.report.edits == fork.edits })
    else {
      return note(
        "branch \(fork.name) cannot begin after round \(fork.round) at edit \(fork.edits)",
        after: branches[0].lastRound)
    }
    forkCount = fork.number
    branches[0].places.append(place)
    branches.append(branches[0].forked(fork))
    forkPlace = place
    return true
  }

  private mutating func keep(_ position: Int, at place: Int) -> Bool {
    guard branches.count == 2 else { return false }
    branches = [branches[position]]
    if position == 0 {
      // For the branch that was forked the fork never was.
      branches[0].places.removeAll { $0 == forkPlace }
    } else {
      branches[0].places.append(place)
    }
    return true
  }

  /// - Parameter sound: the last round before the damage.
  /// - Returns: false, since nothing is taken in.
  @discardableResult
  private mutating func note(_ damage: String, after sound: Int) -> Bool {
    if flaw == nil { flaw = Flaw(words: damage, sound: sound) }
    return false
  }
}
