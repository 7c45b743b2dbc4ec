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
}
