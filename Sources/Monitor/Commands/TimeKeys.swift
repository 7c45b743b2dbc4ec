import Charts

extension MonitorCommand {
  /// What looks at other moments and stretches of a run.
  static let timeKeys: [MonitorCommand] = [
    .key(
      [.character("[")], .time, name: "back", hint: Hint("back", keys: "[ ]"),
      "Look back one round: every pane shows that moment.",
      refusal: { ($0.shownIndex ?? 0) == 0 ? ($0.run == nil ? $0.loadingRefusal : "this is edit 0") : nil },
      change: { $0.stopAndLook(at: ($0.shownIndex ?? 0) - 1) }),
    .key(
      [.character("]")], .time, name: "forward", "Look one round further on.",
      refusal: { $0.isHistory ? nil : "this is the newest round" },
      change: { $0.stopAndLook(at: ($0.shownIndex ?? 0) + 1) }),
    .key(
      [.character("x")], .time, name: "swap", hint: Hint("swap", isShown: { $0.branches.isForked }),
      "Go to the other branch of a forked run, A or B: it has every pane, and the one before stays behind in the charts.",
      refusal: { $0.swapRefusal }, change: { $0.swapBranches() }),
    .key(
      [.character("{")], .time, name: "previous-mark", hint: Hint("marks", keys: "{ }"),
      "Look back to the marker before: a change of guard, editor, clamp or anchor, an undo, the collapse, one of your own.",
      refusal: { $0.markRefusal(-1) }, change: { $0.jump(-1) }),
    .key(
      [.character("}")], .time, name: "next-mark", "Look at the next marker.",
      refusal: { $0.markRefusal(1) }, change: { $0.jump(1) }),
    .key(
      [.character("b")], .time, keyName: "mark", hint: "mark",
      "Put a marker of your own where you look, or take it away; :mark gives it a name.",
      refusal: { $0.measuredRefusal }, change: { $0.toggleMark() }),
    .key(
      [.home], .time, name: "first", "Look back to edit 0.",
      refusal: { ($0.shownIndex ?? 0) == 0 ? ($0.run == nil ? $0.loadingRefusal : "this is edit 0") : nil },
      change: { $0.stopAndLook(at: 0) }),
    .key(
      [.character("f"), .end], .time, name: "live", hint: Hint("live", isShown: { $0.isAway }),
      "Follow the run: the newest edit in every pane.", change: { $0.goLive() }),
    .key(
      [.left, .character("h")], .time, keyName: "crosshair-left", hint: Hint("crosshair", keys: "h l"),
      "A line through all charts; move it left. Every pane shows the moment that it stands on, and the last row what was "
        + "measured there. Enter stays at that moment, Esc leaves.",
      refusal: { $0.charts.crosshair == 0 ? "this is edit 0" : $0.measuredRefusal },
      change: { $0.moveCrosshair(by: -1) }),
    .key(
      [.right, .character("l")], .time, keyName: "crosshair-right", "The same to the right.",
      refusal: { state in
        guard let place = state.charts.crosshair, let count = state.run?.rounds.count else {
          return state.measuredRefusal
        }
        return place >= count - 1 ? "this is the newest round" : nil
      }, change: { $0.moveCrosshair(by: 1) }),
    .key(
      [.character("+")], .time, name: "zoom-in", hint: Hint("zoom", keys: "+ -"),
      "Show half as many edits in all charts, around the crosshair, the moment shown or the newest edit.",
      refusal: { $0.zoomRefusal }, change: { $0.zoom(by: 0.5) }),
    .key(
      [.character("-")], .time, name: "zoom-out", "Show twice as many edits.",
      refusal: { $0.wideningRefusal }, change: { $0.zoom(by: 2) }),
    .key(
      [.character("=")], .time, name: "zoom-reset", "Show the whole run, and follow it.",
      refusal: { $0.wideningRefusal }, change: { $0.showWholeRun() }),
    .key(
      [.character("H")], .time, name: "pan-left", hint: Hint("pan", keys: "H L"), "Move the charts to earlier edits.",
      refusal: { $0.windowRefusal(-1) }, change: { $0.pan(by: -0.25) }),
    .key(
      [.character("L")], .time, name: "pan-right", "Move the charts to later edits.",
      refusal: { $0.windowRefusal(1) }, change: { $0.pan(by: 0.25) }),
  ]
}
