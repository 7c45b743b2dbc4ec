import RunModel

/// A branch of a run as its panes show it: what was measured, its lines, and what was asked of the engine for it.
package struct BranchView: Sendable, Equatable {
  package private(set) var name: String
  /// Where it began; nil for the branch that the run began with.
  package var fork: Fork?
  package var run: RunTimeline
  /// The lines over edits, of every layer and of their mean.
  package var series: MeasureSeries
  /// The guard that was asked for, until the engine says that it holds.
  package var requestedGuard: GuardSetting?
  /// The editor that was asked for, until the engine says that it edits.
  package var requestedEditor: EditorKind?
  /// The anchor of the clamp that was asked for, until the engine says that it holds.
  package var requestedClamp: ClampAnchor?
  /// What values are to be brought to, until the engine says that they are.
  package var requestedAnchor: ValueAnchor?
  /// Whether the person has looked at what tells of the collapse.
  var hasSeenCollapse = false
  /// Rounds that were taken back since another one was made, and can stand again: the next one comes last.
  package private(set) var takenBack: [RoundReport] = []

  init(name: String, run: RunTimeline, smoothing: Smoothing) {
    self.name = name
    self.run = run
    series = MeasureSeries(run.rounds, layers: run.description.layers.map(\.layer), smoothing: smoothing)
  }

  /// The guard of the coming rounds, as far as the person knows.
  package var comingGuard: GuardSetting { requestedGuard ?? run.guardSetting }
  /// The editor of the coming rounds, likewise.
  var comingEditor: EditorKind { requestedEditor ?? run.editor }
  /// The anchor of the clamp in the coming rounds, likewise.
  var comingClamp: ClampAnchor? { requestedClamp ?? run.clamp }
  /// What the coming values are brought to, likewise.
  var comingAnchor: ValueAnchor { requestedAnchor ?? run.anchor }

  /// What has been asked for and is not in force.
  var pendingGuard: GuardSetting? { requestedGuard == run.guardSetting ? nil : requestedGuard }
  var pendingEditor: EditorKind? { requestedEditor == run.editor ? nil : requestedEditor }
  var pendingClamp: ClampAnchor? { requestedClamp == run.clamp ? nil : requestedClamp }
  var pendingAnchor: ValueAnchor? { requestedAnchor == run.anchor ? nil : requestedAnchor }

  /// Takes in a round.
  ///
  /// - Parameter count: the rounds before it; those beyond are replaced.
  /// - Returns: whether it was the first that tells of a collapse.
  mutating func append(_ report: RoundReport, after count: Int) -> Bool {
    let wasCollapsed = run.collapsedAt != nil
    if isNextAgain(report) {
      takenBack.removeLast()
      run.remove(RunNote(edits: run.edits, kind: .undone))
    } else {
      takenBack = []
    }
    rewind(keeping: count)
    run.append(report)
    series.append(report)
    return !wasCollapsed && run.collapsedAt != nil
  }

  /// Takes in what was measured late of the last round.
  ///
  /// - Returns: whether it was the first that tells of a collapse.
  mutating func complete(with late: LateMeasures) -> Bool {
    let wasCollapsed = run.collapsedAt != nil
    guard run.complete(with: late), let report = run.rounds.last else { return false }
    series.complete(report)
    return !wasCollapsed && run.collapsedAt != nil
  }

  mutating func apply(_ change: GuardChange) {
    run.apply(change)
    requestedGuard = nil
  }

  mutating func apply(_ change: EditorChange) {
    run.apply(change)
    requestedEditor = nil
  }

  mutating func apply(_ change: ClampChange) {
    run.apply(change)
    requestedClamp = nil
  }

  mutating func apply(_ change: AnchorChange) {
    run.apply(change)
    requestedAnchor = nil
  }

  /// Whether a round is the one that was taken back last, with the very seconds that it took.
  func isNextAgain(_ report: RoundReport) -> Bool {
    takenBack.last.map { $0.round == report.round && $0.edits == report.edits && $0.seconds == report.seconds } ?? false
  }

  /// Takes rounds back, and marks where.
  ///
  /// - Parameter isNews: whether the engine knows them still.
  mutating func undo(keeping count: Int, isNews: Bool) {
    takenBack = isNews ? takenBack + run.rounds.dropFirst(count).reversed() : []
    rewind(keeping: count)
    run.add(RunNote(edits: run.edits, kind: .undone))
  }

  /// Leaves what was known at an edit count.
  mutating func forget(beyond edits: Int) {
    run.forget(beyond: edits)
    series.rewind(to: edits)
  }

  private mutating func rewind(keeping count: Int) {
    guard count < run.rounds.count else { return }
    let edits = count > 0 ? run.rounds[count - 1].edits : -1
    run.rewind(to: edits)
    if run.collapsedAt == nil { hasSeenCollapse = false }
    series.rewind(to: edits)
  }

  /// Gives up what was asked for; clamp and anchor, which are always granted, only with `ofClamp`.
  mutating func dropRequests(ofClamp: Bool) {
    (requestedGuard, requestedEditor) = (nil, nil)
    if ofClamp { (requestedClamp, requestedAnchor) = (nil, nil) }
  }

  /// The branch that begins here.
  func forked(_ fork: Fork) -> BranchView {
    var branch = self
    (branch.name, branch.fork) = (fork.name, fork)
    branch.dropRequests(ofClamp: true)
    branch.takenBack = []
    branch.run = run.forked(fork)
    branch.run.add(fork.note)
    branch.series.rewind(to: fork.edits)
    return branch
  }
}

extension Fork {
  /// What marks it on the charts of both branches.
  var note: RunNote { RunNote(edits: edits, kind: .forked) }
}
