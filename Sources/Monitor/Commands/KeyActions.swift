import Cells
import Charts
import RunModel

/// What keys do that needs several parts of the state.
extension MonitorState {
  mutating func runOrPause() -> [Effect] {
    if engine.isReplay {
      playOrStop()
      return []
    }
    let isPause = engine.runOrPause()
    if isLoading {
      footer.say(
        .info,
        isPause ? "the edits wait for \(environment.bindings.key("run"))" : "the edits begin when the model is loaded")
    }
    if !isPause, let goal = run?.description.goal, goal <= branches.commonEdits, goal < run?.description.editLimit ?? 0
    {
      footer.say(
        .info, "the goal of \(grouped(goal)) edits is reached: on to \(grouped(run?.description.editLimit ?? 0))")
    }
    return [.send(isPause ? .pause : .run(until: nextGoal))]
  }

  /// Where a run pauses by itself.
  var nextGoal: RunGoal {
    let goal = run?.description.nextGoal(after: branches.commonEdits) ?? .allEdits
    guard environment.stopsAtCollapse, branches.views.contains(where: { $0.run.collapsedAt == nil }) else {
      return goal
    }
    if case .edits(let count) = goal { return .collapse(by: count) }
    return .collapse(by: nil)
  }

  /// Has runs of this session pause when they collapse.
  mutating func stopAtCollapse() -> [Effect] {
    environment.stopsAtCollapse = true
    let file = environment.settingsFile.map { "; \"until = collapse\" in \($0) makes it last" } ?? ""
    footer.say(.info, "Space pauses when a signal of collapse raises the alarm\(file)")
    return []
  }

  /// The prompt of the edit that is chosen in the list; nil without one.
  var offeredProbe: String? {
    guard case .measured(let outcome, _)? = chosenLine else { return nil }
    return outcome.prompt.replacing("{}", with: outcome.subject).trimmed
  }

  mutating func stepEdit() -> [Effect] {
    engine.step(from: branches.commonEdits)
    return [.send(.stepEdit)]
  }

  mutating func stepRound() -> [Effect] {
    engine.stepRound()
    return [.send(.stepRound)]
  }

  /// Asks the engine for another guard, and tells what it means.
  mutating func ask(_ change: (inout GuardSetting) -> Void) -> [Effect] {
    var setting = coming
    change(&setting)
    if let refusal = guardRefusal(setting, with: comingEditor) {
      footer.say(.warning, refusal)
      return []
    }
    branches.focused?.requestedGuard = setting
    footer.say(.info, "from round \(comingRound): \(guardSentence(setting))")
    return [aboutFocus(.setGuard(setting))]
  }

  /// Asks whether the last round is to be taken back; while a pause holds a round, whether that is to be dropped; at the
  /// beginning of a fork, whether that is.
  mutating func askToUndo() {
    // Esc then answers the question, and does not also have a list to close.
    overlay = nil
    if let round = heldRound {
      footer.question = .dropRound(round, edits: engine.activity?.edits ?? 0)
    } else if branches.standsAtFork {
      footer.question = .endFork(keeping: branches.views[0].name, dropping: branches.views[1].name)
    } else if let last = run?.rounds.last {
      footer.question = .undo(round: last.round, edits: last.edits)
    }
  }

  mutating func redo() -> [Effect] {
    guard let next = branches.focused?.takenBack.last else { return [] }
    engine.redo()
    return [aboutFocus(.redoRound(next.round))]
  }

  /// What Enter looks into: the moment under the crosshair, the chosen edit or pinned prompt, else the pane in focus.
  mutating func lookInto() -> [Effect] {
    if let place = charts.crosshair {
      look(at: place)
    } else if panes.focus == .edits, let line = chosenLine {
      return openEdit(line.index)
    } else if panes.focus == .probes {
      openProbe()
    } else {
      panes.isExpanded.toggle()
    }
    return []
  }

  mutating func take(_ preset: Preset) {
    panes.take(preset)
    footer.say(.info, "layout \(preset.rawValue)")
  }

  /// Shows, focuses or hides the pane of a digit.
  mutating func togglePane(_ key: Key?) -> [Effect] {
    guard case .character(let digit)? = key, let pane = digit.wholeNumberValue.flatMap(Pane.init(rawValue:)) else {
      return []
    }
    if !panes.toggle(pane) { footer.say(.warning, "the last pane stays") }
    return []
  }

  mutating func toggleScale() {
    charts.axes.toggleScale(of: panes.focus)
    resetAxes()
  }

  mutating func toggleRatios() {
    charts.showsRatios.toggle()
    footer.say(.info, charts.showsRatios ? "singular values as ratios to edit 0" : "singular values as they are")
  }

  mutating func beginSearch() {
    list.beginSearch()
    panes.reach(.edits)
  }

  mutating func keepNextTheme() {
    keep(theme: (environment.themeIndex + 1) % max(1, environment.themes.count))
  }

  /// q closes what covers the panes first; Ctrl-C never asks.
  mutating func closeOrQuit(_ key: Key?) -> [Effect] {
    guard overlay != nil, key != .control("c") else { return [.quit] }
    overlay = nil
    return []
  }
}
