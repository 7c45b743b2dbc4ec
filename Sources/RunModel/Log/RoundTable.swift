import Foundation

/// Everything that a log says in numbers, a row for each round that stands: of a forked run those of its first branch, then
/// those that the other has made since, with a column that names the branch. A field that was not measured is empty; numbers
/// that are not finite are `nan`, `inf` and `-inf`.
package struct RoundTable: Sendable, Equatable {
  package let columns: [String]
  /// As many fields as columns each.
  package let rows: [[String]]

  /// - Parameter log: the lines that `run` was folded from.
  package init(_ run: BranchedRun, of log: [LogLine]) {
    let rounds = run.branches.indices.flatMap(run.ownRounds)
    let reports = rounds.map(\.report)
    let isForked = reports.contains { $0.branch != Fork.trunk } || run.fork != nil
    let branch = isForked ? [Column("branch", text: \.branch)] : []
    let parts: [[Column]] =
      [branch, Column.setting, Column.scores] + [Column.tasks(of: reports), Column.layers(of: reports), Column.seconds]
    let columns = parts.flatMap(\.self)
    self.columns = ["time"] + columns.map(\.name)
    rows = rounds.map { round in [text(log[round.place].time)] + columns.map { $0.text(round.report) ?? "" } }
  }

  /// Comma-separated values (RFC 4180, lines end with a line feed), names of columns first.
  package var csv: String { ([columns] + rows).map { $0.map(quoted).joined(separator: ",") + "\n" }.joined() }
}

/// A field in quotes where it needs them.
private func quoted(_ field: String) -> String {
  let needsQuotes = field.unicodeScalars.contains { [",", "\"", "\n", "\r"].contains($0) }
  return needsQuotes ? "\"" + field.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : field
}

/// The shortest text that reads back as the same number.
private func text(_ number: Double?) -> String { number.map { "\($0)" } ?? "" }

private struct Column {
  let name: String
  let text: (RoundReport) -> String?

  init(_ name: String, text: @escaping (RoundReport) -> String?) {
    self.name = name
    self.text = text
  }

  init(_ name: String, number: @escaping (RoundReport) -> Double?) {
    self.init(name) { number($0).map { "\($0)" } }
  }

  init(_ name: String, count: @escaping (RoundReport) -> Int?) {
    self.init(name) { count($0).map { "\($0)" } }
  }

  /// What the round was made with.
  static var setting: [Column] {
    [
      Column("round", count: \.round), Column("edits", count: \.edits), Column("failed") { $0.failed.count },
      Column("editor") { $0.editor.rawValue }, Column("clamp") { $0.clamp?.rawValue },
      Column("anchor") { $0.editor.setsTargets ? ($0.anchor ?? .free).rawValue : nil },
      Column("value_norm", number: \.values?.norm), Column("value_anchor", number: \.values?.anchor),
      Column("skipped", count: { $0.values?.skipped?.count }),
      Column("guard") { $0.guardSetting.isOn ? $0.guardSetting.kind.rawValue : "off" },
      Column("guard_kind") { $0.guardSetting.kind.rawValue }, Column("tau", number: \.guardSetting.tau),
      Column("energy") { $0.guardSetting.energy.rawValue }, Column("basis") { $0.guardSetting.basis.rawValue },
      Column("control_of") { $0.guardSetting.controlOf.rawValue }, Column("factor", number: \.guardSetting.factor),
      Column("beta", number: \.guardSetting.beta), Column("alpha", number: \.guardSetting.alpha),
    ]
  }

  static var scores: [Column] {
    [
      Column("efficacy", number: \.scores.efficacy), Column("efficacy_argmax", number: \.scores.efficacyArgmax),
      Column("paraphrase", number: \.scores.paraphrase), Column("neighbourhood", number: \.scores.neighbourhood),
      Column("newest_efficacy", number: \.scores.newestEfficacy),
      Column("newest_argmax", number: \.scores.newestArgmax),
      Column("newest_paraphrase", number: \.scores.newestParaphrase),
      Column("newest_neighbourhood", number: \.scores.newestNeighbourhood),
      Column("perplexity", number: \.scores.perplexity), Column("task_mean", number: \.scores.taskMean),
      Column("sampled_edits", count: \.sampled.edits), Column("sampled_paraphrases", count: \.sampled.paraphrases),
      Column("sampled_neighbours", count: \.sampled.neighbours),
      Column("sampled_perplexity_tokens", count: \.sampled.perplexityTokens),
      Column("sampled_task_items", count: \.sampled.taskItems),
    ]
  }

  /// For every task that any round has: weighted F1, and what else is known of tasks of published benchmarks.
  static func tasks(of reports: [RoundReport]) -> [Column] {
    let names = Set(reports.flatMap(\.scores.tasks.keys)).sorted()
    let detailed = Set(reports.flatMap { $0.scores.taskDetails.map { Array($0.keys) } ?? [] }).sorted()
    return names.map { name in Column("task_\(name)", number: { $0.scores.tasks[name] }) }
      + detailed.flatMap { name in
        func detail(_ report: RoundReport) -> TaskReport? { report.scores.taskDetails?[name] }
        return [
          Column("task_\(name)_f1_written", number: { detail($0)?.f1 }),
          Column("task_\(name)_f1_new", number: { detail($0)?.f1New }),
          Column("task_\(name)_mcc_written", number: { detail($0)?.mcc }),
          Column("task_\(name)_mcc_new", number: { detail($0)?.mccNew }),
          Column("task_\(name)_correct", count: { detail($0)?.correct }),
          Column("task_\(name)_incorrect", count: { detail($0)?.incorrect }),
          Column("task_\(name)_invalid", count: { detail($0)?.invalid }),
        ]
      }
  }

  /// For every layer that any round has.
  static func layers(of reports: [RoundReport]) -> [Column] {
    Set(reports.flatMap { $0.layers.map(\.layer) }).sorted().flatMap { layer in
      func number(_ name: String, _ value: @escaping (LayerReport) -> Double?) -> Column {
        Column("layer\(layer)_\(name)", number: { $0.layers.first { $0.layer == layer }.flatMap(value) })
      }
      func count(_ name: String, _ value: @escaping (LayerReport) -> Int?) -> Column {
        Column("layer\(layer)_\(name)", count: { $0.layers.first { $0.layer == layer }.flatMap(value) })
      }
      return [
        count("k", \.k), number("ls", \.ls), number("ss", \.ss), number("core_drift", \.coreDrift),
        number("outside_share", \.outsideShare), number("frobenius", \.frobenius),
        number("frobenius_ratio", \.frobeniusRatio), number("sigma_1", \.spectral),
        number("sigma_1_ratio", \.spectralRatio), number("hidden_norm", \.hiddenNorm),
        number("key_rank", \.keyRank), count("null_space_rank", \.nullSpaceRank), number("kept", \.kept),
        number("relative_change", \.relativeChange),
      ]
    }
  }

  static var seconds: [Column] {
    [
      Column("seconds_targets", number: \.seconds.targets), Column("seconds_keys", number: \.seconds.keys),
      Column("seconds_solve", number: \.seconds.solve), Column("seconds_filter", number: \.seconds.filter),
      Column("seconds_spectra", number: \.seconds.spectra), Column("seconds_evaluation", number: \.seconds.evaluation),
      Column("seconds_total", number: \.seconds.total),
    ]
  }
}
