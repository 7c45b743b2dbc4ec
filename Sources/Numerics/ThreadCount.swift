import Dispatch
import Synchronization

/// How many threads share a product of the linear algebra library: one number for the whole process, which has to be 1 while
/// parts of a computation are done side by side (`concurrently`).
///
/// Whoever does so first lowers it, and whoever is done last puts it back, so that it changes under nobody's parts and is
/// the right one afterwards, however many engines are at work. What is set meanwhile holds from then on.
final class ThreadCount: Sendable {
  private struct State {
    /// How many computations have parts under way.
    var depth = 0
    /// The number when none has.
    var outside = 1
  }

  private let state = Mutex(State())
  private let get: @Sendable () -> Int
  private let set: @Sendable (Int) -> Void
  /// Whether this thread does a part.
  @TaskLocal private static var isInPart = false

  /// - Parameters:
  ///   - get: the library's own number.
  ///   - set: sets it.
  init(get: @escaping @Sendable () -> Int, set: @escaping @Sendable (Int) -> Void) {
    self.get = get
    self.set = set
  }

  /// Threads that the caller's products may share.
  var value: Int {
    guard !Self.isInPart else { return 1 }
    return state.withLock { $0.depth > 0 ? $0.outside : get() }
  }

  func set(_ count: Int) {
    state.withLock { state in
      state.outside = max(1, count)
      if state.depth == 0 { set(state.outside) }
    }
  }

  /// See the function of the same name.
  func concurrently<Part: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Part) -> [Part] {
    let workers = min(count, value)
    guard workers > 1 else { return (0..<count).map(body) }
    begin()
    defer { end() }
    var parts = [Part?](repeating: nil, count: count)
    parts.withUnsafeMutableBufferPointer { parts in
      nonisolated(unsafe) let parts = parts
      DispatchQueue.concurrentPerform(iterations: workers) { worker in
        Self.$isInPart.withValue(true) {
          for i in stride(from: worker, to: count, by: workers) { parts[i] = body(i) }
        }
      }
    }
    return parts.compactMap(\.self)
  }

  private func begin() {
    state.withLock { state in
      if state.depth == 0 {
        state.outside = get()
        set(1)
      }
      state.depth += 1
    }
  }

  private func end() {
    state.withLock { state in
      state.depth -= 1
      if state.depth == 0 { set(state.outside) }
    }
  }
}
