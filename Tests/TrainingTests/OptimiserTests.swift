import Foundation
import Numerics
import Testing

@testable import Training

struct OptimiserTests {
  /// Newton-Schulz keeps the singular vectors and brings every singular value that is not tiny into 0.6 ... 1.25.
  @Test(arguments: [(12, 30), (30, 12), (16, 16)]) func orthogonalises(_ rows: Int, _ columns: Int) throws {
    var generator = SeededGenerator(seed: 3)
    let matrix = Matrix<Float>.gaussian(rows, columns, using: &generator)
    let found = matrix.orthogonalised
    // A X^T is symmetric for X = U f(S) V^T, and its trace is sum(s f(s)): both without a decomposition.
    let product = matrix.times(transposed: found)
    #expect((product - product.transposed).frobeniusNorm < 1e-4 * product.frobeniusNorm)
    let values = try singularValues(found)
    #expect(values.allSatisfy { 0.6 < $0 && $0 < 1.25 }, "\(values)")
  }

  /// Two steps by the formulas of the paper.
  @Test func adam() {
    var x: [Float] = [1]
    var adam = Adam(count: 1, squareBeta: Optimiser.squareBeta)
    adam.step(&x, against: [2], rate: 0.1)
    #expect(abs(x[0] - 0.9) < 1e-6)
    adam.step(&x, against: [-1], rate: 0.1)
    let mean = (0.9 * 0.2 - 0.1) / (1 - 0.81)
    let square = (0.98 * 0.08 + 0.02) / (1 - 0.98 * 0.98)
    #expect(abs(Double(x[0]) - (0.9 - 0.1 * mean / square.squareRoot())) < 1e-6)
  }

  @Test func schedule() {
    var recipe = Recipe()
    recipe.steps = 110
    recipe.warmUp = 10
    recipe.endShare = 0.1
    #expect(abs(recipe.scheduleShare(step: 5) - 0.5) < 1e-12)
    #expect(abs(recipe.scheduleShare(step: 10) - 1) < 1e-12)
    #expect(abs(recipe.scheduleShare(step: 60) - 0.55) < 1e-12)
    #expect(abs(recipe.scheduleShare(step: 110) - 0.1) < 1e-12)
  }
}
