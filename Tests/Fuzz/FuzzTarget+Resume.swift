import Editing
import Engine
import Foundation
import RunModel
import Synchronization

extension FuzzTarget {
  /// A run folder that is taken up as `revive resume` does, with the model and all. Too slow to be among the others.
  static func resume(_ fixtures: Fixtures, scratch: URL) throws -> FuzzTarget {
    let cache = StatisticsCache(scratch.appendingPathComponent("statistics"))
    let folder = scratch.appendingPathComponent("run")
    try? FileManager.default.removeItem(at: folder)
    try operate(.new(configuration(fixtures), folder: folder), cache, .run(until: .allEdits))
    let names = ["config.json", "log.jsonl"] + (1...3).map { "updates/round_0000\($0).safetensors" }
    let files = try names.reduce(into: Files()) {
      $0[$1] = try Data(contentsOf: folder.appendingPathComponent($1))
    }
    return FuzzTarget("resume", [files]) { try operate(.resume($0), cache, .pause) }
  }

  /// Six edits in rounds of two, with few optimisation steps.
  private static func configuration(_ fixtures: Fixtures) -> RunConfiguration {
    RunConfiguration(
      model: fixtures.url("ModelsTests/Fixtures/tiny-gpt2").path,
      edits: fixtures.url("EditingTests/Fixtures/edits.json").path,
      moments: fixtures.url("EditingTests/Fixtures/text.txt").path,
      settings: EditorSettings { _ in
        HyperParameters(
          layers: [1, 2], steps: 2, learningRate: 0.5, weightDecay: 0.5, klFactor: 0.0625, clampFactor: 0.75,
          momentWeight: 15, ridge: 0.05)
      },
      contexts: .bare, order: .file, roundSize: 2, seed: 3, guardSetting: GuardSetting(isOn: true), sampleSize: 4,
      fullSpectrumInterval: 2, probes: ["The capital of"])
  }

  /// Opens a run, lets the engine do one thing, and ends it.
  private static func operate(_ start: EngineStart, _ cache: StatisticsCache, _ command: Command) throws {
    let engine = EditingEngine()
    let listener = Listener()
    engine.send(command)
    engine.start(start, cache: cache) { event in
      listener.hear(event)
      // What was asked for is done, or the run has been opened.
      if case .activity(let activity) = event, activity.phase == .idle, !activity.isRunning { engine.send(.stop) }
    }
    engine.waitUntilStopped(seconds: 600)
    if let problem = listener.problem { throw PlanError(description: problem) }
  }
}

/// Remembers what the engine said went wrong.
private final class Listener: Sendable {
  private let said = Mutex<String?>(nil)

  var problem: String? { said.withLock(\.self) }

  func hear(_ event: Event) {
    guard case .notice(let notice) = event, notice.level == .error else { return }
    said.withLock { $0 = notice.text }
  }
}
