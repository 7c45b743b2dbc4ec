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
    context.complain("\(error)")
    return 1
  }
}

@MainActor private func perform(_ command: Subcommand, _ settings: Settings, in context: ProcessContext) throws -> Int32
{
  // Those that compute are told first what keeps them from it.
  if command.computes { try LinearAlgebraLibrary.load() }
  return switch command {
  case .watch: try watch(settings, in: context)
  case .run: try run(settings, in: context)
  case .resume: try resume(settings, in: context)
  case .replay: try replay(settings, in: context)
  case .export: try export(settings, in: context)
  case .compare: try compare(settings, in: context)
  case .model: try inspectModel(settings, in: context)
  case .analyze: try analyze(settings, in: context)
  case .bench: try bench(settings, in: context)
  case .atlas: try atlas(settings, in: context)
  }
}

/// The exit code after a signal, as shells count: 130 after Ctrl-C, 143 after SIGTERM, 129 when the terminal went away.
func exitCode(interruptedBy signal: Int32) -> Int32 { 128 + signal }
