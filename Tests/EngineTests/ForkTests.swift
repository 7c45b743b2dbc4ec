import Editing
import Foundation
import Numerics
import RunModel
import Testing

@testable import Engine

extension WorkingEngines {
  /// Two branches of a run against runs of one branch that were given the same settings.
  struct ForkTests {
    private let scratch: Scratch
    private let folder: URL
    private let saved: URL
    private let configuration = Fixtures.configuration()
    private let on = BranchSetting(guardSetting: GuardSetting(isOn: true, tau: 0.4), editor: .memit)

    init() throws {
      scratch = try Scratch()
      folder = scratch.file("run")
      saved = scratch.file("saved")
    }

    /// The weights after rounds of some sizes; `change` is made before the round of its number.
    private func weights(
      _ sizes: [Int], before round: Int = 0, _ change: (inout EditingSession) throws -> Void = { _ in }
    ) throws -> [Matrix<Float>] {
      var session = try EditingSession(configuration)
      for (place, size) in sizes.enumerated() {
        if place + 1 == round { try change(&session) }
        try session.edit(size)
      }
      return session.weights
    }

    /// A kept run of `rounds` rounds that was forked after the last of them.
    private func forked(after rounds: Int, _ setting: BranchSetting) async -> Recording {
      let run = await Recording.begun(configuration, folder: folder, saveTo: saved)
      for round in 0..<rounds { await run.send(.stepRound, thenIdleAt: 2 * round + 2) }
      await run.send(.fork(round: rounds, setting), thenIdleAt: 2 * rounds)
      return run
    }

    private func logged() throws -> BranchedRun { BranchedRun(try RunFolder(existing: folder).entries()) }

    // MARK: - Going on

    @Test(arguments: [Fork.trunk, "fork-1"]) func bothBranchesMakeTheSameEdits(kept: String) async throws {
      let run = await forked(after: 1, on)
      #expect(run.events.contains(.forked(Fork(number: 1, round: 1, edits: 2, setting: on))))
      await run.send(.run(until: .allEdits), thenIdleAt: 6)
      let made = run.rounds.map { "\($0.branch) \($0.round) \($0.edits)" }
      #expect(
        made == ["main 0 0", "main 1 2", "main 2 4", "fork-1 2 4", "main 3 6", "fork-1 3 6"])
      await run.send(.endFork(keeping: kept), thenIdleAt: 6)
      await run.stop()

      // A run alone with the same settings: the same bits in weights, scores and spectra.
      let isFork = kept != Fork.trunk
      let alone = await Recording.begun(configuration)
      await alone.send(.stepRound, thenIdleAt: 2)
      if isFork { await alone.send(.setGuard(on.guardSetting), thenIdleAt: 2) }
      await alone.send(.run(until: .allEdits), thenIdleAt: 6)
      await alone.stop()
      let mine = run.rounds.filter { $0.branch == kept }.suffix(2).map(\.timeless)
      #expect(
        mine
          == alone.rounds.suffix(2).map { report in
            var report = report.timeless
            report.branch = kept
            return report
          })
      #expect(
        try savedWeights(saved)
          == weights([2, 2, 2], before: isFork ? 2 : 0) { try $0.setGuard(on.guardSetting) })
    }

    @Test func stepsAreMadeInBothBranches() async throws {
      let run = await forked(after: 1, on)
      await run.send(.stepRound, thenIdleAt: 4)
      await run.send(.stepEdit, thenIdleAt: 5)
      await run.send(.stepRound, thenIdleAt: 6)
      await run.send(.stepRound, thenIdleAt: 6)
      #expect(run.rounds.filter { $0.branch == "fork-1" }.map(\.edits) == [4, 5, 6])
      #expect(run.rounds.filter { $0.branch == Fork.trunk }.map(\.edits) == [0, 2, 4, 5, 6])
      #expect(run.notices.map(\.text) == ["all 6 edits are in"])
      await run.stop()
    }

    /// What is chosen while the trunk makes its round of a step holds for that of the fork.
    @Test func settingsOfAStepHoldFromTheNextRoundOn() async throws {
      let off = GuardSetting(tau: 0.4)
      let run = await Recording.begun(configuration) { event in
        event.branch == Fork.trunk && event.isTargetStep(1, at: 0) ? [.on("fork-1", .setGuard(off))] : []
      }
      await run.send(.fork(round: 0, on), thenIdleAt: 0)
      await run.send(.stepRound, thenIdleAt: 2)
      #expect(run.rounds.last?.branch == "fork-1" && run.rounds.last?.guardSetting == off)
      await run.stop()
    }

    /// A fork from an earlier round makes the rounds that the trunk has made since, and remembers no key of those that it has
    /// not made itself.
    @Test func aForkFromAnEarlierRoundCatchesUp() async throws {
      let run = await Recording.begun(configuration, saveTo: saved)
      await run.send(.stepEdit, .stepRound, thenIdleAt: 3)
      let setting = BranchSetting(guardSetting: GuardSetting(), editor: .memitSeq)
      await run.send(.fork(round: 1, setting), thenIdleAt: 1)
      await run.send(.run(until: .edits(5)), thenIdleAt: 5)
      #expect(run.rounds.map { "\($0.branch) \($0.edits)" }.suffix(3) == ["fork-1 3", "main 5", "fork-1 5"])
      await run.send(.endFork(keeping: "fork-1"), thenIdleAt: 5)
      await run.stop()
      #expect(try savedWeights(saved) == weights([1, 2, 2], before: 2) { _ = try $0.setEditor(.memitSeq) })
    }

    @Test func settingsAreThoseOfTheBranchThatIsNamed() async throws {
      let run = await forked(after: 0, on)
      await run.send(.on("fork-1", .setEditor(.rect)), .setGuard(GuardSetting(isOn: true, tau: 0.2)), thenIdleAt: 0)
      await run.send(.stepRound, thenIdleAt: 2)
      let (trunk, fork) = (run.rounds[run.rounds.count - 2], run.rounds[run.rounds.count - 1])
      #expect(trunk.branch == Fork.trunk && trunk.editor == .memit && trunk.guardSetting.tau == 0.2)
      #expect(fork.branch == "fork-1" && fork.editor == .rect && fork.guardSetting == on.guardSetting)
      await run.send(.on("fork-7", .setEditor(.ft)), thenIdleAt: 2)
      #expect(run.notices.last?.level == .warning && run.notices.last?.text.contains("fork-7") == true)
      await run.stop()
      #expect(try logged().branches.map(\.editor) == [.memit, .rect])
    }

    // MARK: - What cannot be had

    @Test func forksThatCannotBeAreRefused() async throws {
      let run = await Recording.begun(configuration)
      await run.send(.stepRound, thenIdleAt: 2)
      for (round, setting, words) in [
        (2, on, "no round 2"), (-1, on, "no round -1"),
        (1, BranchSetting(guardSetting: GuardSetting(isOn: true, kind: .constrained), editor: .ft), "no closed-form"),
      ] {
        await run.send(.fork(round: round, setting), thenIdleAt: 2)
        #expect(run.notices.last?.text.contains(words) == true, "\(words)")
      }
      await run.send(.endFork(keeping: Fork.trunk), thenIdleAt: 2)
      #expect(run.notices.last?.text == "the run is not forked")
      await run.send(.fork(round: 1, on), thenIdleAt: 2)
      await run.send(.fork(round: 1, on), thenIdleAt: 2)
      #expect(run.notices.last?.text.contains("forked already") == true)
      await run.send(.endFork(keeping: "fork-2"), thenIdleAt: 2)
      #expect(run.notices.last?.text == "there is no branch \"fork-2\"")
      await run.stop()
    }

    // MARK: - Undo

    @Test func undoTakesRoundsOfTheBranchBack() async throws {
      let run = await forked(after: 1, on)
      await run.send(.stepRound, thenIdleAt: 4)
      await run.send(.on("fork-1", .undoRound(2)), thenIdleAt: 2)
      #expect(run.events.contains(.on("fork-1", .undone(UndoReport(round: 2, edits: 2)))))
      // Both branches have round 1.
      await run.send(.on("fork-1", .undoRound(1)), thenIdleAt: 2)
      #expect(run.notices.last?.text.contains("both branches have it") == true)
      #expect(run.undone.count == 1)
      // It is behind, so it is next.
      await run.send(.stepRound, thenIdleAt: 4)
      #expect(run.rounds.last?.branch == "fork-1")
      await run.send(.undoRound(2), thenIdleAt: 2)
      await run.send(.endFork(keeping: "fork-1"), thenIdleAt: 4)
      // What both had is the branch's own now.
      await run.send(.undoRound(2), .undoRound(1), thenIdleAt: 0)
      await run.send(.stepRound, thenIdleAt: 2)
      await run.stop()
      #expect(try savedWeights(saved) == weights([2], before: 1) { try $0.setGuard(on.guardSetting) })
      let again = Recording(.resume(folder), saveTo: saved)
      await again.listen(until: { $0.isIdle(at: 2) })
      await again.stop()
      #expect(try savedWeights(saved) == weights([2], before: 1) { try $0.setGuard(on.guardSetting) })
    }

    /// A round that is held is dropped for an undo in the other branch.
    @Test func undoInOneBranchAbandonsARoundOfTheOther() async throws {
      let run = await Recording.begun(configuration) { event in
        event.branch == "fork-1" && event.isTargetStep(2, at: 2) ? [.pause] : []
      }
      await run.send(.fork(round: 0, on), .stepRound, thenIdleAt: 2)
      await run.send(.run(until: .allEdits), thenHeldAt: 2)
      #expect(run.rounds.last?.edits == 4)
      await run.send(.undoRound(2), thenIdleAt: 2)
      #expect(run.undone == [UndoReport(round: 2, edits: 2)])
      await run.stop()
    }

    // MARK: - Taken up again

    @Test(arguments: [Fork.trunk, "fork-1"]) func resumedBranchesArriveAtTheSameBits(kept: String) async throws {
      let setting = BranchSetting(guardSetting: GuardSetting(isOn: true, kind: .constrained), editor: .memitSeq)
      let run = await forked(after: 1, setting)
      await run.send(.stepRound, thenIdleAt: 4)
      await run.send(.on("fork-1", .setGuard(GuardSetting())), thenIdleAt: 4)
      // The trunk is a round ahead when it is left.
      await run.send(.on("fork-1", .undoRound(2)), thenIdleAt: 2)
      await run.stop()
      let updates = folder.appendingPathComponent("updates")
      #expect(try FileManager.default.contentsOfDirectory(atPath: updates.path).contains("fork-1"))

      let again = Recording(.resume(folder), saveTo: saved)
      await again.listen(until: { $0.isIdle(at: 2) })
      #expect(again.events.contains { if case .forked = $0 { true } else { false } })
      await again.send(.run(until: .allEdits), thenIdleAt: 6)
      #expect(again.rounds.map { "\($0.branch) \($0.edits)" }.suffix(3) == ["fork-1 4", "main 6", "fork-1 6"])
      await again.send(.endFork(keeping: kept), thenIdleAt: 6)
      await again.stop()
      let expected = try weights([2, 2, 2], before: kept == Fork.trunk ? 0 : 2) { session in
        _ = try session.setEditor(.memitSeq)
        try session.setGuard(GuardSetting())
      }
      #expect(try savedWeights(saved) == expected)

      // The branch that was kept is the run, and can be forked again.
      let third = Recording(.resume(folder), saveTo: saved)
      await third.listen(until: { $0.isIdle(at: 6) })
      await third.send(.fork(round: 2, on), thenIdleAt: 4)
      await third.send(.stepRound, thenIdleAt: 6)
      #expect(third.rounds.last?.branch == "fork-2")
      await third.stop()
      #expect(try savedWeights(saved) == expected)
      #expect(try logged().branches.map(\.name) == [kept, "fork-2"])
      #expect(try logged().branches.map { $0.reports.map(\.edits) } == [[0, 2, 4, 6], [0, 2, 4, 6]])
    }

    /// What a damaged log says of forks changes nothing else.
    @Test func forksThatNeverWereAreIgnored() throws {
      let report = RoundReport(
        edits: 0, round: 0, editor: .memit, guardSetting: GuardSetting(), scores: Scores(), sampled: SampleSizes(),
        layers: [], seconds: RoundTimings())
      for (number, round) in [(1, 5), (0, 0), (-1, 0), (.max, 0), (1, .max), (1, .min)] {
        let fork = Fork(number: number, round: round, edits: 0, setting: on)
        let log = BranchedRun([
          .round(report), .forked(fork), .on("fork-1", .round(report)), .forkEnded(ForkEnd(edits: 0)),
        ])
        #expect(log.branches.map(\.name) == [Fork.trunk])
        #expect(log.branches[0].rounds.count == 1)
      }
    }
  }
}
