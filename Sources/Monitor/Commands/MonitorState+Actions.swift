import Cells
import Charts
import RunModel

/// What keys do to the state.
extension MonitorState {
  /// A key goes to the question first, then to what is being typed, then to the list that covers the panes, then to the
  /// keymap.
  mutating func press(_ key: Key) -> [Effect] {
    footer.clear()
    if key != .control("c"), key != .control("z") {
      if let asked = footer.question { return answer(asked, with: key) }
      if let text = prompt.text { return type(key, after: text) }
      if list.searching != nil { return search(key) }
    }
    if let effects = pressOverlay(key) { return effects }
    guard let binding = Binding.of(key) else { return [] }
    return obey(binding, key: key)
  }

  private mutating func search(_ key: Key) -> [Effect] {
    list.search(key)
    return []
  }

  /// Does what a binding says, or says why it cannot be done.
  mutating func obey(_ binding: Binding, key: Key) -> [Effect] {
    if let refusal = binding.refusal(self) {
      footer.say(.warning, refusal)
      return []
    }
    return perform(binding.action, key: key)
  }

  private mutating func answer(_ asked: Footer.Question, with key: Key) -> [Effect] {
    footer.question = nil
    guard key == .character("y") || key == .character("Y") else {
      footer.say(.info, "nothing was changed")
      return []
    }
    switch asked {
    case .undo(let round, _):
      if let refusal = undoRefusal {
        footer.say(.warning, refusal)
        return []
      }
      engine.undo()
      return [aboutFocus(.undoRound(round))]
    case .endFork(let name, _):
      if let refusal = forkRefusal {
        footer.say(.warning, refusal)
        return []
      }
      return [.send(.endFork(keeping: name))]
    }
  }

  private mutating func perform(_ action: Action, key: Key) -> [Effect] {
    switch action {
    case .runOrPause: return runOrPause()
    case .stepEdit:
      engine.step(from: branches.commonEdits)
      return [.send(.stepEdit)]
    case .stepRound:
      engine.stepRound()
      return [.send(.stepRound)]
    case .toggleGuard: return ask { $0.isOn.toggle() }
    case .cycleGuard: return cycleGuard()
    case .switchEnergy: return ask { $0.energy = $0.energy.other }
    case .editor: openEditors()
    case .lowerTau: return ask { $0.tau = GuardSetting.steppedTau($0.tau, by: -1) }
    case .raiseTau: return ask { $0.tau = GuardSetting.steppedTau($0.tau, by: 1) }
    case .undo:
      // It is about the run: with the list of editors in between, Esc would seem to close that.
      overlay = nil
      if branches.standsAtFork {
        footer.question = .endFork(keeping: branches.views[0].name, dropping: branches.views[1].name)
      } else if let last = run?.rounds.last {
        footer.question = .undo(round: last.round, edits: last.edits)
      }
    case .fork: forkOrEnd()
    case .back: stopAndLook(at: (shownIndex ?? 0) - 1)
    case .forward: stopAndLook(at: (shownIndex ?? 0) + 1)
    case .previousMark: jump(-1)
    case .nextMark: jump(1)
    case .swapBranch: swapBranches()
    case .mark: toggleMark()
    case .first: stopAndLook(at: 0)
    case .live: goLive()
    case .crossLeft: moveCrosshair(by: -1)
    case .crossRight: moveCrosshair(by: 1)
    case .zoomIn: zoom(by: 0.5)
    case .zoomOut: zoom(by: 2)
    case .zoomReset: showWholeRun()
    case .panLeft: pan(by: -0.25)
    case .panRight: pan(by: 0.25)
    case .pane: togglePane(key)
    case .nextPane: panes.moveFocus(by: 1)
    case .previousPane: panes.moveFocus(by: -1)
    case .expand: panes.isExpanded.toggle()
    case .open: return open()
    case .nextPreset: take(panes.preset.next(1))
    case .previousPreset: take(panes.preset.next(-1))
    case .layer: openLayers()
    case .scale:
      charts.axes.toggleScale(of: panes.focus)
      resetAxes()
    case .ratios:
      charts.showsRatios.toggle()
      footer.say(.info, charts.showsRatios ? "singular values as ratios to edit 0" : "singular values as they are")
    case .smooth: smooth(Smoothing(rawValue: charts.smoothing.rawValue + 1) ?? .off)
    case .search:
      list.beginSearch()
      panes.reach(.edits)
    case .standing: cycleStatus()
    case .scrollDown: scroll(by: 1)
    case .scrollUp: scroll(by: -1)
    case .pageDown: scroll(by: 10)
    case .pageUp: scroll(by: -10)
    case .theme: openThemes()
    case .nextTheme: keep(theme: (environment.themeIndex + 1) % max(1, environment.themes.count))
    case .glyphs: environment.glyphs = environment.glyphs.next
    case .command: openPrompt("")
    case .goal: openPrompt("until ")
    case .probe: openPrompt("probe ")
    case .help: toggle(.help(filter: ""))
    case .about: toggle(.about)
    case .collapse: toggle(.collapse)
    case .untilCollapse: return runUntilCollapse()
    case .escape: stepOut()
    case .describe: toggle(.description)
    case .screenshot: openPrompt("screenshot ")
    case .reload: return [.reload]
    case .repaint: return [.repaint]
    case .suspend: return [.suspend]
    case .quit:
      // q closes what lies on top first; Ctrl-C never asks.
      guard overlay != nil, key != .control("c") else { return [.quit] }
      overlay = nil
    }
    return []
  }

  private mutating func runOrPause() -> [Effect] {
    if engine.isReplay {
      playOrStop()
      return []
    }
    let isPause = engine.runOrPause()
    if isLoading {
      footer.say(.info, isPause ? "the edits wait for Space" : "the edits begin when the model is loaded")
    }
    return [.send(isPause ? .pause : .run(until: .allEdits))]
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

  /// What Enter looks into: the moment under the crosshair, the chosen edit, else the pane in focus.
  private mutating func open() -> [Effect] {
    if let place = charts.crosshair {
      charts.crosshair = nil
      look(at: place)
    } else if panes.focus == .edits, let line = chosenLine {
      return openEdit(line.index)
    } else {
      panes.isExpanded.toggle()
    }
    return []
  }

  mutating func take(_ wanted: Preset) {
    panes.take(wanted)
    footer.say(.info, "layout \(wanted.rawValue)")
  }

  mutating func openPrompt(_ text: String) {
    overlay = nil
    prompt.open(text)
  }

  private mutating func togglePane(_ key: Key) {
    guard case .character(let digit) = key, let pane = digit.wholeNumberValue.flatMap(Pane.init(rawValue:)) else {
      return
    }
    if !panes.toggle(pane) { footer.say(.warning, "the last pane stays") }
  }
}
