import Charts
import RunModel

extension MonitorCommand {
  /// What asks the engine, by name.
  static let editingCommands: [MonitorCommand] = [
    .typed(
      "editor", "NAME", limit: 1, "Edit with another method; without a name, choose it from a list.",
      choices: firstWord { state in state.editorNames }, refusal: { $0.editorRefusal },
      perform: { state, words in state.typedEditor(words) }),
    .typed(
      "guard", "KIND OF", limit: 2,
      "KIND is revive, constrained or sphere; scaled or random, the controls; on or off; without it, choose from a list. OF only "
        + "follows a control: the guard that it stands beside, revive or constrained; without it, the one there was.",
      choices: { state, words in state.guardChoices(after: words) }, refusal: { $0.engineRefusal },
      perform: { state, words in state.typedGuard(words) }),
    .typed(
      "tau", "SHARE", limit: 1, "Protect this share of the spectral energy, such as 0.4.",
      refusal: { $0.engineRefusal },
      perform: { state, words in state.typedTau(words) }),
    .typed(
      "energy", "RULE", limit: 1, "What tau is a share of: sigma2 or sigma.",
      choices: firstWord { _ in GuardSetting.Energy.allCases.map(\.rawValue) },
      refusal: { $0.engineRefusal },
      perform: { state, words in state.typedEnergy(words) }),
    .typed(
      "beta", "SHARE", limit: 1,
      "Switch to SPHERE, with directions that hold this share of the rows' energy, such as 0.5.",
      refusal: { $0.engineRefusal }, perform: { state, words in state.typedSphere("beta", \.beta, words) }),
    .typed(
      "alpha", "SHARE", limit: 1,
      "Switch to SPHERE, which takes this share of an update along its directions, such as 0.8.",
      refusal: { $0.engineRefusal }, perform: { state, words in state.typedSphere("alpha", \.alpha, words) }),
    .typed(
      "scale", "FACTOR", limit: 1,
      "Switch to the scaled control with a fixed factor, such as 0.5; or matched, to what the guard beside it keeps.",
      choices: firstWord { _ in ["matched"] }, refusal: { $0.engineRefusal },
      perform: { state, words in state.typedScale(words) }),
    .typed(
      "clamp", "ANCHOR", limit: 1,
      "Bound targets by the hidden state of the model as it is (current) or at edit 0 (anchored, ours).",
      choices: firstWord { _ in ClampAnchor.allCases.map(\.rawValue) }, refusal: { $0.engineRefusal },
      perform: { state, words in state.typedClamp(words) }),
    .typed(
      "anchor", "NAME", limit: 1,
      "Bring the values of targets to the norm that the original model's have (nas), or leave them (none). The norm is measured "
        + "once, before the next round.",
      choices: firstWord { _ in ValueAnchor.allCases.map(\.rawValue) }, refusal: { $0.engineRefusal },
      perform: { state, words in state.typedAnchor(words) }),
    .typed(
      "fork", "WHAT", limit: 3,
      "Two branches on the same edits from the round shown on; WHAT is different in the second: guard off, "
        + "editor AlphaEdit, tau 0.4. Without it, choose from a list; end keeps the branch in focus and drops the other.",
      choices: { state, words in state.typedForkChoices(after: words) }, refusal: { $0.forkRefusal },
      perform: { state, words in state.typedFork(words) }),
    .typed(
      "probe", "PROMPT", limit: 40,
      "Pin a prompt. A number first puts it in that one's place; a number alone takes that one away.",
      refusal: { $0.engineRefusal },
      perform: { state, words in state.typedProbe(words) }),
    .typed(
      "measure", "all", limit: 1,
      "Measure every edit made so far as it stands now, by its edited prompt; Esc or any command stops it and keeps what "
        + "was measured. It is of the moment: the log does not hold it.",
      choices: firstWord { _ in ["all"] }, refusal: { $0.measureRefusal },
      perform: { state, words in state.typedMeasure(words) }),
    .typed(
      "until", "N", limit: 1, "Edit until the run stands at N edits, or until collapse.",
      choices: firstWord { _ in ["collapse"] }, refusal: { $0.editingRefusal },
      perform: { state, words in state.typedGoal(words) }),
  ]
}

extension MonitorState {
  fileprivate mutating func typedEditor(_ words: [String]) -> [Effect] {
    guard let word = words.first else {
      openEditors()
      return []
    }
    let found = editors(matching: word)
    guard found.count == 1 else {
      complain(about: word, as: "editor", editorNames)
      // The list has room for all of them.
      openEditors()
      return []
    }
    return ask(forEditor: found[0])
  }

  fileprivate mutating func typedTau(_ words: [String]) -> [Effect] {
    guard let tau = words.first.flatMap(Double.init), (0...1).contains(tau) else {
      footer.say(.warning, "tau is a share from 0 to 1, such as 0.4")
      return []
    }
    return ask { $0.tau = tau }
  }

  fileprivate mutating func typedEnergy(_ words: [String]) -> [Effect] {
    guard let energy = words.first.flatMap({ GuardSetting.Energy(rawValue: $0.lowercased()) }) else {
      footer.say(.warning, "the energy is sigma2 (squared singular values) or sigma")
      return []
    }
    return ask { $0.energy = energy }
  }

  fileprivate mutating func typedMeasure(_ words: [String]) -> [Effect] {
    guard !names(["all"], matching: words.first ?? "all").isEmpty else {
      footer.say(.warning, "what is to be measured? measure all")
      return []
    }
    let count = counted(run?.edits ?? 0, "edit")
    footer.say(.info, engine.isBusy ? "\(count) measured after this round" : "measuring \(count); Esc stops it")
    return [aboutFocus(.measureEdits)]
  }

  fileprivate mutating func typedGoal(_ words: [String]) -> [Effect] {
    if let word = words.first, !word.isEmpty, "collapse".hasPrefix(word.lowercased()) {
      guard let refusal = collapseRefusal else { return runUntilCollapse() }
      footer.say(.warning, refusal)
      return []
    }
    guard let run, let goal = words.first.flatMap({ Int($0.filter { $0 != "," }) }), goal > 0 else {
      footer.say(.warning, "until which edit? such as until 500")
      return []
    }
    guard goal > run.edits else {
      footer.say(.warning, "the run stands at \(counted(run.edits, "edit")) already")
      return []
    }
    guard goal <= run.description.editLimit else {
      footer.say(.warning, "the list ends at edit \(grouped(run.description.editLimit))")
      return []
    }
    engine.run()
    footer.say(.info, "editing until edit \(grouped(goal))")
    return [.send(.run(until: .edits(goal)))]
  }
}
