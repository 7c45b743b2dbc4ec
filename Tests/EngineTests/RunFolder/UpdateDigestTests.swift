import Checkpoints
import Editing
import Foundation
import Numerics
import RunModel
import Testing

@testable import Engine

struct DigestTests {
  private func round(_ value: Float = 1, layer: Int = 2) -> AppliedRound {
    AppliedRound(
      updates: [
        WeightUpdate(
          layer: layer, left: Matrix(2, 1, [value, -0.5] as [Float]), right: Matrix(3, 1, [0.25, 3, -2] as [Float]))
      ],
      trace: RoundTrace(
        keys: [4: Matrix(1, 2, [7, 8] as [Float])], noise: NoiseStatistics(count: 3, mean: 0.5, variance: 2)))
  }

  /// Worked out by a Python program of its own: FNV-1a over 8-byte words with the high bits folded back, of the digest
  /// before, then for each matrix its kind, its layer and shape as 64-bit numbers and its floats, each with its length.
  @Test func theDigestIsTheOneOfItsNumbers() {
    #expect(round().digest(after: nil) == "566aa33c18e0d416")
    #expect(round().digest(after: "0123456789abcdef") == "15555b585e4255f8")
  }

  @Test func everyNumberCounts() {
    var others = [round(1.0000001), round(-1), round(layer: 3), AppliedRound(updates: round().updates)]
    var trace = round()
    trace.trace.keys = [5: Matrix(1, 2, [7, 8] as [Float])]
    others.append(trace)
    trace = round()
    trace.trace.noise?.mean = 0.25
    others.append(trace)
    let dense = Matrix(2, 3, [Float](repeating: 0, count: 6))
    others.append(AppliedRound(updates: [WeightUpdate(layer: 2, change: .dense(dense))]))
    let digests = [round().digest(after: nil), round().digest(after: "a")] + others.map { $0.digest(after: nil) }
    #expect(Set(digests).count == digests.count)
  }
}

extension WorkingEngines {
  /// Updates that are not those that the log tells of are never edited on, whatever became of the files.
  struct UpdateDigestTests {
    private let scratch: Scratch
    private let folder: URL
    private let saved: URL
    private let configuration = Fixtures.configuration()

    init() throws {
      scratch = try Scratch()
      folder = scratch.file("run")
      saved = scratch.file("saved")
    }

    private func file(_ round: Int) -> URL {
      folder.appendingPathComponent("updates/round_0000\(round).safetensors")
    }

    /// The weights of a run that was never left, by its rounds.
    private func weights() throws -> [[Matrix<Float>]] {
      var session = try EditingSession(configuration)
      return try [session.weights]
        + (1...3).map { _ in
          try session.edit()
          return session.weights
        }
    }

    private func makeRun(forkedAfter round: Int? = nil, edits: Int = 6) async {
      let run = await Recording.begun(configuration, folder: folder)
      if let round {
        await run.send(.run(until: .edits(4)), thenIdleAt: 4)
        let setting = BranchSetting(guardSetting: GuardSetting(isOn: true, tau: 0.4), editor: .memit)
        await run.send(.fork(round: round, setting), thenIdleAt: 2 * round)
      }
      await run.send(.run(until: .edits(edits)), thenIdleAt: edits)
      await run.stop()
    }

    /// Why the run cannot be taken up.
    private func refusal() async -> String { await Recording(.resume(folder)).end() }

    /// What was done to the files, and the first round that it is found out at.
    private static let damages: [(name: String, round: Int, damage: @Sendable (UpdateDigestTests) throws -> Void)] = [
      (
        "exchanged", 1,
        { test in
          let first = try Data(contentsOf: test.file(1))
          try Data(contentsOf: test.file(2)).write(to: test.file(1))
          try first.write(to: test.file(2))
        }
      ),
      ("copied", 3, { test in try Data(contentsOf: test.file(2)).write(to: test.file(3)) }),
      // As they were before the files said which round they are of.
      (
        "copied without its number", 3,
        { test in
          let tensors = try TensorFile(test.file(2))
          let copies = try tensors.names.map {
            NamedTensor(name: $0, shape: try tensors.info($0).shape, elements: try tensors.elements($0))
          }
          try writeSafetensors(copies, to: test.file(3))
        }
      ),
      (
        "a bit", 2,
        { test in
          var data = try Data(contentsOf: test.file(2))
          data[data.count - 5] ^= 4
          try data.write(to: test.file(2))
        }
      ),
      (
        "a page", 2,
        { test in
          var data = try Data(contentsOf: test.file(2))
          data.replaceSubrange((data.count - 700)..<(data.count - 200), with: Data(count: 500))
          try data.write(to: test.file(2))
        }
      ),
      ("gone", 3, { test in try FileManager.default.removeItem(at: test.file(3)) }),
    ]

    @Test(arguments: damages.indices) func otherUpdatesAreFoundOut(index: Int) async throws {
      let (_, round, damage) = Self.damages[index]
      await makeRun()
      let truth = try weights()
      try damage(self)
      let reason = await refusal()
      #expect(reason.contains(file(round).path), "\(reason)")
      #expect(reason.contains("revive resume \(folder.path) --to \(round - 1)"))
      // What is sound is, and goes on from there to the same weights.
      let sound = Recording(.resume(folder, to: round - 1), saveTo: saved)
      await sound.listen(until: { $0.isIdle(at: 2 * (round - 1)) })
      await sound.send(.run(until: .allEdits), thenIdleAt: 6)
      await sound.stop()
      #expect(try savedWeights(saved) == truth[3])
      let again = Recording(.resume(folder))
      await again.listen(until: { $0.isIdle(at: 6) })
      await again.stop()
      #expect(BranchedRun(try RunFolder(existing: folder).entries()).damage == nil)
    }

    /// Undo and fork make the weights anew from the files, too.
    @Test func undoAndForkLookAtTheUpdates() async throws {
      let run = await Recording.begun(configuration, folder: folder, saveTo: saved)
      await run.send(.run(until: .allEdits), thenIdleAt: 6)
      try Self.damages[3].damage(self)
      let setting = BranchSetting(guardSetting: GuardSetting(), editor: .memit)
      await run.send(.undoRound(3), .fork(round: 2, setting), .stepRound, thenIdleAt: 6)
      await run.stop()
      #expect(run.undone.isEmpty && run.rounds.count == 4)
      #expect(run.notices.filter { $0.level == .error && $0.text.contains(file(2).path) }.count == 2)
      #expect(try savedWeights(saved) == weights()[3])
    }

    @Test func roundsBeforeAForkEndIt() async throws {
      await makeRun(forkedAfter: 1)
      let log = folder.appendingPathComponent("log.jsonl")
      let whole = try Data(contentsOf: log)
      let truth = try weights()
      for (end, branches) in [(2, ["main", "fork-1"]), (1, ["main", "fork-1"]), (0, ["main"])] {
        try whole.write(to: log)
        let run = Recording(.resume(folder, to: end), saveTo: saved)
        await run.listen(until: { $0.isIdle(at: 2 * end) })
        await run.stop()
        let logged = BranchedRun(try RunFolder(existing: folder).entries())
        #expect(logged.branches.map(\.name) == branches && logged.damage == nil)
        #expect(logged.branches.allSatisfy { $0.edits == 2 * end })
        #expect(try savedWeights(saved) == truth[end])
      }
      let reason = await Recording(.resume(folder, to: 1)).end()
      #expect(reason.contains("no round 1 stands"))
    }

    /// Folders of earlier versions have no digests, no seals and no rounds in their files.
    @Test func earlierFoldersAreTakenUp() async throws {
      await makeRun(edits: 4)
      let log = folder.appendingPathComponent("log.jsonl")
      let text = try String(contentsOf: log, encoding: .utf8)
      let earlier = text.replacing(/,"(update_digest|seal)":"[0-9a-f]{16}"/, with: "")
      #expect(earlier != text)
      try Data(earlier.utf8).write(to: log)
      for round in 1...2 {
        let tensors = try TensorFile(file(round))
        let copies = try tensors.names.map {
          NamedTensor(name: $0, shape: try tensors.info($0).shape, elements: try tensors.elements($0))
        }
        try writeSafetensors(copies, to: file(round))
      }
      for _ in 0..<2 {
        let run = Recording(.resume(folder), saveTo: saved)
        await run.send(.run(until: .allEdits), thenIdleAt: 6)
        await run.stop()
        #expect(try savedWeights(saved) == weights()[3])
      }
    }

    // MARK: - Loss of power

    /// A round is taken back and made anew under another guard. Of what was written in between any part may be lost: the log
    /// ends where it was synced some time, and the file of updates is of some other time. Each of them is the run as it was
    /// at that line of the log, or is refused by the round and its file.
    @Test func aLossOfPowerIsFoundOut() async throws {
      let guarded = GuardSetting(isOn: true, kind: .constrained, tau: 0.4)
      let run = await Recording.begun(configuration, folder: folder)
      await run.send(.run(until: .edits(4)), thenIdleAt: 4)
      let first = try Data(contentsOf: file(2))
      await run.send(.undoRound(2), .setGuard(guarded), .stepRound, thenIdleAt: 4)
      await run.stop()
      let second = try Data(contentsOf: file(2))
      try #require(first != second)
      var session = try EditingSession(configuration)
      var states = [session.weights]
      try session.edit()
      states.append(session.weights)
      for setting in [GuardSetting(), guarded] {
        var own = session
        try own.setGuard(setting)
        try own.edit()
        states.append(own.weights)
      }
      let log = folder.appendingPathComponent("log.jsonl")
      let lines = try String(contentsOf: log, encoding: .utf8).split(separator: "\n")
      // start, round 0, round 1, round 2, undo, change, round 2, stop.
      #expect(lines.count == 8)
      /// By the lines that are left: which of `states` the run is at, and which file goes with that; nil for any.
      let truth: [(state: Int, file: Data?)] = [
        (1, nil), (2, first), (1, nil), (1, nil), (3, second), (3, second),
      ]
      for (count, truth) in zip(3...8, truth) {
        for update in [first, second, nil] {
          let rest = count < lines.count ? String(lines[count].prefix(40)) : ""
          try Data((lines.prefix(count).joined(separator: "\n") + "\n" + rest).utf8).write(to: log)
          try? FileManager.default.removeItem(at: file(2))
          try update?.write(to: file(2))
          let taken = Recording(.resume(folder), saveTo: saved)
          if truth.file == nil || truth.file == update {
            await taken.listen(until: { $0.isIdle(at: truth.state == 1 ? 2 : 4) })
            await taken.stop()
            #expect(try savedWeights(saved) == states[truth.state], "\(count) lines")
          } else {
            let reason = await taken.end()
            #expect(reason.contains(file(2).path) && reason.contains("--to 1"), "\(count) lines: \(reason)")
          }
        }
      }
    }
  }
}
