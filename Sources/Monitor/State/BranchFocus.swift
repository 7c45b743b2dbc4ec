import Charts
import RunModel

/// The branch of a forked run that is not in focus: all that its panes would need, so that one key exchanges the two.
package struct OtherBranch: Sendable, Equatable {
  /// The fork that there is.
  package let fork: Fork
  package var name: String
  package var run: RunHistory
  package var series: MeasureSeries
  var requestedGuard: GuardSetting?
  var requestedEditor: String?
  var requestedClamp: ClampAnchor?

  /// Takes in what was measured late of a round that both branches have.
  mutating func complete(with late: LateMeasures) {
    guard late.round <= fork.round, run.complete(with: late), let report = run.rounds.last else { return }
    series.complete(report)
  }
}

/// Two branches: which is in focus, and what the engine says of the other one. Everything that the panes show is of the
/// branch in focus; the other one is seen beside it in charts over edits.
extension MonitorState {
  /// How the screen calls a branch: A went on at the fork, B began there. Nil for a run that is not forked.
  func letter(of name: String) -> Character? { other.map { name == $0.fork.name ? "B" : "A" } }

  /// The letter of the branch in focus.
  package var focusedLetter: Character? { letter(of: branch) }

  /// The branch that went on at the fork.
  var trunkOfFork: String { other.map { branch == $0.fork.name ? $0.name : branch } ?? branch }

  /// Whether the branch in focus stands where the run was forked.
  var standsAtFork: Bool { other.map { $0.fork.edits == run?.edits } ?? false }

  /// The edits of the branch that has made most.
  var furthestEdits: Int { max(run?.edits ?? 0, other?.run.edits ?? 0) }

  /// A command about the branch in focus.
  func aboutFocus(_ command: Command) -> Effect { .send(other == nil ? command : .on(branch, command)) }

  /// Takes in what the engine says of the branch that is not in focus.
  mutating func receiveAside(_ event: Event) {
    // What one has looked into is of the branch that is looked at.
    if case .inspected = event.content { return }
    guard event.branch == other?.name else { return }
    exchangeBranches()
    receive(event)
    exchangeBranches()
  }

  mutating func begin(_ fork: Fork, on parent: String) {
    guard other == nil, parent == branch, var trunk = run,
      trunk.rounds.contains(where: { $0.round == fork.round && $0.edits == fork.edits })
    else { return }
    var forked = trunk.forked(fork)
    let note = RunNote(edits: fork.edits, kind: .forked)
    forked.add(note)
    trunk.add(note)
    run = trunk
    var lines = series
    lines.rewind(to: fork.edits)
    other = OtherBranch(fork: fork, name: fork.name, run: forked, series: lines)
    guard isNews else { return }
    say(.info, "forked at \(grouped(fork.edits)) edits: B edits with \(words(fork.setting)); x goes to it and back")
  }

  /// One branch stays, the other is gone.
  mutating func endFork(keeping name: String) {
    guard let dropped = letter(of: name == branch ? other?.name ?? "" : branch), let fork = other?.fork else { return }
    if name != branch { focusOther() }
    guard name == branch else { return }
    if name != fork.name { run?.remove(RunNote(edits: fork.edits, kind: .forked)) }
    other = nil
    question = nil
    if isNews { say(.info, "branch \(dropped) dropped: the run stands at \(grouped(run?.edits ?? 0)) edits") }
  }

  /// The other branch in every pane.
  mutating func focusOther() {
    guard other != nil else { return }
    exchangeBranches()
    inspection = nil
    if case .edit = overlay { overlay = nil }
    let filter = list.filter
    list = EditList()
    list.filter = filter
    updateAxes()
    clamp()
  }

  package mutating func swapBranches() {
    focusOther()
    guard let letter = focusedLetter, let run else { return }
    say(.info, "branch \(letter): \(run.editor), \(guardWords(run.guardSetting)), \(grouped(run.edits)) edits")
  }

  private mutating func exchangeBranches() {
    guard var next = other, let mine = run else { return }
    (run, next.run) = (next.run, mine)
    swap(&branch, &next.name)
    swap(&series, &next.series)
    swap(&requestedGuard, &next.requestedGuard)
    swap(&requestedEditor, &next.requestedEditor)
    swap(&requestedClamp, &next.requestedClamp)
    other = next
  }

  /// `MEMIT, constrained on, tau 0.50`.
  func words(_ setting: BranchSetting) -> String { "\(setting.editor), \(guardWords(setting.guardSetting))" }

  private func guardWords(_ setting: GuardSetting) -> String {
    setting.isOn ? "\(setting.kind.mediumTitle) on, tau \(fixed(setting.tau, digits: 2))" : "guard off"
  }

  /// A value of the branch in focus with that of the other: `0.75|0.61`, A before B. The first alone where both have no room.
  func sideBySide(_ mine: String, _ theirs: String?) -> String {
    guard let theirs, let letter = focusedLetter else { return mine }
    let pair = letter == "A" ? "\(mine)|\(theirs)" : "\(theirs)|\(mine)"
    return pair.count <= ChartColumns.pairWidth ? pair : mine
  }
}
