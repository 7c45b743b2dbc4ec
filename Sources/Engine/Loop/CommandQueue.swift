import Dispatch
import RunModel
import Synchronization

/// Commands on their way to the engine: posted from any thread, taken by the engine's.
package final class CommandQueue: Sendable {
  private let pending = Mutex<[Command]>([])
  private let available = DispatchSemaphore(value: 0)

  package init() {}

  package func post(_ command: Command) {
    pending.withLock { $0.append(command) }
    available.signal()
  }

  /// The oldest command, if there is one.
  package func poll() -> Command? {
    guard available.wait(timeout: .now()) == .success else { return nil }
    return pending.withLock { $0.removeFirst() }
  }

  /// The oldest command, as soon as there is one. Sleeps without waking up meanwhile.
  package func wait() -> Command {
    available.wait()
    return pending.withLock { $0.removeFirst() }
  }
}
