import Cells
import Engine
import Foundation
import Monitor
import RunModel

/// `revive replay`: the monitor on a run's log, without an engine.
///
/// - Returns: the exit code.
@MainActor func replay(_ settings: Settings, in context: ProcessContext) throws -> Int32 {
  let folder = try RunFolder(existing: URL(fileURLWithPath: settings.operand ?? "").standardizedFileURL)
  let entries = try folder.entries()
  guard let constants = BranchedRun(entries).description else {
    throw RunFolderError.unreadable(path: folder.url.path, reason: "its log holds no round; the run never got that far")
  }
  let shown = events(of: entries, constants) + [.stopped(reason: "this is a replay; revive resume edits on")]
  guard !settings.describes else {
    try context.write(description(of: shown))
    return 0
  }
  return try LiveMonitor(settings, in: context).show(shown, speed: settings.speed)
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
