import Editing
import Foundation
import Numerics
import RunModel
import Testing

@testable import Engine

extension WorkingEngines {
  /// What is switched on in the middle of a run, against the same run made in memory: undone, made anew, and taken up again,
  /// it arrives at the same bits.
  struct StabiliserTests {
    private let scratch: Scratch
    private let folder: URL
    private let saved: URL
    private let configuration = Fixtures.configuration()

    init() throws {
      scratch = try Scratch()
      folder = scratch.file("run")
      saved = scratch.file("saved")
    }

    /// A command, and what it does to a session.
    struct Switch: Sendable, CustomTestStringConvertible {
      let command: Command
      let make: @Sendable (inout EditingSession) throws -> Void
      var testDescription: String { "\(command)" }

      static func guarded(_ setting: GuardSetting) -> Switch {
        Switch(command: .setGuard(setting)) { try $0.setGuard(setting) }
      }
    }

    static let switches: [Switch] = [
      .guarded(GuardSetting(isOn: true, kind: .sphere)),
      .guarded(GuardSetting(isOn: true, kind: .sphere, beta: 0.9, alpha: 1, side: .output)),
    ]

    @Test(arguments: switches) func switchedOnUndoneAndResumedItIsTheSameRun(change: Switch) async throws {
      let first = await Recording.begun(configuration, folder: folder)
      await first.send(.stepRound, thenIdleAt: 2)
      await first.send(change.command, .stepRound, thenIdleAt: 4)
      await first.send(.undoRound(2), thenIdleAt: 2)
      await first.send(.stepRound, thenIdleAt: 4)
      await first.stop()
      let again = Recording(.resume(folder), saveTo: saved)
      await again.send(.run(until: .allEdits), thenIdleAt: 6)
      await again.stop()
      var (session, plain) = (try EditingSession(configuration), try EditingSession(configuration))
      try session.edit()
      try plain.edit()
      try change.make(&session)
      for _ in 0..<2 {
        try session.edit()
        try plain.edit()
      }
      #expect(try savedWeights(saved) == session.weights)
      #expect(session.weights != plain.weights)
      // The round that was taken back and the one that was made instead.
      #expect(first.rounds.count == 4 && first.rounds[2].timeless.scores == first.rounds[3].timeless.scores)
    }

    @Test func sphereTakesFromUpdatesOnly() throws {
      var session = try EditingSession(configuration)
      try session.setGuard(GuardSetting(isOn: true, kind: .sphere, alpha: 0.8))
      let guarded = try session.edit()
      #expect(guarded.layers.allSatisfy { $0.kept < 1 && $0.kept > 0.2 })
      var plain = try EditingSession(configuration)
      try plain.setGuard(GuardSetting(isOn: true, kind: .sphere, alpha: 0))
      let free = try plain.edit()
      #expect(free.layers.allSatisfy { $0.kept == 1 })
    }
  }
}
