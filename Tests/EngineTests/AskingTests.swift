import Editing
import Foundation
import RunModel
import Synchronization
import Testing

@testable import Engine

extension WorkingEngines {
  /// What is asked of the model while a round is under way, and dropping that round.
  struct AskingTests {
    private let scratch: Scratch
    private let configuration = Fixtures.configuration()

    init() throws { scratch = try Scratch() }

    /// A run that is held in its second round.
    private func held(folder: URL? = nil, saveTo: URL? = nil) async -> Recording {
      let isDone = Mutex(false)
      let run = await Recording.begun(configuration, folder: folder, saveTo: saveTo) { event in
        guard event.isTargetStep(2, at: 2) else { return [] }
        return isDone.withLock { done in
          defer { done = true }
          return done ? [] : [.pause]
        }
      }
      await run.send(.run(until: .edits(4)), thenHeldAt: 2)
      return run
    }

    private func undisturbed() throws -> (reports: [RoundReport], session: EditingSession) {
      var session = try EditingSession(configuration)
      var reports = [try session.measure(nil) { false }]
      var store = RoundStore(nil, isUndoable: false)
      for round in 1...2 {
        let solved = try session.edit()
        var report = try session.measure(solved) { false }
        report.updateDigest = try store.keep(solved.applied, round: round)
        reports.append(report)
      }
      return (reports.map(\.timeless), session)
    }

    private func seen(_ run: Recording) -> [SeenEdits] {
      run.events.compactMap { if case .seen(let seen) = $0.content { seen } else { nil } }
    }

    private func probes(_ run: Recording) -> [ProbeChange] {
      run.events.compactMap { if case .probes(let change) = $0.content { change } else { nil } }
    }

    // MARK: - Asking

    /// The weights that stand answer at once, and the round goes on as if nobody had asked.
    @Test func aHeldRoundWaitsForQuestions() async throws {
      let run = await held(saveTo: scratch.file("model"))
      await run.send(.inspect(1), thenHeldAt: 2)
      let answers = run.events.compactMap { if case .inspected(let answer) = $0 { answer } else { nil } }
      #expect(answers.map(\.index) == [1] && answers.map(\.edits) == [2] && run.rounds.count == 2)
      let (reports, session) = try undisturbed()
      var before = try EditingSession(configuration)
      try before.edit()
      #expect(answers[0] == (try before.standing.inspect(1)))
      // The row of the edit is as its round has measured it.
      let outcome = try #require(seen(run).first?.outcomes.first)
      let measured = try #require(reports[1].outcomes.first { $0.index == 1 })
      #expect(abs(outcome.probability - measured.probability) < 1e-5 && outcome.holds == measured.holds)
      #expect(outcome.succeeds == measured.succeeds && outcome.subject == measured.subject)
      await run.send(.run(until: .edits(4)), thenIdleAt: 4)
      #expect(run.rounds.map(\.timeless) == reports)
      await run.stop()
      #expect(try savedWeights(scratch.file("model")) == session.weights)
    }

    @Test func promptsArePinnedWhileARoundIsHeld() async throws {
      let folder = scratch.file("run")
      let run = await held(folder: folder)
      let prompt = try EditingSession(configuration).inputs.requests[0].filledPrompt
      await run.send(.setProbes([prompt, ""]), thenHeldAt: 2)
      #expect(probes(run).isEmpty && run.notices.last?.level == .warning)
      await run.send(.setProbes([prompt]), thenHeldAt: 2)
      #expect(probes(run).map(\.edits) == [2] && seen(run).map { $0.outcomes.map(\.index) } == [[0]])
      await run.send(.run(until: .edits(4)), thenIdleAt: 4)
      #expect(run.rounds.last?.probes.map(\.prompt) == [prompt])
      await run.stop()
      let again = Recording(.resume(folder))
      await again.listen(until: { $0.isIdle(at: 4) })
      await again.send(.stepRound, thenIdleAt: 6)
      #expect(again.rounds.last?.probes.map(\.prompt) == [prompt])
      await again.stop()
    }

    /// Both branches answer, each by its own weights.
    @Test func branchesAnswerForThemselves() async throws {
      let run = await Recording.begun(configuration)
      await run.send(.stepRound, thenIdleAt: 2)
      let setting = BranchSetting(guardSetting: GuardSetting(isOn: true, tau: 0.3), editor: .memit)
      await run.send(.fork(round: 1, setting), .stepRound, thenIdleAt: 4)
      await run.send(.on("main", .inspect(3)), .on("fork-1", .inspect(3)), .on("gone", .inspect(3)), thenIdleAt: 4)
      let answers = run.events.compactMap { event -> (String, EditInspection)? in
        if case .inspected(let answer) = event.content { (event.branch, answer) } else { nil }
      }
      #expect(answers.map(\.0) == ["main", "fork-1"] && answers[0].1.prompts != answers[1].1.prompts)
      #expect(run.notices.last?.text.contains("gone") == true)
      await run.stop()
    }

    // MARK: - All edits

    @Test func allEditsAreMeasured() async throws {
      let folder = scratch.file("run")
      let run = await Recording.begun(configuration, folder: folder)
      await run.send(.run(until: .edits(4)), thenIdleAt: 4)
      let lines = try RunFolder(existing: folder).lines().count
      await run.send(.measureEdits, thenIdleAt: 4)
      let found = seen(run).flatMap(\.outcomes)
      #expect(found.map(\.index) == [0, 1, 2, 3] && seen(run).allSatisfy { $0.edits == 4 })
      // The sample holds all four: the round has measured them among other prompts.
      let measured = try #require(run.rounds.last?.outcomes)
      #expect(measured.map(\.index) == found.map(\.index))
      for (one, other) in zip(found, measured) {
        #expect(abs(one.probability - other.probability) < 1e-5 && one.holds == other.holds)
      }
      #expect(run.activities.contains { $0.phase == .surveying && $0.step == 0 && $0.steps == 4 })
      // It is of the moment.
      #expect(try RunFolder(existing: folder).lines().count == lines)
      await run.stop()
    }

    @Test func anyCommandStopsIt() async throws {
      let run = await Recording.begun(configuration) { event in
        guard case .activity(let now) = event, now.phase == .surveying else { return [] }
        return [.inspect(0)]
      }
      await run.send(.stepRound, thenIdleAt: 2)
      await run.send(.measureEdits, thenIdleAt: 2)
      #expect(run.notices.last?.text == "stopped: 0 of 2 edits measured")
      #expect(run.events.contains { if case .inspected = $0 { true } else { false } })
      await run.stop()
    }

    /// A setting that waits for the end of the round does not stop it.
    @Test func allEditsAreMeasuredWhileARoundIsHeld() async throws {
      let run = await held()
      run.engine.send(.setGuard(GuardSetting(isOn: true, tau: 0.3)))
      await run.send(.measureEdits, thenHeldAt: 2)
      #expect(seen(run).flatMap(\.outcomes).map(\.index) == [0, 1] && run.rounds.count == 2)
      // The round is held all the while: an undo offers to drop it, not the one before.
      #expect(run.activities.contains { $0.phase == .surveying && $0.isHeld })
      await run.stop()
    }

    // MARK: - Dropping

    /// The run stands where it stood, and goes on with the same edits.
    @Test func aHeldRoundIsDroppedAlone() async throws {
      let run = await held(saveTo: scratch.file("model"))
      await run.send(.dropRound, thenIdleAt: 2)
      #expect(run.rounds.count == 2 && run.undone.isEmpty)
      await run.send(.run(until: .edits(4)), thenIdleAt: 4)
      let (reports, session) = try undisturbed()
      #expect(run.rounds.map(\.timeless) == reports)
      await run.stop()
      #expect(try savedWeights(scratch.file("model")) == session.weights)
    }

    @Test func withoutARoundThereIsNothingToDrop() async throws {
      let run = await Recording.begun(configuration)
      await run.send(.dropRound, thenIdleAt: 0)
      #expect(run.notices.last?.level == .warning && run.rounds.count == 1)
      await run.stop()
    }
  }
}
