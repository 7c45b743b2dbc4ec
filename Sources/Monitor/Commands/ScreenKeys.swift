import Charts

extension MonitorCommand {
  /// What is about the whole screen.
  static let screenKeys: [MonitorCommand] = [
    .key(
      [.character("?"), .function(1)], .screen, name: "help", hint: "help",
      "Show or close this help. Letters filter it, Enter does what is chosen.", change: { $0.toggle(.help(filter: "")) }
    ),
    .key(
      [.character("c")], .screen, name: "collapse", hint: "collapse",
      "How far every signal of collapse is on its way to its threshold, and which was seen; the badge in the header has then "
        + "been seen, too.",
      change: {
        $0.toggle(.collapse)
        guard let edits = $0.run?.collapsedAt, edits <= $0.shownRound?.edits ?? 0 else { return }
        $0.changeBranches { $0.focused?.hasSeenCollapse = true }
      }),
    .key(
      [.character("K")], .screen, name: "changes",
      "What every change of guard, editor, tau, clamp or anchor did: slopes before and since, with their noise; of a fork, A against "
        + "B. The last one stands above the hints.", change: { $0.toggle(.changes) }),
    .key(
      [.character("i")], .screen, name: "about", hint: "about",
      "About this run: model, settings, samples, timings, remarks.", change: { $0.toggle(.about) }),
    .key(
      [.character("B")], .screen, name: "runs",
      "The runs of before. Space lays the curves of one faint behind those that are shown, or takes them away.",
      asks: { $0.toggleRuns() }),
    .key(
      [.character(":")], .screen, keyName: "command", "Type a command; Tab completes it, Up and Down choose one.",
      change: { $0.openPrompt("") }),
    .key(
      [.character("t")], .screen, keyName: "theme",
      "Choose a theme from a list; the screen shows it while you look, Enter keeps it, Esc takes it back.",
      change: { $0.openThemes() }),
    .key(
      [.character("T")], .screen, name: "next-theme", "Next theme.", change: { $0.keepNextTheme() }),
    .key(
      [.character("a")], .screen, name: "glyphs", "Draw with braille, with blocks or with plain ASCII.",
      change: { $0.environment.glyphs = $0.environment.glyphs.next }),
    .key(
      [.character("D")], .screen, name: "describe",
      "Everything that the screen shows, in sentences, for screen readers and reports.",
      change: { $0.toggle(.description) }),
    .key(
      [.character("S")], .screen, keyName: "screenshot",
      "Write what the screen shows into a new file: text, ANSI or SVG, by the end of its name; Enter takes the one offered.",
      change: { $0.openPrompt("screenshot ", offering: "revive-\($0.shownRound?.edits ?? 0).svg") }),
    .key(
      [.control("r")], .screen, name: "reload",
      "Read the settings file and the themes again; when they change, that happens by itself.", asks: { _ in [.reload] }
    ),
    .key(
      [.control("l")], .screen, name: "repaint", "Paint the whole screen again.", asks: { _ in [.repaint] }),
    .key(
      [.escape], .screen, keyName: "step-out",
      "Step out, one layer at a time: an open list or text, a measuring of all edits, the crosshair, a filter, looking back, "
        + "a zoom, the whole screen.", asks: { $0.stepOut() }),
    .key(
      [.control("z")], .screen, name: "suspend", "Suspend; `fg` comes back.", asks: { _ in [.suspend] }),
    .key(
      [.character("q"), .control("c")], .screen, keyName: "quit", hint: "quit",
      "Quit; q closes an open list or text first. The run folder keeps everything that is done.",
      perform: { state, call in state.closeOrQuit(call.key) }),
  ]
}
