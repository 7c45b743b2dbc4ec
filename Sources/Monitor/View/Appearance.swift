import Cells
import Charts

/// How the screen is to look, as far as settings say so; nil leaves it as it is.
package struct Appearance: Sendable, Equatable {
  /// All themes there are.
  package var themes: [Theme]?
  /// The one to wear, by name.
  package var theme: String?
  package var glyphs: GlyphSet?
  package var preset: Preset?
  package var smoothing: Smoothing?
  /// Whether nothing may move by itself.
  package var isStill: Bool?

  package init() {}
}

extension MonitorState {
  mutating func wear(_ looks: Appearance) {
    let worn = theme.name
    if let themes = looks.themes, !themes.isEmpty {
      let kept = environment.themes.indices.contains(themeIndex) ? environment.themes[themeIndex].name : worn
      environment.themes = themes
      themeIndex = themes.firstIndex { $0.name == kept } ?? 0
      // The list may have become another one under the eyes of who reads it.
      if case .themes = overlay { overlay = .themes(selected: themes.firstIndex { $0.name == worn } ?? 0) }
    }
    if let place = environment.themes.firstIndex(where: { $0.name == looks.theme }) { themeIndex = place }
    if let glyphs = looks.glyphs { environment.glyphs = glyphs }
    if let isStill = looks.isStill { environment.isStill = isStill }
    // What one asked for is seen, and needs no words.
    let said = message
    if let preset = looks.preset { take(preset) }
    if let smoothing = looks.smoothing { smooth(smoothing) }
    message = said
  }
}
