import Cells
import Charts
import RunModel

/// The state after an event, and what is asked of the world. Takes any event in any state.
package func update(_ state: inout MonitorState, _ event: MonitorEvent) -> [Effect] {
  switch event {
  case .key(let key):
    let effects = state.press(key)
    state.refreshList()
    return effects
  case .mouse(let mouse):
    let effects = state.point(mouse)
    state.refreshList()
    return effects
  case .looks(let looks):
    state.wear(looks)
    return []
  case .told(let notice):
    state.say(notice.level, notice.text)
    return []
  case .resize(let size):
    let limit = 0...4_000
    state.environment.size = Size(
      width: min(max(limit.lowerBound, size.width), limit.upperBound),
      height: min(max(limit.lowerBound, size.height), limit.upperBound))
    return []
  case .tick(let now):
    state.pass(to: now)
    return []
  case .engine(let events):
    for event in events { state.receive(event) }
    // Once for all of them: a replayed log brings thousands at a time.
    state.followNewest()
    state.updateAxes()
    state.clamp()
    return []
  }
}

extension MonitorState {
  /// Seconds that a message stays on the screen.
  private static let messageSeconds = 8.0

  mutating func pass(to now: Double) {
    guard now.isFinite else { return }
    self.now = max(self.now, now)
    play()
    guard let shown = message, shown.level != .error else { return }
    if let expires = shown.expires {
      if self.now >= expires { message = nil }
    } else {
      message?.expires = self.now + MonitorState.messageSeconds
    }
  }

  mutating func say(_ level: Notice.Level, _ text: String) {
    message = Message(level: level, text: text, expires: nil)
  }

  mutating func receive(_ event: Event) {
    switch event.content {
    case .round, .measured, .change, .editor, .clamp, .probes, .undone, .inspected:
      guard event.branch == branch else { return receiveAside(event) }
    case .activity: workingBranch = event.branch
    default: break
    }
    switch event.content {
    case .ready(let description):
      run = RunHistory(description)
      (branch, other) = (Fork.trunk, nil)
      requestedGuard = nil
      requestedEditor = nil
      requestedClamp = nil
      stopped = nil
      (scrub, crosshair, window, searching) = (nil, nil, EditWindow(), nil)
      (list, inspection, steppingTo) = (EditList(), nil, nil)
      if case .edit = overlay { overlay = nil }
      if case .one(let position) = layer, !description.layers.indices.contains(position) { layer = .one(0) }
      resetSeries()
    case .activity(let activity): receive(activity)
    case .round(let report):
      let wasCollapsed = run?.collapsedAt != nil
      if run?.append(report) == true {
        if !wasCollapsed { tellCollapse() }
        series.rewind(to: report.edits - 1)
        series.append(report)
      }
      if intent == .stepping { intent = nil }
      if let end = steppingTo, commonEdits >= end { steppingTo = nil }
    case .measured(let late):
      let wasCollapsed = run?.collapsedAt != nil
      if run?.complete(with: late) == true, let report = run?.rounds.last {
        series.complete(report)
        if !wasCollapsed { tellCollapse() }
      }
      other?.complete(with: late)
    case .change(let change):
      run?.apply(change)
      requestedGuard = nil
    case .editor(let change):
      run?.apply(change)
      requestedEditor = nil
    case .clamp(let change):
      run?.apply(change)
      requestedClamp = nil
    case .probes(let change): run?.apply(change)
    case .undone(let report):
      let before = commonEdits
      run?.rewind(to: report.edits)
      series.rewind(to: report.edits)
      if let edits = run?.edits { run?.add(RunNote(edits: edits, kind: .undone)) }
      if intent == .undoing { intent = nil }
      // Steps that were asked for meanwhile come after it.
      steppingTo = steppingTo.map { $0 - before + commonEdits }
      question = nil
      if isNews {
        say(.info, "round \(report.round) taken back: the run stands at \(grouped(report.edits)) edits")
      }
    case .forked(let fork): begin(fork, on: event.branch)
    case .forkEnded: endFork(keeping: event.branch)
    case .evaluated, .on: break
    case .inspected(let answer): inspection = answer
    case .notice(let notice):
      // A warning or an error may be the answer to what was asked.
      if notice.level != .info, intent != .pausing, !isLoading { (intent, steppingTo) = (nil, nil) }
      // So may an error be, to a guard or an editor that cannot be had; what is granted in spite of it is told yet.
      if notice.level == .error {
        (requestedGuard, requestedEditor) = (nil, nil)
        other?.requestedGuard = nil
        other?.requestedEditor = nil
      }
      // An error that nobody has seen yet is not covered by something lesser.
      if message?.level != .error || notice.level == .error { say(notice.level, notice.text) }
    case .stopped(let reason):
      stopped = reason
      (intent, steppingTo) = (nil, nil)
      question = nil
      (requestedGuard, requestedEditor, requestedClamp) = (nil, nil, nil)
      switch overlay {
      case .editors, .forks: overlay = nil
      case .about, .collapse, .help, .layers, .themes, .edit, .description, nil: break
      }
    }
  }

  /// Says what has raised the alarm.
  private mutating func tellCollapse() {
    guard isNews, let words = run?.detector.alarmWords else { return }
    let place = other == nil ? "" : letter(of: branch).map { "branch \($0): " } ?? ""
    say(.warning, "\(place)\(words); c shows the signals")
  }

  /// Whether the engine tells of what happens now: what a resumed or replayed run went through before it was opened is none.
  var isNews: Bool { activity.map { $0.phase != .loading } ?? false }

  private mutating func receive(_ activity: Activity) {
    self.activity = activity
    if activity.isHeld || activity.isRunning || activity.phase == .idle && intent != .stepping { steppingTo = nil }
    switch intent {
    case .pausing where !isBusy, .starting where activity.isRunning || activity.phase == .finished,
      .stepping where isBusy || activity.phase == .finished:
      intent = nil
    default: break
    }
  }

  /// Brings what depends on the number of rounds and edits back into range.
  mutating func clamp() {
    let count = run?.rounds.count ?? 0
    if let place = scrub, place >= count - 1 { scrub = nil }
    // Rounds that were taken back leave nothing to see in a window beyond them.
    if let range = window.range, range.lowerBound > Double(run?.edits ?? 0) { window = EditWindow() }
    if let place = crosshair { crosshair = count > 0 ? max(0, min(place, count - 1)) : nil }
    refreshList()
  }
}
