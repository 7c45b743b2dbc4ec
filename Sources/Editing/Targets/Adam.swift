import Foundation

/// Adam (Kingma and Ba, arXiv 1412.6980) on one vector of parameters: betas 0.9 and 0.999, epsilon 1e-8, bias-corrected.
struct Adam: Sendable {
  private var moment: [Float]
  private var variance: [Float]
  private var steps = 0

  /// - Parameter count: of the parameters.
  init(count: Int) {
    moment = [Float](repeating: 0, count: count)
    variance = moment
  }

  /// Moves `x` against its gradient, each entry by about `rate`.
  mutating func step(_ x: inout [Float], against gradient: [Float], rate: Double) {
    precondition(x.count == moment.count && gradient.count == moment.count)
    steps += 1
    let correction1 = Float(1 - pow(0.9, Double(steps)))
    let correction2 = Float(1 - pow(0.999, Double(steps))).squareRoot()
    let rate = Float(rate) / correction1
    for i in x.indices {
      moment[i] = 0.9 * moment[i] + 0.1 * gradient[i]
      variance[i] = 0.999 * variance[i] + 0.001 * gradient[i] * gradient[i]
      x[i] -= rate * moment[i] / (variance[i].squareRoot() / correction2 + 1e-8)
    }
  }
}
