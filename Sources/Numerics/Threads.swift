import Dispatch
import Synchronization

/// Cuts items of the given sizes into consecutive ranges of about equal size for `concurrently`: as many as the library has
/// threads, or fewer, so that each has about `least` in it.
package func shares(_ sizes: [Int], least: Int) -> [Range<Int>] {
  let total = sizes.reduce(0, +)
  let count = max(1, min(LinearAlgebraLibrary.threads, total / max(1, least)))
  var ranges: [Range<Int>] = []
  var start = 0
  var done = 0
  for (i, size) in sizes.enumerated() {
    done += size
    let isFull = ranges.count + 1 < count && done * count >= (ranges.count + 1) * total
    guard isFull || i == sizes.count - 1 else { continue }
    ranges.append(start..<i + 1)
    start = i + 1
  }
  return ranges
}

/// Does independent parts of a computation side by side, and returns what they give in order.
///
/// Many small products keep the cores busier this way than one after the other with all of the library's threads, which
/// meet at the end of each; and what lies between products is spread over the cores, too. So as many parts run at once as
/// the library has threads, each with one of them. A single part gets the library's threads as they are.
///
/// Computations on other threads may do the same at the same time.
///
/// - Parameter body: called from several threads at once, with 0..<count. What it does side by side in turn is done one
///   after the other, since it has one thread.
package func concurrently<Part: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Part) -> [Part] {
  LinearAlgebraLibrary.threadCount.concurrently(count, body)
}

/// Two computations that have nothing to do with each other, side by side. The second is done here, so that it can share
/// its own work among threads.
///
/// - Throws: what the first throws, else what the second does.
package func both<First: Sendable, Second: Sendable>(
  _ first: @escaping @Sendable () throws -> First, _ second: () throws -> Second
) throws -> (First, Second) {
  let found = Mutex<Result<First, any Error>?>(nil)
  let group = DispatchGroup()
  DispatchQueue.global(qos: .userInitiated).async(group: group) {
    let result = Result { try first() }
    found.withLock { $0 = result }
  }
  let other = Result { try second() }
  group.wait()
  guard let one = found.withLock({ $0 }) else { preconditionFailure("the first was left out") }
  return (try one.get(), try other.get())
}
