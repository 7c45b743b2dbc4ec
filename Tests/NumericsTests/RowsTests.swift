import Foundation
import Numerics
import Testing

/// Row operations against plain Double formulas, at every length that leaves a different tail behind the vector loops.
struct RowsTests {
  private func rows(_ width: Int, scale: Float = 3) -> Matrix<Float> {
    var generator = SeededGenerator(seed: UInt64(width))
    return scale * Matrix<Float>.gaussian(3, width, using: &generator)
  }

  private func doubles(_ x: Matrix<Float>, _ i: Int) -> [Double] { x.row(i).map(Double.init) }

  @Test(arguments: 1...40) func softmaxAndLogSumExp(width: Int) {
    for scale in [Float(0.1), 3, 40] {
      let x = rows(width, scale: scale)
      var y = x
      y.softmaxRows { _ in width }
      for i in 0..<3 {
        let values = doubles(x, i)
        let top = values.reduce(-.infinity, max)
        let sum = values.reduce(0) { $0 + exp($1 - top) }
        for (found, value) in zip(y.row(i), values) { #expect(abs(Double(found) - exp(value - top) / sum) < 1e-6) }
        #expect(abs(Double(x.logSumExpOfRows[i]) - (top + log(sum))) < 1e-6 * (1 + abs(top)))
      }
    }
  }

  @Test func softmaxOfTheFirstEntriesClearsTheRest() {
    var x = Matrix<Float>(4, 3, [1, 1, 5, 1, 1, 5, 7, 7, 7, 1, 1, 1])
    x.softmaxRows { [2, 3, 0, 99][$0] }
    #expect(Array(x.row(0)) == [0.5, 0.5, 0])
    #expect(abs(x.row(1).reduce(0, +) - 1) < 1e-6)
    #expect(Array(x.row(2)) == [0, 0, 0])
    #expect(abs(x[3, 0] - 1.0 / 3) < 1e-6)
  }

  @Test(arguments: 1...40) func notANumberPropagates(width: Int) {
    for position in 0..<width {
      var x = rows(width)
      x[1, position] = .nan
      #expect(x.logSumExpOfRows[1].isNaN)
      #expect(!x.logSumExpOfRows[0].isNaN)
      #expect(x.argmax(row: 1) == nil)
      let norm = LayerNormalization(
        gain: [Float](repeating: 1, count: width), bias: [Float](repeating: 0, count: width), epsilon: 1e-5)
      #expect(norm.applied(to: x).row(1).allSatisfy { $0.isNaN })
      x.softmaxRows { _ in width }
      #expect(x.row(1).allSatisfy { $0.isNaN })
      #expect(x.row(2).allSatisfy { !$0.isNaN })
    }
  }

  @Test func logSumExpOfFarApartAndEmptyRows() {
    #expect(Matrix<Float>(1, 2, [1000, -1000]).logSumExpOfRows == [1000])
    #expect(Matrix<Float>(1, 0).logSumExpOfRows == [-.infinity])
  }

  @Test func argmaxTakesTheFirstOfEquals() {
    let x = Matrix<Float>(3, 3, [1, 4, 4, -5, -6, -5, -.infinity, -.infinity, -.infinity])
    #expect(x.argmax(row: 0) == 1)
    #expect(x.argmax(row: 1) == 0)
    #expect(x.argmax(row: 2) == 0)
    #expect(Matrix<Float>(1, 0).argmax(row: 0) == nil)
  }

  @Test func biasIsAddedToEveryRow() {
    var x = Matrix<Float>(2, 2, [3, 4, 0, 0])
    x.addToRows([1, -1])
    #expect(x == Matrix(2, 2, [4, 3, 1, -1]))
    #expect(Matrix<Float>(2, 2, [3, 4, 0, 0]).addingToRows([1, -1]) == x)
    #expect(Matrix(repeating: [1, -1], count: 2) == Matrix(2, 2, [1, -1, 1, -1]))
    #expect(Matrix(repeating: [1, -1], count: 0) == Matrix(0, 2))
  }

  @Test func scatteredRowsAddUp() {
    let x = Matrix<Float>(3, 2, [1, 2, 3, 4, 5, 6])
    #expect(x.scatteredRows([2, 0, 2], of: 4) == Matrix(4, 2, [3, 4, 0, 0, 6, 8, 0, 0]))
    #expect(Matrix<Float>(0, 2).scatteredRows([], of: 2) == Matrix(2, 2))
  }
}

struct LayerNormalizationTests {
  private let epsilon = 1e-5

  private func normalization(_ width: Int, using generator: inout SeededGenerator) -> LayerNormalization {
    LayerNormalization(
      gain: Matrix<Float>.gaussian(1, width, using: &generator).entries,
      bias: Matrix<Float>.gaussian(1, width, using: &generator).entries, epsilon: Float(epsilon))
  }

  private func reference(_ x: [Double], _ norm: LayerNormalization) -> [Double] {
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    return x.indices.map { j in
      (x[j] - mean) / (variance + Double(norm.epsilon)).squareRoot() * Double(norm.gain[j]) + Double(norm.bias[j])
    }
  }

  @Test(arguments: 1...40) func agreesWithTheFormula(width: Int) {
    var generator = SeededGenerator(seed: 20)
    let norm = normalization(width, using: &generator)
    var x = Matrix<Float>.gaussian(3, width, using: &generator)
    // An offset makes the variance a small difference of large numbers for a careless formula.
    for j in 0..<width { x[2, j] += 100 }
    let y = norm.applied(to: x)
    for i in 0..<3 {
      let exact = reference(x.row(i).map(Double.init), norm)
      for (found, value) in zip(y.row(i), exact) { #expect(abs(Double(found) - value) < (i == 2 ? 2e-4 : 1e-5)) }
    }
  }

  @Test(arguments: [2, 7, 8, 19, 32]) func gradientIsTheFiniteDifference(width: Int) {
    var generator = SeededGenerator(seed: 21)
    let norm = normalization(width, using: &generator)
    let x = Matrix<Float>.gaussian(1, width, using: &generator)
    let dy = Matrix<Float>.gaussian(1, width, using: &generator)
    let gradient = norm.gradient(at: x, of: dy)
    func loss(_ x: [Double]) -> Double { zip(reference(x, norm), dy.entries).reduce(0) { $0 + $1.0 * Double($1.1) } }
    for j in 0..<width {
      var up = x.entries.map(Double.init)
      var down = up
      up[j] += 1e-5
      down[j] -= 1e-5
      let slope = (loss(up) - loss(down)) / 2e-5
      #expect(abs(Double(gradient[0, j]) - slope) < 2e-5 * (1 + abs(slope)))
    }
  }
}
