import Foundation
import RunModel
import Synchronization
import TestSupport
import Testing

@testable import Engine
@testable import revive

/// Whatever `revive run` was asked for, a run that was stopped and taken up is the run that was never stopped: the same
/// measures in every round, and the same weights by their digests.
struct ResumedOptionsTests {
  private let folder: TemporaryFolder
  private let skipped: String
  private let files: [String: String]

  init() throws {
    folder = try TemporaryFolder()
    let edits = try String(contentsOf: Fixtures.edits, encoding: .utf8)
    let end = try #require(edits.lastIndex(of: "]"))
    skipped = try folder.file("broken.json", edits[..<end] + ", {\"case_id\": 5}]")
    files = [
      "contexts": try folder.file("contexts.json", #"["{}", "It is said that {}"]"#),
      "hparams": try folder.file("hparams.json", #"{"v_num_grad_steps": 3}"#),
      "heldout": try folder.file("heldout.txt", "People in Morogoro speak Swahili.\nSchools teach in it.\n"),
      "tasks": try folder.file("tasks.json", #"{"c": [{"prompt": "Grass is", "answer": "green"}]}"#),
      "rte": try folder.file("rte.jsonl", Self.rte),
      "snippets": try folder.file("snippets.json", "[]"), "terms": folder.path("terms"),
    ]
    try FileManager.default.createDirectory(atPath: folder.path("terms"), withIntermediateDirectories: false)
    _ = try folder.file("terms/tfidf_vocab.json", #"{"the": 0}"#)
    try Self.termWeights.write(to: folder.url.appendingPathComponent("terms/idf.npy"))
  }

  /// One number, 1.5, as NumPy writes it.
  private static var termWeights: Data {
    let header = Data("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }\n".utf8)
    return Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count), 0]) + header
      + withUnsafeBytes(of: 1.5.bitPattern.littleEndian) { Data($0) }
  }

  /// More than the ten that such a file sets aside.
  private static let rte = (0..<12).map {
    #"{"sentence1": "Snow fell.", "sentence2": "It snowed \#($0) times.", "label": \#($0 % 2)}"# + "\n"
  }.joined()

  /// What each option is tried with, beside what it needs to have a say. A new option has to be put here or below.
  private var cases: [String: [[String]]] {
    let on = ["--revive", "on"]
    let energy = ["--nullspace-mode", "energy", "--nullspace-threshold", "0.2"]
    let nullSpace = ["--editor", "alphaedit"] + energy.prefix(2)
    return [
      "--model": [[]], "--edits": [[]], "--moments": [[]], "--layers": [["2"]], "--moments-limit": [["2"]],
      "--skip-broken": [["--edits", skipped]], "--known": [[]],
      "--begin-with": [["\\n"]], "--heldout": [[files["heldout"] ?? ""]],
      "--tasks": [[files["tasks"] ?? ""]], "--contexts": [[files["contexts"] ?? ""]],
      "--probe": [["The capital of", "--probe", "Snow is"]], "--order": [["shuffled"]], "--edits-limit": [["4"]],
      "--editor": EditorKind.allCases.map { [$0.rawValue] + ([.alphaEdit, .deltaEdit].contains($0) ? energy : []) },
      "--hparams": [[files["hparams"] ?? ""]], "--set": [["mom2_update_weight=20"]], "--lambda": [["20"]],
      "--preset": [["collapse"], ["gentle"]],
      "--ridge": [["0.1"]], "--steps": [["3"]], "--lr": [["0.3"]], "--clamp": [["0.5"], ["anchored"]],
      "--clamp-anchor": [["anchored"]], "--anchor": [["nas"], ["none"]],
      "--anchor-samples": [["3", "--anchor", "nas"]], "--weight-decay": [["0.1"]], "--kl": [["0.5"]],
      "--nullspace-threshold": [["0.3"] + nullSpace],
      "--nullspace-mode": [["energy", "--editor", "alphaedit"] + energy.suffix(2)],
      "--l2": [["2", "--editor", "alphaedit"] + energy],
      "--compat": [["rome-legacy-key", "--editor", "rome"], ["rte-inverted", "--tasks", files["rte"] ?? ""]],
      "--revive": [["on"], ["off"], ["1"], ["3"], ["3", "--guard", "constrained"], ["4"]],
      "--guard": GuardSetting.Kind.allCases.map { [$0.rawValue] + on }, "--tau": [["0.2"] + on],
      "--beta": [["0.3", "--guard", "sphere"] + on], "--alpha": [["0.3", "--guard", "sphere"] + on],
      "--side": [["output", "--guard", "sphere"] + on], "--energy": [["sigma"] + on], "--basis": [["thin"] + on],
      "--control-of": [["constrained", "--guard", "scaled"] + on], "--scale": [["0.5", "--guard", "scaled"] + on],
      "--round": [["1"]], "--sample": [["1"]],
      "--seed": [["7", "--order", "shuffled", "--revive", "on", "--guard", "random"]],
      "--evaluate": [["full"], ["sampled"]], "--weights": [["stored"]],
      "--precision": [["bf16"]], "--on-failure": [["stop"]],
      "--snippets": [[files["snippets"] ?? ""]], "--text-interval": [["2"]],
      "--tfidf": [[files["terms"] ?? "", "--snippets", files["snippets"] ?? ""]],
    ]
  }

  /// What an invocation is asked for, and `resume` anew; threads are those of before unless it is told others.
  private static let ofInvocation: Set = [
    "--threads", "--out", "--save", "--json", "--until", "--with-controls",
  ]

  /// Lets an engine edit, and measure all edits at the end where that is asked for.
  private func operate(_ start: EngineStart, until end: Int, evaluates: Bool) throws -> EvaluationReport? {
    let engine = EditingEngine()
    let found = Mutex<(problem: String?, report: EvaluationReport?)>((nil, nil))
    engine.start(start, clock: { 0 }) { event in
      switch event {
      case .activity(let now) where now.phase == .idle && !now.isRunning && now.edits < end:
        engine.send(.run(until: .edits(end)))
      case .activity(let now) where now.phase == .idle: engine.send(evaluates ? .evaluate : .stop)
      case .evaluated(let report):
        found.withLock { $0.report = report }
        engine.send(.stop)
      case .notice(let notice) where notice.level == .error:
        found.withLock { $0.problem = notice.text }
        engine.send(.stop)
      default: break
      }
    }
    engine.waitUntilStopped(seconds: 60)
    var (problem, report) = found.withLock(\.self)
    #expect(problem == nil)
    report?.seconds = 0
    return report
  }

  private func rounds(_ run: URL) throws -> [RoundReport] {
    try BranchedRun(RunFolder(existing: run).entries()).branches[0].reports.map {
      var report = $0
      report.seconds = RoundTimings()
      return report
    }
  }

  @Test func everyOptionIsTried() {
    let names = Set(Subcommand.run.options.map(\.name))
    #expect(names == Set(cases.keys).union(Self.ofInvocation))
  }

  @Test func everyOptionSurvivesAResume() throws {
    let base = [
      "run", "--model", Fixtures.tinyGPT2.path, "--edits", Fixtures.edits.path, "--moments", Fixtures.text.path,
      "--layers", "1,2", "--round", "2", "--steps", "2", "--ridge", "0.05", "--contexts", files["contexts"] ?? "",
    ]
    var count = 0
    for (name, values) in cases.sorted(by: { $0.key < $1.key }) {
      for value in values {
        let words = value.isEmpty ? [] : [name] + value
        guard case .perform(_, let settings) = try parse(base + words) else { continue }
        let configuration = try ConfiguredRun(settings.run).configuration
        let evaluates = ["--snippets", "--tfidf", "--text-interval"].contains(name)
        func run(_ name: String) -> URL { folder.url.appendingPathComponent("\(count)-\(name)") }
        count += 1
        let truth = try operate(.new(configuration, folder: run("whole")), until: 4, evaluates: evaluates)
        let whole = try rounds(run("whole"))
        #expect(whole.last?.edits == 4 && whole.dropFirst().allSatisfy { $0.updateDigest != nil })
        // Before what comes on in the middle, and after it.
        for stop in name == "--revive" ? [0, 2, 3] : [0, 2] {
          let folder = run("stopped-\(stop)")
          _ = try operate(.new(configuration, folder: folder), until: stop, evaluates: false)
          let report = try operate(.resume(folder), until: 4, evaluates: evaluates)
          if whole.contains(where: { $0.edits == stop }) {
            #expect(try rounds(folder) == whole, "\(words) stopped at \(stop)")
          }
          #expect(report == truth)
          #expect(
            try RunFolder(existing: folder).record().configuration
              == RunFolder(existing: run("whole")).record().configuration)
        }
      }
    }
  }
}
