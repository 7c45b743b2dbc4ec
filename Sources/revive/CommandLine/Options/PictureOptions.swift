import Cells
import Charts

/// Pictures of charts, and files that are about to be written.
struct PictureOptions: Sendable, Equatable {
  /// A file, or a folder for several pictures.
  var svg: String?
  /// What figures are drawn on; nil for white.
  var ground: Figure.Ground?
  /// A folder for pictures of the monitor's charts.
  var screens: String?
  /// Columns and rows of a picture of characters.
  var size: Size?
  /// Whether charts are printed, too.
  var hasCharts = false
  var overwrites = false
}

extension PictureOptions {
  static let screensGroup = OptionGroup(
    "Pictures of the monitor's charts",
    [
      Option<PictureOptions>.text(
        "--screens", "DIR", \.screens, "the monitor's charts as they look there, as SVG pictures"
      ).of(\.pictures),
      ScreenOptions.theme("theme, by the name of its file").of(\.screen), ScreenOptions.themesFolder.of(\.screen),
      .size("size of a picture in characters (120x36)"),
    ])
}

extension Option<Settings> {
  static func size(_ help: String) -> Option {
    Option<PictureOptions>(
      name: "--size", valueName: "COLSxROWS", help: help
    ) { (text, pictures) throws(OptionRejection) in
      let parts = text.split(separator: "x", omittingEmptySubsequences: false).map(wholeNumber)
      guard parts.count == 2, let width = parts[0], let height = parts[1], (40...400).contains(width),
        (8...200).contains(height)
      else { throw .init(expected: "columns from 40 to 400 and rows from 8 to 200, as in 120x36") }
      pictures.size = Size(width: width, height: height)
    }.of(\.pictures)
  }

  static func svg(_ valueName: String, _ help: String) -> Option {
    Option<PictureOptions>.text("--svg", valueName, \.svg, help).of(\.pictures)
  }

  /// Figures for print, and what they are drawn on.
  static let figures: [Option] = [
    .svg("DIR", "figures for print as SVG paths: a file for each chart, all.svg for all"),
    Option<PictureOptions>.choice("--ground", \.ground, "what figures are drawn on (light)").of(\.pictures),
  ]

  static var charts: Option {
    Option<PictureOptions>.flag("--charts", \.hasCharts, "print charts under the tables, a line a run")
      .of(\.pictures)
  }

  static var overwrite: Option {
    Option<PictureOptions>.flag("--overwrite", \.overwrites, "write over files that are there already")
      .of(\.pictures)
  }
}
