import Cells
import Charts

/// What surrounds the monitor: decided outside, so that a state is the same everywhere.
package struct MonitorEnvironment: Sendable, Equatable {
  /// The whole screen.
  package var size: Size
  /// What the terminal can show; `a` changes it.
  package var glyphs: GlyphSet
  /// Themes to choose from; when empty, the built-in ones are used.
  package var themes: [Theme]
  /// Place among `themes` of the one that is kept.
  package var themeIndex = 0
  /// False when the terminal shows no colour: lines then carry their tags.
  package var hasColor: Bool
  /// Which keys ask for what.
  package var bindings = KeyBindings()
  /// Whether nothing may move by itself, and waiting is told in words alone.
  package var isStill = false
  /// Whether a run pauses at its goal or when it collapses, whichever is first.
  package var stopsAtCollapse = false
  /// Where the person's settings are, as the person would write it; nil where there is no place for them.
  package var settingsFile: String?

  package init(
    size: Size, glyphs: GlyphSet = .braille, themes: [Theme] = [.standard, .tty], hasColor: Bool = true
  ) {
    self.size = size
    self.glyphs = glyphs
    self.themes = themes.isEmpty ? [.standard, .tty] : themes
    self.hasColor = hasColor
  }

  /// The theme at a place, or the one nearest to it.
  func theme(at place: Int) -> Theme { themes.isEmpty ? .standard : themes[min(max(0, place), themes.count - 1)] }

  /// Takes other themes in place of those there are. The one that is kept stays the same when it is among them.
  mutating func replaceThemes(_ new: [Theme]) {
    let kept = theme(at: themeIndex).name
    themes = new
    themeIndex = new.firstIndex { $0.name == kept } ?? 0
  }

  /// Takes a size that a screen can have.
  mutating func resize(to wanted: Size) {
    let limit = 4_000
    size = Size(width: min(max(0, wanted.width), limit), height: min(max(0, wanted.height), limit))
  }
}
