import RunModel

/// The branches of a run, and which of them has the panes: none before the engine is ready, one, or two of a forked run.
package struct BranchViews: Sendable, Equatable {
  /// The branch that went on at the fork first.
  package var views: [BranchView] = []
  /// Place of the branch in focus.
  package private(set) var focus = 0

  /// What the run's log comes to so far, by the rules of everyone who reads it; what became of single edits is in the views.
  private var log = BranchedRun()

  package init() {}

  init(_ branch: BranchView) { views = [branch] }

  /// The branch that the panes show; nil before the engine is ready.
  package var focused: BranchView? {
    get { views.indices.contains(focus) ? views[focus] : nil }
    set {
      guard let newValue, views.indices.contains(focus) else { return }
      views[focus] = newValue
    }
  }

  /// The branch beside the one in focus; nil in a run that is not forked.
  package var other: BranchView? { isForked ? views[1 - focus] : nil }

  /// Whether there are two.
  package var isForked: Bool { views.count > 1 }

  /// The fork that there is.
  package var fork: Fork? { isForked ? views[1].fork : nil }

  /// The place of the branch of this name.
  func place(of name: String) -> Int? { views.firstIndex { $0.name == name } }

  /// How the screen calls a branch: A went on at the fork, B began there. Nil in a run that is not forked.
  func letter(of name: String) -> Character? { fork.map { name == $0.name ? "B" : "A" } }

  /// The letter of the branch in focus.
  package var focusedLetter: Character? { focused.flatMap { letter(of: $0.name) } }

  /// Whether the branch in focus stands where the run was forked.
  var standsAtFork: Bool { fork.map { $0.edits == focused?.run.edits } ?? false }

  /// The edits of the branch that has made most.
  var furthestEdits: Int { views.map(\.run.edits).max() ?? 0 }

  /// Edits that all branches have made.
  var commonEdits: Int { views.map(\.run.edits).min() ?? 0 }

  /// Gives up what was asked for, in all branches: the engine has refused it, or is gone.
  mutating func dropRequests(ofClamp: Bool) {
    for place in views.indices { views[place].dropRequests(ofClamp: ofClamp) }
  }

  mutating func swap() { if isForked { focus = 1 - focus } }

  /// Leaves what was known when the branch in focus stood at an edit count: where it was not forked yet, that branch alone.
  mutating func forget(beyond edits: Int) {
    if let fork, fork.edits > edits {
      (views, focus) = ([views[focus]], 0)
      views[0].fork = nil
    }
    for place in views.indices { views[place].forget(beyond: edits) }
  }

  // MARK: - What the engine or a log tells

  /// Puts a line to the log of the run that is shown.
  ///
  /// - Returns: whether it means anything there: then the views have to follow.
  mutating func take(_ event: Event) -> Bool { !views.isEmpty && log.take(event.withoutOutcomes) }

  /// Shows the round that the log took in last.
  ///
  /// - Returns: whether it was the first to tell of a collapse of that branch.
  mutating func append(_ report: RoundReport, _ place: Int) -> Bool {
    views[place].append(report, after: log.branches[place].rounds.count - 1)
  }

  /// Follows the log where rounds were taken back.
  ///
  /// - Parameter isNews: whether it happens now, so that the engine can let them stand again.
  mutating func undo(_ place: Int, isNews: Bool) {
    views[place].undo(keeping: log.branches[place].rounds.count, isNews: isNews)
  }

  /// Takes in how edits of a branch stand, as somebody who looked or asked was told. No log holds it: it is forgotten with the
  /// rounds that it came after.
  mutating func see(_ seen: SeenEdits, of name: String) {
    if let place = place(of: name) { views[place].run.see(seen) }
  }

  /// Shows what was measured late of a branch's last round, and of the same round of the other one if both stand there.
  ///
  /// - Returns: whether it was the first to tell of a collapse of that branch.
  mutating func complete(_ place: Int, with late: LateMeasures) -> Bool {
    var hasCollapsed = false
    for position in views.indices where log.branches[position].rounds.last?.report.isPartial == false {
      let collapses = views[position].complete(with: late)
      if position == place { hasCollapsed = collapses }
    }
    return hasCollapsed
  }

  /// Shows a branch beside the one there is.
  mutating func begin(_ fork: Fork) {
    views.append(views[0].forked(fork))
    views[0].run.add(fork.note)
  }

  /// One branch stays and has the focus, the other is gone.
  ///
  /// - Returns: how the one that is gone was called; nil when there is none to drop.
  mutating func end(keeping name: String) -> Character? {
    guard let fork, let place = place(of: name) else { return nil }
    let dropped = letter(of: views[1 - place].name)
    var kept = views[place]
    // The trunk goes on as if there had been no fork; a fork that stays is marked where it began.
    if place == 0 { kept.run.remove(fork.note) }
    kept.fork = nil
    (views, focus) = ([kept], 0)
    return dropped
  }
}
