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
  private let settings: Settings

  /// - Throws: `ThemeError` when the theme that the command line names cannot be had. One that the file names is warned of.
  init(_ commandLine: Settings, in context: ProcessContext) throws(ThemeError) {
    file = SettingsFile(environment: context.environment)
    var settings = commandLine.filled(from: file.settings, environment: context.environment)
    var found = file.warnings
    do throws(ThemeError) {
      themes = try ThemeChoice(settings, in: context)
    } catch {
      guard commandLine.theme == nil else { throw error }
      found.append("settings file: \(error.description)")
      settings.theme = nil
      themes = try ThemeChoice(settings, in: context)
    }
    self.settings = settings
    warnings = found + themes.warnings
  }

  /// How the terminal is to be talked to.
  func terminalOptions(_ environment: [String: String]) -> TerminalOptions {
    let sync: Bool? = settings.sync == .on ? true : settings.sync == .off ? false : nil
    return TerminalOptions(
      environment: environment, color: settings.color, forcesUTF8: [.braille, .blocks].contains(settings.glyphs),
      synchronizes: sync,
      usesMouse: !settings.leavesMouse)
  }

  /// Whether both talk to the terminal in the same way, which is settled at the start.
  func hasSameTerminal(as other: ScreenChoice) -> Bool {
    (settings.color, settings.sync, settings.leavesMouse)
      == (other.settings.color, other.settings.sync, other.settings.leavesMouse)
  }

  /// How the screen is to look.
  func appearance(terminal: GlyphRange) -> Appearance {
    var result = Appearance()
    result.themes = themes.themes
    result.theme = settings.theme == nil ? nil : themes.themes[themes.index].name
    result.glyphs = ScreenChoice.glyphs(settings.glyphs ?? .auto, terminal: terminal)
    result.preset = settings.layout
    result.smoothing = settings.smoothing
    result.isStill = settings.isStill
    return result
  }

  /// The folders whose files it was made from.
  func folders(in context: ProcessContext) -> [String] {
    let own = SettingsFile.path(environment: context.environment).map { [String($0.dropLast("/config".count))] } ?? []
    return own
      + ThemeLibrary.searchPath(
        option: settings.themesFolder, environment: context.environment, executable: context.executable)
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
    return changes
  }
}
