import Charts
import RunModel

/// Two branches: which is in focus, and how the panes show both. Everything in them is of the branch in focus; the other
/// one is seen beside it in charts over edits.
extension MonitorState {
  /// What is known of the run; of a forked one, of the branch in focus. Nil until the engine is ready.
  package var run: RunTimeline? {
    branches.views.indices.contains(branches.focus) ? branches.views[branches.focus].run : nil
  }

  /// The lines over edits of the branch in focus.
  package var series: MeasureSeries {
    branches.views.indices.contains(branches.focus) ? branches.views[branches.focus].series : MeasureSeries()
  }

  /// The branch that is not in focus; nil in a run that is not forked.
  package var other: BranchView? { branches.other }

  /// A command about the branch in focus.
  func aboutFocus(_ command: Command) -> Effect {
    guard branches.isForked, let name = branches.focused?.name else { return .send(command) }
    return .send(.on(name, command))
  }

  mutating func begin(_ fork: Fork) {
    branches.begin(fork)
    guard engine.isNews else { return }
    footer.say(
      .info,
      "forked at \(counted(fork.edits, "edit")): B edits with \(words(fork.setting)); \(environment.bindings.key("swap")) goes to it and back"
    )
  }

  mutating func endFork(keeping name: String) {
    let before = branches.focused?.name
    guard let dropped = branches.end(keeping: name) else { return }
    if name != before { followFocus() }
    footer.question = nil
    if engine.isNews {
      footer.say(.info, "branch \(dropped) dropped: the run stands at \(counted(run?.edits ?? 0, "edit"))")
    }
  }

  /// Brings the panes to the branch that has come into focus.
  private mutating func followFocus() {
    if case .edit? = overlay?.content { overlay = nil }
    list = EditList(like: list)
    updateAxes()
    clamp()
  }

  /// The other branch in every pane.
  package mutating func swapBranches() {
    guard branches.isForked else { return }
    if playback.whole == nil { branches.swap() } else { playback.whole?.swap() }
    showMoment()
    followFocus()
    guard let letter = branches.focusedLetter, let run else { return }
    footer.say(.info, "branch \(letter): \(run.editor), \(guardWords(run.guardSetting)), \(counted(run.edits, "edit"))")
  }

  /// `MEMIT, constrained on, tau 0.50`.
  func words(_ setting: BranchSetting) -> String { "\(setting.editor), \(guardWords(setting.guardSetting))" }

  private func guardWords(_ setting: GuardSetting) -> String {
    setting.isOn ? "\(setting.kind.mediumTitle) on, \(setting.strengthText)" : "guard off"
  }

  /// A value of the branch in focus with that of the other: `0.75|0.61`, A before B. The first alone where both have no room.
  func sideBySide(_ mine: String, _ theirs: String?) -> String {
    guard let theirs, let letter = branches.focusedLetter else { return mine }
    let pair = letter == "A" ? "\(mine)|\(theirs)" : "\(theirs)|\(mine)"
    return pair.count <= ChartColumns.pairWidth ? pair : mine
  }
}
