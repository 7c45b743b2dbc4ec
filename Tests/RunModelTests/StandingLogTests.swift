import Foundation
import RunModel
import Testing

struct StandingLogTests {
  private func round(_ number: Int, edits: Int) -> LogEntry {
    var report = Samples.report(number: 1)
    (report.round, report.edits) = (number, edits)
    return .round(report)
  }

  private func log(_ entries: [LogEntry]) -> StandingLog {
    StandingLog(entries.enumerated().map { LogLine($0.element, time: Double($0.offset)) })
  }

  @Test func roundsThatWereTakenBackAreLeftOut() {
    let standing = log([
      .start(Samples.description), round(0, edits: 0), round(1, edits: 10), round(2, edits: 20),
      .undo(UndoReport(round: 2, edits: 10)), .editor(Samples.editorChange), round(2, edits: 15), .stop(reason: "done"),
    ])
    #expect(standing.rounds.map(\.edits) == [0, 10, 15])
    #expect(standing.lines.map(\.time) == [0, 1, 2, 5, 6, 7])
    #expect(standing.description == Samples.description)
  }

  // MARK: - What was measured late

  private func step(_ number: Int, edits: Int) -> LogEntry {
    var report = Samples.partialReport
    (report.round, report.edits) = (number, edits)
    return .round(report)
  }
  private func late(_ number: Int, edits: Int) -> LogEntry {
    var late = Samples.late(number: 1)
    (late.round, late.edits) = (number, edits)
    return .measures(late)
  }
  /// The edit counts of rounds that are measured in all.
  private func whole(_ branch: StandingLog.Branch) -> [Int] {
    branch.rounds.compactMap(\.report).filter { !$0.isPartial }.map(\.edits)
  }

  @Test func lateMeasuresMakeTheRoundWhole() throws {
    let standing = log([round(0, edits: 0), step(1, edits: 1), step(2, edits: 2), late(2, edits: 2)])
    #expect(whole(standing.branches[0]) == [0, 2] && standing.lines.count == 4)
    var expected = Samples.report(number: 1)
    (expected.round, expected.edits) = (2, 2)
    let found = try #require(standing.rounds.last)
    #expect(found.scores == expected.scores && found.sampled == expected.sampled && found.outcomes.count == 2)
    #expect(found.layers == expected.layers && found.probes == expected.probes && found.failed == expected.failed)
    #expect(found.seconds.evaluation == 8 && found.seconds.total == 23)
  }

  /// Those of a round that was taken back go with it; those of another round, or of one that is whole, are none.
  @Test func lateMeasuresThatAreAboutNothingAreLeftOut() {
    let undone = log([
      round(0, edits: 0), step(1, edits: 1), late(1, edits: 1), .undo(UndoReport(round: 1, edits: 0)),
      step(1, edits: 1), late(2, edits: 1), late(1, edits: 2), .on("fork-2", late(1, edits: 1)),
    ])
    #expect(undone.lines.map(\.time) == [0, 4] && whole(undone.branches[0]) == [0])
    let twice = log([
      late(0, edits: 0), round(0, edits: 0), late(0, edits: 0), step(1, edits: 1), late(1, edits: 1), late(1, edits: 1),
    ])
    #expect(twice.lines.map(\.time) == [1, 3, 4])
    let late = log([round(0, edits: 0), step(1, edits: 1), step(2, edits: 2), self.late(1, edits: 1)])
    #expect(late.lines.count == 3 && whole(late.branches[0]) == [0])
  }

  /// A round that both branches have is measured once, as long as they stand there.
  @Test func lateMeasuresOfASharedRoundAreOfBothBranches() {
    var fork = Samples.fork
    (fork.round, fork.edits) = (1, 1)
    let begun = [round(0, edits: 0), step(1, edits: 1), .fork(fork)]
    let standing = log(begun + [late(1, edits: 1), .on("fork-2", step(2, edits: 2)), .on("fork-2", late(2, edits: 2))])
    #expect(standing.branches.map(whole) == [[0, 1], [0, 1, 2]])
    #expect(standing.branches[1].own.compactMap { $0.report?.edits } == [2])
    let kept = log(begun + [late(1, edits: 1), .on("fork-2", .forkEnd(ForkEnd(edits: 1)))])
    #expect(whole(kept.branches[0]) == [0, 1] && kept.lines.map(\.time) == [0, 1, 2, 3, 4])
    let moved = log(begun + [.on("fork-2", step(2, edits: 2)), late(1, edits: 1), late(2, edits: 2)])
    #expect(moved.branches.map(whole) == [[0, 1], [0]])
  }

  // MARK: - Forks

  /// A trunk of two rounds, forked after the first, each branch with what it does since.
  private var forked: [LogEntry] {
    [
      .start(Samples.description), round(0, edits: 0), round(1, edits: 10), round(2, edits: 20), fork,
      .on("fork-2", round(2, edits: 20)), round(3, edits: 30),
      .on("fork-2", .change(GuardChange(edits: 20, setting: Samples.control))),
    ]
  }
  private var fork: LogEntry {
    var fork = Samples.fork
    fork.edits = 10
    return .fork(fork)
  }

  @Test func bothBranchesStand() {
    let standing = log(forked)
    #expect(standing.lines.count == forked.count)
    #expect(standing.branches.map(\.name) == ["main", "fork-2"])
    #expect(standing.branches.map { $0.rounds.compactMap { $0.report?.edits } } == [[0, 10, 20, 30], [0, 10, 20]])
    #expect(standing.branches.map { $0.own.map(\.time) } == [[1, 2, 3, 6], [5]])
    #expect(standing.rounds.map(\.edits) == [0, 10, 20, 30])
  }

  @Test func undoIsAboutItsBranch() {
    let standing = log(forked + [.on("fork-2", .undo(UndoReport(round: 2, edits: 10))), .stop(reason: "done")])
    #expect(standing.branches.map { $0.rounds.compactMap { $0.report?.edits } } == [[0, 10, 20, 30], [0, 10]])
    #expect(standing.lines.map(\.time) == [0, 1, 2, 3, 4, 6, 7, 9])
  }

  @Test func aForkThatWasDroppedNeverWas() {
    let standing = log(
      forked + [.forkEnd(ForkEnd(edits: 30)), .on("fork-2", round(3, edits: 30)), round(4, edits: 40)])
    #expect(standing.branches.map(\.name) == ["main"])
    #expect(standing.lines.map(\.time) == [0, 1, 2, 3, 6, 10])
  }

  @Test func aForkThatStaysIsTheRun() {
    let standing = log(
      forked + [.on("fork-2", .forkEnd(ForkEnd(edits: 20))), .on("fork-2", round(3, edits: 30)), .stop(reason: "done")])
    #expect(standing.branches.map(\.name) == ["fork-2"])
    #expect(standing.rounds.map(\.edits) == [0, 10, 20, 30])
    #expect(standing.lines.map(\.time) == [0, 1, 2, 4, 5, 7, 8, 9, 10])
  }

  @Test func aReportThatDoesNotGoForwardReplacesWhatItRepeats() {
    let standing = log([round(0, edits: 0), round(1, edits: 10), round(2, edits: 20), round(1, edits: 10)])
    #expect(standing.rounds.map(\.edits) == [0, 10])
    #expect(standing.description == nil)
  }

  @Test func linesHaveTheirTimes() throws {
    let codec = LogCodec()
    var data = Data()
    for time in [1.5, 2.25] { data += try codec.encode(.stop(reason: "a"), time: time) + Data("\n".utf8) }
    #expect(try codec.decodeLines(data + Data("{\"event".utf8)).map(\.time) == [1.5, 2.25])
  }
}
