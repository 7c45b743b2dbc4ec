import Numerics
import Testing

@testable import Tokenizers

struct PriorityQueueTests {
  @Test func sorts() {
    var generator = SeededGenerator(seed: 17)
    for count in [0, 1, 2, 3, 10, 257] {
      let elements = (0..<count).map { _ in Int.random(in: 0..<50, using: &generator) }
      var queue = PriorityQueue<Int>()
      for element in elements { queue.push(element) }
      var sorted: [Int] = []
      while let first = queue.popFirst() { sorted.append(first) }
      #expect(sorted == elements.sorted())
      #expect(queue.popFirst() == nil)
    }
  }
}
