import Cells
import Charts

/// What a key can ask for.
package enum Action: Sendable, Hashable, CaseIterable {
  case runOrPause, stepEdit, stepRound, goal, untilCollapse, probe, toggleGuard, cycleGuard, lowerTau, raiseTau
  case switchEnergy, editor, undo, fork
  case back, forward, previousMark, nextMark, mark, first, live, swapBranch
  case crossLeft, crossRight, zoomIn, zoomOut, zoomReset, panLeft, panRight
  case pane, nextPane, previousPane, expand, open, nextPreset, previousPreset
  case layer, scale, ratios, smooth
  case scrollDown, scrollUp, pageDown, pageUp, search, standing
  case command, theme, nextTheme, glyphs, describe, screenshot, reload, repaint, help, about, collapse, escape, suspend
  case quit
}

/// Keys, what they do and how help and hints speak of it. Dispatch, the line of hints and the help overlay are all made
/// from these, so that they cannot disagree.
package struct Binding: Sendable {
  /// Where help lists it.
  package enum Group: String, Sendable, CaseIterable {
    case editing = "Editing"
    case history = "Time"
    case panes = "Panes"
    case list = "Lists"
    case screen = "Screen"
  }
  /// Any of these does it; the first is shown in hints.
  package let keys: [Key]
  package let action: Action
  package let group: Group
  /// What the command line calls it; empty for what has a command with arguments, or needs none.
  package let name: String
  /// A word or two for the line of hints; empty for keys that are only in the help.
  package let hint: String
  /// A sentence for the help.
  package let detail: String
  /// Why the key cannot act now; nil when it can.
  package let refusal: @Sendable (MonitorState) -> String?

  init(
    _ keys: [Key], _ action: Action, _ group: Group, name: String = "", hint: String = "", _ detail: String,
    refusal: @escaping @Sendable (MonitorState) -> String? = { _ in nil }
  ) {
    self.keys = keys
    self.action = action
    self.group = group
    self.name = name
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
      [.character(" ")], .runOrPause, .editing, name: "run", hint: "run/pause",
      "Edit round after round, or pause. A round that is being prepared waits where it is, and goes on from there. A "
        + "replay plays, or stops.",
      refusal: { $0.engine.isReplay || $0.isLoading ? nil : $0.engine.isBusy ? $0.engineRefusal : $0.editingRefusal }),
    Binding(
      [.character("n")], .stepEdit, .editing, name: "step", hint: "step",
      "Make one edit, then pause. Scores follow when nothing else is asked for; until then they say of which edit they "
        + "are, as in @37.",
      refusal: { $0.oneStepRefusal }),
    Binding(
      [.character("N")], .stepRound, .editing, name: "round", hint: "round", "Make one round of edits, then pause.",
      refusal: { $0.stepRefusal }),
    Binding(
      [.character("G")], .goal, .editing, "Edit until a number of edits, which is asked for.",
      refusal: { $0.editingRefusal }),
    Binding(
      [.character("C")], .untilCollapse, .editing, name: "until-collapse",
      "Edit until a signal of collapse raises the alarm; c shows them.", refusal: { $0.collapseRefusal }),
    Binding(
      [.character("r")], .toggleGuard, .editing, name: "toggle-guard", hint: "guard",
      "Switch the guard on or off, from the next round on.", refusal: { $0.engineRefusal }),
    Binding(
      [.character("R")], .cycleGuard, .editing, name: "next-guard", hint: "kind",
      "Change the guard: REVIVE filter (the paper's: cuts a finished update), constrained solve (ours: solves within the "
        + "safe subspace), then the scaled and the random control (ours, to hold a guard against; they stand beside the "
        + "guard before them). FT and FT-L have no solve to constrain.", refusal: { $0.engineRefusal }),
    Binding(
      [.character("<")], .lowerTau, .editing, name: "lower-tau", hint: "tau",
      "Lower tau, the share of spectral energy that is protected.",
      refusal: { $0.engineRefusal ?? ($0.coming.tau <= 0.0501 ? "tau is at its lowest, 0.05" : nil) }),
    Binding(
      [.character(">")], .raiseTau, .editing, name: "raise-tau", "Raise tau.",
      refusal: { $0.engineRefusal ?? ($0.coming.tau >= 0.9499 ? "tau is at its highest, 0.95" : nil) }),
    Binding(
      [.character("E")], .switchEnergy, .editing,
      "Change what tau is a share of: the sum of squared singular values (sigma2) or of singular values (sigma).",
      refusal: { $0.engineRefusal }),
    Binding(
      [.character("m")], .editor, .editing, hint: "editor", "Choose the method that edits, from the next round on.",
      refusal: { $0.editorRefusal }),
    Binding(
      [.character("A")], .probe, .editing, hint: "ask",
      "Ask the model: pin a prompt, and see what it says after every round.",
      refusal: { $0.engineRefusal }),
    Binding(
      [.character("u")], .undo, .editing, name: "undo", hint: "undo", "Take the last round back (asks first).",
      refusal: { $0.undoRefusal }),
    Binding(
      [.character("F")], .fork, .editing, hint: "fork",
      "Fork the run at the round shown: a second branch makes the same edits with another guard, tau or editor. In a forked "
        + "run: keep the branch in focus and drop the other (asks first).",
      refusal: { $0.forkRefusal }),

    Binding(
      [.character("[")], .back, .history, name: "back", hint: "back",
      "Look back one round: every pane shows that moment.",
      refusal: { ($0.shownIndex ?? 0) == 0 ? ($0.run == nil ? $0.loadingRefusal : "this is edit 0") : nil }),
    Binding(
      [.character("]")], .forward, .history, name: "forward", "Look one round further on.",
      refusal: { $0.isHistory ? nil : "this is the newest round" }),
    Binding(
      [.character("x")], .swapBranch, .history, name: "swap", hint: "swap",
      "Go to the other branch of a forked run, A or B: it has every pane, and the one before stays behind in the charts.",
      refusal: { $0.swapRefusal }),
    Binding(
      [.character("{")], .previousMark, .history, name: "previous-mark", hint: "marks",
      "Look back to the marker before: a change of guard, editor or clamp, an undo, the collapse, one of your own.",
      refusal: { $0.markRefusal(-1) }),
    Binding(
      [.character("}")], .nextMark, .history, name: "next-mark", "Look at the next marker.",
      refusal: { $0.markRefusal(1) }),
    Binding(
      [.character("b")], .mark, .history, hint: "mark",
      "Put a marker of your own where you look, or take it away; :mark gives it a name.",
      refusal: { $0.measuredRefusal }),
    Binding(
      [.home], .first, .history, name: "first", "Look back to edit 0.",
      refusal: { ($0.shownIndex ?? 0) == 0 ? ($0.run == nil ? $0.loadingRefusal : "this is edit 0") : nil }),
    Binding(
      [.character("f"), .end], .live, .history, name: "live", hint: "live",
      "Follow the run: the newest edit in every pane."),
    Binding(
      [.left, .character("h")], .crossLeft, .history, hint: "crosshair",
      "A line through all charts with everything measured there; move it left. Enter looks at that moment, Esc leaves.",
      refusal: { $0.charts.crosshair == 0 ? "this is edit 0" : $0.measuredRefusal }),
    Binding(
      [.right, .character("l")], .crossRight, .history, "The same to the right.",
      refusal: { state in
        guard let place = state.charts.crosshair, let count = state.run?.rounds.count else {
          return state.measuredRefusal
        }
        return place >= count - 1 ? "this is the newest round" : nil
      }),
    Binding(
      [.character("+")], .zoomIn, .history, name: "zoom-in", hint: "zoom",
      "Show half as many edits in all charts, around the crosshair, the moment shown or the newest edit.",
      refusal: { $0.zoomRefusal }),
    Binding(
      [.character("-")], .zoomOut, .history, name: "zoom-out", "Show twice as many edits.",
      refusal: { $0.wideningRefusal }),
    Binding(
      [.character("=")], .zoomReset, .history, name: "zoom-reset", "Show the whole run, and follow it.",
      refusal: { $0.wideningRefusal }),
    Binding(
      [.character("H")], .panLeft, .history, name: "pan-left", hint: "pan", "Move the charts to earlier edits.",
      refusal: { $0.windowRefusal(-1) }),
    Binding(
      [.character("L")], .panRight, .history, name: "pan-right", "Move the charts to later edits.",
      refusal: { $0.windowRefusal(1) }),

    Binding(
      "12345678".map { .character($0) }, .pane, .panes, hint: "pane",
      "Show and focus the pane with this number; hide it when it has the focus."),
    Binding([.tab], .nextPane, .panes, name: "next-pane", hint: "focus", "Focus the next pane."),
    Binding([.backTab], .previousPane, .panes, name: "previous-pane", "Focus the pane before."),
    Binding(
      [.character("e")], .expand, .panes, name: "expand", hint: "expand",
      "Give the focused pane the whole screen, or take it back."),
    Binding(
      [.enter], .open, .panes, hint: "look",
      "Look into it: the moment under the crosshair, the chosen edit in the list, else the pane in focus, as e does."),
    Binding(
      [.character("p")], .nextPreset, .panes, hint: "layout",
      "Next layout: Overview, Spectrum, Collapse, Edits, Minimal."),
    Binding([.character("P")], .previousPreset, .panes, "The layout before."),
    Binding(
      [.character("v")], .layer, .panes, hint: "layer", "Choose the layer that panes show, or the mean of all.",
      refusal: { state in
        guard let run = state.run else { return state.loadingRefusal }
        return run.description.layers.count < 2 ? "only one layer is edited" : nil
      }),
    Binding(
      [.character("y")], .scale, .panes, name: "log",
      "Linear or logarithmic values in the focused pane (spectrum, core drift, norms, perplexity).",
      refusal: { state in
        ValueAxes.Name.allCases.contains { $0.pane == state.panes.focus }
          ? nil : "pane \(state.panes.focus.digit) \(state.panes.focus.title) has no value axis"
      }),
    Binding(
      [.character("d")], .ratios, .panes, name: "ratio", hint: "ratio",
      "Singular values as they are, or as ratios to edit 0, where an unharmed weight is a flat line at 1."),
    Binding(
      [.character("w")], .smooth, .panes, hint: "smooth",
      "Smooth lines over edits: off, over some 5 rounds, over some 25, with the raw line faint behind.",
      refusal: { $0.run == nil ? $0.loadingRefusal : nil }),

    Binding(
      [.down, .character("j")], .scrollDown, .list, hint: "choose",
      "An older edit in the list, or down what lies on top."),
    Binding([.up, .character("k")], .scrollUp, .list, "A newer edit, or up."),
    Binding([.pageDown], .pageDown, .list, "The same by ten lines."),
    Binding([.pageUp], .pageUp, .list, "Back by ten lines."),
    Binding(
      [.character("/")], .search, .list, name: "search", hint: "search",
      "Search the edits by subject, prompt or object as you type; Esc shows all again.",
      refusal: { $0.run == nil ? $0.loadingRefusal : nil }),
    Binding(
      [.character("o")], .standing, .list, hint: "outcome",
      "Show only edits that are held, weak, lost or failed, then all again.",
      refusal: { $0.run == nil ? $0.loadingRefusal : nil }),

    Binding(
      [.character("?"), .function(1)], .help, .screen, name: "help", hint: "help",
      "Show or close this help. Letters filter it, Enter does what is chosen."),
    Binding(
      [.character("c")], .collapse, .screen, name: "collapse", hint: "collapse",
      "How near every signal of collapse is to its threshold, and which was seen."),
    Binding(
      [.character("i")], .about, .screen, name: "about", hint: "about",
      "About this run: model, settings, samples, timings, remarks."),
    Binding([.character(":")], .command, .screen, "Type a command; Tab completes it, Up and Down choose one."),
    Binding(
      [.character("t")], .theme, .screen,
      "Choose a theme from a list; the screen wears it while you look, Enter keeps it, Esc takes it back."),
    Binding([.character("T")], .nextTheme, .screen, name: "next-theme", "Next theme."),
    Binding([.character("a")], .glyphs, .screen, name: "glyphs", "Draw with braille, with blocks or with plain ASCII."),
    Binding(
      [.character("D")], .describe, .screen, name: "describe",
      "Everything that the screen shows, in sentences, for screen readers and reports."),
    Binding(
      [.character("S")], .screenshot, .screen,
      "Write what the screen shows into a file: text, ANSI or SVG, by the end of its name."),
    Binding(
      [.control("r")], .reload, .screen, name: "reload",
      "Read the settings file and the themes again; when they change, that happens by itself."),
    Binding([.control("l")], .repaint, .screen, name: "repaint", "Paint the whole screen again."),
    Binding(
      [.escape], .escape, .screen,
      "Step out, one layer at a time: what lies on top, the crosshair, a filter, looking back, a zoom, the whole screen."
    ),
    Binding([.control("z")], .suspend, .screen, name: "suspend", "Suspend; `fg` comes back."),
    Binding(
      [.character("q"), .control("c")], .quit, .screen, hint: "quit",
      "Quit; q closes what lies on top first. The run folder keeps everything that is done."),
  ]

  /// The binding of a key.
  static func of(_ key: Key) -> Binding? { all.first { $0.keys.contains(key) } }

  /// The keys that hints and help speak of: without an engine nothing can be edited, but a replay plays.
  static func offered(_ state: MonitorState) -> [Binding] {
    guard state.engine.stopped != nil else { return all }
    return all.filter { $0.group != .editing || state.engine.isReplay && $0.action == .runOrPause }
  }
}
