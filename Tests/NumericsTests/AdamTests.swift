import Numerics
import Testing

struct AdamTests {
  /// Under a constant gradient both moments are unbiased at once: every step is rate * sign, whatever the gradient's size.
  @Test func constantGradientsGiveEqualSteps() {
    let gradient: [Float] = [3, -1e-3, 40, 0]
    var adam = Adam(count: 4)
    var x: [Float] = [1, 1, -1, 0.5]
    for _ in 0..<20 { adam.step(&x, against: gradient, rate: 0.01) }
    for (found, expected) in zip(x, [0.8, 1.2, -1.2, 0.5] as [Float]) { #expect(abs(found - expected) < 1e-5) }
  }

  /// Two steps by hand: g = 1, then -2, at rate 1.
  @Test func twoSteps() {
    var adam = Adam(count: 1)
    var x: [Float] = [0]
    adam.step(&x, against: [1], rate: 1)
    #expect(abs(x[0] + 1) < 1e-6)
    adam.step(&x, against: [-2], rate: 1)
    // mean (0.09 - 0.2) / 0.19, variance (0.000999 + 0.004) / 0.001999.
    let step = -(0.11 / 0.19) / (0.004999 / 0.001999).squareRoot()
    #expect(abs(Double(x[0]) - (-1 - step)) < 1e-5)
  }

  @Test func notANumberStaysOne() {
    var adam = Adam(count: 2)
    var x: [Float] = [0, 0]
    adam.step(&x, against: [.nan, 1], rate: 0.1)
    #expect(x[0].isNaN && abs(x[1] + 0.1) < 1e-6)
  }
}
