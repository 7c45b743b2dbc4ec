import Charts
import RunModel

/// What is typed about the guard and the clamp.
extension MonitorState {
  /// The guards that controls can stand beside; fine-tuning has no solve to constrain.
  private var guardsWithControls: [String] {
    ([.revive] + (comingEditor.hasClosedForm ? [.constrained] : [])).map(\GuardSetting.Kind.rawValue)
  }

  /// The words that can follow `:guard`.
  func guardChoices(after words: [String]) -> [String] {
    let kinds = GuardSetting.Kind.allCases.filter { $0 != .constrained || comingEditor.hasClosedForm }
    if words.isEmpty { return kinds.map(\.rawValue) + ["on", "off"] }
    guard words.count == 1, let kind = GuardSetting.Kind(rawValue: words[0].lowercased()), kind.isControl else {
      return []
    }
    return guardsWithControls
  }

  mutating func typedGuard(_ words: [String]) -> [Effect] {
    guard !words.isEmpty else {
      openGuards()
      return []
    }
    return guardChange(words).map { ask($0) } ?? []
  }

  /// What words after `:guard` do to a setting; nil, and what is wrong with them said, when they do nothing.
  mutating func guardChange(_ words: [String]) -> ((inout GuardSetting) -> Void)? {
    let choices = GuardSetting.Kind.allCases.map(\.rawValue) + ["on", "off"]
    let found = names(choices, matching: words.first ?? "")
    guard found.count == 1 else {
      complain(about: words.first ?? "", as: "guard", choices)
      return nil
    }
    let kind = GuardSetting.Kind(rawValue: found[0])
    if words.count > 1, kind?.isControl != true {
      footer.say(
        .warning, "nothing follows \(found[0]): only scaled and random take a second word, revive or constrained")
      return nil
    }
    guard let kind else { return { $0.isOn = found[0] == "on" } }
    var reference: GuardSetting.Kind?
    if let word = words.dropFirst().first {
      let guards = [GuardSetting.Kind.revive, .constrained].map(\.rawValue)
      reference = names(guards, matching: word).first.flatMap(GuardSetting.Kind.init(rawValue:))
      guard reference != nil else {
        complain(about: word, as: "guard with controls", guards)
        return nil
      }
    }
    return { [reference] setting in
      setting = setting.switched(to: kind)
      setting.isOn = true
      guard let reference else { return }
      setting.controlOf = reference
      // Whoever names a guard wants what that would keep.
      setting.factor = nil
    }
  }

  mutating func typedScale(_ words: [String]) -> [Effect] {
    let word = words.first ?? ""
    let factor = Double(word)
    guard factor.map({ $0 > 0 && $0 <= 1 }) ?? !names(["matched"], matching: word).isEmpty, !word.isEmpty else {
      footer.say(.warning, "the scaled control takes a factor above 0 and at most 1, such as 0.5, or matched")
      return []
    }
    return ask { setting in
      setting = setting.switched(to: .scaled)
      setting.isOn = true
      setting.factor = factor
    }
  }

  /// Sets a share of SPHERE's, and switches to it.
  mutating func typedSphere(
    _ name: String, _ field: WritableKeyPath<GuardSetting, Double?> & Sendable, _ words: [String]
  ) -> [Effect] {
    guard let value = words.first.flatMap(Double.init), (0...1).contains(value) else {
      footer.say(.warning, "\(name) is a share from 0 to 1, such as 0.5: SPHERE's")
      return []
    }
    return ask { setting in
      setting = setting.switched(to: .sphere)
      setting.isOn = true
      setting[keyPath: field] = value
    }
  }

  /// The anchor of values that a word means; nil, and that it means none said, when it does not.
  mutating func anchor(named word: String) -> ValueAnchor? {
    let found = names(ValueAnchor.allCases.map(\.rawValue), matching: word)
    if found.count == 1 { return ValueAnchor(rawValue: found[0]) }
    footer.say(.warning, "the anchor of values is nas (the norm of the original model's values) or none")
    return nil
  }

  mutating func typedAnchor(_ words: [String]) -> [Effect] {
    guard let anchor = anchor(named: words.first ?? "") else { return [] }
    guard anchor != branches.focused?.comingAnchor else {
      footer.say(
        .info,
        branches.focused?.pendingAnchor == nil
          ? "the anchor of values is \(anchor.rawValue)" : "\(anchor.rawValue) has been asked for already")
      return []
    }
    branches.focused?.requestedAnchor = anchor
    let idle = comingEditor.setsTargets ? "" : "; \(comingEditor) sets no targets, other editors do"
    footer.say(.info, "from round \(comingRound): \(anchor.title)\(idle)")
    return [aboutFocus(.setAnchor(anchor))]
  }

  mutating func typedClamp(_ words: [String]) -> [Effect] {
    let found = names(ClampAnchor.allCases.map(\.rawValue), matching: words.first ?? "")
    guard words.count == 1, found.count == 1, let anchor = ClampAnchor(rawValue: found[0]) else {
      footer.say(.warning, "the clamp is current (by the model as it is) or anchored (at edit 0)")
      return []
    }
    guard anchor != branches.focused?.comingClamp else {
      footer.say(
        .info,
        branches.focused?.pendingClamp == nil
          ? "the clamp is \(anchor.rawValue)" : "\(anchor.rawValue) has been asked for already"
      )
      return []
    }
    branches.focused?.requestedClamp = anchor
    let idle = comingEditor.setsTargets ? "" : "; \(comingEditor) sets no targets, other editors do"
    footer.say(.info, "from round \(comingRound): \(anchor.title)\(idle)")
    return [aboutFocus(.setClamp(anchor))]
  }
}
