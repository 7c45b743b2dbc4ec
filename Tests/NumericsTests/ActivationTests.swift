import Foundation
import Numerics
import Testing

/// Activations against Double formulas at every length that leaves a different tail behind the vector loops.
struct ActivationTests {
  private func reference(_ activation: Activation, _ x: Double) -> Double {
    switch activation {
    case .geluTanh: 0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    case .gelu: 0.5 * x * (1 + erf(x / 2.0.squareRoot()))
    case .relu: max(0, x)
    case .silu: x / (1 + exp(-x))
    }
  }

  private static let all: [Activation] = [.geluTanh, .gelu, .relu, .silu]

  @Test(arguments: 1...40) func valuesAndGradients(count: Int) {
    var generator = SeededGenerator(seed: UInt64(count))
    let x = 3 * Matrix<Float>.gaussian(1, count, using: &generator)
    let dy = Matrix<Float>.gaussian(1, count, using: &generator)
    for activation in Self.all {
      let y = activation.applied(to: x)
      let dx = activation.gradient(at: x, of: dy)
      for j in 0..<count {
        let value = Double(x[0, j])
        #expect(abs(Double(y[0, j]) - reference(activation, value)) < 1e-6 * (1 + abs(value)))
        let h = 1e-5
        let slope = (reference(activation, value + h) - reference(activation, value - h)) / (2 * h)
        #expect(abs(Double(dx[0, j]) - slope * Double(dy[0, j])) < 5e-6 * (1 + abs(Double(dy[0, j]))))
      }
    }
  }

  @Test func farTailsAreZeroAndIdentity() {
    let far: [Float] = [-1000, -88, -30, 30, 88, 1000, -1e10, 1e10]
    let x = Matrix<Float>(1, 9, far + [0])
    for activation in Self.all {
      let y = activation.applied(to: x)
      for (found, value) in zip(y.entries, far) { #expect(abs(found - max(0, value)) <= 1e-6) }
      let dx = activation.gradient(at: x, of: Matrix(1, 9, [Float](repeating: 1, count: 9)))
      for (found, value) in zip(dx.entries, far) { #expect(abs(found - (value > 0 ? 1 : 0)) <= 1e-6) }
    }
  }

  @Test(arguments: 1...40) func notANumberPropagates(count: Int) {
    for activation in [Activation.geluTanh, .gelu, .silu] {
      for position in 0..<count {
        var x = Matrix<Float>(1, count, [Float](repeating: 1, count: count))
        x[0, position] = .nan
        let y = activation.applied(to: x)
        let dx = activation.gradient(at: x, of: Matrix(1, count, [Float](repeating: 1, count: count)))
        for j in 0..<count {
          #expect(y[0, j].isNaN == (j == position))
          #expect(dx[0, j].isNaN == (j == position))
        }
      }
    }
  }
}
