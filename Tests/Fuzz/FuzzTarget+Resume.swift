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
    return FuzzTarget("resume", versions(of: files), mend: seal) { try operate(.resume($0), cache, .pause) }
  }

  /// A run's folder as this version keeps it, and without what it is checked by, piece by piece, as earlier versions did:
  /// damage that a seal or a digest gives away reaches no reader behind it.
  static func versions(of files: Files) -> [Files] {
    let digits = #":"[0-9a-f]{16}""#
    let checks = [",\"seal\"", ",\"update_digest\"", ",\"settings_digest\""].map { $0 + digits }
    var (versions, log) = ([files], files["log.jsonl"].map { String(decoding: $0, as: UTF8.self) } ?? "")
    for check in checks {
      log = log.replacingOccurrences(of: check, with: "", options: .regularExpression)
      versions.append(files.merging(["log.jsonl": Data(log.utf8)]) { $1 })
    }
    if let earliest = versions.last, let configuration = earliest["config.json"],
      var object = try? JSONSerialization.jsonObject(with: configuration) as? [String: Any]
    {
      object["inputs"] = nil
      let data = try? JSONSerialization.data(withJSONObject: object, options: .sortedKeys)
      versions.append(earliest.merging(["config.json": data ?? configuration]) { $1 })
    }
    return versions
  }

  /// Gives every line of a log a seal that fits.
  static func seal(_ files: inout Files) {
    guard let log = files["log.jsonl"] else { return }
    var (sealed, previous) = (Data(), String?.none)
    for line in log.split(separator: UInt8(ascii: "\n")) {
      let line = line.last == UInt8(ascii: "}") ? LogSeal.sealed(LogSeal.unsealed(line), after: previous) : line
      previous = LogSeal.of(line)
      sealed += line + Data("\n".utf8)
    }
    files["log.jsonl"] = sealed
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
