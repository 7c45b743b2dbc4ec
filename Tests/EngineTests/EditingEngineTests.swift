import Editing
import Foundation
import Numerics
import RunModel
import Synchronization
import Testing

@testable import Engine

extension WorkingEngines {
  /// Commands and what comes of them. What is sent in the middle of a round is sent on the engine's own queue at a named step,
  /// so that every run of a test is the same.
  struct EditingEngineTests {
    private let scratch: Scratch
    private let configuration = Fixtures.configuration()

    init() throws { scratch = try Scratch() }

    private var saved: URL { scratch.file("saved") }

    /// The weights after rounds of the given sizes, by a session of its own.
    private func expectedWeights(_ sizes: [Int]) throws -> [Matrix<Float>] {
      var session = try EditingSession(configuration)
      for size in sizes { try session.edit(size) }
      return session.weights
    }

    // MARK: - Beginning and end

    @Test func beginsWithTheUneditedModel() async throws {
      let run = await Recording.begun(configuration)
      guard case .ready(let description)? = run.events.first(where: { if case .ready = $0 { true } else { false } })
      else {
        Issue.record("no description")
        return
      }
      #expect(description.layers.map(\.layer) == [1, 2])
      #expect(description.editLimit == 6)
      #expect(description.roundSize == 2)
      #expect(description.folder == nil)
      #expect(run.rounds.map(\.round) == [0])
      #expect(
        run.rounds[0].layers.allSatisfy { abs($0.ls - 1) < 1e-3 && $0.frobeniusRatio == 1 && $0.coreDrift < 1e-6 })
      #expect(await run.stop() == "stopped")
    }

    /// What is known of the model is shown before it is measured.
    @Test func theModelIsDescribedBeforeItIsMeasured() async throws {
      let run = await Recording.begun(configuration)
      await run.stop()
      let ready = run.events.firstIndex { if case .ready = $0 { true } else { false } }
      let round = run.events.firstIndex { if case .round = $0 { true } else { false } }
      let measured = run.events.lastIndex { $0.isLoading }
      #expect(try #require(ready) < #require(measured) && #require(measured) < #require(round))
    }

    @Test func runsToTheEndOfTheList() async throws {
      let run = await Recording.begun(configuration, saveTo: saved)
      await run.send(.run(until: .allEdits), thenIdleAt: 6)
      #expect(run.rounds.map(\.edits) == [0, 2, 4, 6])
      #expect(run.activities.contains { $0.phase == .finished && $0.edits == 6 && !$0.isRunning })
      await run.send(.run(until: .allEdits), thenIdleAt: 6)
      #expect(run.rounds.count == 4)
      await run.stop()
      #expect(try savedWeights(saved) == expectedWeights([2, 2, 2]))
    }

    @Test(arguments: [
      (1, [1]), (2, [2]), (3, [2, 1]), (5, [2, 2, 1]), (6, [2, 2, 2]), (99, [2, 2, 2]), (.max, [2, 2, 2]),
    ])
    func runsUntilExactlyTheGoal(goal: Int, sizes: [Int]) async throws {
      let run = await Recording.begun(configuration)
      let end = sizes.reduce(0, +)
      await run.send(.run(until: .edits(goal)), thenIdleAt: end)
      #expect(run.rounds.dropFirst().map(\.edits) == sizes.indices.map { sizes[...$0].reduce(0, +) })
      let finished = run.activities.filter { $0.phase == .finished }
      #expect(finished.map(\.edits) == [end])
      #expect(finished.allSatisfy { !$0.isRunning })
      await run.stop()
    }

    @Test(arguments: [0, -3, .min]) func aGoalThatIsReachedIsFinishedAtOnce(goal: Int) async throws {
      let run = await Recording.begun(configuration)
      await run.send(.run(until: .edits(goal)), thenIdleAt: 0)
      #expect(run.activities.contains { $0.phase == .finished })
      #expect(run.rounds.count == 1)
      await run.stop()
    }

    @Test func noEditsAtAll() async throws {
      var configuration = configuration
      configuration.editLimit = 0
      let run = await Recording.begun(configuration)
      await run.send(.run(until: .allEdits), thenIdleAt: 0)
      await run.send(.stepEdit, thenIdleAt: 0)
      await run.send(.stepRound, thenIdleAt: 0)
      #expect(run.notices.count == 2)
      #expect(run.rounds.count == 1)
      await run.stop()
    }

    @Test func aBrokenConfigurationEndsWithItsReason() async throws {
      var configuration = configuration
      configuration.roundSize = 0
      let run = Recording(.new(configuration, folder: nil))
      let reason = await run.end()
      #expect(reason.contains("round size"))
      #expect(run.notices.map(\.level) == [.error])
    }

    // MARK: - Steps and undo

    @Test func stepsAreOneEditAndOneRound() async throws {
      let run = await Recording.begun(configuration, saveTo: saved)
      await run.send(.stepEdit, thenIdleAt: 1)
      await run.send(.stepRound, thenIdleAt: 3)
      await run.send(.stepRound, .stepRound, thenIdleAt: 6)
      #expect(run.rounds.map(\.edits) == [0, 1, 3, 5, 6])
      await run.stop()
      #expect(try savedWeights(saved) == expectedWeights([1, 2, 2, 1]))
    }

    @Test func undoTakesRoundsBackOneByOne() async throws {
      let run = await Recording.begun(configuration, saveTo: saved)
      await run.send(.run(until: .edits(4)), thenIdleAt: 4)
      await run.send(.undoRound(2), .undoRound(1), thenIdleAt: 0)
      #expect(run.undone == [UndoReport(round: 2, edits: 2), UndoReport(round: 1, edits: 0)])
      await run.send(.undoRound(1), thenIdleAt: 0)
      #expect(run.undone.count == 2)
      #expect(run.notices.count == 1)
      #expect(run.notices.last?.text.contains("no round") == true)
      await run.send(.stepRound, thenIdleAt: 2)
      await run.stop()
      #expect(try savedWeights(saved) == expectedWeights([2]))
    }

    /// Whoever agreed to lose one round does not lose another.
    @Test(arguments: [0, 1, 3, -1, .max]) func undoTakesNoOtherRoundBackThanItNames(round: Int) async throws {
      let run = await Recording.begun(configuration, saveTo: saved)
      await run.send(.run(until: .edits(4)), thenIdleAt: 4)
      await run.send(.undoRound(round), thenIdleAt: 4)
      #expect(run.undone.isEmpty)
      #expect(run.notices.map(\.level) == [.warning])
      #expect(run.notices.last?.text.contains("the last round is round 2") == true)
      await run.stop()
      #expect(try savedWeights(saved) == expectedWeights([2, 2]))
    }

    // MARK: - In the middle of a round

    /// A held round says at which step it is, and goes on with the numbers of an undisturbed one.
    @Test func pauseHoldsARoundAndRunGoesOn() async throws {
      let run = await Recording.begun(configuration, saveTo: saved) { $0.isTargetStep(2, at: 2) ? [.pause] : [] }
      await run.send(.run(until: .edits(4)), thenHeldAt: 2)
      #expect(
        run.activities.last == Activity(phase: .targets, isRunning: false, isHeld: true, step: 2, steps: 4, edits: 2))
      #expect(run.rounds.count == 2)
      await run.send(.run(until: .edits(4)), thenIdleAt: 4)
      // Step 2 was not done twice: the round went on where it was.
      #expect(run.events.filter { $0.isTargetStep(0, at: 2) }.count == 1)
      #expect(run.rounds.map(\.edits) == [0, 2, 4])
      await run.stop()
      #expect(try savedWeights(saved) == expectedWeights([2, 2]))
    }

    @Test func stepRoundFinishesARoundThatIsHeld() async throws {
      let run = await Recording.begun(configuration) { $0.isTargetStep(1, at: 0) ? [.pause] : [] }
      await run.send(.run(until: .allEdits), thenHeldAt: 0)
      await run.send(.stepRound, thenIdleAt: 2)
      #expect(run.rounds.map(\.edits) == [0, 2])
      #expect(run.activities.last?.isRunning == false)
      await run.stop()
    }

    @Test func stepRoundMakesTheRoundOfARunItsLast() async throws {
      let run = await Recording.begun(configuration) { $0.isTargetStep(1, at: 2) ? [.stepRound] : [] }
      await run.send(.run(until: .allEdits), thenIdleAt: 4)
      #expect(run.rounds.map(\.edits) == [0, 2, 4])
      await run.stop()
    }

    @Test func stepEditAbandonsTheRoundForOneEdit() async throws {
      // Once only: the step's own round passes there, too.
      let isDone = Mutex(false)
      let run = await Recording.begun(configuration, saveTo: saved) { event in
        guard event.isTargetStep(2, at: 2) else { return [] }
        return isDone.withLock { done in
          defer { done = true }
          return done ? [] : [.stepEdit]
        }
      }
      await run.send(.run(until: .allEdits), thenIdleAt: 3)
      #expect(run.rounds.map(\.edits) == [0, 2, 3])
      await run.stop()
      #expect(try savedWeights(saved) == expectedWeights([2, 1]))
    }

    @Test func undoAbandonsTheRoundAndTakesTheLastOneBack() async throws {
      let run = await Recording.begun(configuration, saveTo: saved) { $0.isTargetStep(2, at: 2) ? [.undoRound(1)] : [] }
      await run.send(.run(until: .allEdits), thenIdleAt: 0)
      #expect(run.undone == [UndoReport(round: 1, edits: 0)])
      await run.stop()
      #expect(try savedWeights(saved) == savedWeights(Fixtures.model))
    }

    /// An undo that names another round than the last disturbs nothing.
    @Test func aRoundIsNotAbandonedForAnUndoThatIsRefused() async throws {
      let run = await Recording.begun(configuration) { $0.isTargetStep(2, at: 4) ? [.undoRound(1)] : [] }
      await run.send(.run(until: .allEdits), thenIdleAt: 6)
      #expect(run.rounds.map(\.edits) == [0, 2, 4, 6])
      #expect(run.undone.isEmpty && run.notices.count == 1)
      await run.stop()
    }

    /// Edits and held-out text, one after the other, first of the model as it was; there are no tasks.
    @Test func measuringTellsHowFarItIs() async throws {
      let run = await Recording.begun(configuration)
      await run.send(.stepRound, thenIdleAt: 2)
      await run.stop()
      let begun = run.activities.filter { $0.phase == .loading && $0.steps == 2 }
      let measured = run.activities.filter { $0.phase == .measuring }
      #expect(begun.map(\.step).suffix(2) == [0, 1] && measured.map(\.step) == [0, 1])
      #expect(measured.allSatisfy { $0.steps == 2 && $0.edits == 2 })
    }

    /// The round is measured to its end: a round that is applied without measures could be taken back unseen.
    @Test func pauseWhileMeasuringEndsTheRunAfterTheRound() async throws {
      let run = await Recording.begun(configuration) { $0.isMeasured(at: 2) ? [.pause] : [] }
      await run.send(.run(until: .allEdits), thenIdleAt: 2)
      #expect(run.rounds.map(\.edits) == [0, 2])
      #expect(!run.activities.contains { $0.isHeld })
      await run.stop()
    }

    @Test func undoWhileMeasuringTakesBackTheRoundThatItNames() async throws {
      let run = await Recording.begun(configuration) { $0.isMeasured(at: 4) ? [.pause, .undoRound(1)] : [] }
      await run.send(.run(until: .allEdits), thenIdleAt: 4)
      #expect(run.undone.isEmpty && run.notices.count == 1)
      await run.send(.undoRound(2), thenIdleAt: 2)
      #expect(run.undone == [UndoReport(round: 2, edits: 2)])
      await run.stop()
    }

    /// Nothing that comes in while a round is measured is lost, and the order stays.
    @Test func commandsWhileMeasuringWait() async throws {
      let setting = GuardSetting(isOn: true, tau: 0.3)
      let run = await Recording.begun(configuration) {
        $0.isMeasured(at: 2) ? [.pause, .setGuard(setting), .stepEdit, .undoRound(2), .stepRound] : []
      }
      await run.send(.run(until: .allEdits), thenIdleAt: 4)
      #expect(run.rounds.map(\.edits) == [0, 2, 3, 4])
      #expect(run.undone == [UndoReport(round: 2, edits: 2)])
      #expect(run.changes == [GuardChange(edits: 2, setting: setting)])
      await run.stop()
    }

    // MARK: - While loading

    @Test func commandsWhileLoadingWait() async throws {
      let run = Recording(.new(configuration, folder: nil))
      run.engine.send(.stepEdit)
      run.engine.send(.stepRound)
      run.engine.send(.undoRound(2))
      await run.send(.stepEdit, thenIdleAt: 2)
      #expect(run.rounds.map(\.edits) == [0, 1, 3, 2])
      #expect(await run.stop() == "stopped")
    }

    @Test func pauseWhileLoadingDoesNotHoldIt() async throws {
      let run = Recording(.new(configuration, folder: nil))
      await run.send(.pause, thenIdleAt: 0)
      #expect(run.rounds.count == 1)
      await run.stop()
    }

    @Test func stopWhileLoadingEndsAtOnce() async throws {
      let run = Recording(.new(configuration, folder: scratch.file("run"))) { $0.isLoading ? [.stop] : [] }
      let reason = await run.end()
      #expect(reason == "stopped before the model was ready")
      #expect(run.rounds.isEmpty)
      #expect(run.notices.isEmpty)
    }

    // MARK: - Stop

    @Test func stopAbandonsARound() async throws {
      let run = await Recording.begun(configuration, saveTo: saved) { $0.isTargetStep(2, at: 2) ? [.stop] : [] }
      run.engine.send(.run(until: .allEdits))
      #expect(await run.end() == "stopped")
      #expect(run.rounds.map(\.edits) == [0, 2])
      #expect(!run.events.contains { $0.isTargetStep(3, at: 2) })
      #expect(try savedWeights(saved) == expectedWeights([2]))
    }

    @Test func stopEndsAHeldRound() async throws {
      let run = await Recording.begun(configuration) { $0.isTargetStep(2, at: 0) ? [.pause] : [] }
      await run.send(.run(until: .allEdits), thenHeldAt: 0)
      #expect(await run.stop() == "stopped")
      #expect(run.rounds.count == 1)
    }

    /// A round whose measures are missing is not part of the run, on disk or in the saved model.
    @Test func stopWhileMeasuringTakesTheRoundBack() async throws {
      let folder = scratch.file("run")
      let run = await Recording.begun(configuration, folder: folder, saveTo: saved) {
        $0.isMeasured(at: 4) ? [.stop] : []
      }
      run.engine.send(.run(until: .allEdits))
      await run.end()
      #expect(run.rounds.map(\.edits) == [0, 2])
      #expect(try savedWeights(saved) == expectedWeights([2]))
      #expect(try BranchedRun(RunFolder(existing: folder).entries()).branches[0].reports.map(\.edits) == [0, 2])
    }

    @Test func stopBeforeAnything() async throws {
      let run = Recording(.new(configuration, folder: nil))
      #expect(await run.stop() == "stopped before the model was ready")
      run.engine.send(.stop)
      #expect(run.engine.waitUntilStopped(seconds: 1))
      #expect(!EditingEngine().waitUntilStopped(seconds: 0.01))
    }

    // MARK: - Guard

    @Test func theGuardChangesAtTheNextRound() async throws {
      let on = GuardSetting(isOn: true, tau: 0.4)
      let off = GuardSetting(isOn: false, tau: 0.4)
      let folder = scratch.file("run")
      let run = await Recording.begun(configuration, folder: folder) {
        $0.isTargetStep(1, at: 0) ? [.setGuard(on)] : $0.isTargetStep(1, at: 2) ? [.setGuard(off)] : []
      }
      await run.send(.run(until: .allEdits), thenIdleAt: 6)
      await run.stop()
      #expect(run.changes == [GuardChange(edits: 2, setting: on), GuardChange(edits: 4, setting: off)])
      #expect(run.rounds.map(\.guardSetting.isOn) == [false, false, true, false])
      #expect(run.rounds.map { $0.layers.allSatisfy { $0.kept == 1 } } == [true, true, false, true])
      let logged = try RunFolder(existing: folder).entries().map { entry -> String in
        switch entry {
        case .ready: "start"
        case .round(let report): "round \(report.round)"
        case .change(let change): "change \(change.edits) \(change.setting.isOn)"
        case .editor(let change): "editor \(change.editor)"
        case .clamp(let change): "clamp \(change.anchor)"
        case .probes: "probes"
        case .measured(let late): "measures \(late.edits)"
        case .evaluated: "evaluation"
        case .stopped: "stop"
        default: "other"
        }
      }
      #expect(
        logged == ["start", "round 0", "round 1", "change 2 true", "round 2", "change 4 false", "round 3", "stop"])
    }

    // MARK: - Saving

    @Test func theSavedModelIsTheEditedOne() async throws {
      let run = await Recording.begun(configuration, saveTo: saved)
      await run.send(.stepRound, thenIdleAt: 2)
      await run.stop()
      #expect(run.notices.contains { $0.text.contains(saved.path) })
      let edited = try savedWeights(saved)
      let original = try savedWeights(Fixtures.model)
      #expect(edited[0] == original[0] && edited[3] == original[3])
      #expect(edited[1] != original[1] && edited[2] != original[2])
      // It can be edited again.
      var again = configuration
      again.model = saved.path
      #expect(try EditingSession(again).weights == edited)
    }

    @Test func anUnwritablePlaceForTheModelIsSaid() async throws {
      let file = URL(fileURLWithPath: try scratch.write("in the way", to: "file"))
      let run = await Recording.begun(configuration, saveTo: file)
      let reason = await run.stop()
      #expect(reason.contains(file.path))
      #expect(run.notices.last?.level == .error)
    }
  }
}
