import Cells
import Charts

/// Choosing a theme from a list. The screen wears the one that is chosen; what is kept changes with Enter only, so that
/// closing the list in any other way takes it back.
extension MonitorState {
  mutating func openThemes() { overlay = .themes(selected: themeIndex) }

  /// What a key does to the list of themes; nil when the key keeps its own meaning.
  mutating func pickTheme(with key: Key, from selected: Int) -> [Effect]? {
    let names = environment.themes.map(\.name)
    switch key {
    case .enter:
      overlay = nil
      keep(theme: selected)
    case .home: overlay = .themes(selected: 0)
    case .end: overlay = .themes(selected: max(0, names.count - 1))
    case .character("t"): overlay = .themes(selected: (selected + 1) % max(1, names.count))
    case .character(let letter):
      // The next one that begins with the letter, round and round.
      let order = names.indices.filter { $0 > selected } + names.indices.filter { $0 <= selected }
      guard let place = order.first(where: { names[$0].lowercased().hasPrefix(letter.lowercased()) }) else {
        return nil
      }
      overlay = .themes(selected: place)
    default: return nil
    }
    return []
  }

  mutating func moveTheme(by rows: Int, from selected: Int) {
    overlay = .themes(selected: max(0, min(selected + rows, environment.themes.count - 1)))
  }

  /// Wears a theme from now on; nothing is written anywhere.
  mutating func keep(theme place: Int) {
    themeIndex = place
    let always = environment.settingsFile.map { "; theme = \(theme.name) in \($0) makes it so from the start" } ?? ""
    say(.info, "theme \(theme.name)\(always)")
  }

  /// The list that lies over the panes, if one does.
  var picker: Picker? {
    switch overlay {
    case .editors(let selected): editorPicker(self, selected: selected)
    case .layers(let selected): layerPicker(self, selected: selected)
    case .themes(let selected): themePicker(self, selected: selected)
    case .forks(let selected): forkPicker(self, selected: selected)
    case .about, .collapse, .help, .edit, .description, nil: nil
    }
  }
}

/// The list of themes, each with the colours of its lines.
private func themePicker(_ state: MonitorState, selected: Int) -> Picker {
  let rows = state.environment.themes.enumerated().map { place, theme in
    let ground = theme.mainBackground == .terminal ? "terminal" : theme.isLight ? "light" : "dark"
    return Picker.Row(
      mark: place == state.themeIndex ? "*" : "", name: theme.name,
      text: ground + (theme.usesOwnSeries(Palette.seriesCount) ? "" : ", lines from another set"),
      swatches: theme.seriesColors(Palette.seriesCount))
  }
  return Picker(title: "theme", rows: rows, selected: selected, note: "* kept; the chosen one is shown at once")
}
