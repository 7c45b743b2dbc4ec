import Cells
import Charts
import Foundation
import Monitor
import RunModel

/// The files that an export writes; `-` is standard output.
struct ExportOptions: Sendable, Equatable {
  var csv: String?
  var jsonLines: String?
  /// What changes of the setting did.
  var effects: String?

  static let options: [Option<ExportOptions>] = [
    .text("--csv", "FILE", \.csv, "a row a round: settings, scores, seconds, and every layer's measures"),
    .text("--changes", "FILE", \.effects, "a row for each change and measure: slopes before it and since, as CSV"),
    .text("--jsonl", "FILE", \.jsonLines, "the log's lines that stand: all there is, spectra and edits too"),
  ]
}

/// `revive export`: numbers and charts of runs as files, or their settings in words.
///
/// - Returns: the exit code.
func export(
  _ paths: [String], _ options: ExportOptions, _ pictures: PictureOptions, _ screen: ScreenOptions,
  in context: ProcessContext
) throws -> Int32 {
  let piped = [("--csv", options.csv), ("--changes", options.effects), ("--jsonl", options.jsonLines)]
    .filter { $0.1 == "-" }.map { "\($0.0) -" }
  guard piped.count < 2 else {
    throw UsageError.incomplete(
      "\(piped.joined(separator: " and ")) would both go to standard output; give one of them a file")
  }
  let ofOne = [
    ("--csv", options.csv), ("--changes", options.effects), ("--jsonl", options.jsonLines),
    ("--screens", pictures.screens),
  ]
  if paths.count > 1, let option = ofOne.first(where: { $0.1 != nil })?.0 {
    throw UsageError.incomplete("\(option) writes one run; of several only --svg draws figures: export them one by one")
  }
  warnOfIdlePictureOptions(
    screen.pictureOptions + [("--size", pictures.size != nil)], hasPictures: pictures.screens != nil,
    needed: "--screens", in: context)
  warnOfIdlePictureOptions(
    [("--ground", pictures.ground != nil)], hasPictures: pictures.svg != nil, needed: "--svg", in: context)
  let environment = try pictureEnvironment(pictures, screen, in: context)
  let runs = try paths.map { path in
    let run = try LoggedRun(path)
    if let warning = run.warning { context.complain(warning) }
    return run
  }
  guard let run = runs.first else { return 0 }
  guard
    options.csv != nil || options.effects != nil || options.jsonLines != nil || pictures.svg != nil
      || pictures.screens != nil
  else {
    try context.write(runs.map(settingsText).joined(separator: "\n"))
    return 0
  }
  var files = NewFiles(overwrites: pictures.overwrites)
  var output = ""
  func put(_ text: String, _ path: String) throws(InputError) {
    if let name = run.ownName(of: path) {
      throw .invalid(path: path, problem: "is the run's own \(name); give another name")
    }
    if path == "-" { output = text } else { try files.add(text, at: path) }
  }
  if let path = options.csv { try put(RoundTable(run.run, of: run.log).csv, path) }
  if let path = options.effects { try put(ExportedEffect.csv(ExportedEffect.all(of: run)), path) }
  if let path = options.jsonLines { try put(jsonLines(of: run), path) }
  if let folder = pictures.svg { try files.add(figures(of: runs, paths: paths, on: pictures.ground), in: folder) }
  if let folder = pictures.screens {
    let state = run.monitor(environment)
    let charts = state.chartPictures(size: pictures.size ?? standardPictureSize)
    try files.add(charts.map { ($0.name, $0.cells.svg(theme: state.theme)) }, in: folder)
  }
  try files.write { context.report("wrote \(oneLine($0))\n") }
  if !output.isEmpty { try context.write(output) }
  return 0
}

/// The figures of runs, of a forked one both branches: each as a document, and all of them as one.
///
/// - Parameters:
///   - paths: what the person called each run.
///   - ground: nil for a light one.
func figures(of runs: [LoggedRun], paths: [String], on ground: Figure.Ground?) -> [(name: String, svg: String)] {
  let branches = zip(runs, paths).flatMap { run, path in
    ([run] + [run.other].compactMap(\.self)).map { (run: $0, path: path) }
  }
  let figures = RunFigures(RunComparison(branches.map(\.run), paths: branches.map(\.path)).runs).figures
  return figures.map { ($0.name, FigureDocument($0.figure, on: ground ?? .light).svg) }
    + [("all", FigureDocument(figures.map(\.figure), on: ground ?? .light).svg)]
}

/// Columns and rows of a picture when nothing is said.
let standardPictureSize = Size(width: 120, height: 36)

/// What pictures are drawn with: the theme asked for, or the standard one, and braille, which needs no font in SVG.
func pictureEnvironment(
  _ pictures: PictureOptions, _ screen: ScreenOptions, in context: ProcessContext
) throws(ThemeError) -> MonitorEnvironment {
  let choice = try ThemeChoice(screen, in: context)
  for warning in choice.warnings { context.complain("warning: \(warning)") }
  return MonitorEnvironment(
    size: pictures.size ?? standardPictureSize,
    themes: screen.theme == nil ? [.standard] : [choice.themes[choice.index]])
}

extension ScreenOptions {
  /// Those about pictures of characters, and whether they were given.
  var pictureOptions: [(name: String, isGiven: Bool)] {
    [("--theme", theme != nil), ("--themes-dir", themesFolder != nil), ("--glyphs", glyphs != nil)]
  }
}

/// Names options about pictures where none is made.
///
/// - Parameter needed: what would make some.
func warnOfIdlePictureOptions(
  _ options: [(name: String, isGiven: Bool)], hasPictures: Bool, needed: String, in context: ProcessContext
) {
  let given = options.filter(\.isGiven).map(\.name)
  guard !hasPictures, !given.isEmpty else { return }
  context.complain(
    "warning: \(given.joined(separator: ", ")): without effect where no picture is made (\(needed) does)")
}

/// The lines of a log that stand, as the log has them.
func jsonLines(of run: LoggedRun) throws -> String {
  let codec = LogCodec()
  return try run.run.standing(of: run.log).map { line in
    String(decoding: try codec.encode(line.entry, time: line.time), as: UTF8.self) + "\n"
  }.joined()
}

/// Every setting that the run was begun with, and what was changed on the way.
private func settingsText(of run: LoggedRun) -> String {
  let settings = run.settings.used(by: run.editors)
  let width = settings.reduce(0) { max($0, $1.name.count) }
  var text = "settings of \(oneLine(run.folder.path)), by their names in its config.json\n"
  for setting in settings { text += padded(setting.name, to: width + 2) + setting.value + "\n" }
  text += "\nchanges on the way, up to edit \(grouped(run.edits))\n"
  if run.changes.isEmpty { text += "none\n" }
  for exported in ExportedEffect.all(of: run) {
    let place = counted(exported.effect.change, "edit")
    text += exported.isFork ? "forked at \(place), \(exported.words)\n" : "at \(place): \(exported.words)\n"
    text += exported.text
  }
  return text
}
