import Models
import Numerics

// Maths layout of the papers: W is d x m, y = W k; n edits a round; K is m x n (keys), R is d x n (residuals).

/// What is done to one weight, dW: d x m, in the form in which its editor finds it.
package enum WeightDelta<Scalar: LinearScalar>: Sendable {
  /// dW = left * right^T with left: d x n and right: m x n.
  case factored(left: Matrix<Scalar>, right: Matrix<Scalar>)
  /// dW itself, of an editor that works entry by entry.
  case dense(Matrix<Scalar>)

  /// dW written out.
  package var matrix: Matrix<Scalar> {
    switch self {
    case .factored(let left, let right): left.times(transposed: right)
    case .dense(let matrix): matrix
    }
  }

  /// d and m.
  package var shape: (rows: Int, columns: Int) {
    switch self {
    case .factored(let left, let right): (left.rows, right.rows)
    case .dense(let matrix): (matrix.rows, matrix.columns)
    }
  }

  /// True when no entry is NaN or infinite.
  package var isFinite: Bool {
    switch self {
    case .factored(let left, let right): left.isFinite && right.isFinite
    case .dense(let matrix): matrix.isFinite
    }
  }
}

extension WeightDelta {
  /// The sum of some changes of one weight, at least one: factors side by side, or written out when one is.
  package static func sum(_ changes: [WeightDelta]) -> WeightDelta {
    var sides: (left: [Scalar], right: [Scalar]) = ([], [])
    for change in changes {
      guard case .factored(let left, let right) = change else { return .dense(writtenOut(changes)) }
      sides.left += left.transposed.entries
      sides.right += right.transposed.entries
    }
    let (d, m) = changes[0].shape
    return .factored(
      left: Matrix(sides.left.count / max(1, d), d, sides.left).transposed,
      right: Matrix(sides.right.count / max(1, m), m, sides.right).transposed)
  }

  private static func writtenOut(_ changes: [WeightDelta]) -> Matrix<Scalar> {
    changes.dropFirst().reduce(into: changes[0].matrix) { $0.add($1.matrix) }
  }
}

extension WeightDelta: Equatable where Scalar: Equatable {}

extension WeightDelta where Scalar == Double {
  /// ||dW||_F; of factors from their n x n Grams: sqrt(tr(L^T L R^T R)).
  package var norm: Double {
    switch self {
    case .factored(let left, let right):
      let products = zip(left.gram(transposed: true).entries, right.gram(transposed: true).entries)
      let square = products.reduce(0) { $0 + $1.0 * $1.1 }
      return square < 0 ? 0 : square.squareRoot()
    case .dense(let matrix): return matrix.frobeniusNorm
    }
  }

  /// ||dW||_F / ||whole||_F, as what a guard kept of an update; 1 when there was nothing to keep.
  package func share(of whole: WeightDelta) -> Double {
    let norm = whole.norm
    return norm == 0 ? 1 : self.norm / norm
  }

  package func scaled(by factor: Double) -> WeightDelta {
    switch self {
    case .factored(let left, let right): .factored(left: factor * left, right: right)
    case .dense(let matrix): .dense(factor * matrix)
    }
  }

  /// Rounded to the precision of the weights.
  package var asFloat: WeightDelta<Float> {
    switch self {
    case .factored(let left, let right): .factored(left: left.asFloat, right: right.asFloat)
    case .dense(let matrix): .dense(matrix.asFloat)
    }
  }
}

extension WeightDelta where Scalar == Float {
  package var asDouble: WeightDelta<Double> {
    switch self {
    case .factored(let left, let right): .factored(left: left.asDouble, right: right.asDouble)
    case .dense(let matrix): .dense(matrix.asDouble)
    }
  }

  /// Directions of key space that the change acts on, m x something: what a spectrum tracker should look at first. The right
  /// factor, or as many rows of dW as a round has edits.
  package var keyDirections: Matrix<Float> {
    switch self {
    case .factored(_, let right): right
    case .dense(let matrix): matrix.rows(0..<min(matrix.rows, 100)).transposed
    }
  }
}

/// The change of one layer's edited weight.
package struct WeightUpdate: Sendable, Equatable {
  package let layer: Int
  package let change: WeightDelta<Float>

  package init(layer: Int, change: WeightDelta<Float>) {
    self.layer = layer
    self.change = change
  }

  package init(layer: Int, left: Matrix<Float>, right: Matrix<Float>) {
    precondition(left.columns == right.columns)
    self.init(layer: layer, change: .factored(left: left, right: right))
  }
}

extension Transformer {
  /// Adds an update to the weight it belongs to: W += dW. Nothing else in the program changes weights.
  package mutating func apply(_ update: WeightUpdate) {
    // Stored as W^T: m x d.
    switch update.change {
    case .factored(let left, let right):
      multiply(right, by: left, byTransposed: true, beta: 1, into: &blocks[update.layer].down.weight)
    case .dense(let matrix):
      blocks[update.layer].down.weight.add(matrix.transposed)
    }
  }

  /// The edited weight of a layer in maths layout, d x m.
  package func editedWeight(layer: Int) -> Matrix<Float> { blocks[layer].down.weight.transposed }
}
