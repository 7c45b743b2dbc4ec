import Cells
import Engine
import Foundation
import Monitor
import RunModel

/// An earlier run, as its folder tells it; of a forked run, one of its branches.
struct LoggedRun {
  let folder: URL
  let log: StandingLog
  /// The rounds that stand, round 0 first.
  private(set) var rounds: [RoundReport]
  /// Its constants.
  let description: RunDescription
  /// Every setting that it was begun with.
  let settings: SettingsList
  /// The monitor's view of it, at the newest round, with the theme asked for.
  private(set) var state: MonitorState
  /// Of a forked run, the branch that this is; nil for a run of one branch.
  private(set) var branch: String?

  /// - Throws: `RunFolderError`, also for a log that holds no round; `InputError` for the configuration.
  init(_ path: String, environment: MonitorEnvironment) throws {
    let run = try RunFolder(existing: URL(fileURLWithPath: path).standardizedFileURL)
    folder = run.url
    log = StandingLog(try run.lines())
    rounds = log.rounds
    guard let description = log.description, !rounds.isEmpty else {
      throw RunFolderError.unreadable(path: run.url.path, reason: "its log holds no round; the run never got that far")
    }
    self.description = description
    settings = try SettingsList(configuration: run.url.appendingPathComponent("config.json"))
    var state = MonitorState(environment: environment)
    _ = update(&state, .engine(log.lines.map(\.entry.event)))
    self.state = state
    branch = log.branches.count > 1 ? log.branches[0].name : nil
  }

  /// The other branch of a forked run; nil without one.
  var other: LoggedRun? {
    guard let next = log.branches.last, branch != nil, next.name != branch else { return nil }
    var run = self
    run.branch = next.name
    run.rounds = next.rounds.compactMap(\.report)
    run.state.swapBranches()
    return run
  }

  /// Edits that it has made.
  var edits: Int { rounds.last?.edits ?? 0 }

  /// The editors that made its rounds, in their order.
  var editors: [String] {
    rounds.dropFirst().reduce(into: [description.editor]) { names, report in
      if !names.contains(report.editor) { names.append(report.editor) }
    }
  }

  /// What was changed on the way, and after how many edits, as in `guard constrained solve, tau 0.3`.
  var changes: [(edits: Int, text: String)] {
    (state.run?.marks ?? []).map { mark in
      let parts = [
        mark.editor, mark.guardStep.map { "guard \(guardText($0.after))" }, mark.clamp.map { "clamp \($0.rawValue)" },
      ]
      return (mark.edits, parts.compactMap(\.self).joined(separator: ", "))
    }
  }
}

/// `off`, or the guard with its tau: `constrained solve, tau 0.3`.
func guardText(_ setting: GuardSetting) -> String {
  setting.isOn ? "\(setting.name), tau \(setting.tau)" : "off"
}
