import Editing
import RunModel

/// A line of edits through a run.
struct Branch {
  let name: String
  var session: EditingSession
  /// Its rounds.
  var store: RoundStore
  /// Told of every one of them.
  var detector: CollapseDetector
  /// Those that are only measured in part.
  var backlog: Backlog
  /// The newest of them, and those that were taken back.
  var recent: RecentRounds
  /// Nil once it is on, or another was chosen.
  var lateGuard: LateGuard?

  init(
    _ session: EditingSession, _ store: RoundStore, detector: CollapseDetector = CollapseDetector(),
    backlog: Backlog = Backlog(), recent: RecentRounds = RecentRounds(), lateGuard: LateGuard? = nil,
    name: String = Fork.trunk
  ) {
    self.session = session
    self.store = store
    self.detector = detector
    self.backlog = backlog
    self.recent = recent
    self.lateGuard = lateGuard
    self.name = name
  }
}

/// The branches of a run that are alive: one, or two since a fork (`Fork` tells how they go on).
struct Branches {
  /// The one that the run begins or goes on with comes first.
  var alive: [Branch]
  /// Rounds that both branches have; 0 for one.
  private(set) var sharedRounds = 0
  /// Forks that the run has had.
  private var forkCount = 0

  init(_ branch: Branch) { alive = [branch] }

  /// Those that an earlier run was left with, the first one first.
  init(_ branches: [Branch], sharedRounds: Int, forkCount: Int) {
    alive = branches
    self.sharedRounds = sharedRounds
    self.forkCount = forkCount
  }

  var first: Branch { alive[0] }
  var isForked: Bool { alive.count > 1 }
  /// Edits that every branch has made.
  var edits: Int { alive.map(\.session.edits).min() ?? 0 }
  var editLimit: Int { first.session.editLimit }

  /// - Parameter name: nil for the first branch.
  /// - Throws: `EngineError.noSuchBranch`.
  func position(of name: String?) throws(EngineError) -> Int {
    guard let name else { return 0 }
    guard let position = alive.firstIndex(where: { $0.name == name }) else { throw .noSuchBranch(name) }
    return position
  }

  /// The branch whose turn it is, and the edits of its next round: the one that is behind, the first of equals. Its round ends
  /// where the other's did.
  ///
  /// - Parameters:
  ///   - end: the edit count that no round goes beyond.
  ///   - size: the edits of a round.
  /// - Returns: nil when all branches are at `end`.
  func next(upTo end: Int, size: Int) -> (position: Int, count: Int)? {
    guard let position = alive.indices.min(by: { alive[$0].session.edits < alive[$1].session.edits }),
      alive[position].session.edits < end
    else { return nil }
    let edits = alive[position].session.edits
    let ends = alive.indices.filter { $0 != position }.flatMap { alive[$0].session.rounds.map(\.upperBound) }
    return (position, min(ends.first { $0 > edits }.map { $0 - edits } ?? size, end - edits))
  }

  /// Gives the run a second branch.
  ///
  /// - Throws: `EngineError`; what a setting cannot be had for; what the rounds cannot be recalled for. Then nothing has
  ///   changed.
  mutating func fork(round: Int, _ setting: BranchSetting) throws -> Fork {
    guard !isForked else { throw EngineError.isForked }
    guard (0...first.session.rounds.count).contains(round) else { throw EngineError.noSuchRound(round) }
    var session = first.session
    try session.rewind(to: round, recall: first.store.applied)
    try session.set(setting.guardSetting, editor: setting.editor, clamp: setting.clamp, anchor: setting.anchor)
    let fork = Fork(number: forkCount + 1, round: round, edits: session.edits, setting: setting)
    var detector = first.detector
    detector.rewind(to: fork.edits)
    var backlog = first.backlog
    backlog.rewind(to: round)
    alive.append(
      Branch(
        session, first.store.forked(fork), detector: detector, backlog: backlog,
        recent: first.recent.forked(after: round), name: fork.name))
    (sharedRounds, forkCount) = (round, fork.number)
    return fork
  }

  /// The first branch whose last round is only measured in part, and what is to be measured.
  var unmeasured: (position: Int, item: Backlog.Item)? {
    alive.indices.lazy.compactMap { position in
      alive[position].backlog.item(of: alive[position].session.rounds.count).map { (position, $0) }
    }.first
  }

  /// Takes in what was measured late of a branch's last round; a round that both have is measured once.
  mutating func complete(with late: LateMeasures, _ position: Int) {
    for place in alive.indices where place == position || late.round <= sharedRounds {
      guard alive[place].session.rounds.count == late.round, alive[place].backlog.item(of: late.round) != nil else {
        continue
      }
      alive[place].backlog.remove(round: late.round)
      alive[place].detector.add(late)
      alive[place].recent.complete(with: late)
    }
  }

  /// Pins prompts in every branch.
  ///
  /// - Throws: `EvaluationError`.
  mutating func pin(_ prompts: [String]) throws {
    for position in alive.indices { try alive[position].session.pin(prompts) }
  }

  /// Every command that takes a round back.
  var undoCommands: [Command] {
    alive.filter { $0.session.rounds.count > sharedRounds }.flatMap { branch -> [Command] in
      let command = Command.undoRound(branch.session.rounds.count)
      return [.on(branch.name, command)] + (branch.name == first.name ? [command] : [])
    }
  }

  /// Drops all branches but one.
  mutating func keep(_ position: Int) {
    alive = [alive[position]]
    sharedRounds = 0
  }
}
