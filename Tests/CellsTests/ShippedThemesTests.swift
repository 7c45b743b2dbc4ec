import Foundation
import Testing

@testable import Cells

/// The themes that come with the program are complete and can be read, with all colours and with 256.
@Suite struct ShippedThemesTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("themes").path

  private static let library = ThemeLibrary(directories: [folder])

  @Test func thereAreADarkAndALightOne() throws {
    let themes = try Self.library.names.map { try Self.library.load($0).theme }
    #expect(themes.contains { $0.isLight && $0 != .tty })
    #expect(themes.filter { !$0.isLight }.count >= 3)
  }

  @Test(arguments: library.names.filter { $0 != "Default" && $0 != "TTY" })
  func filesHaveEveryKeyAndNoOddities(name: String) throws {
    #expect(try Self.library.load(name).warnings.isEmpty)
    let text = try String(contentsOfFile: "\(Self.folder)/\(name).theme", encoding: .utf8)
    let keys = Set(ThemeFile(text: text).entries.keys)
    let roles = [
      "main_bg", "main_fg", "title", "hi_fg", "selected_bg", "selected_fg", "inactive_fg", "graph_text", "meter_bg",
      "proc_misc", "cpu_box", "mem_box", "net_box", "proc_box", "div_line", "proc_pause_bg", "proc_follow_bg",
      "proc_banner_bg", "proc_banner_fg", "followed_bg", "followed_fg",
    ]
    let stops = [
      "temp", "cpu", "download", "upload", "used", "cached", "available", "free", "process",
    ].flatMap { name in ["start", "mid", "end"].map { "\(name)_\($0)" } }
    #expect(keys.isSuperset(of: roles + stops))
  }

  @Test(arguments: library.names.filter { $0 != "TTY" }, [true, false])
  func everythingCanBeRead(name: String, with256Colors: Bool) throws {
    let theme = try Self.library.load(name).theme
    func shown(_ color: Color) -> Color {
      guard with256Colors, let (red, green, blue) = color.components else { return color }
      return xtermColor(nearest256(red, green, blue))
    }
    func expect(_ text: Color, on ground: Color, atLeast least: Double) {
      #expect(contrast(shown(text), shown(ground)) >= least, "\(text) on \(ground)")
    }
    let ground = theme.mainBackground
    expect(theme.mainForeground, on: ground, atLeast: 7)
    expect(theme.title, on: ground, atLeast: 7)
    expect(theme.graphText, on: ground, atLeast: 4.5)
    expect(theme.highlight, on: ground, atLeast: 4.5)
    expect(theme.misc, on: ground, atLeast: 4.5)
    expect(theme.inactive, on: ground, atLeast: 2.8)
    expect(theme.selectedForeground, on: theme.selectedBackground, atLeast: 7)
    expect(theme.followedForeground, on: theme.followedBackground, atLeast: 4.5)
    for banner in [theme.pauseBackground, theme.followBackground, theme.bannerBackground] {
      expect(theme.bannerForeground, on: banner, atLeast: 4)
    }
    for gradient in [theme.download, theme.upload, theme.used, theme.available, theme.free, theme.temp] {
      expect(gradient[percent: 100], on: ground, atLeast: 3)
    }
    let series = theme.seriesColors(theme.series.isEmpty ? 6 : theme.series.count)
    #expect(theme.areDistinct(series.map(shown)))
    if !theme.series.isEmpty { #expect(series == theme.series) }
  }

  /// The contrast ratio of WCAG 2, 1 to 21.
  private func contrast(_ one: Color, _ other: Color) -> Double {
    func luminance(_ color: Color) -> Double {
      guard let (red, green, blue) = color.components else { return 0 }
      func linear(_ channel: UInt8) -> Double {
        let value = Double(channel) / 255
        return value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }
    let (a, b) = (luminance(one), luminance(other))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }
}
