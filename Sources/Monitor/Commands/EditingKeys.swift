import Charts
import RunModel

extension MonitorCommand {
  /// What asks the engine.
  static let editingKeys: [MonitorCommand] = [
    .key(
      [.character(" ")], .editing, name: "run", hint: Hint("run/pause", inReplay: "play"),
      "Edit round after round, or pause. A round that is being prepared waits where it is, and goes on from there. A "
        + "replay plays, or stops.",
      refusal: { $0.engine.isReplay || $0.isLoading ? nil : $0.engine.isBusy ? $0.engineRefusal : $0.editingRefusal },
      asks: { $0.runOrPause() }),
    .key(
      [.character("n")], .editing, name: "step", hint: "step",
      "Make one edit, then pause. Scores follow when nothing else is asked for; until then they say of which edit they "
        + "are, as in @37.",
      refusal: { $0.oneStepRefusal }, asks: { $0.stepEdit() }),
    .key(
      [.character("N")], .editing, name: "round", hint: "round", "Make one round of edits, then pause.",
      refusal: { $0.stepRefusal }, asks: { $0.stepRound() }),
    .key(
      [.character("G")], .editing, keyName: "until", "Edit until a number of edits, which is asked for.",
      refusal: { $0.editingRefusal }, change: { $0.openPrompt("until ") }),
    .key(
      [.character("C")], .editing, name: "until-collapse",
      "Edit until a signal of collapse raises the alarm; c shows them.", refusal: { $0.collapseRefusal },
      asks: { $0.runUntilCollapse() }),
    .key(
      [.character("r")], .editing, name: "revive", hint: "REVIVE",
      "Switch REVIVE, the paper's filter, on or off, from the next round on. Another guard that is on makes room for it.",
      refusal: { $0.engineRefusal }, asks: { $0.ask { $0.toggleRevive() } }),
    .key(
      [.character("R")], .editing, name: "guards", hint: "guards",
      "Choose the guard from a list: REVIVE, the constrained solve, SPHERE, the controls that a guard is held against, or "
        + "none.",
      refusal: { $0.engineRefusal }, change: { $0.openGuards() }),
    .key(
      [.character("<")], .editing, name: "lower-tau", hint: Hint("tau", keys: "< >"),
      "Lower tau, the share of spectral energy that is protected; of SPHERE, beta.",
      refusal: { $0.engineRefusal ?? $0.coming.strengthRefusal(-1) }, asks: { $0.ask { $0.stepStrength(by: -1) } }),
    .key(
      [.character(">")], .editing, name: "raise-tau", "Raise tau, or beta.",
      refusal: { $0.engineRefusal ?? $0.coming.strengthRefusal(1) }, asks: { $0.ask { $0.stepStrength(by: 1) } }),
    .key(
      [.character("E")], .editing, keyName: "energy",
      "Change what tau is a share of: the sum of squared singular values (sigma2) or of singular values (sigma).",
      refusal: { $0.engineRefusal }, asks: { $0.ask { $0.energy = $0.energy.other } }),
    .key(
      [.character("m")], .editing, keyName: "editor", hint: "editor",
      "Choose the method that edits, from the next round on.",
      refusal: { $0.editorRefusal }, change: { $0.openEditors() }),
    .key(
      [.character("A")], .editing, keyName: "probe", hint: "ask",
      "Ask the model: pin a prompt, and see what it says after every round. Enter takes that of the edit chosen in the list.",
      refusal: { $0.engineRefusal }, change: { $0.openPrompt("probe ", offering: $0.offeredProbe) }),
    .key(
      [.character("u")], .editing, name: "undo", hint: "undo",
      "Take the last round back (asks first). While a pause holds a round, that one alone is dropped.",
      refusal: { $0.undoRefusal }, change: { $0.askToUndo() }),
    .key(
      [.control("y")], .editing, name: "redo", hint: Hint("redo", isShown: { $0.redoRefusal == nil }),
      "Let the round stand again that was taken back last, until another one is made.",
      refusal: { $0.redoRefusal }, asks: { $0.redo() }),
    .key(
      [.character("F")], .editing, keyName: "fork", hint: "fork",
      "Fork the run at the round shown: a second branch makes the same edits with another guard, tau or editor. In a forked "
        + "run: keep the branch in focus and drop the other (asks first).",
      refusal: { $0.forkRefusal }, change: { $0.forkOrEnd() }),
  ]
}
