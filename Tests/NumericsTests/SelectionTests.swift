import Numerics
import Testing

/// Against a sort.
struct SelectionTests {
  @Test(arguments: [1, 2, 7, 1000]) func isTheKthOfASort(count: Int) {
    var generator = SeededGenerator(seed: 3)
    var values = (0..<count).map { _ in Float(generator.normal()) * Float(generator.next() % 100_000) }
    // Some equal ones.
    for i in values.indices where i % 3 == 0 { values[i] = values[i / 2] }
    let sorted = values.sorted()
    for k in 1...count { #expect(smallest(k, of: values) == sorted[k - 1]) }
  }

  @Test func extremesHaveTheirPlaces() {
    let values: [Float] = [.infinity, 0, .greatestFiniteMagnitude, -.infinity, .leastNonzeroMagnitude, -1, 1, .nan]
    let sorted: [Float] = [-.infinity, -1, 0, .leastNonzeroMagnitude, 1, .greatestFiniteMagnitude, .infinity]
    for k in 1...7 { #expect(smallest(k, of: values) == sorted[k - 1]) }
    #expect(smallest(8, of: values).isNaN)
    #expect(smallest(2, of: [5, 5, 5]) == 5)
  }
}
