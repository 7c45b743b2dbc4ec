import RunModel

/// What the engine does, as far as it has said, and what it was asked for and has not answered.
package struct EngineStatus: Sendable, Equatable {
  /// What was asked of the engine and has not been answered yet.
  package enum Intent: Sendable, Equatable { case pausing, starting, stepping, undoing, redoing }

  /// What it was doing when it last said so.
  package private(set) var activity: Activity?
  /// The branch that it was at work on then.
  package private(set) var workingBranch = Fork.trunk
  /// Why it has ended.
  package private(set) var stopped: String?
  package private(set) var intent: Intent?
  /// The edit count that single steps have been asked for up to; nil when none is on its way.
  private(set) var steppingTo: Int?
  /// The other process whose run is shown; nil for a run of one's own, and in a replay.
  package private(set) var attachment: AttachedRun?

  /// True when a run is shown without an engine: it has said nothing of what it does, not even that it loads the model.
  package var isReplay: Bool { stopped != nil && activity == nil && attachment == nil }

  /// True while it works on rounds.
  package var isBusy: Bool {
    guard stopped == nil, let activity, !activity.isHeld else { return false }
    switch activity.phase {
    case .targets, .solve, .measuring, .evaluation, .saving: return true
    case .loading, .idle, .catchingUp, .surveying, .finished: return activity.isRunning
    }
  }

  /// True while it measures what single steps have left: any command comes first.
  var isCatchingUp: Bool { stopped == nil && activity?.phase == .catchingUp }

  /// True while it measures how every edit stands: any command stops it.
  var isSurveying: Bool { stopped == nil && activity?.phase == .surveying }

  /// Whether it answers a question only when what it does now is done: a round that is prepared waits for questions, one that
  /// is measured does not.
  var answersLater: Bool {
    guard stopped == nil, let activity, !activity.isHeld else { return false }
    switch activity.phase {
    case .loading, .measuring, .evaluation, .saving: return true
    case .idle, .targets, .solve, .catchingUp, .surveying, .finished: return false
    }
  }

  /// Whether its events happen now. While it loads it repeats what a resumed run went through, which is not announced.
  var isNews: Bool { attachment?.isCaughtUp ?? activity.map { $0.phase != .loading } ?? false }

  /// Whether a round is being prepared, held or measured.
  var hasRoundUnderWay: Bool {
    switch activity?.phase {
    case .targets, .solve, .measuring: true
    case .surveying: activity?.isHeld == true
    case .loading, .idle, .catchingUp, .evaluation, .saving, .finished, nil: false
    }
  }

  // MARK: - What it says

  /// It has begun a run.
  mutating func begin() {
    steppingTo = nil
    if attachment == nil { stopped = nil }
  }

  /// The run is one of another process: there is no engine here.
  mutating func attach(_ attachment: AttachedRun) {
    self.attachment = attachment
    stop(AttachedRun.refusal)
  }

  mutating func receive(_ activity: Activity, of branch: String) {
    (self.activity, workingBranch) = (activity, branch)
    if activity.isHeld || activity.isRunning || activity.phase == .idle && intent != .stepping { steppingTo = nil }
    switch intent {
    case .pausing where !isBusy, .starting where activity.isRunning || activity.phase == .finished,
      .stepping where isBusy || activity.phase == .finished:
      intent = nil
    default: break
    }
  }

  /// - Parameter edits: that all branches have made.
  mutating func roundIsDone(commonEdits edits: Int) {
    if intent == .stepping || intent == .redoing { intent = nil }
    if let end = steppingTo, edits >= end { steppingTo = nil }
  }

  mutating func roundIsUndone(editsTakenBack edits: Int) {
    if intent == .undoing { intent = nil }
    // Steps that were asked for meanwhile come after it.
    steppingTo = steppingTo.map { $0 - edits }
  }

  /// It has refused what it was asked for; a pause it never refuses.
  mutating func refuse() { if intent != .pausing { (intent, steppingTo) = (nil, nil) } }

  mutating func stop(_ reason: String) { (stopped, intent, steppingTo) = (reason, nil, nil) }

  // MARK: - What it is asked for

  /// Another single edit.
  ///
  /// - Parameter edits: that all branches have made.
  mutating func step(from edits: Int) { (intent, steppingTo) = (.stepping, (steppingTo ?? edits) + 1) }

  mutating func stepRound() { (intent, steppingTo) = (.stepping, nil) }

  mutating func undo() { (intent, steppingTo) = (.undoing, nil) }

  mutating func redo() { (intent, steppingTo) = (.redoing, nil) }

  /// Running until some goal; one that runs already only takes another goal.
  mutating func run() { if !isBusy || intent == .pausing { intent = .starting } }

  /// Running when it stands still, else a pause, which drops the steps that have not begun.
  ///
  /// - Returns: whether it is a pause.
  mutating func runOrPause() -> Bool {
    let runs = isBusy ? intent != .pausing : isSurveying || intent == .starting || intent == .stepping
    (intent, steppingTo) = (runs ? .pausing : .starting, nil)
    return runs
  }
}

extension MonitorState {
  /// Whether the model is being loaded or edit 0 measured: the engine takes commands already, and obeys them afterwards.
  var isLoading: Bool { engine.stopped == nil && run?.rounds.isEmpty ?? true }

  /// The number of the round that a pause holds.
  var heldRound: Int? { engine.stopped == nil && engine.activity?.isHeld == true ? roundUnderWay : nil }

  /// The number of the round that is being prepared, held or measured.
  private var roundUnderWay: Int? {
    guard engine.hasRoundUnderWay else { return nil }
    return (worksOnOther ? other?.run : run)?.nextRound
  }

  /// Whether the engine is at work on the branch that is not in focus.
  private var worksOnOther: Bool { other.map { $0.name == engine.workingBranch } ?? false }

  /// The number of the first round that has the guard and the editor asked for now.
  var comingRound: Int {
    let next = run?.nextRound ?? 1
    return worksOnOther ? next : roundUnderWay.map { $0 + 1 } ?? next
  }

  /// True when no edit is left to make, in any branch.
  var hasAllEdits: Bool { run.map { branches.commonEdits >= $0.description.editLimit } ?? false }
}
