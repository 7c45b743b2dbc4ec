import Cells

/// Pictures of charts, and files that are about to be written.
struct PictureOptions: Sendable, Equatable {
  /// A file, or a folder for several pictures.
  var svg: String?
  /// Columns and rows of a picture.
  var size: Size?
  /// Whether charts are printed, too.
  var hasCharts = false
  var overwrites = false
}

extension PictureOptions {
  static let group = OptionGroup(
    "Pictures",
    [
      ScreenOptions.theme("theme, by the name of its file").of(\.screen), ScreenOptions.themesFolder.of(\.screen),
      Option<PictureOptions>(
        name: "--size", valueName: "COLSxROWS", help: "size of a picture in characters (120x36)"
      ) { (text, pictures) throws(OptionRejection) in
        let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let width = parts[0], let height = parts[1], (40...400).contains(width),
          (8...200).contains(height)
        else { throw .init(expected: "columns from 40 to 400 and rows from 8 to 200, as in 120x36") }
        pictures.size = Size(width: width, height: height)
      }.of(\.pictures),
    ])
}

extension Option<Settings> {
  static func svg(_ valueName: String, _ help: String) -> Option {
    Option<PictureOptions>.text("--svg", valueName, \.svg, help).of(\.pictures)
  }

  static var charts: Option {
    Option<PictureOptions>.flag("--charts", \.hasCharts, "print charts under the tables, a line a run")
      .of(\.pictures)
  }

  static var overwrite: Option {
    Option<PictureOptions>.flag("--overwrite", \.overwrites, "write over files that are there already")
      .of(\.pictures)
  }
}
