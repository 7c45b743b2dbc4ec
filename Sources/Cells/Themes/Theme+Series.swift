import Foundation

extension Theme {
  /// Whether dark text on a light ground. A background that is the terminal's own is judged by the text on it.
  package var isLight: Bool {
    if let background = OKLab(mainBackground) { return background.lightness > 0.6 }
    return OKLab(mainForeground).map { $0.lightness < 0.5 } ?? false
  }

  /// `count` colours for lines in one chart, distinct from each other and readable on the background.
  ///
  /// The theme's own are taken where they serve. Many btop themes repeat one gradient for everything, so when two of
  /// them look alike, or one sinks into the background, all come from a colour-blind-safe set instead.
  package func seriesColors(_ count: Int) -> [Color] {
    guard count > 0 else { return [] }
    for candidates in [ownSeries, isLight ? Theme.lightSeries : Theme.darkSeries] where candidates.count >= count {
      let colors = Array(candidates.prefix(count))
      if areDistinct(colors) { return colors }
    }
    return hueRing(count)
  }

  /// Whether the colours can be told from each other and from the background. Distances are in OKLab; 0.09 is some
  /// four times a just visible difference, which a one-cell-wide braille line needs.
  func areDistinct(_ colors: [Color]) -> Bool {
    let labs = colors.compactMap { OKLab($0) }
    let ground = OKLab(mainBackground) ?? OKLab(lightness: isLight ? 1 : 0, a: 0, b: 0)
    return labs.count == colors.count
      && labs.indices.allSatisfy { i in
        abs(labs[i].lightness - ground.lightness) >= 0.25
          && labs[..<i].allSatisfy { labs[i].distance(to: $0) >= 0.09 }
      }
  }

  /// Whether the first `count` series colours are shades of grey, which an eye tells apart only side by side.
  package func hasGreySeries(_ count: Int) -> Bool {
    let labs = seriesColors(count).compactMap { OKLab($0) }
    return !labs.isEmpty && labs.allSatisfy { ($0.a * $0.a + $0.b * $0.b).squareRoot() < 0.02 }
  }

  /// Whether lines are drawn in the theme's own colours; false where those could not be told apart.
  package func usesOwnSeries(_ count: Int) -> Bool {
    seriesColors(count) == Array(ownSeries.prefix(count))
  }

  private var ownSeries: [Color] {
    series.isEmpty ? [download, upload, used, available, free, cpu].map { $0[percent: 80] } : series
  }

  /// Any number of hues around a circle at two alternating lightnesses, for more lines than anyone can name.
  private func hueRing(_ count: Int) -> [Color] {
    (0..<count).map { index in
      let angle = 2 * Double.pi * Double(index) / Double(count) + 0.6
      let lightness = (isLight ? 0.50 : 0.70) + (index.isMultiple(of: 2) ? 0 : 0.10)
      return OKLab(lightness: lightness, a: 0.12 * cos(angle), b: 0.12 * sin(angle)).rgb
    }
  }

  // Okabe and Ito's hues ("Color Universal Design", 2008); the dark set lifts the blue, the light set darkens the
  // yellow and sky blue, so that each keeps its distance from the ground.
  private static let darkSeries: [Color] = [
    .rgb(0x56, 0xB4, 0xE9), .rgb(0xE6, 0x9F, 0x00), .rgb(0x00, 0xB0, 0x84), .rgb(0xE0, 0x88, 0xB8),
    .rgb(0xF0, 0xE4, 0x42), .rgb(0xE8, 0x6A, 0x2C), .rgb(0x6C, 0x8C, 0xFF), .rgb(0xD0, 0xD0, 0xD0),
  ]
  private static let lightSeries: [Color] = [
    .rgb(0x00, 0x72, 0xB2), .rgb(0xC8, 0x4E, 0x00), .rgb(0x00, 0x85, 0x5F), .rgb(0xB0, 0x4C, 0x86),
    .rgb(0x9A, 0x7B, 0x00), .rgb(0x2B, 0x98, 0xD8), .rgb(0x5A, 0x3E, 0xB0), .rgb(0x33, 0x33, 0x33),
  ]
}
