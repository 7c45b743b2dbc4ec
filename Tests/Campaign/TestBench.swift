import Foundation
import Numerics

/// Runs of a tiny model, and what they come to when nothing happens to them.
final class TestBench {
  /// What a run is made with.
  struct Settings: Hashable {
    var editor: String
    var guardOptions: [String]
    var roundSize: Int
    var seed: Int
  }

  /// What is left of a run when it is over.
  struct Outcome: Equatable {
    /// A row a round, without times.
    var table: String
    /// The bytes of the updates by their names.
    var updates: [String: Data]
  }

  /// How a process ended.
  struct End {
    var code: Int32
    var wasKilled: Bool
    var words: String
  }

  private let plan: CampaignPlan
  private let fixtures: URL
  let cache: URL
  private let references: URL
  private var outcomes: [Settings: Outcome] = [:]

  var programPath: String { plan.program }
  var faultsPath: String { plan.faults }

  init(_ plan: CampaignPlan, folder: URL) {
    self.plan = plan
    fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    cache = folder.appendingPathComponent("cache")
    references = folder.appendingPathComponent("references")
  }

  /// Edits in the file of the fixtures.
  static let edits = 6

  func settings(using generator: inout SeededGenerator) -> Settings {
    let editors = [
      "memit", "memit-seq", "rect", "prune", "alphaedit", "nse", "deltaedit", "rome", "emmet", "ft", "ft-l",
    ]
    let guards = [
      [], ["--revive", "on"], ["--revive", "on", "--guard", "constrained"], ["--revive", "3"],
      ["--revive", "on", "--guard", "random"],
    ]
    let editor = editors.randomElement(using: &generator) ?? "memit"
    // Fine-tuning solves nothing that could be constrained.
    let chosen = guards.filter { !(editor.hasPrefix("ft") && $0.contains("constrained")) }
    return Settings(
      editor: editor, guardOptions: chosen.randomElement(using: &generator) ?? [],
      roundSize: Int.random(in: 1...2, using: &generator), seed: Int.random(in: 0...1, using: &generator))
  }

  func arguments(_ settings: Settings, out: URL, until: Int? = nil) -> [String] {
    let places = [
      "ModelsTests/Fixtures/tiny-gpt2", "EditingTests/Fixtures/edits.json", "EditingTests/Fixtures/text.txt",
    ]
    .map { fixtures.appendingPathComponent($0).path }
    return [
      "run", "--model", places[0], "--edits", places[1], "--moments", places[2], "--layers", "1,2", "--steps", "2",
    ]
      + ["--threads", "1", "--sample", "2", "--editor", settings.editor, "--round", "\(settings.roundSize)"]
      + ["--seed", "\(settings.seed)", "--order", "shuffled", "--out", out.path] + settings.guardOptions
      + (until.map { ["--until", "\($0)"] } ?? [])
  }

  /// Runs the program to its end.
  ///
  /// - Parameter fault: what goes wrong, and in which folder.
  func run(_ arguments: [String], fault: (words: String, folder: URL)? = nil, cache: URL? = nil) throws -> End {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: plan.program)
    process.arguments = arguments
    var variables = ["PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"]
    variables["HOME"] = references.path
    variables["XDG_CACHE_HOME"] = (cache ?? self.cache).path
    if let fault {
      variables.merge(["FAULT": fault.words, "FAULT_FOLDER": fault.folder.path, "LD_PRELOAD": plan.faults]) { $1 }
    }
    process.environment = variables
    let (words, output) = (Pipe(), FileHandle.nullDevice)
    process.standardError = words
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // A hang is a fault, too.
    let watch = DispatchWorkItem { process.terminate() }
    DispatchQueue.global().asyncAfter(deadline: .now() + 60, execute: watch)
    let said = try words.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    watch.cancel()
    return End(
      code: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal,
      words: String(decoding: said, as: UTF8.self))
  }

  /// What a run comes to that nothing happens to.
  func reference(_ settings: Settings) throws -> Outcome {
    if let known = outcomes[settings] { return known }
    let place = references.appendingPathComponent("\(outcomes.count)")
    let end = try run(arguments(settings, out: place))
    guard end.code == 0 else { throw CampaignError("\(settings) does not even run undisturbed: \(end.words)") }
    let outcome = try outcome(of: place)
    outcomes[settings] = outcome
    return outcome
  }

  /// - Throws: `CampaignError` when the program cannot tell.
  func outcome(of folder: URL) throws -> Outcome {
    let table = folder.deletingLastPathComponent().appendingPathComponent("\(folder.lastPathComponent).csv")
    try? FileManager.default.removeItem(at: table)
    let end = try run(["export", folder.path, "--csv", table.path])
    guard end.code == 0 else { throw CampaignError("export: \(end.words)") }
    let rows = try String(contentsOf: table, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let kept = rows.first?.indices.filter { column in
      guard let name = rows.first?[column] else { return false }
      return name != "time" && !name.hasPrefix("seconds")
    }
    let text = rows.map { row in (kept ?? []).map { $0 < row.count ? String(row[$0]) : "?" }.joined(separator: ",") }
    let updates = folder.appendingPathComponent("updates")
    let names = try FileManager.default.subpathsOfDirectory(atPath: updates.path).filter {
      $0.hasSuffix(".safetensors")
    }
    return Outcome(
      table: text.joined(separator: "\n"),
      updates: try names.reduce(into: [:]) { $0[$1] = try Data(contentsOf: updates.appendingPathComponent($1)) })
  }

  /// How an outcome differs from that of the run that nothing happened to; nil when it does not.
  func difference(_ outcome: Outcome, _ settings: Settings) throws -> String? {
    let reference = try reference(settings)
    if outcome == reference { return nil }
    if outcome.updates.keys.sorted() != reference.updates.keys.sorted() {
      return "updates \(outcome.updates.keys.sorted())"
    }
    let other = outcome.updates.filter { reference.updates[$0.key] != $0.value }.keys.sorted()
    if !other.isEmpty { return "other weights in \(other)" }
    let lines = zip(outcome.table.split(separator: "\n"), reference.table.split(separator: "\n"))
    let first = lines.first { $0 != $1 }
    return "another table: \(first.map { "\($0.0) in place of \($0.1)" } ?? "its length")"
  }
}
