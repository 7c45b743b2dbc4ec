import Numerics
import TestSupport
import Testing

@testable import Editing

struct WeightDeltaTests {
  @Test func factorsStandSideBySide() {
    var generator = SeededGenerator(seed: 1)
    let parts: [WeightDelta<Double>] = [1, 3, 2].map {
      .factored(left: .gaussian(4, $0, using: &generator), right: .gaussian(7, $0, using: &generator))
    }
    let dense = WeightDelta.dense(Matrix<Double>.gaussian(4, 7, using: &generator))
    let expected = parts.map(\.matrix).reduce(Matrix(4, 7)) { $0 + $1 }
    let sum = WeightDelta.sum(parts)
    guard case .factored(let left, let right) = sum else {
      Issue.record("written out")
      return
    }
    #expect(left.columns == 6 && right.columns == 6)
    #expect(distance(sum.matrix, expected) < 1e-14)
    for mixed in [[dense] + parts, parts + [dense]] {
      #expect(distance(WeightDelta.sum(mixed).matrix, expected + dense.matrix) < 1e-13)
    }
    #expect(WeightDelta.sum([dense]) == dense)
  }
}
