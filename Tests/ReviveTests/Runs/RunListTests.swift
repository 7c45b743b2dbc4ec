import Checkpoints
import Editing
import Foundation
import Monitor
import RunModel
import TestSupport
import Testing

@testable import Engine
@testable import revive

/// The list of runs, of folders that are made here.
struct RunListTests {
  private let scratch: TemporaryFolder
  private let context: ProcessContext

  init() throws {
    scratch = try TemporaryFolder()
    context = ProcessContext(
      arguments: [], environment: ["HOME": scratch.url.path, "XDG_STATE_HOME": scratch.path("state")],
      executable: "revive", isInputTerminal: false, isOutputTerminal: false, isErrorTerminal: false, now: { 5_000 },
      write: { (_) throws(OutputError) in }, report: { _ in })
  }

  private static let configuration = RunConfiguration(
    model: RunConfiguration.embedded, edits: RunConfiguration.embedded, moments: RunConfiguration.embedded,
    settings: EditorSettings { _ in
      HyperParameters(
        layers: [1], steps: 4, learningRate: 0.5, weightDecay: 0.5, klFactor: 0.0625, clampFactor: 0.75,
        momentWeight: 15, ridge: 0.05)
    }, contexts: .bare, order: .file, roundSize: 1)

  private static let description = RunDescription(
    model: "made up", parameters: 1, editor: .memit,
    layers: [.init(layer: 1, d: 2, m: 4, spectrum: [2, 1], frobenius: 2)], roundSize: 100, editLimit: 400,
    guardSetting: GuardSetting(), seed: 3, tasks: ["a"], folder: nil, remarks: [])

  private static func round(_ number: Int, argmax: Double = 1, tasks: Double = 1, _ branch: String = Fork.trunk)
    -> Event
  {
    .round(
      RoundReport(
        edits: number * 100, round: number, branch: branch, editor: .memit, guardSetting: GuardSetting(),
        scores: Scores(efficacyArgmax: number == 0 ? nil : argmax, perplexity: 5, tasks: ["a": tasks]),
        sampled: SampleSizes(), layers: [], seconds: RoundTimings())
    ).about(branch)
  }

  /// A run's folder in the monitor's own one.
  @discardableResult
  private func run(
    _ name: String, _ entries: [Event], torn: String = "", written: Double = 1_000,
    _ change: (inout RunConfiguration) -> Void = { _ in }
  ) throws -> URL {
    let url = URL(fileURLWithPath: scratch.path("state/revive/runs/\(name)"))
    var configuration = Self.configuration
    change(&configuration)
    let model = Fixtures.tinyGPT2.appendingPathComponent("model.safetensors")
    _ = try RunFolder(creating: url, configuration: configuration, model: ModelFingerprint(weights: [model]))
    let codec = LogCodec()
    var data = Data()
    for (place, entry) in entries.enumerated() {
      data += try codec.encode(entry, time: Double(place)) + Data("\n".utf8)
    }
    let log = url.appendingPathComponent("log.jsonl")
    try (data + Data(torn.utf8)).write(to: log)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: written)], ofItemAtPath: log.path)
    return url
  }

  private func summaries(_ folders: [String] = []) throws -> [String: RunSummary] {
    let all = try RunList(folders, in: context).summaries()
    return Dictionary(uniqueKeysWithValues: all.map { ($0.place.url.lastPathComponent, $0) })
  }

  private static let begin: [Event] = [.ready(description), round(0), round(1), round(2, argmax: 0.9)]

  @Test func aRunIsToldByItsLog() throws {
    try run("plain", Self.begin + [Self.round(3, argmax: 0.4, tasks: 0.9)], torn: #"{"event":"rou"#)
    let summary = try #require(try summaries()["plain"])
    #expect(summary.branches.map(\.edits) == [300] && summary.branches.map(\.collapsedAt) == [300])
    #expect(summary.branches[0].scores.efficacyArgmax == 0.4 && summary.branches[0].scores.taskMean == 0.9)
    #expect((summary.began, summary.lastWritten) == (0, 4) && summary.problem == nil)
    #expect(summary.activity == .ended && summary.opening == .resume)
  }

  /// What was undone is not told of; of a fork both branches are, with what each has come to.
  @Test func undoAndForksAreFollowed() throws {
    let setting = BranchSetting(guardSetting: GuardSetting(isOn: true, tau: 0.5), editor: .alphaEdit)
    try run("undone", Self.begin + [Self.round(3, argmax: 0.1), .undone(UndoReport(round: 3, edits: 200))])
    try run(
      "forked",
      Self.begin + [
        .forked(Fork(number: 1, round: 1, edits: 100, setting: setting)), Self.round(2, tasks: 0.5, "fork-1"),
        Self.round(3), .change(GuardChange(edits: 300, setting: GuardSetting(isOn: true, tau: 0.25))),
      ])
    let all = try summaries()
    #expect(all["undone"]?.branches.map(\.edits) == [200] && all["undone"]?.branches[0].collapsedAt == nil)
    let forked = try #require(all["forked"])
    #expect(forked.branches.map(\.name) == [Fork.trunk, "fork-1"])
    #expect(forked.branches.map(\.edits) == [300, 200] && forked.branches.map(\.collapsedAt) == [nil, 200])
    #expect(
      forked.branches.map(\.editor) == [.memit, .memit] && forked.branches.map(\.guardSetting.tau) == [0.25, 0.5])
    let rows = try RunList([], in: context).rows(of: forked)
    #expect(rows.map(\.name) == ["forked", "  fork-1"] && rows.map(\.collapse) == ["no", "at 200"])
  }

  /// However a log came to be, its summary is what the whole log comes to.
  @Test func summariesAreThoseOfTheWholeLog() throws {
    let url = try run("made", Self.begin)
    for seed in 0..<200 {
      var made = LogGenerator(Self.description, seed: UInt64(seed), length: 4 + seed % 30)
      try made.file(mishaps: seed % 3).write(to: url.appendingPathComponent("log.jsonl"))
      let summary = try #require(try summaries()["made"])
      guard let whole = try? LoggedRun(url.path) else {
        #expect(summary.problem != nil)
        continue
      }
      #expect(summary.branches.map(\.edits) == whole.run.branches.map(\.edits))
      #expect(
        summary.branches.map(\.guardSetting)
          == whole.run.branches.map { $0.guardSetting ?? whole.description.guardSetting })
      #expect((summary.problem != nil) == (whole.run.damage != nil))
    }
  }

  @Test func damagedFoldersSayWhatIsWrong() throws {
    try run("good", Self.begin)
    try FileManager.default.removeItem(at: try run("no-log", []).appendingPathComponent("log.jsonl"))
    try FileManager.default.removeItem(at: try run("no-config", Self.begin).appendingPathComponent("config.json"))
    try run("nothing-yet", [])
    try Data("{}".utf8).write(to: try run("bad-config", Self.begin).appendingPathComponent("config.json"))
    try Data("{\n \"model\": ,".utf8).write(
      to: try run("no-json", Self.begin).appendingPathComponent("config.json"))
    try Data("\nnonsense\n{}\n".utf8).write(to: try run("nonsense", []).appendingPathComponent("log.jsonl"))
    try run("gap", [Self.begin[0], Self.round(0), Self.round(2)])
    // A line that can be read, and is not what was written.
    let sealed = try RunFolder(continuing: try run("changed", []))
    for entry in Self.begin { try sealed.append(entry, time: 0) }
    sealed.release()
    let log = sealed.url.appendingPathComponent("log.jsonl")
    let text = try String(contentsOf: log, encoding: .utf8)
    try Data(text.replacingOccurrences(of: "\"edits\":200", with: "\"edits\":300").utf8).write(to: log)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_000)], ofItemAtPath: log.path)
    try FileManager.default.createDirectory(
      atPath: scratch.path("state/revive/runs/empty"), withIntermediateDirectories: true)
    let all = try summaries()
    let problems = all.mapValues { $0.problem ?? "" }
    #expect(problems["good"] == "" && all.count == 10)
    #expect(
      problems["changed"]
        == "its log is damaged: line 4 of the log: it or the line before it is not as it was written")
    #expect(all["changed"]?.opening == nil && all["changed"]?.branches.map(\.edits) == [100])
    #expect(problems["no-log"] == "its log holds no round yet")
    #expect(problems["no-config"]?.hasPrefix("config.json is missing") == true)
    #expect(problems["nothing-yet"] == "its log holds no round yet")
    #expect(problems["bad-config"]?.hasPrefix("not a run configuration of this version") == true)
    #expect(problems["no-json"] == "not a run configuration: model is not valid JSON at line 2, column 11")
    #expect(problems["nonsense"] == "line 2 of the log: it cannot be read")
    #expect(problems["gap"] == "its log is damaged: round 1 is missing before round 2")
    #expect(problems["empty"]?.isEmpty == false)
    // What can still be looked at is.
    #expect(all["gap"]?.opening == .replay && all["gap"]?.branches.map(\.edits) == [200])
    #expect(all["no-log"]?.opening == nil && all["nonsense"]?.opening == nil)
    // A line each, and the table of those that are whole.
    let list = try RunList([], in: context)
    let table = list.text(list.summaries())
    for (name, problem) in problems where !problem.isEmpty { #expect(table.contains("\(name): \(problem)\n")) }
    #expect(table.split(separator: "\n").count { $0.hasPrefix("good ") } == 1)
    let json = try JSONSerialization.jsonObject(with: Data(list.json(list.summaries()).utf8))
    #expect((json as? [[String: Any]])?.count == 10)
  }

  @Test func whatIsRightOpensARun() throws {
    let rounds = (3...4).map { Self.round($0) }
    try run("left", Self.begin)
    try run("done", Self.begin + rounds)
    try run("lost-inputs", Self.begin) { $0.tasks = "/nowhere/tasks.json" }
    try run("fresh", Self.begin, written: 4_950)
    try run("fresh-ended", Self.begin + [.stopped(reason: "stopped")], written: 4_950)
    let written = try run("written", Self.begin + rounds)
    let writer = try RunFolder(continuing: written)
    let reader = try FileHandle(forReadingFrom: try run("read", Self.begin).appendingPathComponent("log.jsonl"))
    let all = try summaries()
    writer.release()
    try reader.close()
    #expect(
      all.mapValues(\.opening) == [
        "left": .resume, "done": .replay, "lost-inputs": .replay, "fresh": .attach, "fresh-ended": .resume,
        "written": .attach, "read": .resume,
      ])
    #expect(all["written"]?.activity == .running && all["fresh"]?.activity == .perhaps)
    #expect(try summaries()["written"]?.opening == .replay)
  }

  @Test func theNewestComesFirstAndIsTaken() throws {
    try run("old", Self.begin, written: 100)
    try run("new", Self.begin, written: 300)
    try run("middle", Self.begin, written: 200)
    // Named places come too, each once.
    let far = try FileManager.default.url(
      for: .itemReplacementDirectory, in: .userDomainMask, appropriateFor: scratch.url, create: true)
    try FileManager.default.moveItem(
      at: try run("far", Self.begin, written: 250), to: far.appendingPathComponent("far"))
    let own = scratch.path("state/revive/runs")
    let names = try RunList([far.path, own, own + "/old"], in: context).summaries().map(\.place.url.lastPathComponent)
    #expect(names == ["new", "far", "middle", "old"])
    #expect(try RunFinder.newest(environment: context.environment).lastPathComponent == "new")
    #expect(throws: InputError.self) { try RunFinder.newest(environment: ["HOME": far.path]) }
    #expect(throws: InputError.self) { try RunList(["/nowhere"], in: context) }
    try FileManager.default.removeItem(at: far)
  }
}
