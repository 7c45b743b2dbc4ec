import Cells

/// Choosing a theme from a list. The screen shows the one that is chosen; what is kept changes with Enter only, so that
/// closing the list in any other way takes it back.
extension MonitorState {
  mutating func openThemes() { open(.themes, at: environment.themeIndex) }

  /// The list of themes, each with the colours of its lines.
  var themeList: ListPicker {
    ListPicker(
      "theme", of: Array(environment.themes.enumerated()), note: "* kept; the chosen one is shown at once",
      next: .character("t")
    ) { place, theme in
      let ground = theme.mainBackground == .terminal ? "terminal" : theme.isLight ? "light" : "dark"
      return ListPicker.Row(
        mark: place == environment.themeIndex ? "*" : "", name: theme.name,
        text: ground + (theme.usesOwnSeries(Palette.seriesCount) ? "" : ", lines from another set"), word: theme.name,
        swatches: theme.seriesColors(Palette.seriesCount))
    } take: { state, item in
      state.keep(theme: item.offset)
      return []
    }
  }

  /// Keeps a theme from now on; nothing is written anywhere.
  mutating func keep(theme place: Int) {
    environment.themeIndex = place
    let always = environment.settingsFile.map { "; theme = \(theme.name) in \($0) makes it so from the start" } ?? ""
    footer.say(.info, "theme \(theme.name)\(always)")
  }
}
