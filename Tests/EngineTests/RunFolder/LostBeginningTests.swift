import Foundation
import Numerics
import RunModel
import Testing

@testable import Engine

extension WorkingEngines {
  /// Logs that are damaged where a run begins: what is sound behind that is told, and edited on to the same numbers.
  struct LostBeginningTests {
    private let scratch: Scratch
    private let folder: URL
    private let saved: URL
    private let configuration = Fixtures.configuration()

    init() throws {
      scratch = try Scratch()
      folder = scratch.file("run")
      saved = scratch.file("saved")
    }

    private var log: URL { folder.appendingPathComponent("log.jsonl") }

    /// A run of two rounds of three, and before them what `commands` add.
    private func makeRun(after commands: Command...) async {
      let run = await Recording.begun(configuration, folder: folder)
      for command in commands { await run.send(command, thenIdleAt: 0) }
      await run.send(.run(until: .edits(4)), thenIdleAt: 4)
      await run.stop()
    }

    /// Its lines: the run's constants, rounds 0, 1 and 2, and its end.
    private func lines() throws -> [Data] { try Data(contentsOf: log).split(separator: UInt8(ascii: "\n")) }

    private func write(_ lines: [Data]) throws {
      try Data(lines.flatMap { $0 + Data("\n".utf8) }).write(to: log)
    }

    private static func changed(_ line: Data, at place: Int) -> Data {
      var line = line
      line[line.startIndex + place] ^= 4
      return line
    }

    private func rounds() throws -> [RoundReport] {
      BranchedRun(try RunFolder(existing: folder).entries()).branches[0].reports.map(\.timeless)
    }

    /// What happens to the lines, and the round that the run can go on after.
    private static let damages: [(name: String, round: Int, damage: @Sendable (inout [Data]) -> Void)] = [
      ("a bit of line 1", 2, { $0[0] = changed($0[0], at: 50) }),
      ("a bit of the seal of line 1", 2, { $0[0] = changed($0[0], at: $0[0].count - 5) }),
      ("a bit of line 2", 2, { $0[1] = changed($0[1], at: 50) }),
      ("line 1 zeroed", 2, { $0[0] = Data(count: $0[0].count) }),
      ("line 1 lost", 2, { $0.removeFirst() }),
      ("line 2 zeroed", 0, { $0[1] = Data(count: $0[1].count) }),
      ("line 2 lost", 0, { $0.remove(at: 1) }),
      ("a line before all", 2, { $0.insert(Data("garbage".utf8), at: 0) }),
      ("lines 1 and 2 lost", 0, { $0.removeFirst(2) }),
      ("line 3 lost, too", 0, { $0.removeFirst(3) }),
      ("line 1 and line 4", 1, { ($0[0], $0[3]) = (changed($0[0], at: 50), changed($0[3], at: 50)) }),
      ("all zeroed", 0, { $0 = [Data(count: 4_096)] }),
      ("nothing left", 0, { $0 = [] }),
    ]

    @Test(arguments: damages.indices) func whatIsSoundGoesOn(index: Int) async throws {
      let (name, round, damage) = Self.damages[index]
      await makeRun()
      let truth = try rounds()
      var lines = try lines()
      damage(&lines)
      try write(lines)
      let reason = await Recording(.resume(folder)).end()
      #expect(reason.hasPrefix("cannot read \(log.path): ") && reason.contains("--to \(round)"), "\(name): \(reason)")
      let damaged = try Data(contentsOf: log)
      let run = Recording(.resume(folder, to: round), saveTo: saved)
      await run.listen(until: { $0.isIdle(at: 2 * round) })
      await run.send(.run(until: .edits(4)), thenIdleAt: 4)
      await run.stop()
      #expect(try rounds() == truth, "\(name)")
      var session = try EditingSession(configuration)
      for _ in 0..<2 { try session.edit() }
      #expect(try savedWeights(saved) == session.weights)
      let kept = folder.appendingPathComponent("log-damaged.jsonl")
      #expect(damaged.isEmpty || (try? Data(contentsOf: kept)) == damaged)
      // From then on it is a log as any other.
      let again = Recording(.resume(folder))
      await again.send(.run(until: .allEdits), thenIdleAt: 6)
      await again.stop()
      #expect(BranchedRun(try RunFolder(existing: folder).entries()).damage == nil)
    }

    /// Lines with nothing in them are none, wherever they are.
    @Test func emptyLinesAreNone() async throws {
      await makeRun()
      for place in [0, 1, 3, 5] {
        var lines = try lines()
        lines.insert(contentsOf: [Data(), Data()], at: place)
        try write(lines)
        let run = Recording(.resume(folder))
        await run.listen(until: { $0.isIdle(at: 4) })
        await run.stop()
      }
      let run = Recording(.resume(folder))
      await run.send(.run(until: .allEdits), thenIdleAt: 6)
      await run.stop()
      #expect(try rounds().map(\.edits) == [0, 2, 4, 6])
    }

    /// A guard that was chosen in a line that is lost would be off in the rounds to come.
    @Test func aLostSettingIsNoticed() async throws {
      await makeRun(after: .setGuard(GuardSetting(isOn: true, kind: .constrained, tau: 0.4)))
      var lines = try lines()
      // start, round 0, change, rounds.
      lines[2] = Self.changed(lines[2], at: 50)
      lines.removeFirst(2)
      try write(lines)
      #expect(await Recording(.resume(folder)).end().contains("--to 0"))
      #expect(await Recording(.resume(folder, to: 2)).end().contains("no round 2 stands in its log; the last one"))
      let run = Recording(.resume(folder, to: 0))
      await run.send(.run(until: .edits(2)), thenIdleAt: 2)
      await run.stop()
      #expect(run.rounds.last?.guardSetting.isOn == false)
    }

    /// Rounds of versions that bound no updates are not certain without their beginning.
    @Test func roundsWithoutDigestsAreNotTaken() async throws {
      await makeRun()
      let text = try String(contentsOf: log, encoding: .utf8)
      let earlier = text.replacing(/,"(update_digest|seal)":"[0-9a-f]{16}"/, with: "")
      for first in [0, 1] {
        var lines = earlier.split(separator: "\n").map { Data($0.utf8) }
        lines.remove(at: first)
        try write(lines)
        #expect(await Recording(.resume(folder)).end().contains("--to 0"))
      }
    }

    @Test func aFolderWithoutUpdatesBeginsAnew() async throws {
      await makeRun()
      let truth = try rounds()
      try FileManager.default.removeItem(at: folder.appendingPathComponent("updates"))
      #expect(await Recording(.resume(folder)).end().contains("--to 0"))
      let run = Recording(.resume(folder, to: 0))
      await run.send(.run(until: .edits(4)), thenIdleAt: 4)
      await run.stop()
      #expect(try rounds() == truth)
    }
  }
}
