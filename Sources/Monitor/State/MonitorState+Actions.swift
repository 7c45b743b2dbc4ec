import Cells
import Charts
import RunModel

/// What keys do to the state.
extension MonitorState {
  /// A key goes to the question first, then to what is being typed, then to the list on top, then to the keymap.
  mutating func press(_ key: Key) -> [Effect] {
    (message, showsWelcome) = (nil, false)
    if key != .control("c"), key != .control("z") {
      if let asked = question { return answer(asked, with: key) }
      if let text = typed { return type(key, after: text) }
      if let text = searching { return search(key, for: text) }
    }
    switch overlay {
    case .editors(let selected): if let effects = pick(with: key, from: selected) { return effects }
    case .layers(let selected): if let effects = pickLayer(with: key, from: selected) { return effects }
    case .forks(let selected): if let effects = pickFork(with: key, from: selected) { return effects }
    case .help(let filter, let selected):
      if let effects = help(with: key, filter: filter, selected: selected) { return effects }
    case .themes(let selected): if let effects = pickTheme(with: key, from: selected) { return effects }
    case .about, .collapse, .edit, .description, nil: break
    }
    guard let binding = Binding.of(key) else { return [] }
    return obey(binding, key: key)
  }

  /// Does what a binding says, or says why it cannot be done.
  mutating func obey(_ binding: Binding, key: Key) -> [Effect] {
    if let refusal = binding.refusal(self) {
      say(.warning, refusal)
      return []
    }
    // Whoever looks around by hand is not led on.
    if [.back, .forward, .first, .live, .nextMark, .previousMark].contains(binding.action) { playback = nil }
    return perform(binding.action, key: key)
  }

  private mutating func answer(_ asked: Question, with key: Key) -> [Effect] {
    question = nil
    guard key == .character("y") || key == .character("Y") else {
      say(.info, "nothing was changed")
      return []
    }
    switch asked {
    case .undo(let round, _):
      if let refusal = undoRefusal {
        say(.warning, refusal)
        return []
      }
      (intent, steppingTo) = (.undoing, nil)
      return [aboutFocus(.undoRound(round))]
    case .endFork(let name, _):
      if let refusal = forkRefusal {
        say(.warning, refusal)
        return []
      }
      return [.send(.endFork(keeping: name))]
    }
  }

  private mutating func perform(_ action: Action, key: Key) -> [Effect] {
    switch action {
    case .runOrPause: return runOrPause()
    case .stepEdit:
      intent = .stepping
      steppingTo = (steppingTo ?? branches.commonEdits) + 1
      return [.send(.stepEdit)]
    case .stepRound:
      (intent, steppingTo) = (.stepping, nil)
      return [.send(.stepRound)]
    case .toggleGuard: return ask { $0.isOn.toggle() }
    case .cycleGuard: return cycleGuard()
    case .switchEnergy: return ask { $0.energy = $0.energy.other }
    case .editor: openPicker()
    case .lowerTau: return ask { $0.tau = MonitorState.steppedTau($0.tau, by: -1) }
    case .raiseTau: return ask { $0.tau = MonitorState.steppedTau($0.tau, by: 1) }
    case .undo:
      // It is about the run: with the list of editors in between, Esc would seem to close that.
      overlay = nil
      if branches.standsAtFork {
        question = .endFork(keeping: branches.views[0].name, dropping: branches.views[1].name)
      } else if let last = run?.rounds.last {
        question = .undo(round: last.round, edits: last.edits)
      }
    case .fork: forkOrEnd()
    case .back: look(at: (shownIndex ?? 0) - 1)
    case .forward: look(at: (shownIndex ?? 0) + 1)
    case .previousMark: jump(-1)
    case .nextMark: jump(1)
    case .swapBranch: swapBranches()
    case .mark: toggleMark()
    case .first: look(at: 0)
    case .live: goLive()
    case .crossLeft: moveCrosshair(by: -1)
    case .crossRight: moveCrosshair(by: 1)
    case .zoomIn: zoom(by: 0.5)
    case .zoomOut: zoom(by: 2)
    case .zoomReset:
      window = EditWindow()
      refitAxes()
    case .panLeft: pan(by: -0.25)
    case .panRight: pan(by: 0.25)
    case .pane: togglePane(key)
    case .nextPane: moveFocus(by: 1)
    case .previousPane: moveFocus(by: -1)
    case .expand: isExpanded.toggle()
    case .open: return open()
    case .nextPreset: take(preset.next(1))
    case .previousPreset: take(preset.next(-1))
    case .layer: openLayers()
    case .scale:
      linearPanes.formSymmetricDifference([focus])
      resetAxes()
    case .ratios:
      showsRatios.toggle()
      say(.info, showsRatios ? "singular values as ratios to edit 0" : "singular values as they are")
    case .smooth: smooth(Smoothing(rawValue: smoothing.rawValue + 1) ?? .off)
    case .search:
      searching = list.filter.text
      reachPane(.edits)
    case .standing: cycleStanding()
    case .scrollDown: scroll(by: 1)
    case .scrollUp: scroll(by: -1)
    case .pageDown: scroll(by: 10)
    case .pageUp: scroll(by: -10)
    case .theme: openThemes()
    case .nextTheme: keep(theme: (themeIndex + 1) % max(1, environment.themes.count))
    case .glyphs: environment.glyphs = environment.glyphs.next
    case .command: startTyping("")
    case .goal: startTyping("until ")
    case .probe: startTyping("probe ")
    case .help: toggle(.help(filter: "", selected: 0))
    case .about: toggle(.about)
    case .collapse: toggle(.collapse)
    case .untilCollapse: return runUntilCollapse()
    case .escape: stepOut()
    case .describe: toggle(.description)
    case .screenshot: startTyping("screenshot ")
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
    if isReplay {
      playOrStop()
      return []
    }
    let runs = isBusy ? intent != .pausing : intent == .starting || intent == .stepping
    // A pause drops the steps that have not begun.
    (intent, steppingTo) = (runs ? .pausing : .starting, nil)
    if isLoading { say(.info, runs ? "the edits wait for Space" : "the edits begin when the model is loaded") }
    return [.send(runs ? .pause : .run(until: .allEdits))]
  }

  /// Asks the engine for another guard, and tells what it means.
  mutating func ask(_ change: (inout GuardSetting) -> Void) -> [Effect] {
    var setting = coming
    change(&setting)
    if let refusal = guardRefusal(setting, with: comingEditor) {
      say(.warning, refusal)
      return []
    }
    branches.focused?.requestedGuard = setting
    say(.info, "from round \(comingRound): \(guardSentence(setting))")
    return [aboutFocus(.setGuard(setting))]
  }

  /// The next multiple of 0.05 within 0.05...0.95.
  static func steppedTau(_ tau: Double, by step: Int) -> Double {
    let place = (tau.isFinite ? tau : 0.5) * 20
    let next = step < 0 ? (place - 1e-6).rounded(.up) - 1 : (place + 1e-6).rounded(.down) + 1
    return min(19, max(1, next)) / 20
  }

  mutating func look(at index: Int) {
    let last = (run?.rounds.count ?? 0) - 1
    scrub = index >= last ? nil : max(0, index)
    if let report = shownRound { reveal(report.edits) }
    updateAxes()
    clamp()
  }

  /// The newest edit, followed, in every pane.
  private mutating func goLive() {
    (scrub, crosshair) = (nil, nil)
    follow()
    clamp()
  }

  /// What Enter looks into: the moment under the crosshair, the chosen edit, else the pane in focus.
  private mutating func open() -> [Effect] {
    if let place = crosshair {
      crosshair = nil
      look(at: place)
    } else if focus == .edits, let line = chosenLine {
      return openEdit(line.index)
    } else {
      isExpanded.toggle()
    }
    return []
  }

  mutating func take(_ wanted: Preset) {
    preset = wanted
    shown = wanted.panes
    isExpanded = false
    if !shown.contains(focus) { focus = Pane.byPriority.first(where: shown.contains) ?? .quality }
    say(.info, "layout \(wanted.rawValue)")
  }

  /// Shows a pane and gives it the focus.
  mutating func reachPane(_ pane: Pane) {
    shown.insert(pane)
    focus = pane
  }

  mutating func smooth(_ smoothing: Smoothing) {
    self.smoothing = smoothing
    for place in branches.views.indices { branches.views[place].series.smooth(smoothing) }
    switch smoothing {
    case .off: say(.info, "lines as they were measured")
    case .light: say(.info, "lines smoothed over some 5 rounds, with the raw ones behind; numbers are never smoothed")
    case .strong: say(.info, "lines smoothed over some 25 rounds, with the raw ones behind; numbers are never smoothed")
    }
  }

  mutating func startTyping(_ text: String) {
    (overlay, offered) = (nil, nil)
    typed = text
  }

  private mutating func togglePane(_ key: Key) {
    guard case .character(let digit) = key, let number = digit.wholeNumberValue, let pane = Pane(rawValue: number)
    else {
      return
    }
    if focus != pane || !shown.contains(pane) {
      shown.insert(pane)
      focus = pane
    } else if shown.count == 1 {
      say(.warning, "the last pane stays")
    } else {
      moveFocus(by: 1)
      shown.remove(pane)
      isExpanded = false
    }
  }

  private mutating func moveFocus(by step: Int) {
    let panes = Pane.allCases.filter(shown.contains)
    guard !panes.isEmpty else { return }
    let place = panes.firstIndex(of: focus) ?? 0
    focus = panes[(place + step + panes.count) % panes.count]
  }

  mutating func scroll(by rows: Int) {
    switch overlay {
    case .editors(let selected): movePick(by: rows, from: selected)
    case .layers(let selected): moveLayer(by: rows, from: selected)
    case .forks(let selected): moveFork(by: rows, from: selected)
    case .help(let filter, let selected): moveHelp(by: rows, filter: filter, from: selected)
    case .themes(let selected): moveTheme(by: rows, from: selected)
    case .about, .collapse, .edit, .description:
      guard let text = OverlayText(self, size: environment.size) else { return }
      // From where it is seen to be: the screen may have grown since.
      overlayScroll = max(0, min(min(overlayScroll, text.hiddenRows) + rows, text.hiddenRows))
    case nil: list.move(by: rows)
    }
  }

  private mutating func toggle(_ wanted: Overlay) {
    overlay = overlay == wanted ? nil : wanted
    overlayScroll = 0
  }

  /// One layer out: what lies on top, the crosshair, the filter of the list, looking back, the window, the whole screen.
  private mutating func stepOut() {
    if overlay != nil {
      overlay = nil
    } else if crosshair != nil {
      crosshair = nil
    } else if focus == .edits, !list.filter.isEmpty {
      filterList { $0 = EditFilter() }
    } else if isHistory {
      look(at: .max)
    } else if !window.follows {
      follow()
    } else {
      isExpanded = false
    }
  }
}
