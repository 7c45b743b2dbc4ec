import Foundation
import Testing

@testable import Cells

/// The themes that come with the program are complete and can be read, with all colours and with 256.
@Suite struct ShippedThemesTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("themes").path

  private static let library = ThemeLibrary(directories: [folder])

  @Test func thereAreSix() {
    let own = ["basalt", "beacon", "console", "graphite", "kestrel", "vellum"]
    #expect(Self.library.names == ["Default", "TTY"] + own)
  }

  /// What sets `beacon` apart: 7 is the enhanced contrast of WCAG 2 (1.4.6), which it holds for everything that is read.
  @Test func highContrastIsHigh() throws {
    let theme = try Self.library.load("beacon").theme
    let read =
      [theme.mainForeground, theme.title, theme.highlight, theme.inactive, theme.graphText, theme.misc]
      + theme.seriesColors(8) + [0, 50, 100].map { theme.process[percent: $0] } + [theme.temp[percent: 100]]
    for color in read { #expect(contrast(color, theme.mainBackground) >= 7, "\(color)") }
    for ground in [theme.pauseBackground, theme.followBackground, theme.bannerBackground] {
      #expect(contrast(theme.bannerForeground, ground) >= 7)
    }
  }

  /// Each lacks one kind of cone. Matrices for linear sRGB of Machado, Oliveira and Fernandes, "A physiologically-based
  /// model for simulation of color vision deficiency" (2009), at full severity.
  private static let eyes: [String: [[Double]]] = [
    "protanopia": [
      [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
      [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
      [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900],
    ],
  ]

  @Test(arguments: eyes.keys.sorted()) func colourBlindEyesTellEverythingApart(eye: String) throws {
    let theme = try Self.library.load("kestrel").theme
    let matrix = try #require(Self.eyes[eye])
    func seen(_ color: Color) -> Color {
      guard let (red, green, blue) = color.components else { return color }
      let light = [red, green, blue].map { value -> Double in
        let share = Double(value) / 255
        return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
      }
      let channels = matrix.map { row -> UInt8 in
        let value = min(1, max(0, zip(row, light).reduce(0) { $0 + $1.0 * $1.1 }))
        return UInt8(((value <= 0.0031308 ? 12.92 * value : 1.055 * pow(value, 1 / 2.4) - 0.055) * 255).rounded())
      }
      return .rgb(channels[0], channels[1], channels[2])
    }
    #expect(theme.areDistinct(theme.seriesColors(8).map(seen)))
    let outcomes = [0, 50, 100].map { seen(theme.process[percent: $0]) }
    #expect(theme.areDistinct(outcomes))
    #expect(theme.areDistinct([seen(theme.temp[percent: 0]), seen(theme.temp[percent: 100])]))
  }

  @Test func greyLinesAreKnownToBeGrey() throws {
    let grey = try Self.library.load("graphite").theme
    #expect(grey.hasGreySeries(6) && grey.usesOwnSeries(6))
    for name in ["Default", "TTY", "basalt", "kestrel"] {
      #expect(try !Self.library.load(name).theme.hasGreySeries(6), "\(name)")
    }
  }

  /// With 16 colours every one of its colours is one of those, none an approximation.
  @Test func theConsoleNeedsSixteenColours() throws {
    let text = try String(contentsOfFile: "\(Self.folder)/console.theme", encoding: .utf8)
    let sixteen = Set((0..<16).map { xtermColor($0) })
    for (key, entry) in ThemeFile(text: text).entries {
      if case .color(let color) = entry { #expect(sixteen.contains(color), "\(key)") }
    }
  }

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
