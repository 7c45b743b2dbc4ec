import Models
import Numerics

// Maths layout of the papers: W is d x m, y = W k; n edits a round; K is m x n (keys), R is d x n (residuals).

/// The change of one weight in low-rank factors: dW = left * right^T.
package struct WeightUpdate: Sendable, Equatable {
  package let layer: Int
  /// d x n.
  package let left: Matrix<Float>
  /// m x n.
  package let right: Matrix<Float>

  package init(layer: Int, left: Matrix<Float>, right: Matrix<Float>) {
    precondition(left.columns == right.columns)
    self.layer = layer
    self.left = left
    self.right = right
  }
}

/// What an editor solves at one layer.
package struct LayerProblem: Sendable {
  package var layer: Int
  /// m x n: what the edited weight sees.
  package var keys: Matrix<Double>
  /// d x n: what its output lacks, already shared over the layers left.
  package var residuals: Matrix<Double>
  /// C^-1 of the layer's second moment (or its form inside a subspace).
  package var metric: any KeyMetric

  package init(layer: Int, keys: Matrix<Double>, residuals: Matrix<Double>, metric: any KeyMetric) {
    self.layer = layer
    self.keys = keys
    self.residuals = residuals
    self.metric = metric
  }
}

/// The inverse of a second moment, applied: C^-1 K for K m x n.
package protocol KeyMetric: Sendable {
  func solve(_ keys: Matrix<Double>) -> Matrix<Double>
}

extension Cholesky: KeyMetric where Scalar == Double {}

/// A closed-form editor: an update from a layer's problem. It never touches weights.
package protocol Editor: Sendable {
  var name: String { get }
  /// - Throws: `NumericsError` when the solve breaks down.
  func update(_ problem: LayerProblem) throws -> (left: Matrix<Double>, right: Matrix<Double>)
}

/// What stands between an editor and the weights: it may change the problem before, and the update after.
package protocol UpdateGuard {
  mutating func prepare(_ problem: LayerProblem) throws -> LayerProblem
  mutating func filter(
    layer: Int, _ update: (left: Matrix<Double>, right: Matrix<Double>)
  ) throws -> (left: Matrix<Double>, right: Matrix<Double>)
}

extension Transformer {
  /// Adds an update to the weight it belongs to: W += left * right^T. Nothing else in the program changes weights.
  package mutating func apply(_ update: WeightUpdate) {
    // Stored as W^T: m x d += right * left^T.
    multiply(
      update.right, by: update.left, byTransposed: true, beta: 1, into: &blocks[update.layer].down.weight)
  }

  /// The edited weight of a layer in maths layout, d x m.
  package func editedWeight(layer: Int) -> Matrix<Float> { blocks[layer].down.weight.transposed }
}
