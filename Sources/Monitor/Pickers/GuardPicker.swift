import Charts
import RunModel

/// What the coming rounds can be guarded by.
private enum GuardChoice: CaseIterable {
  case none, revive, constrained, sphere, scaled, random

  /// Nil for no guard.
  var kind: GuardSetting.Kind? {
    switch self {
    case .none: nil
    case .revive: .revive
    case .constrained: .constrained
    case .sphere: .sphere
    case .scaled: .scaled
    case .random: .random
    }
  }

  /// What it does, and whose idea it is.
  var summary: String {
    switch self {
    case .none: "off: updates go in as the editor solves them"
    case .revive: "the paper's: cuts the dominant directions out of a finished update"
    case .constrained: "ours: solves with the dominant directions left out from the start"
    case .sphere: "SPHERE: makes an update smaller along the main directions of the weight's rows"
    case .scaled: "control: the free update, as small as the guard would make it"
    case .random: "control: the guard with random directions in place of the dominant"
    }
  }

  /// When it helps.
  var use: String {
    switch self {
    case .none: "What every guard is held against."
    case .revive:
      "Helps where many edits wear the dominant directions out and ordinary text lives in them: SmolLM2-135M at harsh "
        + "settings collapses some 100 edits later."
    case .constrained:
      "Helps where a solution is a balance of large parts, of which a cut would remove one. Needs an editor with a closed "
        + "form."
    case .sphere:
      "Published for AlphaEdit, MEMIT, PRUNE and RECT: a soft filter on one side of the update, by the weight as it is now."
    case .scaled: "Tells whether a guard helps by its directions, or only by smaller updates."
    case .random: "Tells whether it matters which directions are left alone."
    }
  }

  /// What is known of the embedded model: MEMIT at tau 0.3, means of three seeds (Findings in the documentation).
  var onEmbedded: String {
    let scores = "after 1,000 edits, means of three seeds, argmax / tasks / perplexity"
    return switch self {
    case .none: "On this model \(scores) come to .84 / .85 / 9.7."
    case .revive: "On this model it does harm: \(scores) .75 / .83 / 15, without a guard .84 / .85 / 9.7."
    case .constrained: "On this model it changes little: \(scores) .80 / .88 / 11, without a guard .84 / .85 / 9.7."
    case .sphere: "On this model it is not measured yet."
    case .scaled: "On this model, beside the constrained solve, \(scores) come to .85 / .87 / 9.1."
    case .random: "On this model, beside REVIVE, \(scores) come to .73 / .81 / 16: as bad as REVIVE."
    }
  }
}

/// Choosing a guard from a list.
extension MonitorState {
  private var guardChoices: [GuardChoice] {
    GuardChoice.allCases.filter { comingEditor.hasClosedForm || $0.kind != .constrained }
  }

  mutating func openGuards() {
    let now = coming.isOn ? coming.kind : nil
    open(.guards, at: guardChoices.firstIndex { $0.kind == now } ?? 0)
  }

  var guardList: ListPicker {
    let inForce = run?.guardSetting
    let arrow = environment.glyphs.arrow
    let pending = pendingGuard == nil ? "" : "   \(arrow) from round \(comingRound)"
    return ListPicker("guard", of: guardChoices, note: "* in force\(pending)", next: .character("R")) { choice in
      let isInForce = choice.kind == (inForce?.isOn == true ? inForce?.kind : nil)
      let isAsked = pendingGuard.map { choice.kind == ($0.isOn ? $0.kind : nil) } ?? false
      let of = choice.kind?.isControl == true ? " (of \(setting(with: choice.kind ?? .scaled).method.shortTitle))" : ""
      return ListPicker.Row(
        mark: isInForce ? "*" : isAsked ? arrow : "", name: choice.kind?.mediumTitle ?? "no guard",
        text: choice.summary + of, word: choice.kind?.shortTitle ?? "no",
        detail: choice.use + (run?.description.isEmbedded == true ? " " + choice.onEmbedded : ""))
    } take: { state, choice in
      guard let kind = choice.kind else { return state.ask { $0.isOn = false } }
      let wanted = state.setting(with: kind)
      return state.ask { $0 = wanted }
    }
  }

  /// The coming setting with a guard on. A control stands beside a guard that the editor can be edited under.
  private func setting(with kind: GuardSetting.Kind) -> GuardSetting {
    var setting = coming.switched(to: kind)
    setting.isOn = true
    if !comingEditor.hasClosedForm { setting.controlOf = .revive }
    return setting
  }
}
