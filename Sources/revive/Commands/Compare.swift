import Cells
import Charts
import Foundation
import Monitor
import RunModel

/// `revive compare`: several runs held against each other.
///
/// - Returns: the exit code.
func compare(_ settings: Settings, in context: ProcessContext) throws -> Int32 {
  warnOfIdlePictureOptions(
    settings, hasPictures: settings.svg != nil || settings.hasCharts, needed: "--svg or --charts", in: context)
  let environment = try pictureEnvironment(settings, in: context)
  // A forked run counts as two.
  let runs = try settings.operands.flatMap { path in
    let run = try LoggedRun(path)
    return ([run] + [run.other].compactMap(\.self)).map { (path: path, run: $0) }
  }
  let comparison = RunComparison(runs.map(\.run), paths: runs.map(\.path))
  let charts = ComparisonCharts(comparison, environment)
  var files = NewFiles(overwrites: settings.overwrites)
  if let folder = settings.svg {
    let size = settings.pictureSize ?? Size(width: 110, height: 32)
    try files.add(
      charts.pictures(.braille, size: size).map { ($0.name, $0.cells.svg(theme: charts.theme)) }, in: folder)
  }
  try files.write { context.report("wrote \(oneLine($0))\n") }
  if settings.printsJSON {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    try context.write(String(decoding: encoder.encode(comparison.record), as: UTF8.self) + "\n")
    return 0
  }
  try context.write(comparison.text)
  if settings.hasCharts {
    let size = settings.pictureSize ?? Size(width: 100, height: 16)
    for picture in charts.pictures(glyphs(settings, in: context), size: size) {
      try context.write("\n" + picture.cells.plainText)
    }
  }
  return 0
}
