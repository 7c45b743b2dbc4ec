import Cells
import Charts
import RunModel

/// What a branch can do differently.
struct ForkChoice {
  let name: String
  let setting: BranchSetting
}

/// Forking the run at the moment shown: a list of what to do differently there.
extension MonitorState {
  /// What the run was edited with after the moment shown, or will be.
  var settingAfterShown: BranchSetting {
    guard let run, let place = shownIndex, run.rounds.indices.contains(place + 1) else {
      return BranchSetting(guardSetting: coming, editor: comingEditor)
    }
    let next = run.rounds[place + 1]
    let clamp = next.clamp == branches.focused?.comingClamp ? nil : next.clamp
    let made = next.valueAnchor
    let anchor = made == branches.focused?.comingAnchor ? nil : made
    return BranchSetting(guardSetting: next.guardSetting, editor: next.editor, clamp: clamp, anchor: anchor)
  }

  /// The guard switched, the other one, tau, then the other editors.
  var forkChoices: [ForkChoice] {
    let base = settingAfterShown
    var choices: [ForkChoice] = []
    func add(_ name: String, _ change: (inout BranchSetting) -> Void) {
      var setting = base
      change(&setting)
      guard setting != base, guardRefusal(setting.guardSetting, with: setting.editor) == nil else { return }
      choices.append(ForkChoice(name: name, setting: setting))
    }
    let isOn = base.guardSetting.isOn
    add(isOn ? "guard off" : "guard on") { $0.guardSetting.isOn.toggle() }
    for kind in [GuardSetting.Kind.revive, .constrained, .sphere] where kind != base.guardSetting.kind {
      add("\(kind.shortTitle) on") {
        $0.guardSetting = $0.guardSetting.switched(to: kind)
        $0.guardSetting.isOn = true
      }
    }
    if isOn {
      for step in [-1, 1] {
        var stepped = base.guardSetting
        stepped.stepStrength(by: step)
        add(stepped.strengthText) { $0.guardSetting = stepped }
      }
    }
    if base.editor.setsTargets {
      let isAnchored = (base.anchor ?? branches.focused?.comingAnchor) == .nas
      add(isAnchored ? "NAS off" : "NAS on") { $0.anchor = isAnchored ? .free : .nas }
    }
    for editor in editorChoices { add("editor \(editor)") { $0.editor = editor } }
    return choices
  }

  /// Opens the list; of a run that is forked, asks whether to keep the branch in focus.
  mutating func forkOrEnd() {
    if let focused = branches.focused, let other {
      overlay = nil
      footer.question = .endFork(keeping: focused.name, dropping: other.name)
    } else {
      open(.forks)
    }
  }

  var forkList: ListPicker {
    let (round, edits) = (shownRound?.round ?? 0, shownRound?.edits ?? 0)
    return ListPicker(
      "fork after round \(round), \(counted(edits, "edit"))", of: forkChoices,
      note: "both branches make the same edits; x goes from one to the other"
    ) { choice in
      let isEditor = choice.name.hasPrefix("editor")
      return ListPicker.Row(
        name: choice.name,
        text: isEditor
          ? choice.setting.editor.summary
          : choice.name.hasPrefix("NAS")
            ? (choice.setting.anchor ?? .free).title : guardSentence(choice.setting.guardSetting),
        word: choice.name.split(separator: " ").last.map(String.init) ?? "")
    } take: { state, choice in
      state.fork(choice.setting)
    }
  }

  /// Asks the engine for a second branch.
  mutating func fork(_ setting: BranchSetting) -> [Effect] {
    if let refusal = forkRefusal ?? (branches.isForked ? "the run is forked already" : nil) {
      footer.say(.warning, refusal)
      return []
    }
    guard setting != settingAfterShown else {
      footer.say(.warning, "that is what the run is edited with from here: a branch has to differ")
      return []
    }
    if let refusal = guardRefusal(setting.guardSetting, with: setting.editor) {
      footer.say(.warning, refusal)
      return []
    }
    guard let round = shownRound?.round else { return [] }
    let time = engine.isBusy ? ", when the round under way is done" : ""
    footer.say(.info, "fork after round \(round)\(time): branch B edits with \(words(setting))")
    return [.send(.fork(round: round, setting))]
  }

  /// Why the run cannot be forked, or a fork not be ended.
  var forkRefusal: String? {
    if let refusal = engineRefusal { return refusal }
    if let refusal = measuredRefusal { return refusal }
    if let round = heldRound { return "round \(round) is held: Space goes on with it, then fork" }
    if engine.intent == .undoing { return "a round is being taken back" }
    return !branches.isForked && hasAllEdits && !isHistory ? "all edits are done: look back ([) and fork there" : nil
  }

  /// Why there is no other branch to look at.
  var swapRefusal: String? {
    guard run != nil else { return loadingRefusal }
    return branches.isForked ? nil : "the run is not forked\(engine.isReplay ? "" : "; F forks it")"
  }
}
