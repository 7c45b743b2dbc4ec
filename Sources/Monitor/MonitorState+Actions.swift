import Cells
import Charts
import Telemetry

/// What keys do to the state.
extension MonitorState {
  /// A key goes to the question first, then to the command being typed, then to the list of editors, then to the keymap.
  mutating func press(_ key: Key) -> [Effect] {
    message = nil
    if let asked = question, key != .control("c"), key != .control("z") { return answer(asked, with: key) }
    if let text = typed, key != .control("c"), key != .control("z") { return type(key, after: text) }
    if case .editors(let selected) = overlay, let effects = pick(with: key, from: selected) { return effects }
    guard let binding = Binding.of(key) else { return [] }
    if let refusal = binding.refusal(self) {
      say(.warning, refusal)
      return []
    }
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
      intent = .undoing
      return [.send(.undoRound(round))]
    }
  }

  private mutating func perform(_ action: Action, key: Key) -> [Effect] {
    switch action {
    case .runOrPause: return runOrPause()
    case .stepEdit:
      intent = .stepping
      return [.send(.stepEdit)]
    case .stepRound:
      intent = .stepping
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
      if let last = run?.rounds.last { question = .undo(round: last.round, edits: last.edits) }
    case .back: look(at: (shownIndex ?? 0) - 1)
    case .forward: look(at: (shownIndex ?? 0) + 1)
    case .first: look(at: 0)
    case .live: look(at: .max)
    case .pane: togglePane(key)
    case .nextPane: moveFocus(by: 1)
    case .previousPane: moveFocus(by: -1)
    case .expand: isExpanded.toggle()
    case .cycleLayer: cycleLayer()
    case .scale:
      linearPanes.formSymmetricDifference([focus])
      resetAxes()
    case .scrollDown: scroll(by: 1)
    case .scrollUp: scroll(by: -1)
    case .pageDown: scroll(by: 10)
    case .pageUp: scroll(by: -10)
    case .theme:
      themeIndex = (themeIndex + 1) % max(1, environment.themes.count)
      say(.info, "theme \(theme.name)")
    case .glyphs: environment.glyphs = environment.glyphs == .braille ? .ascii : .braille
    case .command:
      overlay = nil
      typed = ""
    case .help: toggle(.help)
    case .about: toggle(.about)
    case .escape: stepOut()
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
    let runs = isBusy ? intent != .pausing : intent == .starting || intent == .stepping
    intent = runs ? .pausing : .starting
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
    requestedGuard = setting
    say(.info, "from round \(comingRound): \(guardSentence(setting))")
    return [.send(.setGuard(setting))]
  }

  /// The next multiple of 0.05 within 0.05...0.95.
  private static func steppedTau(_ tau: Double, by step: Int) -> Double {
    let place = (tau.isFinite ? tau : 0.5) * 20
    let next = step < 0 ? (place - 1e-6).rounded(.up) - 1 : (place + 1e-6).rounded(.down) + 1
    return min(19, max(1, next)) / 20
  }

  private mutating func look(at index: Int) {
    let last = (run?.rounds.count ?? 0) - 1
    scrub = index >= last ? nil : max(0, index)
    updateAxes()
    clamp()
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

  private mutating func cycleLayer() {
    let count = run?.description.layers.count ?? 0
    switch layer {
    case .one(let position): layer = position + 1 < count ? .one(position + 1) : .mean
    case .mean: layer = .one(0)
    }
    resetSeries()
  }

  private mutating func scroll(by rows: Int) {
    if case .editors(let selected) = overlay {
      movePick(by: rows, from: selected)
    } else if let text = OverlayText(self, size: environment.size) {
      // From where it is seen to be: the screen may have grown since.
      overlayScroll = max(0, min(min(overlayScroll, text.hiddenRows) + rows, text.hiddenRows))
    } else {
      editScroll += rows
      clamp()
    }
  }

  private mutating func toggle(_ wanted: Overlay) {
    overlay = overlay == wanted ? nil : wanted
    overlayScroll = 0
  }

  private mutating func stepOut() {
    if overlay != nil {
      overlay = nil
    } else if isHistory {
      look(at: .max)
    } else {
      isExpanded = false
    }
  }
}
