import Testing

@testable import Cells

@Suite struct ThemeSeriesTests {
  @Test(arguments: [Theme.standard, Theme.tty])
  func builtInThemesServeTheirOwnSeries(theme: Theme) {
    let own = theme.series.isEmpty ? theme.download[percent: 80] : theme.series.first
    #expect(theme.seriesColors(6).first == own)
  }

  @Test(arguments: [true, false])
  func anyNumberIsDistinctFromEachOther(light: Bool) {
    var theme = repetitive
    theme.mainBackground = light ? .rgb(250, 250, 250) : .rgb(10, 10, 10)
    for count in 0...12 {
      let colors = theme.seriesColors(count)
      #expect(colors.count == count)
      #expect(Set(colors).count == count)
      if count <= 8 { #expect(theme.areDistinct(colors)) }
    }
    #expect(Set(theme.seriesColors(40)).count == 40)
    #expect(theme.seriesColors(-1).isEmpty)
  }

  @Test func oneGradientForEverythingIsReplaced() {
    #expect(repetitive.seriesColors(1) == [.rgb(0, 200, 0)])
    #expect(repetitive.seriesColors(2).first == .rgb(0x56, 0xB4, 0xE9))
  }

  @Test func coloursLikeTheBackgroundAreReplaced() {
    var theme = Theme.standard
    theme.series = [.rgb(0x20, 0x24, 0x28), .rgb(0xF0, 0x40, 0x40)]
    #expect(theme.seriesColors(2) != theme.series)
    #expect(theme.areDistinct(theme.seriesColors(2)))
  }

  @Test func aTransparentBackgroundIsJudgedByItsText() {
    var theme = Theme.standard
    theme.mainBackground = .terminal
    #expect(!theme.isLight)
    theme.mainForeground = .rgb(30, 30, 30)
    #expect(theme.isLight)
  }

  /// A theme like many of btop's: the same green in every gradient.
  private var repetitive: Theme {
    var theme = Theme.standard
    for gradient in [\Theme.download, \.upload, \.used, \.available, \.free, \.cpu] {
      theme[keyPath: gradient] = Gradient(solid: .rgb(0, 200, 0))
    }
    return theme
  }
}
