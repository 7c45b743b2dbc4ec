import Cells
import Datasets
import Editing
import Foundation
import Monitor
import RunModel
import TestSupport
import Testing

@testable import Engine
@testable import revive

/// Whatever happened to a log, everybody who reads it sees the same run: the monitor, `compare`, `export`, and `resume`,
/// which may refuse it but never takes up another one.
struct DamagedLogTests {
  private let scratch: TemporaryFolder
  private let folder: RunFolder

  init() throws {
    scratch = try TemporaryFolder()
    let model = Fixtures.tinyGPT2.appendingPathComponent("model.safetensors")
    folder = try RunFolder(
      creating: scratch.url.appendingPathComponent("run"), configuration: Self.configuration,
      model: ModelFingerprint(weights: [model]))
    // Whatever a log says, there is a file of updates for it.
    for branch in [Fork.trunk] + (1...20).map({ "fork-\($0)" }) {
      for round in 1...12 { try folder.write(AppliedRound(updates: []), round: round, branch: branch) }
    }
  }

  private static let configuration = RunConfiguration(
    model: Fixtures.tinyGPT2.path, edits: Fixtures.edits.path, moments: Fixtures.text.path,
    settings: EditorSettings { _ in
      HyperParameters(
        layers: [1], steps: 4, learningRate: 0.5, weightDecay: 0.5, klFactor: 0.0625, clampFactor: 0.75,
        momentWeight: 15, ridge: 0.05)
    }, contexts: .bare, order: .file, roundSize: 1)

  // MARK: - Answers: the branches with their rounds, `main 0@0 1@2 2@3+`, where `+` marks a round measured in part

  private func answer(_ name: String, _ rounds: [(round: Int, edits: Int, isPartial: Bool)]) -> String {
    ([name] + rounds.map { "\($0.round)@\($0.edits)\($0.isPartial ? "+" : "")" }).joined(separator: " ")
  }

  private func answer(_ name: String, _ reports: [RoundReport]) -> String {
    answer(name, reports.map { ($0.round, $0.edits, $0.isPartial) })
  }

  private func folded(_ log: [LogLine]) -> [String] {
    BranchedRun(log).branches.map { answer($0.name, $0.reports) }
  }

  private func compared(_ run: LoggedRun) -> [String] {
    ([run] + [run.other].compactMap(\.self)).map { answer($0.branch ?? $0.run.branches[0].name, $0.rounds) }
  }

  /// From the table's fields, and from the exported lines once they are a log of their own.
  private func exported(_ run: LoggedRun) throws -> (table: [String], lines: [String]) {
    let table = RoundTable(run.run, of: run.log)
    let rows = table.rows.map { Dictionary(uniqueKeysWithValues: zip(table.columns, $0)) }
    let own = rows.map { row in
      (branch: row["branch"], text: "\(row["round"] ?? "")@\(row["edits"] ?? "")\(row["efficacy"] == "" ? "" : "*")")
    }
    let lines = try LogCodec().decodeLines(Data(jsonLines(of: run).utf8))
    return (own.map(\.text), folded(lines))
  }

  /// What the monitor shows of all lines, and of those that stand.
  private func shown(_ run: LoggedRun) -> (all: [String], standing: [String]) {
    func answers(_ entries: [Event]) -> [String] {
      var state = MonitorState(environment: MonitorEnvironment(size: Size(width: 80, height: 24)))
      _ = update(&state, .engine(events(of: entries, run.description)))
      for (view, branch) in zip(state.branches.views, run.run.branches) {
        #expect(view.run.guardSetting == branch.guardSetting ?? run.description.guardSetting)
        #expect(view.run.editor == branch.editor ?? run.description.editor)
        #expect(view.run.marks == branch.settingChanges(in: run.description))
      }
      return state.branches.views.map { answer($0.name, Array($0.run.rounds)) }
    }
    return (answers(run.log.map(\.entry)), answers(run.run.standing(of: run.log).map(\.entry)))
  }

  /// - Returns: nil when the run is refused.
  private func resumed(_ session: EditingSession) throws -> [String]? {
    let run = BranchedRun(try folder.entries())
    let branches: Branches
    do {
      branches = try Branches(resuming: run, session, from: folder, isUndoable: true)
    } catch is RunFolderError {
      return nil
    }
    return branches.alive.map { branch in
      // The unedited model is there, whether the log tells of it or not.
      let first = run.branches[0].reports[0]
      let rounds =
        (first.round == 0 ? [(0, first.edits, first.isPartial)] : [])
        + branch.session.rounds.enumerated().map { place, edits in
          (place + 1, edits.upperBound, branch.backlog.item(of: place + 1) != nil)
        }
      return answer(branch.name, rounds)
    }
  }

  private func write(_ data: Data) throws {
    try data.write(to: folder.url.appendingPathComponent("log.jsonl"))
  }

  // MARK: - Tests

  @Test func logsThatNothingHappenedToAreTheRun() throws {
    let session = try EditingSession(Self.configuration) { _, _ in true }
    for seed in 0..<200 {
      var made = LogGenerator(session.description(folder: nil), seed: UInt64(seed), length: 4 + seed % 30)
      try write(made.file(mishaps: 0))
      let truth = made.branches.map { branch in
        answer(branch.name, branch.rounds.map { ($0.round, $0.edits, $0.isPartial) })
      }
      #expect(try resumed(session) == truth)
      let run = try LoggedRun(folder.url.path)
      #expect(compared(run) == truth)
      #expect(try exported(run).lines == truth)
      #expect(shown(run).all == truth)
    }
  }

  @Test func damagedLogsHaveOneMeaning() throws {
    let session = try EditingSession(Self.configuration) { _, _ in true }
    var (refused, taken, empty) = (0, 0, 0)
    for seed in 0..<600 {
      var made = LogGenerator(session.description(folder: nil), seed: UInt64(seed), length: 4 + seed % 30)
      try write(made.file(mishaps: 1 + seed % 4))
      guard let run = try? LoggedRun(folder.url.path) else {
        let lines = try folder.lines()
        #expect(BranchedRun(lines).description == nil || folded(lines) == ["main"])
        empty += 1
        continue
      }
      let seen = compared(run)
      #expect(folded(run.log) == seen)
      let shown = shown(run)
      #expect(shown.all == seen && shown.standing == seen, "seed \(seed)")
      let exported = try exported(run)
      #expect(exported.lines == seen, "seed \(seed)")
      #expect(exported.table.count == run.run.branches.indices.reduce(0) { $0 + run.run.ownRounds($1).count })
      if let resumed = try resumed(session) {
        #expect(resumed == seen, "seed \(seed)")
        taken += 1
      } else {
        refused += 1
      }
    }
    // Each of the three is met often enough to mean something.
    #expect(taken > 100 && refused > 100 && empty > 0, "\(taken) taken up, \(refused) refused, \(empty) empty")
  }
}
