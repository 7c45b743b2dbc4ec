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
      Switch(command: .setAnchor(.nas)) { _ = $0.setAnchor(.nas) },
      Switch(command: .setEditor(.encore)) { _ = try $0.setEditor(.encore) },
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

    /// The anchor is measured once, told with every round, and the same when the run is taken up with another file of edits.
    @Test func valuesAreBroughtToOneNorm() async throws {
      var configuration = configuration
      configuration.hyperParameters.valueAnchor = .nas
      configuration.hyperParameters.anchorSamples = 3
      let run = await Recording.begun(configuration, folder: folder)
      await run.send(.stepRound, thenIdleAt: 2)
      await run.send(.setAnchor(.free), .stepRound, thenIdleAt: 4)
      await run.stop()
      #expect(run.rounds.map(\.anchor) == [.nas, .nas, nil])
      let session = try EditingSession(configuration)
      let sample = session.inputs.anchorRequests.prefix(3)
      #expect(sample.count == 3 && session.inputs.anchorRequests.count == 6)
      let norm = try NormAnchor.measured(
        on: Array(sample), model: session.original, tokenizer: session.inputs.tokenizer,
        hyperParameters: configuration.hyperParameters)
      #expect(run.rounds.map { $0.values?.anchor } == [nil, norm, nil])
      #expect(run.rounds[1].values?.skipped == [] && run.rounds[2].values?.skipped == nil)
      #expect(run.rounds.dropFirst().allSatisfy { ($0.values?.norm ?? 0) > 0 })
      #expect(run.description?.anchor == .nas && run.description?.remarks.contains { $0.contains("NAS") } == true)
      let again = Recording(.resume(folder))
      await again.send(.setAnchor(.nas), .stepRound, thenIdleAt: 6)
      await again.stop()
      #expect(again.rounds.last?.values?.anchor == norm)
      #expect(BranchedRun(try RunFolder(existing: folder).entries()).branches[0].anchor == .nas)
    }

    /// Kept where second moments are, for these very requests and settings.
    @Test func anchorsAreKeptForTheNextRun() throws {
      var configuration = configuration
      configuration.hyperParameters.valueAnchor = .nas
      let cache = StatisticsCache(scratch.file("cache"))
      var norms: [Double?] = []
      for steps in [4, 4, 3] {
        configuration.hyperParameters.steps = steps
        var session = try EditingSession(configuration, cache: cache) { _, _ in true }
        norms.append(try session.edit().values?.anchor)
      }
      #expect(norms[0] != nil && norms[0] == norms[1] && norms[2] != norms[0])
      let kept = try FileManager.default.contentsOfDirectory(atPath: scratch.file("cache").path)
      #expect(kept.count { $0.contains("-anchor-") } == 2)
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
