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
    case .ready(let description):
      branches = Branches(BranchView(name: Fork.trunk, run: RunTimeline(description), smoothing: smoothing))
      stopped = nil
      (scrub, crosshair, window, searching) = (nil, nil, EditWindow(), nil)
      (list, inspection, steppingTo) = (EditList(), nil, nil)
      if case .edit = overlay { overlay = nil }
      if case .one(let position) = layer, !description.layers.indices.contains(position) { layer = .one(0) }
      resetAxes()
    case .activity(let activity):
      workingBranch = event.branch
      receive(activity)
    case .round, .measured, .change, .editor, .clamp, .probes, .undone, .inspected:
      if let place = branches.place(of: event.branch) { receive(event.content, aboutBranch: place) }
    case .forked(let fork): begin(fork, on: event.branch)
    case .forkEnded: endFork(keeping: event.branch)
    case .evaluated, .on: break
    case .notice(let notice):
      // A warning or an error may be the answer to what was asked.
      if notice.level != .info, intent != .pausing, !isLoading { (intent, steppingTo) = (nil, nil) }
      // So may an error be, to a guard or an editor that cannot be had; what is granted in spite of it is told yet.
      if notice.level == .error {
        for place in branches.views.indices {
          (branches.views[place].requestedGuard, branches.views[place].requestedEditor) = (nil, nil)
        }
      }
      // An error that nobody has seen yet is not covered by something lesser.
      if message?.level != .error || notice.level == .error { say(notice.level, notice.text) }
    case .stopped(let reason):
      stopped = reason
      (intent, steppingTo) = (nil, nil)
      question = nil
      for place in branches.views.indices { branches.views[place].dropRequests() }
      switch overlay {
      case .editors, .forks: overlay = nil
      case .about, .collapse, .help, .layers, .themes, .edit, .description, nil: break
      }
    }
  }

  /// Takes in what the engine says of one branch, also of the one that is not in focus.
  private mutating func receive(_ event: Event, aboutBranch place: Int) {
    switch event {
    case .round(let report):
      if branches.views[place].append(report) { tellCollapse(of: branches.views[place]) }
      if intent == .stepping { intent = nil }
      if let end = steppingTo, branches.commonEdits >= end { steppingTo = nil }
    case .measured(let late):
      if branches.complete(place, with: late) { tellCollapse(of: branches.views[place]) }
    case .change(let change): branches.views[place].apply(change)
    case .editor(let change): branches.views[place].apply(change)
    case .clamp(let change): branches.views[place].apply(change)
    case .probes(let change): branches.views[place].run.apply(change)
    case .undone(let report):
      let before = branches.commonEdits
      branches.views[place].undo(report)
      if intent == .undoing { intent = nil }
      // Steps that were asked for meanwhile come after it.
      steppingTo = steppingTo.map { $0 - before + branches.commonEdits }
      question = nil
      if isNews {
        say(.info, "round \(report.round) taken back: the run stands at \(grouped(report.edits)) edits")
      }
    // The edit that is looked into is one of the branch in focus.
    case .inspected(let answer): if place == branches.focus { inspection = answer }
    case .ready, .activity, .forked, .forkEnded, .evaluated, .on, .notice, .stopped: break
    }
  }

  /// Says what has raised the alarm.
  private mutating func tellCollapse(of branch: BranchView) {
    guard isNews, let words = branch.run.detector.alarmWords else { return }
    let letter = branches.letter(of: branch.name).map { "branch \($0): " } ?? ""
    say(.warning, "\(letter)\(words); c shows the signals")
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
