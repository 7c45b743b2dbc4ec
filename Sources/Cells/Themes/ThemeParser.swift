/// Reads a theme in btop's format. Every text gives a theme: what is missing or cannot be read takes its colour from
/// `Theme.standard`, or from a neighbouring key where btop does so.
///
/// An absent key and an empty one (`""`) differ. Absent: the default's colour, except that `meter_bg` and `graph_text`
/// follow `inactive_fg`, and a file without `process_start` takes all of `process_*` from `cpu_*`. Empty: `main_bg` is
/// the terminal's own background, `*_mid` makes a gradient of two colours, `*_end` one of a single colour; any other
/// key is as if absent.
///
/// - Parameter name: what the theme is called, usually the file's name without its extension.
package func parseTheme(_ text: String, name: String) -> (theme: Theme, warnings: [ThemeWarning]) {
  let file = ThemeFile(text: text)
  var theme = Theme.standard
  theme.name = name
  for (key, role) in themeRoles {
    if case .color(let color) = file.entries[key] { theme[keyPath: role] = color }
  }
  if file.entries["main_bg"] == .empty { theme.mainBackground = .terminal }
  theme.graphText = file.color("graph_text") ?? theme.inactive
  theme.meterBackground = file.color("meter_bg") ?? theme.inactive
  for (key, gradient) in themeGradients {
    theme[keyPath: gradient] = file.gradient(key, default: theme[keyPath: gradient])
  }
  theme.process = file.color("process_start") == nil ? theme.cpu : file.processGradient()
  theme.series = (1...16).map { file.color("series_\($0)") }.prefix { $0 != nil }.compactMap { $0 }
  return (theme, file.warnings)
}

private typealias Role<Value> = WritableKeyPath<Theme, Value> & Sendable

private let themeRoles: [(key: String, role: Role<Color>)] = [
  ("main_bg", \.mainBackground), ("main_fg", \.mainForeground), ("title", \.title), ("hi_fg", \.highlight),
  ("selected_bg", \.selectedBackground), ("selected_fg", \.selectedForeground), ("inactive_fg", \.inactive),
  ("proc_misc", \.misc), ("cpu_box", \.cpuBox), ("mem_box", \.memBox), ("net_box", \.netBox), ("proc_box", \.procBox),
  ("div_line", \.divider), ("proc_pause_bg", \.pauseBackground), ("proc_follow_bg", \.followBackground),
  ("proc_banner_bg", \.bannerBackground), ("proc_banner_fg", \.bannerForeground),
  ("followed_bg", \.followedBackground), ("followed_fg", \.followedForeground),
]

private let themeGradients: [(key: String, gradient: Role<Gradient>)] = [
  ("temp", \.temp), ("cpu", \.cpu), ("download", \.download), ("upload", \.upload), ("used", \.used),
  ("cached", \.cached), ("available", \.available), ("free", \.free),
]

extension ThemeFile {
  /// The colour that the file gives to `key`; nil when absent, empty or invalid.
  func color(_ key: String) -> Color? {
    if case .color(let color) = entries[key] { return color }
    return nil
  }

  /// The gradient `key_start`, `key_mid`, `key_end`; stops that are absent come from `standard`.
  func gradient(_ key: String, default standard: Gradient) -> Gradient {
    let start = color("\(key)_start") ?? standard[percent: 0]
    if entries["\(key)_end"] == .empty { return Gradient(solid: start) }
    let end = color("\(key)_end") ?? standard[percent: 100]
    if entries["\(key)_mid"] == .empty { return Gradient(from: start, to: end) }
    return Gradient(from: start, through: color("\(key)_mid") ?? standard[percent: 50], to: end)
  }

  /// `process_*` once `process_start` is given: the one gradient whose absent middle means none, where btop would pass
  /// through black.
  func processGradient() -> Gradient {
    let standard = Theme.standard.process
    let start = color("process_start") ?? standard[percent: 0]
    if entries["process_end"] == .empty { return Gradient(solid: start) }
    return Gradient(from: start, through: color("process_mid"), to: color("process_end") ?? standard[percent: 100])
  }
}
