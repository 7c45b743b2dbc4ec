import RunModel

extension RunComparison {
  /// As written with `--json`: keys in snake case, NaN and infinities as the strings "nan", "inf" and "-inf".
  struct Record: Encodable {
    struct Run: Encodable {
      let name: String
      let folder: String
      let model: String
      let editor: EditorKind
      /// Of the first round.
      let `guard`: GuardSetting
      let layers: [Int]
      let seed: UInt64
      let roundSize: Int
      let edits: Int
      let changes: [Change]
      /// The edit count at which each signal was seen first.
      let signals: [Signal]
    }
    struct Change: Encodable {
      let edits: Int
      let change: String
    }
    struct Signal: Encodable {
      let signal: String
      let threshold: String
      let isMeasured: Bool
      /// Left out when it was never seen.
      let edits: Int?
    }
    /// What a run has come to at an edit count that all have.
    struct State: Encodable {
      let run: String
      let edits: Int
      let round: Int
      let scores: Scores
      let sampled: SampleSizes
      /// Without their singular values.
      let layers: [LayerReport]
    }
    struct Near: Encodable {
      let edits: Int
      let states: [State]
    }
    struct Difference: Encodable {
      let setting: String
      /// In the order of the runs; null where a run's editor has no such setting.
      let values: [String?]
    }

    let runs: [Run]
    let differences: [Difference]
    let commonEdits: [Int]
    let states: [State]
    /// At edit counts that not all have: every run at the nearest count that it was measured at. Left out without any.
    let nearest: [Near]?
  }

  var record: Record {
    Record(
      runs: runs.map(record), differences: differences.map { Record.Difference(setting: $0.name, values: $0.values) },
      commonEdits: commonCounts,
      states: commonCounts.flatMap { edits in
        runs.compactMap { entry in report(entry.run, near: edits).map { state($0, of: entry.name) } }
      }, nearest: nearest.isEmpty ? nil : nearest)
  }

  private var nearest: [Record.Near] {
    let common = Set(commonCounts)
    return shownCounts.filter { !common.contains($0) }.map { edits in
      Record.Near(
        edits: edits,
        states: runs.compactMap { entry in report(entry.run, near: edits).map { state($0, of: entry.name) } })
    }
  }

  private func record(_ name: String, _ run: LoggedRun) -> Record.Run {
    let detector = CollapseDetector(run.rounds)
    return Record.Run(
      name: name, folder: run.folder.path, model: run.description.model, editor: run.description.editor,
      guard: run.rounds.dropFirst().first?.guardSetting ?? run.description.guardSetting,
      layers: run.description.layers.map(\.layer), seed: run.description.seed, roundSize: run.description.roundSize,
      edits: run.edits, changes: run.changes.map { Record.Change(edits: $0.edits, change: $0.text) },
      signals: CollapseSignal.allCases.map { signal in
        let finding = detector.finding(signal)
        let edits: Int? = if case .at(let edits) = finding { edits } else { nil }
        return Record.Signal(
          signal: signal.rawValue, threshold: signal.title, isMeasured: finding != .notMeasured, edits: edits)
      })
  }

  private func state(_ report: RoundReport, of name: String) -> Record.State {
    let layers = report.layers.map { layer in
      var layer = layer
      layer.leading = []
      layer.spectrum = nil
      return layer
    }
    return Record.State(
      run: name, edits: report.edits, round: report.round, scores: report.scores, sampled: report.sampled,
      layers: layers)
  }
}
