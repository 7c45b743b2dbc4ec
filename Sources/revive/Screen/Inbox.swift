import Dispatch
import Synchronization

/// Values on their way to a thread that sleeps until one comes.
final class Inbox<Value: Sendable>: Sendable {
  private let values = Mutex<[Value]>([])
  private let available = DispatchSemaphore(value: 0)

  func post(_ value: Value) {
    values.withLock { $0.append(value) }
    available.signal()
  }

  /// The oldest value, as soon as there is one.
  func next() -> Value {
    available.wait()
    return values.withLock { $0.removeFirst() }
  }
}
