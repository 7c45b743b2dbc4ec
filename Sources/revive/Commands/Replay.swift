import Cells
import Engine
import Foundation
import Monitor
import RunModel

/// How a run is looked at again.
struct ReplayOptions: Sendable, Equatable {
  /// Rounds a second at which it is played; nil stands still.
  var speed: Double?
  /// The sentences of `:describe`, in place of the screen.
  var describes = false

  static let options: [Option<ReplayOptions>] = [
    .number(
      "--speed", \.speed, "play from edit 0 on, at X rounds a second", expected: "rounds a second, 0.1 to 1000"
    ) { MonitorState.playRates.contains($0) },
    .flag("--describe", \.describes, "print what the screen would show, in sentences, and end"),
  ]
}

/// `revive replay`: the monitor on a run's log, without an engine.
///
/// - Parameter greeting: said when the screen opens.
/// - Returns: the exit code.
@MainActor func replay(
  _ path: String, _ options: ReplayOptions, _ screen: ScreenOptions, greeting: String?, in context: ProcessContext
) throws -> Int32 {
  let run = try LoggedRun(path)
  if let warning = run.warning { context.complain(warning) }
  let end = Event.stopped(reason: "this is a replay; revive resume edits on")
  let shown = events(of: run.log.map(\.entry), run.description) + [end]
  guard !options.describes else {
    try context.write(description(of: shown))
    return 0
  }
  return try LiveMonitor(screen, in: context, greeting: greeting).show(shown, speed: options.speed)
    .goOn(screen, in: context)
}

/// What the monitor would show after these events, as text.
func description(of events: [Event]) -> String {
  var state = MonitorState(environment: MonitorEnvironment(size: standardPictureSize))
  _ = update(&state, .engine(events))
  return state.sentences.map { part in
    ([part.title] + part.sentences.map { "  \($0)" }).joined(separator: "\n") + "\n"
  }
  .joined(separator: "\n")
}
