import Numerics
import TestSupport
import Testing

@testable import Editing

struct PastKeysTests {
  private let m = 10
  private let rounds: [Matrix<Float>]

  init() {
    var generator = SeededGenerator(seed: 1)
    rounds = [2, 3, 1, 4].map { Matrix<Float>.gaussian(10, $0, using: &generator) }
  }

  private func gram(_ rounds: some Sequence<Matrix<Float>>) -> Matrix<Double> {
    rounds.reduce(Matrix(m, m)) { $0 + $1.asDouble.times(transposed: $1.asDouble) }
  }

  /// Up to m / 2 keys stay as they are, of more only S is left; S grows the same either way.
  @Test func manyKeysAreSummed() throws {
    var past = PastKeys()
    #expect(past.gram == nil)
    for (index, keys) in rounds.enumerated() {
      past.append(keys)
      let sum = try #require(past.gram)
      #expect(distance(sum, gram(rounds[...index])) < 1e-14)
      #expect((past.sum == nil) == (index < 2))
      #expect(past.rounds.count == (index < 2 ? index + 1 : 0))
    }
    #expect(past.count == 10)
  }

  @Test func memoryIsTheFoldOfTheTraces() {
    var memory = EditHistory()
    #expect(memory.gram(layer: 1) == nil && memory.pastKeys(layer: 1) == nil)
    memory.remember(RoundTrace(keys: [1: rounds[0], 4: rounds[1]]))
    memory.remember(RoundTrace())
    // A round whose keys were all broken.
    memory.remember(RoundTrace(keys: [2: Matrix(m, 0)]))
    memory.remember(RoundTrace(keys: [1: rounds[2]]))
    #expect(memory.pastKeys(layer: 1)?.rounds == [rounds[0], rounds[2]])
    #expect(memory.gram(layer: 4) == rounds[1].asDouble.gram())
    #expect(memory.pastKeys(layer: 2) == nil)
  }

  @Test func storedTracesAreLookedAt() throws {
    let shape = try ReferenceRun().model.shape
    let keys = Matrix<Float>(256, 3)
    var broken = keys
    broken[5, 1] = .nan
    #expect(RoundTrace().fits(shape))
    #expect(RoundTrace(keys: [0: keys, 3: keys]).fits(shape))
    for bad in [[4: keys], [-1: keys], [1: broken], [1: keys, 2: rounds[0]]] {
      #expect(!RoundTrace(keys: bad).fits(shape))
    }
  }
}
