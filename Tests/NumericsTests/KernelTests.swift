import CKernels
import Foundation
import Numerics
import Testing

/// The kernels of every instruction set that this processor has against Double formulas.
struct KernelTests {
  private static var all: [revive_kernels] {
    var tables = [revive_kernels_best()]
    while let last = tables.last, let plainer = revive_kernels_below(last) { tables.append(plainer) }
    return tables.map(\.pointee)
  }

  private func gaussian(_ count: Int, seed: UInt64, scale: Float = 1) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return (scale * Matrix<Float>.gaussian(1, count, using: &generator)).entries
  }

  @Test func thePlainOnesAreThereOnEveryProcessor() {
    #expect(Self.all.last.map { String(cString: $0.name) } == "plain")
  }

  @Test(arguments: [1, 3, 4, 7, 8, 15, 16, 17, 31, 33, 64, 100])
  func activations(count: Int) {
    let x = gaussian(count, seed: UInt64(count), scale: 3)
    let dy = gaussian(count, seed: 1)
    func silu(_ x: Double) -> Double { x / (1 + exp(-x)) }
    func gelu(_ x: Double) -> Double { 0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x))) }
    for kernels in Self.all {
      for (f, apply, gradient) in [
        (silu, kernels.silu, kernels.silu_gradient), (gelu, kernels.gelu_tanh, kernels.gelu_tanh_gradient),
      ] {
        var y = x
        var dx = dy
        apply(x, &y, count)
        gradient(x, dy, &dx, count)
        for j in 0..<count {
          let (value, h) = (Double(x[j]), 1e-5)
          #expect(abs(Double(y[j]) - f(value)) < 1e-6 * (1 + abs(value)))
          let slope = (f(value + h) - f(value - h)) / (2 * h)
          #expect(abs(Double(dx[j]) - slope * Double(dy[j])) < 5e-6 * (1 + abs(Double(dy[j]))))
        }
      }
    }
  }

  @Test(arguments: [1, 2, 5, 8, 16, 19, 40, 1500, 3000])
  func distributions(count: Int) {
    let x = gaussian(count, seed: UInt64(count), scale: 4)
    let other = gaussian(count, seed: 3).map(Double.init)
    let logQ = other.map { Float($0 - log(other.reduce(0) { $0 + exp($1) })) }
    let logSum = log(x.reduce(0.0) { $0 + exp(Double($1)) })
    let logP = x.map { Double($0) - logSum }
    let divergence = zip(logP, logQ).reduce(0.0) { $0 + exp($1.0) * ($1.0 - Double($1.1)) }
    let top = Double(x.max() ?? 0)
    for kernels in Self.all {
      #expect(abs(Double(kernels.log_sum_exp(x, count)) - logSum) < 1e-6 * (1 + abs(logSum)))
      #expect(kernels.argmax(x, count) == x.indices.max { x[$0] < x[$1] })
      #expect(abs(kernels.divergence(x, Float(logSum), logQ, count) - divergence) < 3e-6 * (1 + divergence))
      var p = x
      kernels.softmax(&p, count)
      var share = x
      kernels.probabilities(x, Float(logSum), 0.5, &share, count)
      var slope = x
      kernels.divergence_gradient(x, Float(logSum), logQ, Float(divergence), 2, &slope, count)
      for j in 0..<count {
        let exact = exp(logP[j])
        // The distance from the largest is rounded to 24 bits before exp makes a relative error of it.
        let rounding = 0x1p-24 * abs(Double(x[j]) - top)
        #expect(abs(Double(p[j]) - exact) < (6e-7 + rounding) * exact + 1e-30)
        #expect(abs(Double(share[j]) - exact / 2) < 2e-6 * exact + 1e-30)
        let expected = 2 * exact * (logP[j] - Double(logQ[j]) - divergence)
        #expect(abs(Double(slope[j]) - expected) < 4e-6 * (1 + divergence) * exact * (1 + abs(logP[j])) + 1e-30)
      }
    }
  }

  @Test(arguments: [1, 6, 16, 33]) func argmaxOfEqualsAndNotANumber(count: Int) {
    for kernels in Self.all {
      #expect(kernels.argmax([Float](repeating: -.infinity, count: count), count) == 0)
      for position in 0..<count {
        var x = [Float](repeating: 1, count: count)
        for i in position..<count { x[i] = 2 }
        #expect(kernels.argmax(x, count) == position)
        x[position] = .nan
        #expect(kernels.argmax(x, count) == count)
        #expect(kernels.log_sum_exp(x, count).isNaN)
      }
    }
  }

  @Test(arguments: [1, 4, 9, 16, 37, 64, 130]) func normalisationByTheMeanSquare(count: Int) {
    let x = gaussian(count, seed: UInt64(count), scale: 2)
    let (gain, dy) = (gaussian(count, seed: 5), gaussian(count, seed: 6))
    func norm(_ x: [Double]) -> [Double] {
      let scale = 1 / (x.reduce(0) { $0 + $1 * $1 } / Double(count) + 1e-5).squareRoot()
      return zip(x, gain).map { $0 * scale * Double($1) }
    }
    let exact = norm(x.map(Double.init))
    for kernels in Self.all {
      var y = x
      kernels.rms_norm(x, gain, 1e-5, &y, count)
      var dx = dy
      kernels.rms_norm_gradient(x, gain, 1e-5, &dx, count)
      for j in 0..<count {
        #expect(abs(Double(y[j]) - exact[j]) < 1e-6 * (1 + abs(exact[j])))
        var (up, down) = (x.map(Double.init), x.map(Double.init))
        up[j] += 1e-5
        down[j] -= 1e-5
        let slope = zip(zip(norm(up), norm(down)), dy).reduce(0.0) { $0 + ($1.0.0 - $1.0.1) / 2e-5 * Double($1.1) }
        #expect(abs(Double(dx[j]) - slope) < 2e-5)
      }
    }
  }

  @Test func turnedHalves() {
    let n = 21
    let (x, angles) = (gaussian(2 * n, seed: 8), gaussian(n, seed: 9))
    let (cosines, sines) = (angles.map { cos($0) }, angles.map { sin($0) })
    for kernels in Self.all {
      var y = x
      kernels.turn_halves(&y, cosines, sines, n)
      for i in 0..<n {
        #expect(abs(y[i] - (x[i] * cosines[i] - x[n + i] * sines[i])) < 1e-6)
        #expect(abs(y[n + i] - (x[n + i] * cosines[i] + x[i] * sines[i])) < 1e-6)
      }
    }
  }
}
