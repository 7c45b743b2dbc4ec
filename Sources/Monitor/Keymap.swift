import Cells
import Charts

/// What a key can ask for.
package enum Action: Sendable, Hashable, CaseIterable {
  case runOrPause, stepEdit, stepRound, toggleGuard, cycleGuard, lowerTau, raiseTau, switchEnergy, editor, undo
  case back, forward, first, live
  case pane, nextPane, previousPane, expand, cycleLayer, scale
  case scrollDown, scrollUp, pageDown, pageUp
  case command, theme, glyphs, repaint, help, about, escape, suspend, quit
}

/// Keys, what they do and how help and hints speak of it. Dispatch, the line of hints and the help overlay are all made
/// from these, so that they cannot disagree.
package struct Binding: Sendable {
  /// Where help lists it.
  package enum Group: String, Sendable, CaseIterable {
    case editing = "Editing"
    case history = "History"
    case panes = "Panes"
    case screen = "Screen"
  }
  /// Any of these does it; the first is shown in hints.
  package let keys: [Key]
  package let action: Action
  package let group: Group
  /// A word or two for the line of hints; empty for keys that are only in the help.
  package let hint: String
  /// A sentence for the help.
  package let detail: String
  /// Why the key cannot act now; nil when it can.
  package let refusal: @Sendable (MonitorState) -> String?

  init(
    _ keys: [Key], _ action: Action, _ group: Group, hint: String = "", _ detail: String,
    refusal: @escaping @Sendable (MonitorState) -> String? = { _ in nil }
  ) {
    self.keys = keys
    self.action = action
    self.group = group
    self.hint = hint
    self.detail = detail
    self.refusal = refusal
  }

  /// The keys as help shows them: `j Down`, or `1-6` for a row of digits.
  package var keyNames: String {
    if action == .pane, let first = keys.first, let last = keys.last { return "\(first)-\(last)" }
    return keys.map(\.description).joined(separator: " ")
  }
}

extension Binding {
  /// Every key of the monitor.
  package static let all: [Binding] = [
    Binding(
      [.character(" ")], .runOrPause, .editing, hint: "run/pause",
      "Edit round after round, or pause. A round that is being prepared waits where it is, and goes on from there.",
      refusal: { $0.isBusy ? $0.engineRefusal : $0.editingRefusal }),
    Binding(
      [.character("n")], .stepEdit, .editing, hint: "step", "Make one edit, then pause.",
      refusal: { $0.stepRefusal }),
    Binding(
      [.character("N")], .stepRound, .editing, hint: "round", "Make one round of edits, then pause.",
      refusal: { $0.stepRefusal }),
    Binding(
      [.character("r")], .toggleGuard, .editing, hint: "guard", "Switch the guard on or off, from the next round on.",
      refusal: { $0.engineRefusal }),
    Binding(
      [.character("R")], .cycleGuard, .editing, hint: "kind",
      "Change the guard: REVIVE filter (the paper's: cuts a finished update), constrained solve (ours: solves within the "
        + "safe subspace), then the scaled and the random control (ours, to hold a guard against; they stand beside the "
        + "guard before them). FT and FT-L have no solve to constrain.", refusal: { $0.engineRefusal }),
    Binding(
      [.character("<")], .lowerTau, .editing, hint: "tau", "Lower tau, the share of spectral energy that is protected.",
      refusal: { $0.engineRefusal ?? ($0.coming.tau <= 0.0501 ? "tau is at its lowest, 0.05" : nil) }),
    Binding(
      [.character(">")], .raiseTau, .editing, "Raise tau.",
      refusal: { $0.engineRefusal ?? ($0.coming.tau >= 0.9499 ? "tau is at its highest, 0.95" : nil) }),
    Binding(
      [.character("E")], .switchEnergy, .editing,
      "Change what tau is a share of: the sum of squared singular values (sigma2) or of singular values (sigma).",
      refusal: { $0.engineRefusal }),
    Binding(
      [.character("m")], .editor, .editing, hint: "editor", "Choose the method that edits, from the next round on.",
      refusal: { $0.editorRefusal }),
    Binding(
      [.character("u")], .undo, .editing, hint: "undo", "Take the last round back (asks first).",
      refusal: { $0.undoRefusal }),

    Binding(
      [.character("["), .left], .back, .history, hint: "back",
      "Look back one round: every pane shows that moment.",
      refusal: { ($0.shownIndex ?? 0) == 0 ? ($0.run == nil ? $0.loadingRefusal : "this is edit 0") : nil }),
    Binding(
      [.character("]"), .right], .forward, .history, "Look one round further on.",
      refusal: { $0.isHistory ? nil : "this is the newest round" }),
    Binding(
      [.home], .first, .history, "Look back to edit 0.",
      refusal: { ($0.shownIndex ?? 0) == 0 ? "this is edit 0" : nil }),
    Binding([.end], .live, .history, hint: "live", "Show the newest round and follow the run."),

    Binding(
      "123456".map { .character($0) }, .pane, .panes, hint: "pane",
      "Show and focus the pane with this number; hide it when it has the focus."),
    Binding([.tab], .nextPane, .panes, hint: "focus", "Focus the next pane."),
    Binding([.backTab], .previousPane, .panes, "Focus the pane before."),
    Binding(
      [.character("e"), .enter], .expand, .panes, hint: "expand",
      "Give the focused pane the whole screen, or take it back."),
    Binding(
      [.character("v")], .cycleLayer, .panes, hint: "layer", "Show the next edited layer, then their mean.",
      refusal: { state in
        guard let run = state.run else { return state.loadingRefusal }
        return run.description.layers.count < 2 ? "only one layer is edited" : nil
      }),
    Binding(
      [.character("y")], .scale, .panes,
      "Linear or logarithmic values in the focused pane (spectrum, core drift, norms, perplexity).",
      refusal: { state in
        MonitorState.ValueAxis.allCases.contains { $0.pane == state.focus }
          ? nil : "pane \(state.focus.digit) \(state.focus.title) has no value axis"
      }),
    Binding(
      [.character("j"), .down], .scrollDown, .panes, "Scroll the list of edits to older ones, or down what lies on top."
    ),
    Binding([.character("k"), .up], .scrollUp, .panes, "Scroll the list of edits to newer ones, or up."),
    Binding([.pageDown], .pageDown, .panes, "The same by ten lines."),
    Binding([.pageUp], .pageUp, .panes, "Back by ten lines."),

    Binding([.character("?"), .function(1)], .help, .screen, hint: "help", "Show or close this help."),
    Binding(
      [.character("i")], .about, .screen, hint: "about", "About this run: model, settings, samples, timings, remarks."),
    Binding([.character(":")], .command, .screen, "Type a command; Tab completes it."),
    Binding([.character("t")], .theme, .screen, "Next theme."),
    Binding([.character("a")], .glyphs, .screen, "Draw with braille or with plain ASCII."),
    Binding([.control("l")], .repaint, .screen, "Paint the whole screen again."),
    Binding([.escape], .escape, .screen, "Step out: close what lies on top, leave history, leave the expanded pane."),
    Binding([.control("z")], .suspend, .screen, "Suspend; `fg` comes back."),
    Binding(
      [.character("q"), .control("c")], .quit, .screen, hint: "quit",
      "Quit; q closes what lies on top first. The run folder keeps everything that is done."),
  ]

  /// The binding of a key.
  static func of(_ key: Key) -> Binding? { all.first { $0.keys.contains(key) } }

  /// The keys that hints and help speak of: without an engine nothing can be edited.
  static func offered(_ state: MonitorState) -> [Binding] {
    state.stopped == nil ? all : all.filter { $0.group != .editing }
  }
}

extension MonitorState {
  var loadingRefusal: String {
    stopped.map { isReplay ? $0 : "the engine has stopped: \($0)" } ?? "the model is still loading"
  }

  /// Why the engine cannot be asked for anything.
  var engineRefusal: String? { stopped != nil || run == nil ? loadingRefusal : nil }

  /// Why no other editor can be chosen.
  var editorRefusal: String? { engineRefusal.map { isReplay ? "nothing can be edited: \($0)" : $0 } }

  /// Why no edit can be made.
  var editingRefusal: String? {
    if let refusal = engineRefusal { return refusal }
    // Edits that are being taken back can be asked for again at once.
    guard let run, hasAllEdits, intent != .undoing else { return nil }
    return "all \(grouped(run.description.editLimit)) edits are done; u takes the last round back"
  }

  var stepRefusal: String? {
    if let refusal = editingRefusal { return refusal }
    // The engine takes commands in order: what is asked for during an undo comes after it.
    return isBusy || intent != nil && intent != .undoing ? "a round is being made; Space pauses" : nil
  }

  var undoRefusal: String? {
    if let refusal = engineRefusal { return refusal }
    guard let run, run.edits > 0, run.rounds.count > 1 else { return "nothing to undo at edit 0" }
    if intent == .undoing { return "a round is being taken back already" }
    return isBusy ? "pause first (Space), then undo" : nil
  }
}
