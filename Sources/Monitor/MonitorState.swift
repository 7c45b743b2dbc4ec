import Cells
import Charts
import RunModel

/// Everything that the screen shows, as a value. `update` changes it, `view` draws it. Each part has a type of its own, with
/// the functions that need nothing else; what needs several parts is a function of the whole.
package struct MonitorState: Sendable, Equatable {
  /// Size, glyphs, themes and colour of the screen.
  package var environment: MonitorEnvironment
  /// The time of the last tick, in seconds.
  package var now = 0.0
  /// What is known of the run, branch by branch.
  package var branches = BranchViews()
  /// What the engine does, and what it was asked for.
  package var engine = EngineStatus()
  /// The panes on the screen.
  package var panes = PaneLayout()
  /// What the charts show.
  package var charts = ChartView()
  /// The moment that is looked at, and whether a replay walks on from it.
  package var playback = Playback()
  /// The list of edits.
  package var list = EditList()
  /// What the last change by the moment shown did; nil without one.
  package internal(set) var shownEffect: ShownEffect?
  /// The chosen line of the pinned prompts.
  var chosenProbe = 0
  /// The runs of before.
  package var past = PastRuns()
  /// The text or list that covers the panes.
  package var overlay: Overlay?
  /// The tour, while it is shown.
  package var tour: Tour?
  /// The command that is being typed.
  package var prompt = CommandPrompt()
  /// The last line.
  package var footer = Footer()

  /// What the program took of the machine when it was looked at last; nil where nobody tells.
  package var usage: ProcessUsage?

  /// The screen before the engine has said anything.
  package init(environment: MonitorEnvironment) {
    self.environment = environment
    resetAxes()
  }
}

extension MonitorState {
  /// The theme in use: while one is being chosen, that one.
  package var theme: Theme {
    if let overlay, overlay.content == .picker(.themes) { return environment.theme(at: overlay.place) }
    return environment.theme(at: environment.themeIndex)
  }

  /// Seconds between ticks that the screen wants now; nil when nothing on it moves by itself.
  package var tickInterval: Double? {
    if let interval = playback.interval { return interval }
    if engine.stopped == nil, isLoading || engine.intent != nil, !environment.isStill { return 0.15 }
    let looks = showsUsage && usage != nil && !environment.isStill ? ProcessUsage.interval : nil
    return [footer.interval, looks, tour == nil ? nil : 1].compactMap(\.self).min()
  }

  /// The round that all panes show: the one under the crosshair, else the one that is looked back at, else the newest; nil
  /// before the first report.
  package var shownIndex: Int? {
    guard let count = run?.rounds.count, count > 0 else { return nil }
    return min(max(0, charts.crosshair ?? playback.scrub ?? count - 1), count - 1)
  }

  /// The report that all panes show; nil before the first.
  package var shownRound: RoundReport? {
    shownIndex.flatMap { run?.rounds[$0] }
  }

  /// True when an earlier round is shown than the newest.
  package var isHistory: Bool { shownIndex.map { $0 < (wholeRun?.rounds.count ?? 0) - 1 } ?? false }

  /// True when the screen does not simply follow the run.
  var isAway: Bool { isHistory || !charts.window.follows || charts.crosshair != nil }
}
