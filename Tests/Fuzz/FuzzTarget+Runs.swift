import Cells
import Engine
import Foundation
import Monitor
import Numerics
import RunModel

extension FuzzTarget {
  /// Logs, run folders and what is kept from one run to the next.
  static func runs(_ fixtures: Fixtures) throws -> [FuzzTarget] {
    let log = try log()
    return [
      FuzzTarget("log", file: "log.jsonl", [log]) { url in
        let log = try LogCodec().decodeLines(Data(contentsOf: url))
        let run = BranchedRun(log)
        _ = RoundTable(run, of: log).csv
        for branch in run.branches {
          _ = CollapseDetector(branch.reports).alarmWords
          _ = run.description.map(branch.settingChanges)
        }
        show(run.standing(of: log).map(\.entry))
      },
      FuzzTarget("run-folder", versions(of: try runFolder(fixtures, log: log)), mend: seal) { url in
        let folder = try RunFolder(existing: url)
        defer { try? folder.repairLog() }
        // Each file by itself, or a damaged first one would hide the others.
        let results: [Result<Void, any Error>] = [
          Result { try folder.record().configuration.validate(layerCount: 8) }, Result { _ = try folder.entries() },
          Result { _ = try folder.refusal(of: folder.soundLog(), "") },
          Result { _ = try folder.applied(round: 1) }, Result { _ = try folder.applied(round: 2) },
        ]
        for result in results { try result.get() }
      },
    ]
  }

  /// Follows a run on screens of several sizes, with keys that lead to every pane and through the whole of it, and draws
  /// its charts.
  private static func show(_ events: [Event]) {
    let keys: [Key] =
      "yvi?123456e".map { Key.character($0) } + [
        .left, .left, .home, .right, .end, .tab, .enter, .escape, .pageDown, .down, .character("u"), .character("N"),
      ]
    for size in [Size(width: 90, height: 30), Size(width: 200, height: 50), Size(width: 40, height: 10)] {
      var state = MonitorState(environment: MonitorEnvironment(size: size))
      _ = update(&state, .engine(events))
      var buffer = CellBuffer(size: size)
      for key in keys {
        view(state, into: &buffer)
        _ = update(&state, .key(key))
      }
      if size.width == 90 { for picture in state.chartPictures(size: size) { _ = picture.cells.svg(theme: .standard) } }
    }
  }

  private static func log() throws -> Data {
    let codec = LogCodec()
    let setting = GuardSetting(isOn: true, kind: .constrained, tau: 0.3)
    let spectrum: [Float] = [5, 4, 2, 1, 0.5, 0.25]
    let layers = [1, 3].map { RunDescription.Layer(layer: $0, d: 6, m: 8, spectrum: spectrum, frobenius: 7) }
    let description = RunDescription(
      model: "tiny", parameters: 1_000, editor: .memit, editors: [.memit, .alphaEdit], layers: layers, roundSize: 2,
      editLimit: 10, guardSetting: setting, clamp: .current, seed: 7, tasks: ["rte"], folder: nil, remarks: ["ridge 0"])
    var entries: [Event] = [.ready(description)]
    for round in 0..<5 { entries.append(.round(report(round, setting))) }
    entries += [
      .change(GuardChange(edits: 8, setting: GuardSetting())), .undone(UndoReport(round: 4, edits: 6)),
      .editor(EditorChange(edits: 6, editor: .alphaEdit, layers: [1, 3], nullSpaceRanks: [4, 5])),
      .clamp(ClampChange(edits: 6, anchor: .anchored)), .round(report(4, setting)), .stopped(reason: "done"),
    ]
    return try entries.enumerated().reduce(into: Data()) { data, entry in
      data += try codec.encode(entry.element, time: Double(entry.offset)) + Data("\n".utf8)
    }
  }

  private static func report(_ round: Int, _ setting: GuardSetting) -> RoundReport {
    let share = 1 / Double(round + 1)
    let layers = [1, 3].map { layer in
      LayerReport(
        layer: layer, k: 2, ls: share, ss: share, coreDrift: 1 - share, outsideShare: 0.1, frobenius: 7,
        frobeniusRatio: 1 + 1 / share, spectral: 5, spectralRatio: 1 / share, hiddenNorm: round == 0 ? nil : 3,
        keyRank: 2, nullSpaceRank: 4, leading: [5, 4], spectrum: round == 3 ? [5, 4, 2, 1, 0.5, 0.25] : nil)
    }
    let outcomes = (0..<round * 2).map {
      EditOutcome(
        index: $0, caseID: $0, subject: "S\($0)", prompt: "{} is", oldObject: "a", newObject: "b", probability: share,
        succeeds: true, holds: $0 % 2 == 0)
    }
    return RoundReport(
      edits: round * 2, round: round, editor: .memit, guardSetting: setting, clamp: .current,
      scores: Scores(
        efficacy: share, efficacyArgmax: share, perplexity: round == 4 ? .nan : 5 / share, tasks: ["rte": share]),
      sampled: SampleSizes(edits: 2), layers: layers, seconds: RoundTimings(total: 1), outcomes: outcomes,
      failed: [FailedEdit(index: 1, caseID: 1, reason: "too long")],
      probes: [ProbeReading(prompt: "The", continuation: " end", probability: share)])
  }

  private static func runFolder(_ fixtures: Fixtures, log: Data) throws -> Files {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: url) }
    let weights = fixtures.url("CheckpointsTests/Fixtures/gguf/qwen2.safetensors")
    let folder = try RunFolder(creating: url, configuration: .atlas, model: ModelFingerprint(weights: [weights]))
    var generator = SeededGenerator(seed: 1)
    func matrix(_ rows: Int, _ columns: Int) -> Matrix<Float> { .gaussian(rows, columns, using: &generator) }
    let keys = [1: matrix(8, 2)]
    try folder.write(
      AppliedRound(updates: [.init(layer: 1, left: matrix(6, 2), right: matrix(8, 2))], trace: .init(keys: keys)),
      round: 1)
    try folder.write(
      AppliedRound(
        updates: [.init(layer: 1, change: .dense(matrix(6, 8)))],
        trace: .init(keys: keys, noise: .init(count: 3, mean: 0.5, variance: 2))), round: 2)
    var files: Files = ["log.jsonl": log]
    for path in ["config.json", "updates/round_00001.safetensors", "updates/round_00002.safetensors"] {
      files[path] = try Data(contentsOf: url.appendingPathComponent(path))
    }
    return files
  }
}
