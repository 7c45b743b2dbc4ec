import Numerics

/// The solve of a layer on some of its neurons (rows of the keys, columns of the weight), q of them: all others keep their
/// columns, and A is what it is among the q.
struct NeuronBlock {
  private let neurons: [Int]
  /// lambda C_QQ + S_QQ, q x q.
  private let metric: MomentMetric

  /// - Parameter past: S, m x m; nil for none.
  /// - Throws: `NumericsError.notPositiveDefinite`.
  /// - Complexity: q^3 / 3.
  init(_ neurons: [Int], moment: RidgedMoment, weight: Double, past: Matrix<Double>?) throws(NumericsError) {
    self.neurons = neurons
    var block = weight * moment.matrix.among(neurons)
    if let past { block.add(past.among(neurons)) }
    metric = MomentMetric(try FactoredMoment(block), weight: 1)
  }

  /// dW, d x m, with zeros outside the neurons.
  func solution(_ problem: LayerProblem) throws(NumericsError) -> WeightDelta<Double> {
    var metric: any KeyMetric = metric
    if let excluded = problem.excluded {
      metric = try self.metric.excluding(try columnBasis(excluded.gatherRows(neurons)))
    }
    let adjoint = try adjoint(of: problem.keys.gatherRows(neurons), under: metric)
    var right = Matrix<Double>(problem.keys.rows, adjoint.columns)
    for (place, neuron) in neurons.enumerated() { right.setRow(neuron, adjoint.row(place)) }
    return .factored(left: problem.residuals, right: right)
  }
}

extension Matrix where Scalar == Double {
  /// The block of these rows and columns.
  fileprivate func among(_ indices: [Int]) -> Matrix {
    var block = Matrix(indices.count, indices.count)
    var next = 0
    for i in indices {
      for j in indices {
        block.entries[next] = entries[i * columns + j]
        next += 1
      }
    }
    return block
  }
}

/// An orthonormal basis of the span of some rows of orthonormal columns, which may depend on one another.
private func columnBasis(_ part: Matrix<Double>) throws(NumericsError) -> Matrix<Double> {
  let decomposition = try svd(part)
  // Lengths are 1 at most; what is below this is rounding.
  return decomposition.u.columns(0..<decomposition.s.prefix { $0 > 1e-10 }.count)
}
