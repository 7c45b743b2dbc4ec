import Cells
import Engine
import Foundation
import Monitor
import RunModel

/// An earlier run, as its folder tells it; of a forked run, one of its branches.
struct LoggedRun {
  let folder: URL
  /// Every line of its log.
  let log: [LogLine]
  /// What they come to.
  let run: BranchedRun
  /// Its constants.
  let description: RunDescription
  /// Every setting that it was begun with.
  let settings: SettingsList
  /// The place of the branch that this is, among those of the run.
  private var position = 0

  /// - Throws: `RunFolderError`, also for a log that holds no round; `InputError` for the configuration.
  init(_ path: String) throws {
    let stored = try RunFolder(existing: URL(fileURLWithPath: path).standardizedFileURL)
    folder = stored.url
    log = try stored.lines()
    run = BranchedRun(log)
    guard !run.branches[0].rounds.isEmpty else {
      throw RunFolderError.unreadable(
        path: stored.url.path, reason: "its log holds no round; the run never got that far")
    }
    guard let description = run.description else {
      throw stored.refusal(of: try stored.soundLog(), "the lines with which a run begins are missing")
    }
    self.description = description
    settings = try SettingsList(configuration: stored.url.appendingPathComponent("config.json"))
  }

  /// What is to be said of a log in which not every line has its place.
  var warning: String? { run.damage.map { "warning: \(oneLine(folder.path)): its log is damaged: \($0)" } }

  /// What a path names of the run itself; nil for anything else.
  func ownName(of path: String) -> String? {
    let file = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().pathComponents
    let own = folder.resolvingSymlinksInPath().pathComponents
    guard file.count > own.count, Array(file.prefix(own.count)) == own else { return nil }
    return ["log.jsonl", "config.json", "updates", "cases.jsonl"].first { $0 == file[own.count] }
  }

  /// The other branch of a forked run; nil without one.
  var other: LoggedRun? {
    guard position + 1 < run.branches.count else { return nil }
    var next = self
    next.position += 1
    return next
  }

  /// The name of the branch; nil for a run of one branch.
  var branch: String? { run.fork == nil ? nil : run.branches[position].name }

  /// The rounds that stand, round 0 first.
  var rounds: [RoundReport] { run.branches[position].reports }

  /// Edits that it has made.
  var edits: Int { run.branches[position].edits }

  /// The editors that made its rounds, in their order.
  var editors: [EditorKind] {
    rounds.dropFirst().reduce(into: [description.editor]) { names, report in
      if !names.contains(report.editor) { names.append(report.editor) }
    }
  }

  /// What was changed on the way.
  var settingChanges: [SettingChange] { run.branches[position].settingChanges(in: description) }

  /// The same in words, and after how many edits, as in `guard constrained solve, tau 0.3`.
  var changes: [(edits: Int, text: String)] {
    settingChanges.map { change in
      let parts = [
        change.editor?.rawValue, change.guardStep.map { "guard \(guardText($0.after))" },
        change.clamp.map { "clamp \($0.rawValue)" }, change.anchor.map { "anchor \($0.rawValue)" },
      ]
      return (change.edits, parts.compactMap(\.self).joined(separator: ", "))
    }
  }

  /// What the monitor knows of it at the newest round.
  var timeline: RunTimeline {
    monitor(MonitorEnvironment(size: Size(width: 80, height: 24))).run ?? RunTimeline(description)
  }

  /// The monitor's view of it, at the newest round.
  func monitor(_ environment: MonitorEnvironment) -> MonitorState {
    var state = MonitorState(environment: environment)
    _ = update(&state, .engine(events(of: run.standing(of: log).map(\.entry), description)))
    if position > 0 { state.swapBranches() }
    return state
  }
}

/// What a screen is told of a run that was left: its constants first, once.
func events(of entries: [Event], _ description: RunDescription) -> [Event] {
  [.ready(description)] + entries.filter(\.isHistory)
}

/// `off`, or the guard with its tau: `constrained solve, tau 0.3`.
func guardText(_ setting: GuardSetting) -> String {
  setting.isOn ? "\(setting.name), \(setting.exactStrength)" : "off"
}
