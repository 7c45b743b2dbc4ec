import Cells
import Charts
import RunModel

/// A theme as the panes use it: styles by purpose. Backgrounds are `.terminal` where the ground below stays.
struct Palette {
  let theme: Theme
  let hasColor: Bool
  /// Lines of charts, the same colour for the same place in every pane.
  private let series: [Color]

  /// Whether hue does not tell lines apart, so that they carry their letters.
  let linesNeedTags: Bool

  /// The most lines that any chart has.
  static let seriesCount = 6

  init(theme: Theme, hasColor: Bool) {
    self.theme = theme
    self.hasColor = hasColor
    series = theme.seriesColors(Palette.seriesCount)
    linesNeedTags = !hasColor || theme.hasGreySeries(Palette.seriesCount)
  }

  var ground: Style { Style(theme.mainForeground, on: theme.mainBackground) }
  var text: Style { Style(theme.mainForeground) }
  var strong: Style { Style(theme.title, .bold) }
  var label: Style { Style(theme.graphText) }
  var faint: Style { Style(theme.inactive, hasColor ? [] : .dim) }
  var divider: Style { Style(theme.divider, hasColor ? [] : .dim) }
  var key: Style { Style(theme.highlight, .bold) }
  var good: Style { Style(theme.process[percent: 100]) }
  var middling: Style { Style(theme.process[percent: 50]) }
  var bad: Style { Style(theme.process[percent: 0], .bold) }
  var alarm: Style { Style(theme.temp[percent: 100], .bold) }
  var guardOn: Style { Style(theme.available[percent: 100], .bold) }
  /// A control that is on: never to be taken for a guard.
  var controlOn: Style { Style(theme.cached[percent: 100], .bold) }
  /// The row that Enter takes; reversed where there are no colours.
  var selected: Style {
    hasColor
      ? Style(theme.selectedForeground, on: theme.selectedBackground, .bold) : Style(.terminal, [.bold, .reverse])
  }
  /// The line of something as it was before editing.
  var ghost: Style { Style(theme.cached[percent: 50], hasColor ? [] : .dim) }
  /// The line of something as it was when the guard was changed last.
  var toggleGhost: Style { Style(theme.available[percent: 50], hasColor ? [] : .dim) }
  /// What was measured under the crosshair.
  var readout: Style {
    hasColor ? Style(theme.followedForeground, on: theme.followedBackground) : Style(.terminal, .reverse)
  }
  /// Growth of singular values, the ground for none, in 31 steps.
  ///
  /// - Parameter limit: log2 of the growth at the ends.
  func heat(_ glyphs: GlyphSet, limit: Double) -> HeatMap.Ramp {
    let rises = Gradient(from: theme.mainBackground, through: theme.temp[percent: 50], to: theme.temp[percent: 100])
    let falls = Gradient(from: theme.mainBackground, through: theme.cpu[percent: 10], to: theme.cpu[percent: 80])
    let colors =
      (1...15).reversed().map { falls[percent: $0 * 100 / 15] } + [theme.mainBackground]
      + (1...15).map { rises[percent: $0 * 100 / 15] }
    let characters = hasColor && glyphs != .ascii ? nil : text
    return HeatMap.Ramp(colors: hasColor ? colors : [], limit: limit, alarm: alarm, text: characters)
  }
  var meter: Style { Style(theme.misc) }

  /// The colour of a chart's line.
  func series(_ index: Int) -> Style {
    Style(series.isEmpty ? theme.mainForeground : series[index % series.count])
  }

  /// A style closer to the background.
  func faded(_ style: Style) -> Style {
    guard hasColor, let color = mixed(style.foreground, percent: 40) else { return faint }
    return Style(color)
  }

  /// The rule of a note.
  func style(of note: RunNote) -> Style {
    switch note.kind {
    case .own: key
    case .undone, .forked: label
    }
  }

  /// A word on a coloured ground; reversed where there are no colours.
  func banner(_ background: Color) -> Style {
    hasColor ? Style(theme.bannerForeground, on: background, .bold) : Style(.terminal, [.bold, .reverse])
  }

  /// A guard or control as it is on, or off.
  func style(of setting: GuardSetting) -> Style {
    setting.isOn ? setting.kind.isControl ? controlOn : guardOn : label
  }

  /// The outline of a pane.
  func box(_ pane: Pane) -> Style {
    switch pane {
    case .spectrum, .waterfall, .quality: Style(theme.cpuBox)
    case .similarity: Style(theme.memBox)
    case .norms: Style(theme.netBox)
    case .edits, .probes, .layers: Style(theme.procBox)
    }
  }

  /// The ground of what was edited under a guard; nil where the theme's colours cannot be mixed.
  var guardTint: Color? { mixed(theme.available[percent: 50], percent: 16) }
  /// The ground of what was edited beside a guard, under a control.
  var controlTint: Color? { mixed(theme.cached[percent: 50], percent: 22) }
  /// The ground of the protected band.
  var bandTint: Color? { mixed(theme.cpu[percent: 50], percent: 16) }

  private func mixed(_ color: Color, percent: Int) -> Color? {
    guard case .rgb = color, case .rgb = theme.mainBackground else { return nil }
    return Gradient(from: theme.mainBackground, to: color)[percent: percent]
  }

  /// The parts of a chart that are not data.
  func chart(_ pane: Pane) -> ChartStyle {
    ChartStyle(
      text: label, axis: divider, baseline: box(pane), cursor: Style(theme.highlight), alarm: alarm)
  }
}
