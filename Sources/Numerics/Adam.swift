import Foundation

/// Adam (Kingma and Ba, arXiv 1412.6980) on one vector of parameters: beta 0.9 for the mean of gradients, another for that
/// of their squares, epsilon 1e-8, bias-corrected.
package struct Adam: Sendable {
  /// Running means of the gradients and of their squares.
  package private(set) var mean: [Float]
  package private(set) var square: [Float]
  /// Steps that were made.
  package private(set) var steps: Int
  private let squareBeta: Double

  /// - Parameters:
  ///   - count: of the parameters.
  ///   - squareBeta: how much of the mean of squares stays at every step.
  package init(count: Int, squareBeta: Double = 0.999) {
    let zero = [Float](repeating: 0, count: count)
    self.init(mean: zero, square: zero, steps: 0, squareBeta: squareBeta)
  }

  /// Goes on after `steps` steps.
  package init(mean: [Float], square: [Float], steps: Int, squareBeta: Double) {
    precondition(mean.count == square.count)
    (self.mean, self.square, self.steps, self.squareBeta) = (mean, square, steps, squareBeta)
  }

  /// Moves `x` against its gradient, each entry by about `rate`.
  package mutating func step(_ x: inout [Float], against gradient: [Float], rate: Double) {
    let count = x.count
    precondition(count == mean.count && count == gradient.count)
    steps += 1
    let correction = Float(1 - pow(squareBeta, Double(steps))).squareRoot()
    let rate = Float(rate) / Float(1 - pow(0.9, Double(steps)))
    let (kept, taken) = (Float(squareBeta), Float(1 - squareBeta))
    mean.withUnsafeMutableBufferPointer { mean in
      square.withUnsafeMutableBufferPointer { square in
        x.withUnsafeMutableBufferPointer { x in
          gradient.withUnsafeBufferPointer { gradient in
            for i in 0..<count {
              mean[i] = 0.9 * mean[i] + 0.1 * gradient[i]
              square[i] = kept * square[i] + taken * gradient[i] * gradient[i]
              x[i] -= rate * mean[i] / (square[i].squareRoot() / correction + 1e-8)
            }
          }
        }
      }
    }
  }
}
