import Editing
import Foundation
import RunModel
import Synchronization
import Testing

@testable import Engine

extension WorkingEngines {
  /// Single steps: what is measured at once and what later, and what comes in between. Commands are sent on the engine's own
  /// queue at a named step.
  struct SteppingTests {
    private let scratch: Scratch
    private let configuration: RunConfiguration

    init() throws {
      scratch = try Scratch()
      var configuration = Fixtures.configuration()
      configuration.heldOut = Fixtures.text.path
      self.configuration = configuration
    }

    private var folder: URL { scratch.file("run") }

    /// Sends commands at the first event that matches.
    private static func once(
      _ commands: Command..., when matches: @escaping @Sendable (Event) -> Bool
    ) -> @Sendable (Event) -> [Command] {
      let isDone = Mutex(false)
      return { event in
        guard matches(event) else { return [] }
        return isDone.withLock { done in
          defer { done = true }
          return done ? [] : commands
        }
      }
    }

    /// What is measured of a round and when, and where the engine comes to rest.
    private func story(_ run: Recording) -> [String] {
      run.events.compactMap { event in
        switch event.content {
        case .round(let report): "\(report.branch) \(report.edits)\(report.isPartial ? " in part" : "")"
        case .measured(let late): "measured \(late.edits)"
        case .undone(let report): "undone \(report.edits)"
        case .activity(let now) where now.phase == .idle: "idle"
        default: nil
        }
      }
    }

    /// The history of a kept run's only branch.
    private func logged() throws -> [RoundReport] {
      BranchedRun(try RunFolder(existing: folder).entries()).branches[0].reports
    }

    /// A round of one edit, measured in all at once.
    private func whole(_ edits: Int) throws -> RoundReport {
      var session = try EditingSession(configuration)
      _ = try session.measure(nil) { false }
      var report: RoundReport?
      var store = RoundStore(nil, isUndoable: false)
      for round in 0..<edits {
        let solved = try session.edit(1)
        report = try session.measure(solved) { false }
        report?.updateDigest = try store.keep(solved.applied, round: round + 1)
      }
      return try #require(report).timeless
    }

    // MARK: - At once and later

    @Test func aStepIsMeasuredInPartAndThenInAll() async throws {
      let run = await Recording.begun(configuration, folder: folder)
      await run.send(.stepEdit, thenIdleAt: 1)
      await run.stop()
      #expect(story(run) == ["main 0", "idle", "main 1 in part", "measured 1", "idle"])
      let expected = try whole(1)
      let (partial, late) = (try #require(run.rounds.last), try #require(run.measured.first))
      #expect(partial.scores.efficacy == nil && partial.scores.perplexity == nil && partial.sampled == SampleSizes())
      #expect(partial.scores.newestArgmax == expected.scores.newestArgmax)
      #expect(partial.outcomes.map(\.index) == [0] && partial.probes == expected.probes)
      #expect(partial.layers == expected.layers)
      // As if it had been measured at once, up to the rounding of smaller chunks.
      var report = partial.timeless
      report.complete(with: late)
      let perplexity = try #require(report.scores.perplexity)
      let other = try #require(expected.scores.perplexity)
      #expect(abs(perplexity - other) < 1e-4 * other)
      report.scores.perplexity = other
      for place in report.outcomes.indices {
        #expect(abs(report.outcomes[place].probability - expected.outcomes[place].probability) < 1e-5)
        report.outcomes[place].probability = expected.outcomes[place].probability
      }
      #expect(report.timeless == expected)
      #expect(try logged().last?.scores == late.scores)
    }

    @Test func aRoundIsMeasuredInAllAtOnce() async throws {
      let run = await Recording.begun(configuration, react: Self.once(.stepRound) { $0.isTargetStep(1, at: 0) })
      await run.send(.stepEdit, thenIdleAt: 3)
      await run.send(.run(until: .edits(4)), thenIdleAt: 4)
      await run.stop()
      #expect(story(run) == ["main 0", "idle", "main 1 in part", "main 3", "idle", "main 4", "idle"])
      #expect(run.rounds.dropFirst(2).allSatisfy { $0.scores.efficacy != nil && $0.scores.perplexity != nil })
    }

    @Test func manyStepsAreMeasuredOnce() async throws {
      let react = Self.once(.stepEdit, .stepEdit, .stepEdit) { $0.isTargetStep(1, at: 0) }
      let run = await Recording.begun(configuration, react: react)
      await run.send(.stepEdit, thenIdleAt: 4)
      await run.stop()
      #expect(
        story(run)
          == [
            "main 0", "idle", "main 1 in part", "main 2 in part", "main 3 in part", "main 4 in part", "measured 4",
            "idle",
          ])
      #expect(run.measured[0].sampled.edits == 4 && run.measured[0].outcomes.map(\.index) == [0, 1, 2, 3])
    }

    // MARK: - In between

    /// What was measured before the interruption is not measured again.
    @Test func aCommandComesFirstAndMeasuringGoesOn() async throws {
      let react = Self.once(.inspect(0)) { $0.isCatchingUp(1, at: 1) }
      let run = await Recording.begun(configuration, react: react)
      await run.send(.stepEdit, thenIdleAt: 1)
      let steps = run.events.compactMap { event -> String? in
        switch event {
        case .activity(let now) where now.phase == .catchingUp: "\(now.step)/\(now.steps)"
        case .inspected: "inspected"
        default: nil
        }
      }
      #expect(steps == ["0/2", "1/2", "inspected", "1/2"])
      #expect(run.measured.count == 1)
      // Nothing is left to be measured.
      await run.send(.inspect(0), thenIdleAt: 1)
      await run.stop()
      #expect(run.measured.count == 1)
      #expect(run.measured[0].scores.perplexity != nil && run.measured[0].scores.efficacy != nil)
    }

    @Test func aStepInterruptsTheMeasuringOfTheOneBefore() async throws {
      let react = Self.once(.stepEdit) { $0.isCatchingUp(1, at: 1) }
      let run = await Recording.begun(configuration, react: react)
      await run.send(.stepEdit, thenIdleAt: 2)
      #expect(story(run).suffix(4) == ["main 1 in part", "main 2 in part", "measured 2", "idle"])
      // The first is the last again, and is measured after all.
      await run.send(.undoRound(2), thenIdleAt: 1)
      await run.send(.undoRound(1), thenIdleAt: 0)
      await run.stop()
      #expect(story(run).suffix(5) == ["undone 1", "measured 1", "idle", "undone 0", "idle"])
    }

    @Test func anUndoDropsWhatIsLeftToBeMeasured() async throws {
      let react = Self.once(.undoRound(1)) { $0.isCatchingUp(1, at: 1) }
      let run = await Recording.begun(configuration, folder: folder, react: react)
      await run.send(.stepEdit, thenIdleAt: 0)
      await run.send(.stepEdit, thenIdleAt: 1)
      await run.stop()
      #expect(
        story(run) == ["main 0", "idle", "main 1 in part", "undone 0", "idle", "main 1 in part", "measured 1", "idle"])
      #expect(try logged().map(\.isPartial) == [false, false])
    }

    /// Another editor may present another model: what is measured is what the round left.
    @Test func anotherEditorChangesNothingOfWhatIsLeftToBeMeasured() async throws {
      let react = Self.once(.setEditor(.prune)) { $0.isCatchingUp(0, at: 1) }
      let run = await Recording.begun(configuration, react: react)
      await run.send(.stepEdit, thenIdleAt: 1)
      await run.stop()
      let alone = await Recording.begun(configuration)
      await alone.send(.stepEdit, thenIdleAt: 1)
      await alone.stop()
      #expect(run.editors.map(\.editor) == [.prune])
      #expect(run.measured.map(\.scores) == alone.measured.map(\.scores) && run.measured.count == 1)
    }

    @Test func aPauseDropsTheStepsThatHaveNotBegun() async throws {
      let react = Self.once(.stepEdit, .stepEdit, .pause) { $0.isTargetStep(1, at: 0) }
      let run = await Recording.begun(configuration, react: react)
      await run.send(.stepEdit, thenHeldAt: 0)
      // A step finishes the one that is held.
      await run.send(.stepEdit, thenIdleAt: 1)
      await run.stop()
      #expect(run.rounds.map(\.edits) == [0, 1])
      #expect(run.events.filter { $0.isTargetStep(0, at: 0) }.count == 1)
    }

    // MARK: - Kept runs and forks

    @Test func measuringIsTakenUpAfterAResume() async throws {
      let react = Self.once(.stop) { $0.isCatchingUp(1, at: 2) }
      let run = await Recording.begun(configuration, folder: folder, react: react)
      await run.send(.stepEdit, thenIdleAt: 1)
      run.engine.send(.stepEdit)
      await run.end()
      #expect(try logged().map(\.isPartial) == [false, false, true])
      let again = Recording(.resume(folder))
      await again.listen(until: { $0.isIdle(at: 2) })
      await again.stop()
      #expect(again.measured.map(\.edits) == [1, 2])
      #expect(try logged().map(\.isPartial) == [false, false, false])
      // And only once.
      let entries = try RunFolder(existing: folder).entries().count
      let third = Recording(.resume(folder))
      await third.listen(until: { $0.isIdle(at: 2) })
      await third.stop()
      #expect(try RunFolder(existing: folder).entries().count == entries + 1)
    }

    @Test func theAlarmOfALateMeasureIsKeptOverAResume() async throws {
      let run = await Recording.begun(configuration, folder: folder)
      await run.send(.stepEdit, thenIdleAt: 1)
      await run.stop()
      var live = CollapseDetector(run.rounds)
      live.add(try #require(run.measured.first))
      #expect(live == CollapseDetector(try logged()))
    }

    @Test func aRoundThatBothBranchesHaveIsMeasuredOnce() async throws {
      let setting = BranchSetting(guardSetting: GuardSetting(isOn: true, tau: 0.4), editor: .memit)
      let react = Self.once(.fork(round: 1, setting)) { $0.isCatchingUp(1, at: 1) }
      let run = await Recording.begun(configuration, folder: folder, react: react)
      await run.send(.stepEdit, thenIdleAt: 1)
      #expect(run.measured.map(\.edits) == [1])
      await run.send(.stepEdit, thenIdleAt: 2)
      await run.stop()
      #expect(
        story(run).suffix(5) == ["main 2 in part", "fork-1 2 in part", "measured 2", "measured 2", "idle"])
      let branches = BranchedRun(try RunFolder(existing: folder).entries()).branches
      #expect(branches.map { $0.reports.map(\.isPartial) } == [[false, false, false], [false, false, false]])
    }
  }
}
