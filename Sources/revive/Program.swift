import Files
import Numerics
import RunModel
import Terminal

/// Does what the command line asks for.
///
/// - Returns: the exit code: 0 done, 1 failed, 2 wrong usage, 128 more than the signal that ended it.
@MainActor func perform(in context: ProcessContext) -> Int32 {
  do {
    switch try parse(context.arguments) {
    case .help(let command): try context.write(helpText(command))
    case .version: try context.write("revive \(programVersion)\n")
    case .defaultConfiguration: try context.write(SettingsFile.standard)
    case .perform(let command, let settings): return try perform(command, settings, in: context)
    }
    return 0
  } catch let error as UsageError {
    context.complain(error)
    return 2
  } catch let error as TerminalError {
    context.complain(error)
    if case .notATerminal = error { return 2 }
    return 1
  } catch {
    context.complain(sentence(for: error))
    return 1
  }
}

@MainActor private func perform(_ command: Subcommand, _ settings: Settings, in context: ProcessContext) throws -> Int32
{
  var run = settings.run
  let (output, screen, pictures) = (settings.output, settings.screen, settings.pictures)
  let newest = settings.operand == nil && command.takesNewest ? try newestRun(for: command, in: context) : nil
  let operand = settings.operand ?? newest?.path ?? ""
  // Those that compute are told first what keeps them from it.
  if command.computes {
    try LinearAlgebraLibrary.load()
    if let threads = run.pace.threads { LinearAlgebraLibrary.setThreads(threads) }
    run.inputs = try run.inputs.placed(in: context)
  }
  return switch command {
  case .watch: try watch(run, output, screen, in: context)
  case .tour: try watch(run, output, screen, showsTour: true, in: context)
  case .run: try revive.run(run, output, in: context)
  case .resume:
    try resume(
      operand, threads: run.pace.threads, evaluation: run.evaluation.scope, output, screen,
      greeting: newest?.words, in: context)
  case .replay: try replay(operand, settings.replay, screen, greeting: newest?.words, in: context)
  case .attach: try attach(operand, screen, greeting: newest?.words, in: context)
  case .runs: try runs(settings.operands, settings.runs, screen, printsJSON: output.printsJSON, in: context)
  case .export: try export(settings.operands, settings.export, pictures, screen, in: context)
  case .compare: try compare(settings.operands, pictures, screen, printsJSON: output.printsJSON, in: context)
  case .model:
    try inspectModel(
      modelPlace(operand, in: context)?.url.path ?? operand, settings.model, out: output.out,
      printsJSON: output.printsJSON, in: context)
  case .models: try models(printsJSON: output.printsJSON, in: context)
  case .locate: try locate(operand, run, pictures, printsJSON: output.printsJSON, in: context)
  case .fetch: try fetch(operand, settings.fetch, in: context)
  case .analyze:
    try analyze(operand, settings.analysis, run, pictures, screen.glyphs, printsJSON: output.printsJSON, in: context)
  case .bench: try bench(settings.bench, run, printsJSON: output.printsJSON, in: context)
  case .atlas: try atlas(operand, settings.atlas, run, output, in: context)
  }
}

/// The run that was written last, for a command that was given none, and the words that say so, also on standard error.
private func newestRun(for command: Subcommand, in context: ProcessContext) throws -> (path: String, words: String) {
  let path = try RunFinder.newest(environment: context.environment).path
  let words = "\(command.rawValue) of the newest run, \(oneLine(abbreviated(path, environment: context.environment)))"
  context.report("\(words)\n")
  return (path, words)
}

/// The exit code after a signal, as shells count: 130 after Ctrl-C, 143 after SIGTERM, 129 when the terminal went away.
func exitCode(interruptedBy signal: Int32) -> Int32 { 128 + signal }
