import Cells

/// The themes that `t` steps through, and the one to begin with.
struct ThemeChoice {
  let themes: [Theme]
  let index: Int
  /// What is odd about the file of the theme that was asked for.
  let warnings: [String]

  /// - Throws: `ThemeError` when the theme asked for cannot be had. Others that cannot be read are left out.
  init(_ screen: ScreenOptions, in context: ProcessContext) throws(ThemeError) {
    let library = ThemeLibrary(
      directories: ThemeLibrary.searchPath(
        option: screen.themesFolder, environment: context.environment, executable: context.executable))
    var chosen: Theme?
    var warnings: [String] = []
    if let name = screen.theme {
      let (theme, remarks) = try library.load(name)
      chosen = theme
      warnings = remarks.map { "theme \(theme.name): \($0)" }
    }
    themes = library.names.compactMap { try? library.load($0).theme }
    index = themes.firstIndex { $0.name == chosen?.name } ?? 0
    self.warnings = warnings
  }
}
