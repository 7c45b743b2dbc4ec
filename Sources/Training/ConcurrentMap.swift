import Foundation

/// The results of independent work on each index, in their order, computed on all processors.
func concurrentMap<Element: Sendable>(_ indices: Range<Int>, _ work: @Sendable (Int) -> Element) -> [Element] {
  let places = Places<Element>(count: indices.count)
  DispatchQueue.concurrentPerform(iterations: indices.count) { i in
    places.set(i, work(indices.lowerBound + i))
  }
  return places.values
}

private final class Places<Element: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var found: [Element?]

  init(count: Int) { found = Array(repeating: nil, count: count) }

  func set(_ index: Int, _ element: Element) { lock.withLock { found[index] = element } }

  var values: [Element] { lock.withLock { found.compactMap { $0 } } }
}
