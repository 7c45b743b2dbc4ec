import Engine

/// `revive run`: the engine alone.
///
/// - Returns: the exit code.
func run(_ options: RunOptions, _ output: OutputOptions, in context: ProcessContext) throws -> Int32 {
  let run = try ConfiguredRun(options)
  for warning in run.warnings + idleOptions(options, run.configuration, hasControls: output.hasControls) {
    context.complain("warning: \(warning)")
  }
  if output.hasControls { return try runControls(run.configuration, options, output, in: context) }
  let folder = try output.out.map(prepareRunFolder)
  let saveTo = try output.save.map { try prepareSaveFolder($0, runFolder: folder) }
  var headless = Headless(
    context, prints: output.printsJSON ? .json() : .table, until: output.until, isResumed: false,
    stopsOnFailure: run.configuration.pausesOnFailure, evaluates: options.evaluation.scope == .full ? .always : .never)
  return headless.run(.new(run.configuration, folder: folder), saveTo: saveTo)
}
