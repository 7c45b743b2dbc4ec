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
  case .appearance(let appearance): state.apply(appearance)
  case .usage(let usage): state.usage = usage
  case .notice(let notice): state.footer.say(notice.level, notice.text)
  case .attached(let attachment): state.receive(attachment)
  case .pastRuns(let runs, let isComplete): state.list(runs, isComplete: isComplete)
  case .behind(let run): state.put(behind: run)
  case .resize(let size): state.environment.resize(to: size)
  case .tick(let now):
    state.pass(to: now)
    return state.advanceTour(isTick: true)
  case .engine(let events):
    for event in events { state.receive(event) }
    // Once for all of them: a replayed log brings thousands at a time.
    state.charts.window.keepInSight(state.run?.edits ?? 0)
    state.updateAxes()
    state.clamp()
    return state.advanceTour(isTick: false)
  }
  return []
}

extension MonitorState {
  mutating func pass(to now: Double) {
    guard now.isFinite else { return }
    self.now = max(self.now, now)
    play()
    footer.expire(at: self.now)
  }

  mutating func receive(_ event: Event) {
    switch event.content {
    case .ready(let description): begin(description)
    case .activity(let activity): engine.receive(activity, of: event.branch)
    case .round, .measured, .change, .editor, .clamp, .anchor, .probes, .undone:
      guard branches.take(event), let place = branches.place(of: event.branch) else { return }
      receive(event.content, aboutBranch: place)
    case .seen(let seen): branches.see(seen, of: event.branch)
    case .inspected(let answer): list.inspections[event.branch] = answer
    case .forked(let fork): if branches.take(event) { begin(fork) }
    case .forkEnded: if branches.take(event) { endFork(keeping: event.branch) }
    case .evaluated, .on: break
    case .notice(let notice):
      // A warning or an error may be the answer to what was asked.
      if notice.level != .info, !isLoading { engine.refuse() }
      // An error may also mean that the guard or editor asked for cannot be had. If it is granted, an event will say so.
      if notice.level == .error { branches.dropRequests(ofClamp: false) }
      // A lesser notice does not replace an error that nobody has seen yet.
      if footer.message?.level != .error || notice.level == .error { footer.say(notice.level, notice.text) }
    case .stopped(let reason):
      engine.stop(reason)
      footer.question = nil
      branches.dropRequests(ofClamp: true)
      if case .picker(let picker)? = overlay?.content, picker.asksEngine { overlay = nil }
    }
  }

  /// Begins to show a run, and forgets what was looked at in another.
  private mutating func begin(_ description: RunDescription) {
    forgetRun()
    branches = BranchViews(BranchView(name: Fork.trunk, run: RunTimeline(description), smoothing: charts.smoothing))
    engine.begin()
    if case .one(let position) = charts.layer, !description.layers.indices.contains(position) { charts.layer = .one(0) }
    resetAxes()
  }

  /// Shows no run, and forgets what was looked at in the one before.
  mutating func forgetRun() {
    (branches, shownEffect) = (BranchViews(), nil)
    (playback.scrub, playback.whole) = (nil, nil)
    (charts.crosshair, charts.window) = (nil, EditWindow())
    list = EditList()
    if case .edit? = overlay?.content { overlay = nil }
  }

  /// Takes in what the engine says of one branch, also of the one that is not in focus.
  private mutating func receive(_ event: Event, aboutBranch place: Int) {
    switch event {
    case .round(let report):
      let standsAgain = branches.views[place].isNextAgain(report)
      if branches.append(report, place) { announceCollapse(of: branches.views[place]) }
      engine.roundIsDone(commonEdits: branches.commonEdits)
      if standsAgain, engine.isNews {
        let next = branches.views[place].takenBack.last.map { "; Ctrl-Y: round \($0.round) too" } ?? ""
        footer.say(.info, "round \(report.round) stands again, at \(counted(report.edits, "edit"))\(next)")
      }
    case .measured(let late):
      if branches.complete(place, with: late) { announceCollapse(of: branches.views[place]) }
    case .change(let change): branches.views[place].apply(change)
    case .editor(let change): branches.views[place].apply(change)
    case .clamp(let change): branches.views[place].apply(change)
    case .anchor(let change): branches.views[place].apply(change)
    case .probes(let change): branches.views[place].run.apply(change)
    case .undone(let report):
      let before = branches.commonEdits
      branches.undo(place, isNews: engine.isNews)
      engine.roundIsUndone(editsTakenBack: before - branches.commonEdits)
      footer.question = nil
      if engine.isNews {
        let place = "the run stands at \(counted(report.edits, "edit"))"
        footer.say(.info, "round \(report.round) taken back: \(place); Ctrl-Y redoes it")
      }
    case .seen, .inspected, .ready, .activity, .forked, .forkEnded, .evaluated, .on, .notice, .stopped: break
    }
  }

  /// Says what has raised the alarm.
  private mutating func announceCollapse(of branch: BranchView) {
    guard engine.isNews, let words = branch.run.detector.alarmWords else { return }
    let letter = branches.letter(of: branch.name).map { "branch \($0): " } ?? ""
    footer.say(.warning, "\(letter)\(words); \(environment.bindings.key("collapse")) shows the signals")
  }

  /// Brings what depends on the number of rounds and edits back into range.
  mutating func clamp() {
    let (count, edits) = (run?.rounds.count ?? 0, run?.edits ?? 0)
    playback.clamp(toRounds: wholeRun?.rounds.count ?? 0)
    charts.clamp(toRounds: count, edits: edits)
    refreshList()
  }
}
