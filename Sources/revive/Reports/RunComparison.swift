import Cells
import Charts
import Foundation
import Monitor
import RunModel

/// What can be said of several runs beside each other.
struct RunComparison {
  let runs: [(name: String, run: LoggedRun)]

  /// - Parameter paths: what the person called each run.
  init(_ runs: [LoggedRun], paths: [String]) {
    // A branch has its name behind that of the run.
    let branches = runs.map { $0.branch.map { " \($0)" } ?? "" }
    self.runs = Array(
      zip(
        Self.names(
          zip(runs, branches).map { $0.folder.lastPathComponent + $1 }, or: zip(paths, branches).map { $0 + $1 }), runs)
    )
  }

  /// The last component of each path where these differ, or else the path as it was given, or else a number behind it.
  private static func names(_ folders: [String], or paths: [String]) -> [String] {
    for names in [folders, paths] where Set(names).count == names.count {
      return names.map(oneLine)
    }
    return zip(1..., paths).map { "\(oneLine($1)) (\($0))" }
  }

  // MARK: - Facts

  /// Edit counts, beyond 0, after which every run has been measured in all.
  var commonCounts: [Int] {
    let counts = runs.map { Set($0.run.rounds.lazy.filter { !$0.isPartial }.map(\.edits)) }
    return counts.dropFirst().reduce(counts.first ?? []) { $0.intersection($1) }.filter { $0 > 0 }.sorted()
  }

  /// At most five edit counts to hold the runs against each other at, evenly spread, the last one to which all have come
  /// among them: those of the run that was measured least often, since every other has one near each of them.
  var shownCounts: [Int] {
    let measured = runs.map { $0.run.rounds.lazy.filter { !$0.isPartial }.map(\.edits).filter { $0 > 0 } }
    guard let end = measured.map({ $0.last ?? 0 }).min(), end > 0 else { return [] }
    let within = measured.map { Array($0.prefix { $0 <= end }) }
    let rarest = within.filter { !$0.isEmpty }.min { $0.count < $1.count } ?? []
    let counts = rarest + (rarest.last == end ? [] : [end])
    return Set((1...5).map { counts.count * $0 / 5 - 1 }.filter(counts.indices.contains)).sorted().map { counts[$0] }
  }

  struct Difference: Equatable {
    let name: String
    /// Of each run; nil where its editor has no such setting.
    let values: [String?]
  }

  /// The settings in which runs differ, as far as they had a say.
  var differences: [Difference] {
    let editors = Set(runs.flatMap(\.run.editors))
    let lists = runs.map { entry in
      Dictionary(
        entry.run.settings.used(by: entry.run.editors).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }
    var names: [String] = []
    for entry in runs {
      for setting in entry.run.settings.used(by: Array(editors)) where !names.contains(setting.name) {
        names.append(setting.name)
      }
    }
    // Earlier versions took another digest of the same header.
    let isComparable = { (name: String) in !name.hasPrefix("model.header_") || lists.allSatisfy { $0[name] != nil } }
    return names.filter(isComparable).map { name in Difference(name: name, values: lists.map { $0[name] }) }.filter {
      difference in
      // What only one run's editor reads is no difference of settings but of editors, which is told.
      let told = difference.values.compactMap(\.self)
      return told.count > 1 && Set(told).count > 1 || told.count == 1 && !difference.name.hasPrefix("settings.")
    }
  }

  /// What was measured of a run at an edit count, or nearest to it, earlier rather than later; nil where nothing was beyond
  /// edit 0.
  func report(_ run: LoggedRun, near edits: Int) -> RoundReport? {
    run.rounds.lazy.filter { !$0.isPartial && $0.edits > 0 }.min { abs($0.edits - edits) < abs($1.edits - edits) }
  }

  // MARK: - Words

  /// All tables.
  var text: String {
    var parts = [overview, differencesText]
    for edits in shownCounts {
      let heading =
        commonCounts.contains(edits)
        ? "after \(counted(edits, "edit"))\(edits == commonCounts.last ? ", the last count that all have" : "")"
        : "near \(counted(edits, "edit")); each at the nearest count that it was measured at, which its row tells"
      parts.append(heading + "\n" + scores(near: edits))
    }
    if shownCounts.isEmpty { parts.append("some run was measured at no edit count but 0\n") }
    parts.append("edits at which each signal of collapse was seen first (- never, ? not measured)\n" + signals)
    return parts.joined(separator: "\n")
  }

  private var overview: String {
    var table = TextTable(["run", "editor", "layers", "seed", "round", "edits", "of", "guard at first"])
    var changes = ""
    for (name, run) in runs {
      let description = run.description
      table.add([
        name, description.editor.rawValue, description.layers.map { "\($0.layer)" }.joined(separator: ","),
        "\(description.seed)", grouped(description.roundSize), grouped(run.edits), grouped(description.editLimit),
        guardText(run.rounds.dropFirst().first?.guardSetting ?? description.guardSetting),
      ])
      for change in run.changes { changes += "\(name), at \(counted(change.edits, "edit")): \(change.text)\n" }
    }
    return table.text + (changes.isEmpty ? "" : "\nchanges on the way\n" + changes)
  }

  private var differencesText: String {
    let differences = differences
    guard !differences.isEmpty else { return "the runs have the same settings\n" }
    var table = TextTable(["settings that differ"] + runs.map(\.name))
    for difference in differences {
      table.add([difference.name] + difference.values.map { $0.map { clipped($0, to: 40) } ?? "-" })
    }
    return table.text
  }

  private func clipped(_ text: String, to length: Int) -> String {
    // The end of a path tells most.
    text.count <= length ? text : "..." + text.suffix(length - 3)
  }

  private func scores(near edits: Int) -> String {
    let width = runs.reduce(0) { max($0, $1.name.count) }
    var text = padded("", to: width + 2) + RoundPrinter.head + "\n"
    for (name, run) in runs {
      guard let report = report(run, near: edits) else { continue }
      text += padded(name, to: width + 2) + RoundPrinter.row(report) + "\n"
    }
    return text
  }

  private var signals: String {
    var table = TextTable(["run"] + CollapseSignal.allCases.map(\.title))
    for (name, run) in runs {
      let detector = CollapseDetector(run.rounds)
      table.add(
        [name]
          + CollapseSignal.allCases.map { signal in
            switch detector.finding(signal) {
            case .notMeasured: "?"
            case .never: "-"
            case .at(let edits): grouped(edits)
            }
          })
    }
    return table.text
  }
}
