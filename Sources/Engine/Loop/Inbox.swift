import Dispatch
import Synchronization

/// Values on their way to a thread: posted from any thread, taken in their order by the one that they are for.
package final class Inbox<Value: Sendable>: Sendable {
  private let values = Mutex<[Value]>([])
  private let available = DispatchSemaphore(value: 0)

  package init() {}

  package func post(_ value: Value) {
    values.withLock { $0.append(value) }
    available.signal()
  }

  /// Whether no value is on its way.
  package var isEmpty: Bool { values.withLock { $0.isEmpty } }

  /// The oldest value, if there is one.
  package func poll() -> Value? {
    guard available.wait(timeout: .now()) == .success else { return nil }
    return values.withLock { $0.removeFirst() }
  }

  /// The oldest value, as soon as there is one. Sleeps without waking up meanwhile.
  package func next() -> Value {
    available.wait()
    return values.withLock { $0.removeFirst() }
  }
}
