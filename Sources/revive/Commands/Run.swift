import Engine
import Numerics

/// `revive run`: the engine alone.
///
/// - Returns: the exit code.
func run(_ settings: Settings, in context: ProcessContext) throws -> Int32 {
  let run = try ConfiguredRun(settings)
  for warning in run.warnings + idleOptions(settings, run.configuration, of: .run) {
    context.complain("warning: \(warning)")
  }
  if settings.hasControls { return try runControls(run.configuration, settings, in: context) }
  let folder = try settings.out.map(prepareRunFolder)
  let saveTo = try settings.save.map { try prepareSaveFolder($0, runFolder: folder) }
  if let threads = settings.threads { LinearAlgebraLibrary.setThreads(threads) }
  var headless = Headless(
    context, prints: settings.printsJSON ? .json() : .table, until: settings.until, isResumed: false,
    lateGuard: LateGuard(run.configuration.guardSetting, from: settings.guardFrom),
    stopsOnFailure: run.configuration.pausesOnFailure, evaluates: settings.evaluation == .full)
  return headless.run(.new(run.configuration, folder: folder), saveTo: saveTo)
}
