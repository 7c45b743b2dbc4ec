import Engine
import Numerics

/// `revive run`: the engine alone.
///
/// - Returns: the exit code.
func run(_ settings: Settings, in world: Surroundings) throws -> Int32 {
  let run = try ConfiguredRun(settings)
  let warnings = run.warnings + [idleGuardWarning(settings)].compactMap(\.self)
  for warning in warnings { world.complain("warning: \(warning)") }
  if settings.hasControls { return try runControls(run.configuration, settings, in: world) }
  let folder = try settings.out.map(prepareRunFolder)
  let saveTo = try settings.save.map { try prepareSaveFolder($0, runFolder: folder) }
  if let threads = settings.threads { LinearAlgebraLibrary.setThreads(threads) }
  var headless = Headless(
    world, prints: settings.printsJSON ? .json : .table, until: settings.until, isResumed: false,
    stopsOnFailure: run.configuration.pausesOnFailure)
  return headless.run(.new(run.configuration, folder: folder), saveTo: saveTo)
}

/// Says that the guard is off when its options were given without the one that switches it on: without a screen nobody
/// can switch it on later.
func idleGuardWarning(_ settings: Settings) -> String? {
  let given = [
    settings.guardKind != nil ? "--guard" : nil, settings.tau != nil ? "--tau" : nil,
    settings.energy != nil ? "--energy" : nil, settings.basis != nil ? "--basis" : nil,
    settings.controlOf != nil ? "--control-of" : nil, settings.factor != nil ? "--scale" : nil,
  ]
  guard settings.guardIsOn == nil, !settings.hasControls, let option = given.compactMap(\.self).first else {
    return nil
  }
  return "\(option) is given, but the guard is off: --revive on turns it on"
}
