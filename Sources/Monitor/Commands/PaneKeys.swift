import Charts

extension MonitorCommand {
  /// What arranges the panes and what they show.
  static let paneKeys: [MonitorCommand] = [
    .key(
      "12345678".map { .character($0) }, .panes, keyName: "pane", hint: "pane",
      "Show and focus the pane with this number; hide it when it has the focus.",
      perform: { state, call in state.togglePane(call.key) }),
    .key(
      [.tab], .panes, name: "next-pane", hint: "focus", "Focus the next pane.", change: { $0.panes.moveFocus(by: 1) }),
    .key(
      [.backTab], .panes, name: "previous-pane", "Focus the pane before.", change: { $0.panes.moveFocus(by: -1) }),
    .key(
      [.character("e")], .panes, name: "expand", hint: "expand",
      "Give the focused pane the whole screen, or take it back; probes have room for whole texts there.",
      change: { $0.panes.isExpanded.toggle() }),
    .key(
      [.enter], .panes, keyName: "look", hint: "look",
      "Look into it: the moment under the crosshair, the chosen edit or probe, else the pane in focus, as e "
        + "does.",
      asks: { $0.lookInto() }),
    .key(
      [.character("p")], .panes, keyName: "layout", hint: "layout",
      "Next layout: Overview, Spectrum, Collapse, Edits, Minimal.", change: { $0.take($0.panes.preset.next(1)) }),
    .key(
      [.character("P")], .panes, keyName: "previous-layout", "The layout before.",
      change: { $0.take($0.panes.preset.next(-1)) }),
    .key(
      [.character("v")], .panes, keyName: "layer", hint: "layer",
      "Choose the layer that panes show, or the mean of all.",
      refusal: { state in
        guard let run = state.run else { return state.loadingRefusal }
        return run.description.layers.count < 2 ? "only one layer is edited" : nil
      }, change: { $0.openLayers() }),
    .key(
      [.character("y")], .panes, name: "log",
      "Linear or logarithmic values in the focused pane (spectrum, core drift, norms, perplexity).",
      refusal: { state in
        ValueAxes.Name.allCases.contains { $0.pane == state.panes.focus }
          ? nil : "pane \(state.panes.focus.digit) \(state.panes.focus.title) has no value axis"
      }, change: { $0.toggleScale() }),
    .key(
      [.character("d")], .panes, name: "ratio", hint: "ratio",
      "Singular values as they are, or as ratios to edit 0, where an unharmed weight is a flat line at 1.",
      change: { $0.toggleRatios() }),
    .key(
      [.character("w")], .panes, keyName: "smooth", hint: "smooth",
      "Smooth lines over edits: off, over some 5 rounds, over some 25, with the raw line faint behind.",
      refusal: { $0.run == nil ? $0.loadingRefusal : nil }, change: { $0.smooth($0.charts.smoothing.next) }),
  ]
}
