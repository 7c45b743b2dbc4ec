import Charts
import Foundation
import Monitor
import RunModel

/// What a figure draws as one line: a run, or several of one plan that differ in nothing but the seed, and with it in the
/// order of edits.
struct RunGroup {
  let name: String
  let runs: [Member]

  /// A run with what figures are made from.
  struct Member {
    let run: LoggedRun
    let timeline: RunTimeline
    let series: MeasureSeries
  }

  var isMean: Bool { runs.count > 1 }

  /// Groups the runs that belong together, in the order in which they were given.
  static func groups(_ runs: [(name: String, run: LoggedRun)]) -> [RunGroup] {
    var plans: [(plan: Plan, runs: [(name: String, run: LoggedRun)])] = []
    for run in runs {
      let plan = Plan(run.run)
      // A run beside itself is no other seed.
      let place = plans.firstIndex { entry in
        entry.plan == plan && !entry.runs.contains { $0.run.description.seed == run.run.description.seed }
      }
      if let place { plans[place].runs.append(run) } else { plans.append((plan, [run])) }
    }
    let names = plans.map { words(for: $0.runs) }
    return zip(plans, names).map { plan, own in
      let name = names.count { $0 == own } == 1 ? own : "\(own), \(plan.runs[0].name)"
      return RunGroup(name: name, runs: plan.runs.map { Member($0.run) })
    }
  }

  /// A run is called by its folder, several by what they are made with.
  private static func words(for runs: [(name: String, run: LoggedRun)]) -> String {
    let (name, run) = runs[0]
    guard runs.count > 1 else { return name }
    let settings = [run.description.guardSetting] + run.rounds.dropFirst().map(\.guardSetting)
    let guardWords = settings.first(where: \.isOn).map(guardText) ?? "guard off"
    return "\(run.editors.map(\.rawValue).joined(separator: ", ")), \(guardWords), \(runs.count) seeds"
  }

  /// What the runs of a group have in common.
  private struct Plan: Equatable {
    let settings: [String: String]
    let changes: [String]
    let branch: String?

    init(_ run: LoggedRun) {
      let list = run.settings.used(by: run.editors).map { ($0.name, $0.value) }
      // Context templates are written by the model from the seed, and what computed the numbers is no part of the plan.
      settings = Dictionary(list, uniquingKeysWith: { $1 }).filter { name, _ in
        !["seed", "order", "program"].contains(name)
          && !["library.", "contexts", "flat_contexts"].contains { name.hasPrefix($0) }
      }
      changes = run.changes.map { "\($0.edits) \($0.text)" }
      branch = run.branch.map { "\($0) \(run.run.fork?.edits ?? 0)" }
    }
  }
}

extension RunGroup.Member {
  init(_ run: LoggedRun) {
    self.run = run
    timeline = run.timeline
    series = MeasureSeries(run.rounds, layers: run.description.layers.map(\.layer))
  }
}

extension RunGroup {
  /// A measure over edits: of one run as it was measured, of several their mean and its band where all were measured.
  ///
  /// - Parameter isGeometric: whether the mean is one of logarithms, as for what grows by factors.
  func line(_ measure: Measure, isGeometric: Bool) -> SeedMean {
    SeedMean(of: runs.map { Array($0.series.track(.init(measure)).points) }, isGeometric: isGeometric)
  }

  /// The edit count at which the run counts as collapsed; of several the one by which half of them have.
  var collapse: (edits: Int, signal: CollapseSignal)? {
    let seen = runs.compactMap { $0.timeline.detector.alarm }.sorted { $0.edits < $1.edits }
    let place = (runs.count + 1) / 2 - 1
    return seen.indices.contains(place) ? (seen[place].edits, seen[place].signal) : nil
  }

  /// The threshold of collapse by a measure as its figure has it, the mean over runs; nil where there is none.
  func threshold(of measure: Measure) -> Double? {
    guard let signal = measure.signal else { return nil }
    let found = runs.compactMap { member in
      member.run.rounds.lazy.compactMap { member.timeline.detector.standing(of: signal, after: $0) }.first
        .map { measure.drawn($0.threshold, from: $0.reference) }
    }
    return found.isEmpty ? nil : found.reduce(0, +) / Double(found.count)
  }

  /// How much of the way to its threshold a signal has gone at most, 0...1.
  func progress(of signal: CollapseSignal) -> Double {
    runs.flatMap { member in
      member.run.rounds.compactMap { member.timeline.detector.standing(of: signal, after: $0)?.progress }
    }.max() ?? 0
  }
}
