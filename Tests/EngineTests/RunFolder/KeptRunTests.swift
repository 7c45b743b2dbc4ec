import Editing
import Foundation
import Numerics
import RunModel
import Testing

@testable import Engine

extension WorkingEngines {
  /// Runs that are kept on disk: taken up again they arrive at the bits of a run that was never left, and what cannot be
  /// read, or written (`KeptRunTests+Unwritable`), is said.
  struct KeptRunTests {
    let scratch: Scratch
    let folder: URL
    let saved: URL
    let configuration = Fixtures.configuration()
    let on = GuardSetting(isOn: true, kind: .constrained, tau: 0.4)

    init() throws {
      scratch = try Scratch()
      folder = scratch.file("run")
      saved = scratch.file("saved")
    }

    var log: URL { folder.appendingPathComponent("log.jsonl") }

    /// Makes a run of one round, with what `then` adds.
    private func makeRun(then commands: Command..., edits: Int) async {
      let run = await Recording.begun(configuration, folder: folder)
      await run.send(.stepRound, thenIdleAt: 2)
      for command in commands { run.engine.send(command) }
      if !commands.isEmpty { await run.listen(until: { $0.isIdle(at: edits) }) }
      await run.stop()
    }

    private func resumed(react: @escaping @Sendable (Event) -> [Command] = { _ in [] }) -> Recording {
      Recording(.resume(folder), saveTo: saved, react: react)
    }

    /// Why the run cannot be taken up.
    private func refusal() async -> String {
      let run = resumed()
      let reason = await run.end()
      #expect(run.notices.last == Notice(.error, reason))
      return reason
    }

    // MARK: - The same numbers

    @Test func resumedRunsArriveAtTheSameBits() async throws {
      await makeRun(edits: 2)
      let run = resumed()
      await run.send(.run(until: .allEdits), thenIdleAt: 6)
      await run.stop()
      #expect(run.rounds.map(\.round) == [0, 1, 2, 3])

      let whole = await Recording.begun(configuration)
      await whole.send(.run(until: .allEdits), thenIdleAt: 6)
      await whole.stop()
      var session = try EditingSession(configuration)
      for _ in 0..<3 { try session.edit() }
      #expect(try savedWeights(saved) == session.weights)
      // What was measured of the weights and the edits, too.
      for (mine, theirs) in zip(run.rounds, whole.rounds) {
        #expect(mine.scores == theirs.scores)
        #expect(mine.outcomes == theirs.outcomes)
        #expect(mine.probes == theirs.probes)
        #expect(mine.layers.map(\.frobenius) == theirs.layers.map(\.frobenius))
      }
    }

    /// Undo, a change of the guard and a torn last line are all in the log that is taken up.
    @Test func historiesWithUndoAndGuardArriveAtTheSameBits() async throws {
      let first = await Recording.begun(configuration, folder: folder)
      await first.send(.stepRound, thenIdleAt: 2)
      await first.send(.stepEdit, thenIdleAt: 3)
      await first.send(.undoRound(2), thenIdleAt: 2)
      await first.send(.setGuard(on), .stepRound, thenIdleAt: 4)
      await first.stop()
      let torn = try Data(contentsOf: log) + Data(#"{"event":"round","edits":6,"#.utf8)
      try torn.write(to: log)

      let run = resumed()
      await run.listen(until: { $0.isIdle(at: 4) })
      #expect(run.changes == [GuardChange(edits: 2, setting: on)])
      #expect(run.undone == [UndoReport(round: 2, edits: 2)])
      await run.send(.stepRound, thenIdleAt: 6)
      await run.stop()
      #expect(run.rounds.last?.guardSetting == on)

      var session = try EditingSession(configuration)
      try session.edit()
      try session.setGuard(on)
      try session.edit()
      try session.edit()
      #expect(try savedWeights(saved) == session.weights)
      let entries = try RunFolder(existing: folder).entries()
      #expect(BranchedRun(entries).branches[0].reports.map(\.edits) == [0, 2, 4, 6])
    }

    @Test func undoGoesBackBeforeTheResume() async throws {
      await makeRun(then: .stepRound, edits: 4)
      let run = resumed()
      await run.listen(until: { $0.isIdle(at: 4) })
      await run.send(.undoRound(2), .undoRound(1), thenIdleAt: 0)
      await run.send(.undoRound(0), .stepEdit, thenIdleAt: 1)
      await run.stop()
      #expect(run.undone.map(\.round) == [2, 1])
      var session = try EditingSession(configuration)
      try session.edit(1)
      #expect(try savedWeights(saved) == session.weights)

      let again = resumed()
      await again.listen(until: { $0.isIdle(at: 1) })
      await again.stop()
      #expect(try savedWeights(saved) == session.weights)
    }

    /// Contexts that were generated are those of the run, whatever the model would generate now.
    @Test func generatedContextsAreKept() async throws {
      var generating = configuration
      generating.contexts = nil
      let first = await Recording.begun(generating, folder: folder)
      await first.send(.stepRound, thenIdleAt: 2)
      await first.stop()
      let stored = try RunFolder(existing: folder).record().configuration
      #expect(stored.contexts?.templates.count == 6)
      var session = try EditingSession(generating)
      try session.edit()
      try session.edit()
      let run = resumed()
      await run.send(.stepRound, thenIdleAt: 4)
      await run.stop()
      #expect(try savedWeights(saved) == session.weights)
    }

    @Test func roundsWithoutUpdatesAreTakenUp() async throws {
      var unfit = configuration
      unfit.edits = try scratch.write(
        """
        [{"case_id": 1, "requested_rewrite": {"prompt": "\(String(repeating: "far ", count: 200)){} is", "subject": "A",
          "target_new": {"str": "b"}, "target_true": {"str": "c"}}}]
        """, to: "edits.json")
      let first = await Recording.begun(unfit, folder: folder)
      await first.send(.stepRound, thenIdleAt: 1)
      await first.stop()
      #expect(first.rounds.last?.failed.count == 1)
      let run = resumed()
      await run.listen(until: { $0.isIdle(at: 1) })
      #expect(run.rounds == first.rounds)
      await run.stop()
      #expect(try savedWeights(saved) == savedWeights(Fixtures.model))
    }

    /// A run that was killed before edit 0 was measured begins then.
    @Test func aRunWithoutABeginningBegins() async throws {
      await makeRun(edits: 2)
      try Data().write(to: log)
      // Updates that no line tells of are not written over.
      let reason = await refusal()
      #expect(reason.contains("it holds no round") && reason.contains("--to 0"))
      try FileManager.default.removeItem(at: folder.appendingPathComponent("updates"))
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent("updates"), withIntermediateDirectories: false)
      let run = resumed()
      await run.send(.stepRound, thenIdleAt: 2)
      await run.stop()
      #expect(run.rounds.map(\.round) == [0, 1])
      #expect(try BranchedRun(RunFolder(existing: folder).entries()).branches[0].rounds.count == 2)
      var session = try EditingSession(configuration)
      try session.edit()
      #expect(try savedWeights(saved) == session.weights)
    }

    // MARK: - What cannot be taken up

    @Test func otherFoldersAreRefused() async throws {
      #expect(await refusal().contains("not a run folder"))
    }

    @Test func anotherModelIsRefused() async throws {
      await makeRun(edits: 2)
      // The same shapes with other bytes in the header: what saving makes of the model.
      let other = scratch.file("other")
      let session = try EditingSession(configuration)
      _ = try session.save(to: other)
      let weights = other.appendingPathComponent("model.safetensors")
      var data = try Data(contentsOf: weights)
      data.insert(contentsOf: Data(repeating: UInt8(ascii: " "), count: 8), at: 8 + Int(data[0]) + Int(data[1]) << 8)
      let length = Int(data[0]) + Int(data[1]) << 8 + 8
      data[0] = UInt8(length & 255)
      data[1] = UInt8(length >> 8)
      try data.write(to: weights)
      try replace(Fixtures.model.path, with: other.path, in: "config.json")
      let reason = await refusal()
      #expect(reason.contains(other.path) && reason.contains("not the one this run edited"))
    }

    @Test(arguments: ["", "{\"configuration\": 3}", "garbage"]) func aCorruptConfigurationIsRefused(
      text: String
    ) async throws {
      await makeRun(edits: 2)
      try Data(text.utf8).write(to: folder.appendingPathComponent("config.json"))
      let reason = await refusal()
      #expect(reason.contains("config.json"))
      #expect(reason.contains("not a run configuration"))
    }

    /// Values that the types allow, but no run.
    @Test(
      arguments: [
        ("\"round_size\" : 2", "\"round_size\" : 0", "round size"),
        ("\"editor\" : \"MEMIT\"", "\"editor\" : \"NONE\"", "NONE"),
        ("\"{}\"", "\"no place\"", "not a run configuration"),
      ])
    func aHostileConfigurationIsRefused(text: String, other: String, word: String) async throws {
      await makeRun(edits: 2)
      try replace(text, with: other, in: "config.json")
      #expect(await refusal().contains(word))
    }

    @Test func garbageInTheLogIsRefused() async throws {
      await makeRun(edits: 2)
      let whole = try Data(contentsOf: log)
      try (Data("garbage\n".utf8) + whole).write(to: log)
      let reason = await refusal()
      #expect(reason.contains("line 1") && reason.contains(log.path))
    }

    /// In logs of versions that did not seal them; in others a seal is in the way before.
    @Test(arguments: [
      ("\"edits\":2,", "\"edits\":-2,", "round 1 cannot be at edit -2"),
      ("\"edits\":2,", "\"edits\":99,", "the run is at edit 99, but its file of edits has only 6"),
      ("\"round\":1,", "\"round\":3,", "round 1 is missing before round 3"),
    ])
    func roundsThatDoNotFollowAreRefused(text: String, other: String, words: String) async throws {
      await makeRun(edits: 2)
      try replace(text, with: other, in: "log.jsonl")
      #expect(await refusal().contains("not as it was written"))
      try unseal()
      // Round 3 has a file, so that its number is what is wrong.
      let updates = folder.appendingPathComponent("updates")
      try FileManager.default.copyItem(
        at: updates.appendingPathComponent("round_00001.safetensors"),
        to: updates.appendingPathComponent("round_00003.safetensors"))
      let reason = await refusal()
      #expect(reason.contains(folder.path) && reason.contains(words), "\(reason)")
    }

    @Test func updatesOfAnotherShapeAreRefused() async throws {
      await makeRun(edits: 2)
      let wrong = WeightUpdate(layer: 1, left: Matrix(3, 1), right: Matrix(5, 1))
      try RunFolder(existing: folder).write(AppliedRound(updates: [wrong]), round: 1)
      #expect(await refusal().contains("round 1"))
      try RunFolder(existing: folder).write(
        AppliedRound(updates: [WeightUpdate(layer: 77, left: Matrix(64, 1), right: Matrix(256, 1))]), round: 1)
      #expect(await refusal().contains("round 1"))
    }

    @Test func missingUpdatesAreRefused() async throws {
      await makeRun(edits: 2)
      try FileManager.default.removeItem(at: folder.appendingPathComponent("updates"))
      #expect(await refusal().contains("round_00001"))
    }

    @Test func fewerEditsThanBeforeAreRefused() async throws {
      await makeRun(then: .stepRound, edits: 4)
      // Of a version that kept no digest of its settings.
      try unseal()
      let text = try String(contentsOf: log, encoding: .utf8)
      try Data(text.replacing(/,"settings_digest":"[0-9a-f]{16}"/, with: "").utf8).write(to: log)
      try replace("\"order\"", with: "\"edit_limit\" : 3, \"order\"", in: "config.json")
      // Not by its numbers: the digits of a scratch folder's name could be those.
      #expect(await refusal().contains("file of edits"))
    }

    /// Makes the log one of a version that did not seal its lines.
    private func unseal() throws {
      let text = try String(contentsOf: log, encoding: .utf8)
      try Data(text.replacing(/,"seal":"[0-9a-f]{16}"/, with: "").utf8).write(to: log)
    }

    private func replace(_ text: String, with other: String, in name: String) throws {
      let file = folder.appendingPathComponent(name)
      let before = try String(contentsOf: file, encoding: .utf8)
      try #require(before.contains(text), "\(text) is not in \(before.prefix(300))")
      try Data(before.replacingOccurrences(of: text, with: other).utf8).write(to: file)
    }
  }
}
