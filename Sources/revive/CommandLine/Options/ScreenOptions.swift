import Cells
import Monitor

/// How the monitor looks, which a settings file may say, too.
struct ScreenOptions: Sendable, Equatable {
  var theme: String?
  var themesFolder: String?
  /// Nil finds out.
  var color: ColorDepth?
  var glyphs: GlyphChoice?
  var layout: Preset?
  var smoothing: Smoothing?
  /// Nothing moves by itself.
  var isStill = false
  var leavesMouse = false
  var sync: SyncChoice?
  /// Where a run in the monitor pauses by itself; nil for its goal.
  var until: MonitorGoal?
}

/// Where a run in the monitor pauses by itself.
enum MonitorGoal: String, Sendable, CaseIterable {
  /// At the run's goal, or the end of its list.
  case goal
  /// When a signal of collapse raises the alarm, if that comes first.
  case collapse
}

/// Whether the terminal is asked to show each frame in one piece.
enum SyncChoice: String, Sendable, CaseIterable {
  /// Where the terminal can be trusted with it: not inside tmux and screen.
  case auto
  case on
  case off
}

/// Which characters the monitor draws with.
enum GlyphChoice: String, Sendable, CaseIterable {
  /// What the terminal and the locale can be trusted with.
  case auto
  case braille
  case blocks
  case ascii
}

extension ScreenOptions {
  static let options: [Option<ScreenOptions>] = [
    theme("theme, by the name of its file; `t` chooses one"), themesFolder,
    Option(
      name: "--color", valueName: (["auto"] + ColorDepth.allCases.map(\.rawValue)).joined(separator: "|"),
      help: "colours to use (auto)"
    ) { (text, screen) throws(OptionRejection) in
      screen.color = ColorDepth(rawValue: text)
      if screen.color == nil, text != "auto" { throw .init(expected: "auto, truecolor, 256, 16 or none") }
    },
    glyphs,
    .choice(
      "--layout", Preset.allCases.map { ($0.rawValue.lowercased(), $0) }, \.layout, "panes to begin with (overview)"),
    .choice(
      "--smooth", Smoothing.allCases.map { ($0.name, $0) }, \.smoothing, "smoothing of lines to begin with (off)"),
    .choice("--sync", \.sync, "have each frame shown in one piece (auto: not inside tmux and screen)"),
    .flag("--no-motion", \.isStill, "nothing moves by itself, and waiting is told in words"),
    .flag("--no-mouse", \.leavesMouse, "leave the mouse to the terminal"),
  ]

  static let group = OptionGroup("The screen", of: \.screen, options)

  /// For the settings file alone: on the command line `--until` may also name a number of edits.
  static let until = Option<ScreenOptions>.choice("--until", \.until, "where Space pauses by itself (goal)")

  static func theme(_ help: String) -> Option<ScreenOptions> { .text("--theme", "NAME", \.theme, help) }

  static let themesFolder = Option<ScreenOptions>.text(
    "--themes-dir", "DIR", \.themesFolder, "folder with further themes in btop's format")

  static let glyphs = Option<ScreenOptions>.choice("--glyphs", \.glyphs, "characters to draw with (auto)")
}

extension ScreenOptions {
  /// These, and what a settings file says where they say nothing.
  ///
  /// - Parameter environment: `NO_COLOR` counts for more than the file.
  func filled(from file: ScreenOptions, environment: [String: String]) -> ScreenOptions {
    var result = self
    result.theme = theme ?? file.theme
    result.themesFolder = themesFolder ?? file.themesFolder.map { expanded($0, environment: environment) }
    result.color = color ?? (environment["NO_COLOR"]?.isEmpty == false ? nil : file.color)
    result.glyphs = glyphs ?? file.glyphs
    result.layout = layout ?? file.layout
    result.smoothing = smoothing ?? file.smoothing
    result.sync = sync ?? file.sync
    result.until = until ?? file.until
    result.isStill = isStill || file.isStill
    result.leavesMouse = leavesMouse || file.leavesMouse
    return result
  }
}
