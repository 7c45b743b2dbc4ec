import Editing
import Foundation
import Numerics
import RunModel
import Testing

@testable import Engine

extension WorkingEngines {
  /// Rounds that were taken back and stand again.
  struct RedoTests {
    private let scratch: Scratch
    private let configuration = Fixtures.configuration()

    init() throws { scratch = try Scratch() }

    private func logged(_ folder: URL) throws -> BranchedRun { BranchedRun(try RunFolder(existing: folder).entries()) }

    /// The weights after rounds of two edits that nothing was taken back of.
    private func weights(rounds: Int) throws -> [Matrix<Float>] {
      var session = try EditingSession(configuration)
      for _ in 0..<rounds { try session.edit() }
      return session.weights
    }

    /// The same updates and the same reports, seconds included: nothing is computed anew.
    @Test func theVeryRoundsStandAgain() async throws {
      let run = await Recording.begun(configuration, saveTo: scratch.file("model"))
      await run.send(.run(until: .edits(6)), thenIdleAt: 6)
      await run.send(.undoRound(3), .undoRound(2), thenIdleAt: 2)
      await run.send(.redoRound(2), thenIdleAt: 4)
      await run.send(.redoRound(3), thenIdleAt: 6)
      #expect(run.rounds.map(\.round) == [0, 1, 2, 3, 2, 3])
      #expect(Array(run.rounds[4...]) == Array(run.rounds[2...3]))
      await run.send(.redoRound(4), thenIdleAt: 6)
      #expect(run.notices.last?.text.contains("cannot stand again") == true)
      await run.stop()
      #expect(try savedWeights(scratch.file("model")) == weights(rounds: 3))
    }

    @Test func anotherRoundForgetsThem() async throws {
      let run = await Recording.begun(configuration)
      await run.send(.run(until: .edits(4)), thenIdleAt: 4)
      await run.send(.redoRound(2), .redoRound(3), thenIdleAt: 4)
      await run.send(.undoRound(2), .undoRound(1), thenIdleAt: 0)
      // Only the one that was taken back last.
      await run.send(.redoRound(2), thenIdleAt: 0)
      await run.send(.stepRound, thenIdleAt: 2)
      await run.send(.redoRound(2), thenIdleAt: 2)
      #expect(run.rounds.map(\.round) == [0, 1, 2, 1])
      #expect(run.notices.count { $0.text.contains("cannot stand again") } == 4)
      await run.stop()
    }

    /// Resuming afterwards leads to the bits of a run in which nothing was taken back.
    @Test func resumingAfterwardsIsAsIfNothingWasTakenBack() async throws {
      var models: [[Matrix<Float>]] = []
      var rounds: [RoundReport] = []
      for name in ["plain", "redone"] {
        let folder = scratch.file(name)
        let run = await Recording.begun(configuration, folder: folder)
        await run.send(.run(until: .edits(4)), thenIdleAt: 4)
        if name == "redone" {
          await run.send(.undoRound(2), .undoRound(1), thenIdleAt: 0)
          await run.send(.redoRound(1), .redoRound(2), thenIdleAt: 4)
        }
        await run.stop()
        #expect(try logged(folder).branches[0].reports == Array(run.rounds.prefix(3)))
        #expect(try logged(folder).damage == nil)
        let again = Recording(.resume(folder), saveTo: scratch.file("\(name)-model"))
        await again.listen(until: { $0.isIdle(at: 4) })
        await again.send(.stepRound, thenIdleAt: 6)
        rounds.append(try #require(again.rounds.last).timeless)
        await again.stop()
        models.append(try savedWeights(scratch.file("\(name)-model")))
      }
      #expect(models[0] == models[1] && rounds[0] == rounds[1])
      let stored = try ["plain", "redone"].map { try RunFolder(existing: scratch.file($0)) }
      for round in 1...3 { #expect(try stored[0].applied(round: round) == stored[1].applied(round: round)) }
    }

    /// A round keeps the editor and guard that it was made with, and what was chosen since is still what comes next.
    @Test func settingsInForceStay() async throws {
      let folder = scratch.file("run")
      let run = await Recording.begun(configuration, folder: folder)
      await run.send(.run(until: .edits(4)), thenIdleAt: 4)
      await run.send(.undoRound(2), thenIdleAt: 2)
      let setting = GuardSetting(isOn: true, tau: 0.3)
      await run.send(.setEditor(.rect), .setGuard(setting), .redoRound(2), thenIdleAt: 4)
      #expect(run.rounds.last?.editor == .memit && run.rounds.last?.guardSetting == GuardSetting())
      #expect(run.editors.map(\.editor) == [.rect, .rect] && run.editors.last?.edits == 4)
      let branch = try logged(folder).branches[0]
      #expect(branch.editor == .rect && branch.guardSetting == setting)
      await run.send(.stepRound, thenIdleAt: 6)
      #expect(run.rounds.last?.editor == .rect && run.rounds.last?.guardSetting == setting)
      await run.stop()
    }

    /// Each branch has its own.
    @Test func branchesRedoTheirOwnRounds() async throws {
      let folder = scratch.file("run")
      let run = await Recording.begun(configuration, folder: folder)
      await run.send(.stepRound, thenIdleAt: 2)
      let setting = BranchSetting(guardSetting: GuardSetting(isOn: true, tau: 0.3), editor: .memit)
      await run.send(.fork(round: 1, setting), .stepRound, thenIdleAt: 4)
      let made = run.rounds.suffix(2)
      await run.send(.on("fork-1", .undoRound(2)), thenIdleAt: 2)
      await run.send(.redoRound(2), thenIdleAt: 2)
      await run.send(.on("fork-1", .redoRound(2)), thenIdleAt: 4)
      #expect(run.rounds.last == made.last && run.rounds.count == 5 && run.notices.count == 1)
      await run.stop()
      #expect(try logged(folder).branches.map(\.reports.last) == made.map(Optional.some))
      let again = Recording(.resume(folder))
      await again.listen(until: { $0.isIdle(at: 4) })
      await again.send(.stepRound, thenIdleAt: 6)
      #expect(again.rounds.suffix(2).map(\.branch) == ["main", "fork-1"])
      await again.stop()
    }

    /// What was measured late of a step comes back with it.
    @Test func aStepStandsAgainAsItWasMeasured() async throws {
      let run = await Recording.begun(configuration)
      await run.send(.stepEdit, thenIdleAt: 1)
      await run.send(.undoRound(1), thenIdleAt: 0)
      await run.send(.redoRound(1), thenIdleAt: 1)
      #expect(run.measured.count == 1 && run.rounds.last?.isPartial == false)
      #expect(run.rounds.last?.scores == run.measured.last?.scores)
      await run.stop()
    }

    @Test func theNewestRoundsAreKept() throws {
      var recent = RecentRounds()
      let report = try EngineSamples.report(Fixtures.configuration())
      for round in 1...RecentRounds.limit + 5 {
        var next = report
        (next.round, next.edits) = (round, round)
        recent.add(next)
      }
      for _ in 0..<RecentRounds.limit { recent.takeBack() }
      #expect(recent.next?.round == 6)
      // One whose report is gone leaves those after it nothing to stand on.
      recent.takeBack()
      #expect(recent.next == nil)
    }
  }
}

/// A report to fill in.
private enum EngineSamples {
  static func report(_ configuration: RunConfiguration) throws -> RoundReport {
    var session = try EditingSession(configuration)
    return try session.measure(nil) { false }
  }
}
