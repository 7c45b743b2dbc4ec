import Cells
import Charts

/// How the screen looks, as far as settings say so; nil leaves it as it is.
package struct Appearance: Sendable, Equatable {
  /// All themes there are.
  package var themes: [Theme]?
  /// The theme in use, by name.
  package var theme: String?
  package var glyphs: GlyphSet?
  package var preset: Preset?
  package var smoothing: Smoothing?
  /// Which keys ask for what.
  package var bindings: KeyBindings?
  /// Whether nothing may move by itself.
  package var isStill: Bool?
  /// Whether a run pauses when it collapses.
  package var stopsAtCollapse: Bool?

  package init() {}
}

extension MonitorState {
  mutating func apply(_ appearance: Appearance) {
    if let themes = appearance.themes, !themes.isEmpty {
      let shown = theme.name
      environment.replaceThemes(themes)
      // The open list of themes may have become another one: the theme that is shown stays chosen.
      if overlay?.content == .picker(.themes) { overlay?.place = themes.firstIndex { $0.name == shown } ?? 0 }
    }
    if let place = environment.themes.firstIndex(where: { $0.name == appearance.theme }) {
      environment.themeIndex = place
    }
    if let glyphs = appearance.glyphs { environment.glyphs = glyphs }
    if let bindings = appearance.bindings { environment.bindings = bindings }
    if let isStill = appearance.isStill { environment.isStill = isStill }
    if let stops = appearance.stopsAtCollapse { environment.stopsAtCollapse = stops }
    if let preset = appearance.preset { panes.take(preset) }
    if let smoothing = appearance.smoothing { setSmoothing(smoothing) }
  }
}
