import Engine
import Foundation
import RunModel

/// `revive watch`: the monitor on a new run.
///
/// - Parameter showsTour: whether the tour begins by itself.
/// - Returns: the exit code.
@MainActor func watch(
  _ options: RunOptions, _ output: OutputOptions, _ screen: ScreenOptions, showsTour: Bool = false,
  in context: ProcessContext
) throws -> Int32 {
  try options.guarding.refuseLateStart(because: "in the monitor, press r when the time has come")
  try LiveMonitor.requireScreen(in: context)
  let run = try ConfiguredRun(options)
  var (configuration, asked) = (run.configuration, screen)
  switch output.until {
  case .edits(let count): configuration.goal = count
  case .collapse: asked.until = .collapse
  case .allEdits, nil: break
  }
  var warnings = run.warnings
  var folder: URL?
  // A folder that nobody asked for is not left behind empty.
  defer { if output.out == nil, let folder { removeUnused(runFolder: folder) } }
  if let out = output.out {
    folder = try prepareRunFolder(out)
  } else {
    folder = defaultFolder(in: context, warnings: &warnings)
  }
  let saveTo = try output.save.map { try prepareSaveFolder($0, runFolder: folder) }
  return try LiveMonitor(asked, in: context).run(
    .new(configuration, folder: folder), saveTo: saveTo, warnings: warnings, showsTour: showsTour
  ).goOn(screen, in: context)
}

/// The monitor's own place for runs; nil, with a warning, where nothing can be written.
private func defaultFolder(in context: ProcessContext, warnings: inout [String]) -> URL? {
  while let path = defaultRunFolder(environment: context.environment, time: context.now()) {
    try? FileManager.default.createDirectory(
      atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
    // Of two monitors that are opened at once each makes a folder of its own.
    if mkdir(path, 0o777) != 0, errno == EEXIST { continue }
    do { return try prepareRunFolder(path) } catch {
      warnings.append("the run is not kept: \(error)")
      return nil
    }
  }
  warnings.append("the run is not kept: HOME names no folder; give one with --out")
  return nil
}
