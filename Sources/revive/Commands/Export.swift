import Cells
import Foundation
import Monitor
import RunModel

/// `revive export`: a run's numbers and charts as files, or its settings in words.
///
/// - Returns: the exit code.
func export(_ settings: Settings, in context: ProcessContext) throws -> Int32 {
  guard settings.csv != "-" || settings.jsonLines != "-" else {
    throw UsageError.incomplete("--csv - and --jsonl - would both go to standard output; give one of them a file")
  }
  warnOfIdlePictureOptions(settings, hasPictures: settings.svg != nil, needed: "--svg", in: context)
  let environment = try pictureEnvironment(settings, in: context)
  let run = try LoggedRun(settings.operand ?? "")
  guard settings.csv != nil || settings.jsonLines != nil || settings.svg != nil else {
    try context.write(settingsText(of: run))
    return 0
  }
  var files = NewFiles(overwrites: settings.overwrites)
  var output = ""
  func put(_ text: String, _ path: String) throws(InputError) {
    if path == "-" { output = text } else { try files.add(text, at: path) }
  }
  if let path = settings.csv { try put(RoundTable(run.run, of: run.log).csv, path) }
  if let path = settings.jsonLines { try put(jsonLines(of: run), path) }
  if let folder = settings.svg {
    let state = run.monitor(environment)
    let pictures = state.chartPictures(size: settings.pictureSize ?? standardPictureSize)
    try files.add(pictures.map { ($0.name, $0.cells.svg(theme: state.theme)) }, in: folder)
  }
  try files.write { context.report("wrote \(oneLine($0))\n") }
  if !output.isEmpty { try context.write(output) }
  return 0
}

/// Columns and rows of a picture when nothing is said.
let standardPictureSize = Size(width: 120, height: 36)

/// What pictures are drawn with: the theme asked for, or the standard one, and braille, which needs no font in SVG.
func pictureEnvironment(_ settings: Settings, in context: ProcessContext) throws(ThemeError) -> MonitorEnvironment {
  let choice = try ThemeChoice(settings, in: context)
  for warning in choice.warnings { context.complain("warning: \(warning)") }
  return MonitorEnvironment(
    size: settings.pictureSize ?? standardPictureSize,
    themes: settings.theme == nil ? [.standard] : [choice.themes[choice.index]])
}

/// Names options about pictures where none is made.
///
/// - Parameter needed: what would make some.
func warnOfIdlePictureOptions(_ settings: Settings, hasPictures: Bool, needed: String, in context: ProcessContext) {
  let given = [
    ("--theme", settings.theme != nil), ("--themes-dir", settings.themesFolder != nil),
    ("--size", settings.pictureSize != nil), ("--glyphs", settings.glyphs != nil),
  ].filter(\.1).map(\.0)
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
  text += "\nchanges on the way, up to edit \(run.edits)\n"
  for change in run.changes { text += "at \(change.edits) edits: \(change.text)\n" }
  if run.changes.isEmpty { text += "none\n" }
  guard let other = run.other, let fork = run.run.fork else { return text }
  text += "\nforked at \(fork.edits) edits, branch \(fork.name) up to edit \(other.edits): \(fork.setting.editor), "
  text += "guard \(guardText(fork.setting.guardSetting))\n"
  for change in other.changes where change.edits > fork.edits { text += "at \(change.edits) edits: \(change.text)\n" }
  return text
}
