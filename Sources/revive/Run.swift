import Engine
import Numerics

/// `revive run`: the engine alone.
///
/// - Returns: the exit code.
func run(_ settings: Settings, in world: Surroundings) throws -> Int32 {
  let run = try ConfiguredRun(settings)
  for warning in run.warnings { world.complain("warning: \(warning)") }
  let folder = try settings.out.map(prepareRunFolder)
  let saveTo = try settings.save.map { try prepareSaveFolder($0, model: run.configuration.model) }
  if let threads = settings.threads { LinearAlgebraLibrary.setThreads(threads) }
  var headless = Headless(world, printsJSON: settings.printsJSON, until: settings.until, isResumed: false)
  return headless.run(.new(run.configuration, folder: folder), saveTo: saveTo)
}
