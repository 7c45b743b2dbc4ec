import Cells
import Charts
import Foundation
import Monitor
import RunModel

/// `revive compare`: several runs held against each other.
///
/// - Returns: the exit code.
func compare(
  _ paths: [String], _ pictures: PictureOptions, _ screen: ScreenOptions, printsJSON: Bool, in context: ProcessContext
) throws -> Int32 {
  warnOfIdlePictureOptions(
    screen.pictureOptions + [("--size", pictures.size != nil)], hasPictures: pictures.hasCharts, needed: "--charts",
    in: context)
  warnOfIdlePictureOptions(
    [("--ground", pictures.ground != nil)], hasPictures: pictures.svg != nil, needed: "--svg", in: context)
  let environment = try pictureEnvironment(pictures, screen, in: context)
  // A forked run counts as two.
  let read = try paths.map { path in
    let run = try LoggedRun(path)
    if let warning = run.warning { context.complain(warning) }
    return run
  }
  let runs = zip(paths, read).flatMap { path, run in
    ([run] + [run.other].compactMap(\.self)).map { (path: path, run: $0) }
  }
  guard runs.count > 1 else {
    throw UsageError.incomplete("compare holds runs against each other: give another one, or a run with two branches")
  }
  let comparison = RunComparison(runs.map(\.run), paths: runs.map(\.path))
  let charts = ComparisonCharts(comparison, environment)
  var files = NewFiles(overwrites: pictures.overwrites)
  if let folder = pictures.svg {
    try files.add(figures(of: read, paths: paths, on: pictures.ground), in: folder)
  }
  try files.write { context.report("wrote \(oneLine($0))\n") }
  if printsJSON {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    try context.write(String(decoding: encoder.encode(comparison.record), as: UTF8.self) + "\n")
    return 0
  }
  try context.write(comparison.text)
  if pictures.hasCharts {
    let size = pictures.size ?? Size(width: 100, height: 16)
    for picture in charts.pictures(glyphs(screen.glyphs, in: context), size: size) {
      try context.write("\n" + picture.cells.plainText)
    }
  }
  return 0
}
