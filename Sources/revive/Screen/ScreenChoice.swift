import Cells
import Charts
import Monitor
import Terminal

/// What the command line and the settings file say of the screen, together, with the themes there are.
struct ScreenChoice {
  let file: SettingsFile
  let themes: ThemeChoice
  /// What is wrong with the file and with the theme.
  let warnings: [String]
  private let screen: ScreenOptions

  /// - Throws: `ThemeError` when the theme that the command line names cannot be had. One that the file names is warned of.
  init(_ commandLine: ScreenOptions, in context: ProcessContext) throws(ThemeError) {
    file = SettingsFile(environment: context.environment)
    var screen = commandLine.filled(from: file.screen, environment: context.environment)
    var found = file.warnings
    do throws(ThemeError) {
      themes = try ThemeChoice(screen, in: context)
    } catch {
      guard commandLine.theme == nil else { throw error }
      found.append("settings file: \(error.description)")
      screen.theme = nil
      themes = try ThemeChoice(screen, in: context)
    }
    self.screen = screen
    warnings = found + themes.warnings
  }

  /// How the terminal is to be talked to.
  func terminalOptions(_ environment: [String: String]) -> TerminalOptions {
    let sync: Bool? = screen.sync == .on ? true : screen.sync == .off ? false : nil
    return TerminalOptions(
      environment: environment, color: screen.color, forcesUTF8: [.braille, .blocks].contains(screen.glyphs),
      synchronizes: sync,
      usesMouse: !screen.leavesMouse)
  }

  /// Whether both talk to the terminal in the same way, which is settled at the start.
  func hasSameTerminal(as other: ScreenChoice) -> Bool {
    (screen.color, screen.sync, screen.leavesMouse)
      == (other.screen.color, other.screen.sync, other.screen.leavesMouse)
  }

  /// How the screen is to look.
  func appearance(terminal: GlyphRange) -> Appearance {
    var result = Appearance()
    result.themes = themes.themes
    result.theme = screen.theme == nil ? nil : themes.themes[themes.index].name
    result.glyphs = ScreenChoice.glyphs(screen.glyphs ?? .auto, terminal: terminal)
    result.preset = screen.layout
    result.smoothing = screen.smoothing
    result.isStill = screen.isStill
    result.stopsAtCollapse = screen.until == .collapse
    result.bindings = file.bindings
    return result
  }

  /// The folders whose files it was made from.
  func folders(in context: ProcessContext) -> [String] {
    let own = SettingsFile.path(environment: context.environment).map { [String($0.dropLast("/config".count))] } ?? []
    return own
      + ThemeLibrary.searchPath(
        option: screen.themesFolder, environment: context.environment, executable: context.executable)
  }

  /// The characters to draw with: the person's word counts for more than what is thought of the terminal, but outside of
  /// UTF-8 there is nothing but ASCII.
  private static func glyphs(_ choice: GlyphChoice, terminal: GlyphRange) -> GlyphSet {
    switch (choice, terminal) {
    case (.auto, .braille), (.braille, .braille), (.braille, .blocks): .braille
    case (.blocks, .braille), (.blocks, .blocks): .blocks
    case (.auto, .blocks), (.ascii, _), (_, .ascii): .ascii
    }
  }
}

extension Appearance {
  /// What is not as it was: what a person has changed on the screen since stays, unless the file changes it, too.
  func changes(since before: Appearance) -> Appearance {
    var changes = Appearance()
    if themes != before.themes { changes.themes = themes }
    if theme != before.theme { changes.theme = theme }
    if glyphs != before.glyphs { changes.glyphs = glyphs }
    if preset != before.preset { changes.preset = preset }
    if smoothing != before.smoothing { changes.smoothing = smoothing }
    if isStill != before.isStill { changes.isStill = isStill }
    if stopsAtCollapse != before.stopsAtCollapse { changes.stopsAtCollapse = stopsAtCollapse }
    if bindings != before.bindings { changes.bindings = bindings }
    return changes
  }
}
