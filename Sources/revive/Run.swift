import Engine
import Foundation
import Numerics

/// `revive run`: the engine alone.
///
/// - Returns: the exit code.
func run(_ settings: Settings, in world: Surroundings) throws -> Int32 {
  let run = try ConfiguredRun(settings)
  for warning in run.warnings { world.complain("warning: \(warning)") }
  let folder = try settings.out.map(prepareRunFolder)
  if let threads = settings.threads { LinearAlgebraLibrary.setThreads(threads) }
  var headless = Headless(world, printsJSON: settings.printsJSON, until: settings.until, isResumed: false)
  return headless.run(.new(run.configuration, folder: folder), saveTo: settings.save.map { URL(fileURLWithPath: $0) })
}
