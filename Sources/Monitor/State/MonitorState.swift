import Cells
import Charts
import RunModel

/// What surrounds the monitor: decided outside, so that a state is the same everywhere.
package struct MonitorEnvironment: Sendable, Equatable {
  /// The whole screen.
  package var size: Size
  /// What the terminal can show; `a` changes it.
  package var glyphs: GlyphSet
  /// Themes to choose from; when empty, the built-in ones are used.
  package var themes: [Theme]
  /// False when the terminal shows no colour: lines then carry their tags.
  package var hasColor: Bool
  /// Whether nothing may move by itself, and waiting is told in words alone.
  package var isStill = false
  /// Where the person's settings are, as the person would write it; nil where there is no place for them.
  package var settingsFile: String?

  package init(
    size: Size, glyphs: GlyphSet = .braille, themes: [Theme] = [.standard, .tty], hasColor: Bool = true
  ) {
    self.size = size
    self.glyphs = glyphs
    self.themes = themes.isEmpty ? [.standard, .tty] : themes
    self.hasColor = hasColor
  }
}

/// Everything that the screen shows, as a value. `update` changes it, `view` draws it.
package struct MonitorState: Sendable, Equatable {
  /// What was asked of the engine and has not been answered yet.
  package enum Intent: Sendable, Equatable { case pausing, starting, stepping, undoing }
  /// What lies over the panes.
  package enum Overlay: Sendable, Equatable {
    case about
    /// How near every signal of collapse is.
    case collapse
    /// The keys and words that contain what is typed, with the one that Enter does.
    case help(filter: String, selected: Int)
    /// The list of editors, with the one that Enter takes.
    case editors(selected: Int)
    /// The list of layers, the mean first.
    case layers(selected: Int)
    /// The list of what a branch can do differently, with the one that Enter takes.
    case forks(selected: Int)
    /// An edit, by its position in the run's order.
    case edit(Int)
    /// The list of themes; the chosen one is worn while the list is open.
    case themes(selected: Int)
    /// Everything that the screen shows, in sentences.
    case description
  }
  /// A question in the line of hints; `y` answers it.
  package enum Question: Sendable, Equatable {
    case undo(round: Int, edits: Int)
    case endFork(keeping: String, dropping: String)
  }
  /// A line for the person at the keyboard.
  package struct Message: Sendable, Equatable {
    package var level: Notice.Level
    package var text: String
    /// When it goes by itself, set by the first tick after it came; errors stay until a key.
    package var expires: Double?
  }
  /// Which layer the panes show.
  package enum LayerChoice: Sendable, Equatable {
    /// The layer at this place of the run's description.
    case one(Int)
    case mean
  }
  /// The charts whose value axis follows the data.
  package enum ValueAxis: Sendable, Hashable, CaseIterable { case spectrum, growth, drift, norms, perplexity }

  /// Size, glyphs, themes and colour of the screen.
  package var environment: MonitorEnvironment
  /// Place among the environment's of the theme that is kept.
  package var themeIndex = 0
  /// The time of the last tick.
  package var now = 0.0

  /// What is known of the run, branch by branch.
  package var branches = Branches()
  /// The branch that the engine was at work on when it last said so.
  package var workingBranch = Fork.trunk
  /// How far lines over edits are smoothed.
  package var smoothing = Smoothing.off
  /// What the engine was doing when it last said so.
  package var activity: Activity?
  /// Why the engine has ended.
  package var stopped: String?
  /// What the engine has been asked for and has not taken up.
  package var intent: Intent?
  /// The edit count that single steps have been asked for up to; nil when none is on its way.
  var steppingTo: Int?

  /// The pane that keys like `e` and `y` mean; always one of those shown.
  package var focus = Pane.quality
  /// Whether the focused pane has the whole screen.
  package var isExpanded = false
  /// How the panes share the screen.
  package var preset = Preset.overview
  /// Panes that are wanted; `layout` decides which of them fit.
  package var shown = Preset.overview.panes
  /// The layer that panes show.
  package var layer = LayerChoice.one(0)
  /// The round that is looked back at; nil shows the newest and follows it.
  package var scrub: Int?
  /// How a replay plays; nil while it stands still, and without one.
  package var playback: Playback?
  /// Rounds a second of a replay that plays.
  package var playRate = 4.0
  /// The stretch of edits that charts show.
  package var window = EditWindow()
  /// The round under the crosshair; nil without one.
  package var crosshair: Int?
  /// Whether singular values are shown as ratios to edit 0.
  package var showsRatios = false
  /// The list of edits.
  package var list = EditList()
  /// What the engine has said of the edit that was looked into last.
  package var inspection: EditInspection?
  /// What is being typed after `/`.
  package var searching: String?
  /// The pane in whose chart the mouse moves the crosshair, from the press on.
  package var dragged: Pane?
  /// Whether the words for a first start are shown.
  package var showsWelcome = false
  /// What lies over the panes, and its lines that are scrolled past.
  package var overlay: Overlay?
  package var overlayScroll = 0
  /// The command that is being typed after `:`, and the line of those offered that is chosen.
  package var typed: String?
  package var offered: Int?
  /// What is being asked in the line of hints.
  package var question: Question?
  /// What is being said in the line of hints.
  package var message: Message?
  /// Value axes that follow the data.
  package var axes: [ValueAxis: SteadyRange] = [:]
  /// Panes whose value axis is linear instead of logarithmic.
  package var linearPanes: Set<Pane> = []

  /// The screen before the engine has said anything.
  package init(environment: MonitorEnvironment) {
    self.environment = environment
    resetAxes()
  }
}

extension MonitorState {
  /// The theme in use: while one is being chosen, that one.
  package var theme: Theme {
    let themes = environment.themes
    let place = if case .themes(let selected) = overlay { selected } else { themeIndex }
    return themes.isEmpty ? .standard : themes[min(max(0, place), themes.count - 1)]
  }

  /// Seconds between ticks that the screen wants now; nil when nothing on it moves by itself.
  package var tickInterval: Double? {
    if let interval = playInterval { return interval }
    if stopped == nil, isLoading || intent != nil, !environment.isStill { return 0.15 }
    return message.flatMap { $0.level == .error ? nil : 1 }
  }

  /// True when a run is shown without an engine: it has said nothing of what it does, not even that it loads the model.
  package var isReplay: Bool { stopped != nil && activity == nil }

  /// True while the engine works on rounds.
  package var isBusy: Bool {
    guard stopped == nil, let activity, !activity.isHeld else { return false }
    switch activity.phase {
    case .targets, .solve, .measuring, .evaluation, .saving: return true
    case .loading, .idle, .catchingUp, .finished: return activity.isRunning
    }
  }

  /// True while the engine measures what single steps have left: any command comes first.
  var isCatchingUp: Bool { stopped == nil && activity?.phase == .catchingUp }

  /// The number of the round that a pause holds.
  var heldRound: Int? { stopped == nil && activity?.isHeld == true ? roundUnderWay : nil }

  /// The number of the round that is being prepared, held or measured.
  private var roundUnderWay: Int? {
    guard let run = workingBranch == other?.name ? other?.run : run, let phase = activity?.phase else { return nil }
    switch phase {
    case .targets, .solve, .measuring: return run.nextRound
    case .loading, .idle, .catchingUp, .evaluation, .saving, .finished: return nil
    }
  }

  /// The number of the first round that has the guard and the editor asked for now.
  var comingRound: Int {
    workingBranch == other?.name ? run?.nextRound ?? 1 : roundUnderWay.map { $0 + 1 } ?? run?.nextRound ?? 1
  }

  /// True when no edit is left to make, in any branch.
  var hasAllEdits: Bool { run.map { branches.commonEdits >= $0.description.editLimit } ?? false }

  /// The guard that has been asked for, when it is not the one in force.
  var pendingGuard: GuardSetting? { branches.focused?.pendingGuard }

  /// The guard that the coming rounds will have as far as the person knows.
  package var coming: GuardSetting { branches.focused?.comingGuard ?? GuardSetting() }

  /// The round that all panes show; nil before the first report.
  package var shownIndex: Int? {
    guard let count = run?.rounds.count, count > 0 else { return nil }
    return min(max(0, scrub ?? count - 1), count - 1)
  }

  /// The report that all panes show; nil before the first.
  package var shownRound: RoundReport? {
    shownIndex.flatMap { run?.rounds[$0] }
  }

  /// True when an earlier round is shown than the newest.
  package var isHistory: Bool { scrub != nil }

  /// The places of the layers that the panes show, in the run's description.
  var shownLayers: [Int] {
    let count = run?.description.layers.count ?? 0
    switch layer {
    case .one(let position): return (0..<count).contains(position) ? [position] : []
    case .mean: return Array(0..<count)
    }
  }

  /// The numbers of the shown layers.
  var shownLayerNumbers: [Int] { shownLayers.compactMap { run?.description.layers[$0].layer } }

  /// `layer 5` or `mean of 5 layers`.
  var layerTitle: String {
    guard let layers = run?.description.layers, !layers.isEmpty else { return "" }
    switch layer {
    case .one(let position): return layers.indices.contains(position) ? "layer \(layers[position].layer)" : ""
    case .mean: return "mean of \(layers.count) layers"
    }
  }

  /// Singular values of the shown layers after a round, their mean by index when there are several.
  func shownSpectrum(round index: Int?) -> [Double] {
    guard let run else { return [] }
    let spectra = shownLayers.map { position in
      index.map { run.spectrum(position: position, round: $0) } ?? run.description.layers[position].spectrum
    }
    return spectra.count == 1 ? spectra[0].map(Double.init) : meanSpectrum(spectra).map(Double.init)
  }
}
