import Editing
import Foundation
import Numerics
import RunModel
import Testing

@testable import Engine

extension WorkingEngines {
  /// Editors with and without a memory: undo, resume and switches lose none of it.
  struct EditorChoiceTests {
    private let scratch: Scratch
    private let folder: URL
    private let saved: URL

    init() throws {
      scratch = try Scratch()
      folder = scratch.file("run")
      saved = scratch.file("saved")
    }

    private func configuration(_ editor: EditorKind) -> RunConfiguration {
      var configuration = Fixtures.configuration()
      configuration.editor = editor
      // All of the layers for everyone; weights are not trained at the rate of targets.
      for kind in [EditorKind.ft, .ftL] { configuration.settings[kind].learningRate = 1e-3 }
      configuration.settings[.nse].nse = HyperParameters.NSE(least: 0, most: 1e6, passes: 3, neuronShare: 0.9)
      for kind in [EditorKind.alphaEdit, .deltaEdit] { configuration.settings[kind].nullSpace.rule = .energy(0.2) }
      return configuration
    }

    // MARK: - The same numbers

    @Test(arguments: EditorKind.allCases) func resumedRunsArriveAtTheSameBits(editor: EditorKind) async throws {
      let first = await Recording.begun(configuration(editor), folder: folder)
      await first.send(.run(until: .edits(4)), thenIdleAt: 4)
      await first.stop()
      let run = Recording(.resume(folder), saveTo: saved)
      await run.send(.run(until: .allEdits), thenIdleAt: 6)
      await run.stop()

      let wholeWeights = scratch.file("whole")
      let whole = await Recording.begun(configuration(editor), saveTo: wholeWeights)
      await whole.send(.run(until: .allEdits), thenIdleAt: 6)
      await whole.stop()
      #expect(run.rounds.map(\.timeless) == whole.rounds.map(\.timeless))
      #expect(whole.rounds.map(\.editor) == [EditorKind](repeating: editor, count: 4))
      #expect(whole.rounds.flatMap(\.failed) == [])
      let weights = try savedWeights(saved)
      #expect(try savedWeights(wholeWeights) == weights)
      #expect(try savedWeights(Fixtures.model) != weights)
    }

    @Test(arguments: EditorKind.allCases) func undoneRoundsLeaveNoTrace(editor: EditorKind) throws {
      var store = RoundStore(nil, isUndoable: true)
      var session = try EditingSession(configuration(editor))
      try session.edit(keptIn: &store)
      var other = session
      try other.edit(1, keptIn: &store)
      try other.edit(keptIn: &store)
      for _ in 0..<2 { try other.undo(recall: store.applied) }
      try session.edit()
      try other.edit()
      #expect(other.weights == session.weights)
    }

    // MARK: - Switching

    @Test func editorsChangeAtTheNextRound() async throws {
      let run = await Recording.begun(configuration(.memit), folder: folder) {
        $0.isTargetStep(1, at: 0) ? [.setEditor(.alphaEdit)] : []
      }
      await run.send(.run(until: .edits(4)), thenIdleAt: 4)
      await run.send(.setEditor(.prune), thenIdleAt: 4)
      await run.stop()
      #expect(run.rounds.map(\.editor) == [.memit, .memit, .alphaEdit])
      #expect(
        run.editors == [
          EditorChange(
            edits: 2, editor: .alphaEdit, layers: [1, 2],
            nullSpaceRanks: run.rounds.last?.layers.compactMap(\.nullSpaceRank)),
          EditorChange(edits: 4, editor: .prune, layers: [1, 2]),
        ])
      #expect(run.rounds.map { $0.layers.allSatisfy { $0.nullSpaceRank == nil } } == [true, true, false])
      // The last editor of the log goes on.
      let again = Recording(.resume(folder), saveTo: saved)
      await again.send(.run(until: .allEdits), thenIdleAt: 6)
      await again.stop()
      #expect(again.editors == run.editors)
      #expect(again.rounds.last?.editor == .prune)

      var session = try EditingSession(configuration(.memit))
      try session.edit()
      _ = try session.setEditor(.alphaEdit)
      try session.edit()
      _ = try session.setEditor(.prune)
      try session.edit()
      let expected = scratch.file("expected")
      _ = try session.save(to: expected)
      let weights = try savedWeights(expected)
      #expect(try savedWeights(saved) == weights)
    }

    /// The clamp moves to another hidden state at the next round, for every editor from then on, and resuming keeps it.
    @Test func theClampChangesAtTheNextRound() async throws {
      let run = await Recording.begun(configuration(.memit), folder: folder) {
        $0.isTargetStep(1, at: 0) ? [.setClamp(.anchored)] : []
      }
      await run.send(.run(until: .edits(4)), thenIdleAt: 4)
      await run.send(.setEditor(.ft), .stepEdit, thenIdleAt: 5)
      await run.send(.setEditor(.rect), thenIdleAt: 5)
      await run.stop()
      #expect(run.clamps == [ClampChange(edits: 2, anchor: .anchored)])
      // FT sets no targets that could be clamped.
      #expect(run.rounds.map(\.clamp) == [.current, .current, .anchored, nil])
      let again = Recording(.resume(folder))
      await again.send(.run(until: .allEdits), thenIdleAt: 6)
      await again.stop()
      #expect(again.clamps == run.clamps)
      #expect(again.rounds.last?.clamp == .anchored)
      #expect(again.description?.clamp == .current)

      var anchored = configuration(.memit)
      anchored.hyperParameters.clampAnchor = .anchored
      var (session, other) = (try EditingSession(configuration(.memit)), try EditingSession(anchored))
      #expect((session.setup.clamp, other.setup.clamp) == (.current, .anchored))
      _ = session.setClamp(.anchored)
      for _ in 0..<2 {
        try session.edit()
        try other.edit()
      }
      #expect(session.weights == other.weights)
      var current = try EditingSession(configuration(.memit))
      for _ in 0..<2 { try current.edit() }
      #expect(current.weights != other.weights)
    }

    /// A run that is taken back behind the choice of a clamp leaves it to each editor's settings again, also where the round's
    /// own editor sets no targets.
    @Test func theClampIsLeftOpenAgainWithAnEarlierRound() async throws {
      var configuration = configuration(.ft)
      configuration.settings[.rect].clampAnchor = .anchored
      let run = await Recording.begun(configuration, folder: folder)
      await run.send(.stepRound, thenIdleAt: 2)
      await run.send(.setEditor(.memit), .setClamp(.anchored), .stepRound, thenIdleAt: 4)
      await run.stop()
      #expect(run.rounds.map(\.clamp) == [nil, nil, .anchored])
      let back = Recording(.resume(folder, to: 1))
      await back.listen(until: { $0.isIdle(at: 2) })
      await back.stop()
      #expect(back.editors.last?.editor == .ft && back.clamps.last?.isInitial == true)
      #expect(BranchedRun(try RunFolder(existing: folder).entries()).branches[0].clamp == nil)
      let again = Recording(.resume(folder))
      await again.send(.setEditor(.memit), .stepRound, thenIdleAt: 4)
      await again.send(.setEditor(.rect), .stepRound, thenIdleAt: 6)
      await again.stop()
      #expect(again.rounds.suffix(2).map(\.clamp) == [.current, .anchored])
    }

    /// Whoever goes back to a time before all rounds changes no setting that was not changed since.
    @Test func settingsThatStayedAreNotToldAgain() async throws {
      let run = await Recording.begun(configuration(.memit), folder: folder)
      await run.send(.stepRound, thenIdleAt: 2)
      await run.stop()
      let back = Recording(.resume(folder, to: 0))
      await back.listen(until: { $0.isIdle(at: 0) })
      await back.stop()
      #expect(back.undone.map(\.round) == [1])
      #expect(back.editors.isEmpty && back.clamps.isEmpty && back.changes.isEmpty)
    }

    @Test func whatCannotBeIsSaidAndChangesNothing() async throws {
      let constrained = GuardSetting(isOn: true, kind: .constrained, tau: 0.4)
      let run = await Recording.begun(configuration(.memit), folder: folder)
      await run.send(.setGuard(constrained), .setEditor(.ft), thenIdleAt: 0)
      #expect(run.notices.last?.level == .error)
      #expect(run.notices.last?.text.contains("FT has no closed-form solve") == true)
      await run.send(.setGuard(GuardSetting()), .setEditor(.ft), .setGuard(constrained), thenIdleAt: 0)
      #expect(run.notices.last?.text.contains("the guard stays as it was") == true)
      await run.send(.stepRound, thenIdleAt: 2)
      await run.stop()
      #expect(run.rounds.map(\.editor) == [.memit, .ft])
      #expect(run.rounds.allSatisfy { !$0.guardSetting.isOn })
      #expect(run.editors.map(\.editor) == [.ft])
    }

    /// At an absolute threshold below every eigenvalue nothing is left to edit in.
    @Test func emptyNullSpacesAreSaidBeforeARound() async throws {
      var configuration = configuration(.memit)
      configuration.settings[.alphaEdit].nullSpace.rule = .absolute(1e-30)
      let run = await Recording.begun(configuration)
      await run.send(.setEditor(.alphaEdit), thenIdleAt: 0)
      #expect(run.notices.last?.text.contains("the editor stays MEMIT") == true)
      #expect(run.notices.last?.text.contains("null space") == true)
      await run.stop()
      configuration.editor = .alphaEdit
      let never = Recording(.new(configuration, folder: nil))
      #expect(await never.end().contains("null space"))
    }

    /// A second moment of too little text keeps those editors from a model that invert it, and no others.
    @Test func singularMomentsAreNothingToFineTuning() throws {
      var configuration = configuration(.ft)
      configuration.momentLimit = 1
      for kind in EditorKind.allCases { configuration.settings[kind].ridge = 0 }
      var session = try EditingSession(configuration)
      #expect(throws: EditingError.self) { try session.setEditor(.memit) }
      #expect(try session.setEditor(.alphaEdit).editor == .alphaEdit)
      try session.edit()
      #expect(session.editor.name == "AlphaEdit" && session.edits == 2)
    }

    // MARK: - Failures

    /// An edit that cannot be made: the run goes on without it, or pauses after its round.
    @Test(arguments: [false, true]) func failedEditsPauseARunThatAskedForIt(pauses: Bool) async throws {
      var configuration = configuration(.nse)
      configuration.settings[.nse].nse.most = 1e-9
      configuration.pausesOnFailure = pauses
      let run = await Recording.begun(configuration)
      await run.send(.run(until: .allEdits), thenIdleAt: pauses ? 2 : 6)
      await run.stop()
      #expect(run.rounds.dropFirst().allSatisfy { $0.failed.count == 2 })
      #expect(run.notices.contains { $0.text.contains("paused, since 2 edits failed") } == pauses)
    }
  }
}
