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

/// An editor's dW = left * right^T before it is rounded to the weights' precision: left d x n, right m x n.
package struct FactoredUpdate: Sendable {
  package var left: Matrix<Double>
  package var right: Matrix<Double>

  package init(left: Matrix<Double>, right: Matrix<Double>) {
    self.left = left
    self.right = right
  }

  /// ||dW||_F from the n x n Grams: sqrt(tr(L^T L R^T R)).
  package var norm: Double {
    let products = zip(left.gram(transposed: true).entries, right.gram(transposed: true).entries)
    let square = products.reduce(0) { $0 + $1.0 * $1.1 }
    return square < 0 ? 0 : square.squareRoot()
  }
}

/// A closed-form editor: an update from a layer's problem. It never touches weights.
package protocol Editor: Sendable {
  var name: String { get }
  /// - Throws: `NumericsError` when the solve breaks down.
  func update(_ problem: LayerProblem) throws -> FactoredUpdate
}

/// What a guard made of an editor's update.
package struct GuardedUpdate: Sendable {
  package var update: FactoredUpdate
  /// ||guarded dW||_F / ||free dW||_F; 1 without a guard.
  package var kept: Double
  /// What came on top of the editor's free solve: the filter, or the second solve inside the subspace.
  package var seconds: Double

  package init(update: FactoredUpdate, kept: Double = 1, seconds: Double = 0) {
    self.update = update
    self.kept = kept
    self.seconds = seconds
  }
}

/// What stands between an editor and the weights: it lets the editor solve, and may change the problem before or the
/// update after.
package protocol UpdateGuard {
  mutating func update(_ problem: LayerProblem, by editor: some Editor) throws -> GuardedUpdate
}

/// Lets every update through.
package struct NoGuard: UpdateGuard {
  package init() {}

  package func update(_ problem: LayerProblem, by editor: some Editor) throws -> GuardedUpdate {
    GuardedUpdate(update: try editor.update(problem))
  }
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
