import Foundation
import RunModel
import Testing

struct BranchedRunTests {
  /// A log and what it comes to.
  private struct Folded {
    let log: [LogLine]
    let run: BranchedRun

    init(_ entries: [Event]) {
      log = entries.enumerated().map { LogLine($0.element, time: Double($0.offset)) }
      run = BranchedRun(log)
    }

    var branches: [BranchedRun.Branch] { run.branches }
    /// The edit counts of the rounds of the first branch, and of each.
    var edits: [Int] { branches[0].reports.map(\.edits) }
    var allEdits: [[Int]] { branches.map { $0.reports.map(\.edits) } }
    /// The places of the lines that stand.
    var places: [Double] { run.standing(of: log).map(\.time) }
    /// The places of the lines of each branch's own rounds.
    var ownPlaces: [[Int]] { branches.indices.map { run.ownRounds($0).map(\.place) } }
  }

  private func round(_ number: Int, edits: Int) -> Event {
    var report = Samples.report(number: 1)
    (report.round, report.edits) = (number, edits)
    return .round(report)
  }

  private func log(_ entries: [Event]) -> Folded { Folded(entries) }

  @Test func roundsThatWereTakenBackAreLeftOut() {
    let standing = log([
      .ready(Samples.description), round(0, edits: 0), round(1, edits: 10), round(2, edits: 20),
      .undone(UndoReport(round: 2, edits: 10)), .editor(Samples.editorChange), round(2, edits: 15),
      .stopped(reason: "done"),
    ])
    #expect(standing.edits == [0, 10, 15])
    #expect(standing.places == [0, 1, 2, 5, 6, 7])
    #expect(standing.run.description == Samples.description)
  }

  // MARK: - What was measured late

  private func step(_ number: Int, edits: Int) -> Event {
    var report = Samples.partialReport
    (report.round, report.edits) = (number, edits)
    return .round(report)
  }
  private func late(_ number: Int, edits: Int) -> Event {
    var late = Samples.late(number: 1)
    (late.round, late.edits) = (number, edits)
    return .measured(late)
  }
  /// The edit counts of rounds that are measured in all.
  private func whole(_ branch: BranchedRun.Branch) -> [Int] {
    branch.reports.filter { !$0.isPartial }.map(\.edits)
  }

  @Test func lateMeasuresMakeTheRoundWhole() throws {
    let standing = log([round(0, edits: 0), step(1, edits: 1), step(2, edits: 2), late(2, edits: 2)])
    #expect(whole(standing.branches[0]) == [0, 2] && standing.places.count == 4)
    var expected = Samples.report(number: 1)
    (expected.round, expected.edits) = (2, 2)
    let found = try #require(standing.branches[0].reports.last)
    #expect(found.scores == expected.scores && found.sampled == expected.sampled && found.outcomes.count == 2)
    #expect(found.layers == expected.layers && found.probes == expected.probes && found.failed == expected.failed)
    #expect(found.seconds.evaluation == 8 && found.seconds.total == 23)
  }

  /// Those of a round that was taken back go with it; those of another round, or of one that is whole, are none.
  @Test func lateMeasuresThatAreAboutNothingAreLeftOut() {
    let undone = log([
      round(0, edits: 0), step(1, edits: 1), late(1, edits: 1), .undone(UndoReport(round: 1, edits: 0)),
      step(1, edits: 1), late(2, edits: 1), late(1, edits: 2), .on("fork-2", late(1, edits: 1)),
    ])
    #expect(undone.places == [0, 4] && whole(undone.branches[0]) == [0])
    let twice = log([
      late(0, edits: 0), round(0, edits: 0), late(0, edits: 0), step(1, edits: 1), late(1, edits: 1), late(1, edits: 1),
    ])
    #expect(twice.places == [1, 3, 4])
    let late = log([round(0, edits: 0), step(1, edits: 1), step(2, edits: 2), self.late(1, edits: 1)])
    #expect(late.places.count == 3 && whole(late.branches[0]) == [0])
  }

  /// A round that both branches have is measured once, as long as they stand there.
  @Test func lateMeasuresOfASharedRoundAreOfBothBranches() {
    var fork = Samples.fork
    (fork.round, fork.edits) = (1, 1)
    let begun = [round(0, edits: 0), step(1, edits: 1), .forked(fork)]
    let standing = log(begun + [late(1, edits: 1), .on("fork-2", step(2, edits: 2)), .on("fork-2", late(2, edits: 2))])
    #expect(standing.branches.map(whole) == [[0, 1], [0, 1, 2]])
    #expect(standing.ownPlaces[1] == [4])
    let kept = log(begun + [late(1, edits: 1), .on("fork-2", .forkEnded(ForkEnd(edits: 1)))])
    #expect(whole(kept.branches[0]) == [0, 1] && kept.places == [0, 1, 2, 3, 4])
    let moved = log(begun + [.on("fork-2", step(2, edits: 2)), late(1, edits: 1), late(2, edits: 2)])
    #expect(moved.branches.map(whole) == [[0, 1], [0]])
  }

  // MARK: - Forks

  /// A trunk of two rounds, forked after the first, each branch with what it does since.
  private var forked: [Event] {
    [
      .ready(Samples.description), round(0, edits: 0), round(1, edits: 10), round(2, edits: 20), fork,
      .on("fork-2", round(2, edits: 20)), round(3, edits: 30),
      .on("fork-2", .change(GuardChange(edits: 20, setting: Samples.control))),
    ]
  }
  private var fork: Event {
    var fork = Samples.fork
    fork.edits = 10
    return .forked(fork)
  }

  @Test func bothBranchesStand() {
    let standing = log(forked)
    #expect(standing.places.count == forked.count)
    #expect(standing.branches.map(\.name) == ["main", "fork-2"])
    #expect(standing.allEdits == [[0, 10, 20, 30], [0, 10, 20]])
    #expect(standing.ownPlaces == [[1, 2, 3, 6], [5]])
    #expect(standing.edits == [0, 10, 20, 30])
  }

  @Test func undoIsAboutItsBranch() {
    let standing = log(forked + [.on("fork-2", .undone(UndoReport(round: 2, edits: 10))), .stopped(reason: "done")])
    #expect(standing.allEdits == [[0, 10, 20, 30], [0, 10]])
    #expect(standing.places == [0, 1, 2, 3, 4, 6, 7, 9])
  }

  @Test func aForkThatWasDroppedNeverWas() {
    let standing = log(
      forked + [.forkEnded(ForkEnd(edits: 30)), .on("fork-2", round(3, edits: 30)), round(4, edits: 40)])
    #expect(standing.branches.map(\.name) == ["main"])
    #expect(standing.places == [0, 1, 2, 3, 6, 10])
  }

  @Test func aForkThatStaysIsTheRun() {
    let standing = log(
      forked + [
        .on("fork-2", .forkEnded(ForkEnd(edits: 20))), .on("fork-2", round(3, edits: 30)), .stopped(reason: "done"),
      ])
    #expect(standing.branches.map(\.name) == ["fork-2"])
    #expect(standing.edits == [0, 10, 20, 30])
    #expect(standing.places == [0, 1, 2, 4, 5, 7, 8, 9, 10])
  }

  @Test func aReportThatDoesNotGoForwardReplacesWhatItRepeats() {
    let standing = log([round(0, edits: 0), round(1, edits: 10), round(2, edits: 20), round(1, edits: 10)])
    #expect(standing.edits == [0, 10])
    #expect(standing.run.description == nil)
  }

  // MARK: - Damaged logs

  /// What the two branches have in common cannot change under them: their updates begin with the same files.
  @Test func sharedRoundsAreFixedUntilTheForkEnds() {
    let undo = Event.undone(UndoReport(round: 1, edits: 0))
    for line in [undo, .on("fork-2", undo), round(1, edits: 10), .on("fork-2", round(1, edits: 12))] {
      let damaged = log(forked + [line])
      #expect(damaged.allEdits == [[0, 10, 20, 30], [0, 10, 20]])
      #expect(damaged.run.damage?.contains("round 1, which both branches have") == true)
    }
    let ended = log(forked + [.on("fork-2", .forkEnded(ForkEnd(edits: 20))), .on("fork-2", undo)])
    #expect(ended.edits == [0] && ended.run.damage == nil)
  }

  @Test func theUneditedModelIsToldOnceAndStays() {
    let begun = [round(0, edits: 0), round(1, edits: 10)]
    let told = log(begun + [round(0, edits: 0)])
    #expect(told.edits == [0, 10] && told.places == [0, 1] && told.run.damage == nil)
    for number in [0, -1] {
      let undone = log(begun + [.undone(UndoReport(round: number, edits: 0))])
      #expect(undone.edits == [0, 10] && undone.run.damage == "edit 0 is taken back")
    }
  }

  /// What a lost, repeated or moved line leaves is shown by the rules, and not edited on.
  @Test func linesOutOfTheirPlaceAreDamage() {
    let rounds = (0...3).map { round($0, edits: 10 * $0) }
    #expect(log(rounds + [rounds[3]]).run.damage == nil)
    #expect(log([rounds[0], rounds[2]]).run.damage == "round 1 is missing before round 2")
    #expect(log([rounds[3]]).run.damage == "round 0 is missing before round 3")
    #expect(
      log(rounds + [.undone(UndoReport(round: 4, edits: 0))]).run.damage
        == "round 4 is taken back, which does not stand")
    #expect(
      log(rounds + [.on("fork-1", rounds[3])]).run.damage == "round 3 is of branch fork-1, which never began")
  }

  private func bound(_ event: Event) -> Event {
    guard case .round(var report) = event else { return event }
    report.updateDigest = "0123456789abcdef"
    return .round(report)
  }

  /// The last telling of a round counts, whoever told it: two writers at once leave logs like these.
  @Test func aRoundThatIsToldAgainIsTheLastOne() {
    let rounds = (0...4).map { round($0, edits: 10 * $0) }
    for (numbers, edits) in [
      ([0, 1, 2, 3, 1], [0, 10]), ([0, 1, 2, 1, 2, 3], [0, 10, 20, 30]), ([0, 1, 1, 2, 2, 3, 3], [0, 10, 20, 30]),
      // One writer is far behind: what is missing for a while is told by the other.
      ([0, 1, 2, 1, 3, 2, 3], [0, 10, 20, 30]),
    ] {
      let told = log(numbers.map { rounds[$0] })
      #expect(told.edits == edits && told.run.damage == nil && told.run.canGoOn)
      #expect((told.run.repetition != nil) == (numbers != [0, 1, 1, 2, 2, 3, 3]))
    }
    let gap = log([0, 1, 2, 1, 3].map { rounds[$0] })
    #expect(gap.run.damage == "round 2 is missing before round 3" && gap.run.soundRound == 1 && !gap.run.canGoOn)
  }

  /// Damage ends where a run is taken back to what is sound, and does not matter where digests bind the rounds after it.
  @Test func damagedRunsGoOnFromWhatIsSound() throws {
    let rounds = (0...4).map { round($0, edits: 10 * $0) }
    let nothing = Event.undone(UndoReport(round: 9, edits: 0))
    let damaged = log([rounds[0], rounds[1], rounds[2], nothing, rounds[3]])
    #expect(damaged.run.soundRound == 2 && !damaged.run.canGoOn)
    let lines = try #require(damaged.run.lines(endingAfter: 2))
    #expect(lines == [.undone(UndoReport(round: 3, edits: 20))])
    let mended = log([rounds[0], rounds[1], rounds[2], nothing, rounds[3]] + lines)
    #expect(mended.run.damage == nil && mended.edits == [0, 10, 20])
    // Where damage alone follows, that is taken back.
    let last = [rounds[0], rounds[1], rounds[2], round(3, edits: -4)]
    let end = try #require(log(last).run.lines(endingAfter: 2))
    #expect(log(last).run.damage != nil && end == [.undone(UndoReport(round: 3, edits: 20))])
    let ended = log(last + end)
    #expect(ended.run.damage == nil && ended.edits == [0, 10, 20] && ended.run.lines(endingAfter: 2) == [])
    // The last line may have been a round.
    #expect(!log([rounds[0], rounds[1], nothing]).run.canGoOn)
    #expect(log([rounds[0], bound(rounds[1]), nothing] + rounds[2...].map(bound)).run.canGoOn)
    #expect(!log([rounds[0], rounds[1], nothing, rounds[2], bound(rounds[3])]).run.canGoOn)
    // The digest of the sound round is what the next one's begins with, unless that is round 1.
    #expect(!log([rounds[0], rounds[1], rounds[2], nothing, bound(rounds[3])]).run.canGoOn)
    #expect(log([rounds[0], rounds[1], bound(rounds[2]), nothing, bound(rounds[3])]).run.canGoOn)
    #expect(log([rounds[0], nothing, bound(rounds[1])]).run.canGoOn)
    // What is missing is missing.
    #expect(!log([rounds[0], rounds[1]] + rounds[3...].map(bound)).run.canGoOn)
    #expect(log([rounds[1], rounds[2]]).run.soundRound == -1)
    #expect(damaged.run.lines(endingAfter: 7) == nil && damaged.run.lines(endingAfter: 3) == [])
  }

  /// With as many rounds the two may have made other edits.
  @Test func branchesAreTakenBackToEditCountsOfTheirOwn() throws {
    let uneven =
      forked + [
        .on("fork-2", .undone(UndoReport(round: 2, edits: 10))), .on("fork-2", round(2, edits: 15)),
        .on("fork-2", round(3, edits: 20)),
      ]
    let lines = try #require(log(uneven).run.lines(endingAfter: 2))
    #expect(
      lines == [
        .undone(UndoReport(round: 3, edits: 20)), .on("fork-2", .undone(UndoReport(round: 3, edits: 15))),
      ])
    #expect(log(uneven + lines).allEdits == [[0, 10, 20], [0, 10, 15]])
  }

  /// A branch that was dropped is not one that never was, whatever other names there are.
  @Test func branchesGoByTheirNumbers() {
    let kept = forked + [.forkEnded(ForkEnd(edits: 30))]
    for name in ["fork-1", "fork-2", "main"] {
      #expect(log(kept + [.on(name, round(4, edits: 40))]).run.damage == nil)
    }
    for name in ["fork-3", "fork-0", "fork--1", "fork-01", "fork-+1", "fork-", "", "other-1", "fork-x"] {
      #expect(log(kept + [.on(name, round(4, edits: 40))]).run.damage != nil, "\(name)")
    }
  }

  @Test(arguments: [(1, -2), (2, 10), (2, 5), (-1, 20), (2, .max), (.max, 20), (.min, 20)])
  func roundsThatCannotBeArePassedOver(number: Int, edits: Int) {
    let damaged = log([round(0, edits: 0), round(1, edits: 10), round(number, edits: edits)])
    #expect(damaged.edits == [0, 10] && damaged.run.damage?.contains("cannot be at edit \(edits)") == true)
  }

  /// Forks go by the edit count of the round that they begin after, too.
  @Test func forksOfUnknownRoundsArePassedOver() {
    for (number, round, edits) in [(1, 2, 20), (1, 1, 11), (0, 1, 10), (.max, 1, 10), (1, .min, 10)] {
      let fork = Fork(number: number, round: round, edits: edits, setting: Samples.fork.setting)
      let damaged = log([
        self.round(0, edits: 0), self.round(1, edits: 10), .forked(fork), .on(fork.name, self.round(2, edits: 20)),
      ])
      #expect(damaged.allEdits == [[0, 10]] && damaged.run.forkCount == 0)
    }
    let twice = log(
      forked + [.on("fork-2", .forked(Fork(number: 3, round: 1, edits: 10, setting: Samples.fork.setting)))])
    #expect(twice.branches.map(\.name) == ["main", "fork-2"])
  }

  // MARK: - Settings

  /// A branch begins with the setting of its fork; the changes of an undone round stay, and a round tells who made it.
  @Test func settingsInForce() {
    let standing = log(
      forked + [.on("fork-2", .clamp(Samples.clampChange)), .on("fork-2", .probes(Samples.probeChange))])
    let (trunk, fork) = (standing.branches[0], standing.branches[1])
    #expect(trunk.guardSetting == nil && trunk.editor == .memit && trunk.clamp == nil && trunk.probes == nil)
    #expect(fork.guardSetting == Samples.control && fork.editor == .memit)
    #expect(fork.clamp == .anchored && fork.probes == ["a"] && fork.forks == [standing.run.fork])
    let begun = log(Array(forked.prefix(5))).branches[1]
    #expect((begun.guardSetting, begun.editor, begun.clamp) == (Samples.guardSetting, .rect, .current))
  }

  @Test func settingChangesComeFromTheRounds() {
    var guarded = Samples.report(number: 1)
    (guarded.round, guarded.edits, guarded.editor, guarded.clamp) = (2, 20, .rect, .current)
    guarded.guardSetting = Samples.control
    let entries = [
      round(0, edits: 0), round(1, edits: 10), Event.round(guarded), .clamp(Samples.clampChange),
      .change(GuardChange(edits: 20, setting: Samples.control)),
    ]
    let changes = log(entries).branches[0].settingChanges(in: Samples.description)
    #expect(changes.map(\.edits) == [10, 20] && changes.map(\.clamp) == [.current, .anchored])
    #expect(changes[0].editor == .rect && changes[0].guardStep?.after == Samples.control)
    #expect(changes[1].editor == nil && changes[1].guardStep == nil)
  }

  @Test func linesHaveTheirTimes() throws {
    let codec = LogCodec()
    var data = Data()
    for time in [1.5, 2.25] { data += try codec.encode(.stopped(reason: "a"), time: time) + Data("\n".utf8) }
    #expect(try codec.decodeLines(data + Data("{\"event".utf8)).map(\.time) == [1.5, 2.25])
  }
}
