import Cells

/// Which panes are wanted, how they share the screen, and which of them has the focus.
package struct PaneLayout: Sendable, Equatable {
  /// How the panes share the screen.
  package private(set) var preset = Preset.overview
  /// Panes that are wanted; `layout` decides which of them fit.
  package private(set) var shown = Preset.overview.panes
  /// The pane that keys like `e` and `y` mean; always one of those shown.
  package var focus = Pane.quality
  /// Whether the focused pane has the whole screen.
  package var isExpanded = false

  package init() {}

  /// The panes that are worth their room: with one layer there is nothing to compare, unless one asks for it.
  ///
  /// - Parameter layers: how many the run edits; nil before it is known.
  func wanted(layers: Int?) -> Set<Pane> {
    guard let layers, layers < 2, focus != .layers else { return shown }
    return shown.subtracting([.layers])
  }

  mutating func take(_ wanted: Preset) {
    (preset, shown, isExpanded) = (wanted, wanted.panes, false)
    focus = wanted.lead
  }

  /// Shows a pane and gives it the focus.
  mutating func reach(_ pane: Pane) {
    shown.insert(pane)
    focus = pane
  }

  /// Shows and focuses a pane; hides it when it has the focus.
  ///
  /// - Returns: whether it was hidden or shown: the last one stays.
  mutating func toggle(_ pane: Pane) -> Bool {
    guard focus == pane, shown.contains(pane) else {
      reach(pane)
      return true
    }
    guard shown.count > 1 else { return false }
    moveFocus(by: 1)
    shown.remove(pane)
    isExpanded = false
    return true
  }

  mutating func moveFocus(by step: Int) {
    let panes = Pane.allCases.filter(shown.contains)
    guard !panes.isEmpty else { return }
    let place = panes.firstIndex(of: focus) ?? 0
    focus = panes[(place + step + panes.count) % panes.count]
  }
}

extension MonitorState {
  /// The panes that are worth their room.
  var wantedPanes: Set<Pane> { panes.wanted(layers: run?.description.layers.count) }

  /// Where the panes are on a screen of this size.
  func paneRects(size: Size) -> [Pane: Rect] {
    layout(
      size: size, preset: panes.preset, expanded: panes.isExpanded ? panes.focus : nil, shown: wantedPanes,
      focus: panes.focus, footer: stripHeight(size: size))
  }
}
