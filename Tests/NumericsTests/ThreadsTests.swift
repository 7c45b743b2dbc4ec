import Dispatch
import Synchronization
import Testing

@testable import Numerics

struct ThreadsTests {
  @Test func partsComeBackInOrder() {
    #expect(concurrently(5) { $0 * $0 } == [0, 1, 4, 9, 16])
    #expect(concurrently(1) { $0 } == [0])
    #expect(concurrently(0) { $0 } == [])
  }

  @Test(arguments: [[1, 1, 1, 1, 1, 1], [5, 1, 1, 1, 1, 5], [0, 0, 300], [7], [0, 0], [300, 300, 300]])
  func sharesCoverEverything(sizes: [Int]) {
    for least in [0, 1, 4, 1_000] {
      let ranges = shares(sizes, least: least)
      #expect(ranges.flatMap(Array.init) == Array(sizes.indices))
      #expect(ranges.count <= max(1, LinearAlgebraLibrary.threads) && ranges.allSatisfy { !$0.isEmpty })
      if least == 1_000 { #expect(ranges.count == 1) }
    }
    #expect(shares([], least: 1).isEmpty)
  }

  // MARK: - The library's thread count

  /// A library's thread count, and what it was set to.
  private final class Library: Sendable {
    private let history: Mutex<[Int]>

    init(threads: Int) { history = Mutex([threads]) }

    var threads: Int { history.withLock { $0.last ?? 0 } }
    var changes: [Int] { history.withLock { $0 } }

    func makeCount() -> ThreadCount {
      ThreadCount(get: { self.threads }, set: { count in self.history.withLock { $0.append(count) } })
    }
  }

  @Test func partsHaveOneThreadEachHoweverDeep() {
    let library = Library(threads: 4)
    let count = library.makeCount()
    let found = count.concurrently(3) { _ in
      [count.value, library.threads] + count.concurrently(2) { _ in count.value }
    }
    #expect(found == Array(repeating: [1, 1, 1, 1], count: 3))
    #expect(library.changes == [4, 1, 4] && count.value == 4)
  }

  /// Computations that overlap, each within the other's: the count is lowered once and put back once, when the last is done.
  @Test func computationsThatOverlapKeepTheCount() {
    let library = Library(threads: 2)
    let count = library.makeCount()
    let (begun, isOtherDone) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let group = DispatchGroup()
    DispatchQueue.global().async(group: group) {
      let seen = count.concurrently(2) { part in
        if part == 0 {
          begun.signal()
          isOtherDone.wait()
        }
        return library.threads
      }
      #expect(seen == [1, 1])
    }
    begun.wait()
    // Outside of its own parts a thread still plans with all of them.
    #expect(count.value == 2)
    #expect(count.concurrently(2) { _ in library.threads } == [1, 1])
    // The other one is still at work.
    #expect(library.changes == [2, 1])
    count.set(3)
    #expect(library.changes == [2, 1] && count.value == 3)
    isOtherDone.signal()
    group.wait()
    #expect(library.changes == [2, 1, 3] && count.value == 3)
  }

  @Test func manyComputationsAtOnceLeaveTheCountAsItWas() {
    let library = Library(threads: 3)
    let count = library.makeCount()
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      for _ in 0..<200 {
        let seen = count.concurrently(3) { _ in library.threads }
        if seen != [1, 1, 1] { Issue.record("a part had \(seen) threads") }
      }
    }
    #expect(library.threads == 3 && count.value == 3)
  }
}
