import Dispatch
import Foundation
import RunModel

/// How a session begins.
package enum EngineStart: Sendable {
  /// A new run, kept in `folder` when there is one.
  case new(RunConfiguration, folder: URL?)
  /// An earlier run, taken up where its log ends, or after an earlier round: what came later is then taken back. `model` is
  /// where its model is now, if not where it was.
  case resume(URL, to: Int? = nil, model: String? = nil)
}

/// The editing engine: a serial background queue that takes commands and emits events. It never waits for whoever listens.
package final class EditingEngine: Sendable {
  private let queue = DispatchQueue(label: "revive.engine", qos: .userInitiated)
  private let commands = Inbox<Command>()
  private let finished = DispatchSemaphore(value: 0)

  package init() {}

  /// Begins to work. Called once.
  ///
  /// - Parameters:
  ///   - clock: seconds since 1970, for the log's time stamps.
  ///   - cache: where second moments are kept from one run to the next.
  ///   - isUndoable: false for a run that will never be asked to take a round back.
  ///   - saveTo: folder for the edited model, written when the engine stops.
  ///   - emit: called on the engine's queue; must not block.
  package func start(
    _ start: EngineStart, cache: StatisticsCache? = nil, isUndoable: Bool = true, saveTo: URL? = nil,
    clock: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 },
    emit: @escaping @Sendable (Event) -> Void
  ) {
    queue.async { [commands, finished] in
      var loop = EngineLoop(
        commands: commands, cache: cache, isUndoable: isUndoable, clock: clock, emit: emit)
      loop.operate(start, saveTo: saveTo)
      finished.signal()
    }
  }

  package func send(_ command: Command) { commands.post(command) }

  /// Waits until the engine has stopped, at most `seconds`.
  @discardableResult
  package func waitUntilStopped(seconds: Double) -> Bool {
    let result = finished.wait(timeout: .now() + seconds)
    if result == .success { finished.signal() }
    return result == .success
  }
}
