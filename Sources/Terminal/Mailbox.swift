import Synchronization

/// Values on their way from a background queue to the main loop. Posting never waits for the reader, and wakes it only
/// when there was nothing to read before.
package final class Mailbox<Value: Sendable>: Sendable {
  private let values = Mutex<[Value]>([])
  private let wakePipe: WakePipe

  /// - Parameter wake: what the main loop listens to; several mailboxes may share it.
  package init(wake: WakePipe) {
    wakePipe = wake
  }

  /// Adds a value; from any thread, never waiting for the reader.
  package func post(_ value: Value) {
    let wasEmpty = values.withLock { values in
      values.append(value)
      return values.count == 1
    }
    if wasEmpty { wakePipe.wake() }
  }

  /// Takes all values, in the order of posting.
  package func drain() -> [Value] {
    values.withLock { values in
      let result = values
      values = []
      return result
    }
  }
}
