import Numerics
import Telemetry
import Terminal

/// Does what the command line asks for.
///
/// - Returns: the exit code: 0 done, 1 failed, 2 wrong usage, 128 more than the signal that ended it.
@MainActor func perform(in world: Surroundings) -> Int32 {
  do {
    switch try parse(world.arguments) {
    case .help(let command): try world.write(helpText(command))
    case .version: try world.write("revive \(programVersion)\n")
    case .defaultConfiguration: try world.write(SettingsFile.standard)
    case .perform(let command, let settings): return try perform(command, settings, in: world)
    }
    return 0
  } catch let error as UsageError {
    world.complain(error)
    return 2
  } catch let error as TerminalError {
    world.complain(error)
    if case .notATerminal = error { return 2 }
    return 1
  } catch {
    world.complain("\(error)")
    return 1
  }
}

@MainActor private func perform(_ command: Subcommand, _ settings: Settings, in world: Surroundings) throws -> Int32 {
  // Those that compute are told first what keeps them from it.
  if command.computes { try LinearAlgebraLibrary.load() }
  return switch command {
  case .watch: try watch(settings, in: world)
  case .run: try run(settings, in: world)
  case .resume: try resume(settings, in: world)
  case .replay: try replay(settings, in: world)
  case .export: try export(settings, in: world)
  case .compare: try compare(settings, in: world)
  case .model: try inspectModel(settings, in: world)
  case .analyze: try analyze(settings, in: world)
  case .bench: try bench(settings, in: world)
  case .atlas: try atlas(settings, in: world)
  }
}

/// The exit code after a signal, as shells count: 130 after Ctrl-C, 143 after SIGTERM, 129 when the terminal went away.
func exitCode(interruptedBy signal: Int32) -> Int32 { 128 + signal }
