import Models
import Numerics
import RunModel

/// SPHERE (arXiv 2510.01172): the rows (neurons) of a weight lie on a hypersphere, and an update is made smaller along its
/// principal directions.
///
///     dW := dW (I - alpha U U^T)
///
/// U (m x r) are the leading eigenvectors of N^T N / d, where N is W as it is before the round with every row divided by its
/// norm; r is one more than the leading shares of the trace that come to beta or less. REVIVE's directions are those of the
/// original weight, on both sides, and go altogether. Source: the SPHERE repository, `project_B_into_soft_dirs`, which gets
/// weights as they are stored: of GPT-2, where that is W^T, it damps directions of the output (`GuardSetting.Side.output`).
///
/// Under MEMIT, RECT and PRUNE the repository filters what a round has solved; under AlphaEdit, and here under all others,
/// each layer before the next is solved. PRUNE's repository variant filters the adjusted sum of all changes instead.
package struct SphereGuard: UpdateGuard {
  private let side: GuardSetting.Side
  private let alpha: Double
  /// By layer: m x r, or d x r on the output side.
  private let directions: [Int: Matrix<Double>]
  package let waitsForTheRound: Bool

  /// - Parameter model: as it is before the round.
  /// - Throws: `NumericsError.noConvergence` for a weight that is not finite.
  /// - Complexity: O(d^2 m) a layer, or O(d m^2) when m is less.
  package init(
    _ setting: GuardSetting, for editor: EditorKind, layers: [Int], of model: Transformer
  ) throws(NumericsError) {
    side = setting.side ?? .input
    alpha = setting.sphereAlpha(for: editor)
    waitsForTheRound = [.memit, .rect, .prune].contains(editor)
    var directions: [Int: Matrix<Double>] = [:]
    for layer in layers {
      // Stored as W^T: m x d.
      let stored = model.blocks[layer].down.weight.asDouble
      directions[layer] = try principalDirections(
        ofRows: side == .input ? stored.transposed : stored, beta: setting.sphereBeta)
    }
    self.directions = directions
  }

  package func excluded(layer: Int) -> Matrix<Double>? { nil }

  package func outcome(free: WeightDelta<Double>, confined: WeightDelta<Double>?, layer: Int) -> WeightDelta<Double> {
    let change = confined ?? free
    guard let span = directions[layer] else { return change }
    switch (change, side) {
    case (.factored(let left, let right), .input):
      return .factored(left: left, right: right.removing(spanOf: span, share: alpha))
    case (.factored(let left, let right), .output):
      return .factored(left: left.removing(spanOf: span, share: alpha), right: right)
    case (.dense(let matrix), .input):
      return .dense(matrix.transposed.removing(spanOf: span, share: alpha).transposed)
    case (.dense(let matrix), .output): return .dense(matrix.removing(spanOf: span, share: alpha))
    }
  }
}

/// The principal directions of the rows of a matrix, each divided by its norm, as columns: one more than the leading shares
/// of their energy that come to `beta` or less.
///
/// - Throws: `NumericsError.noConvergence` for a matrix that is not finite.
func principalDirections(ofRows matrix: Matrix<Double>, beta: Double) throws(NumericsError) -> Matrix<Double> {
  var rows = matrix
  for i in 0..<rows.rows {
    let row = rows.row(i)
    // The published code's guard against a row of zeros.
    let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot() + 1e-8
    rows.setRow(i, row.map { $0 / length })
  }
  let isWide = rows.rows < rows.columns
  let (values, vectors) = try symmetricEigen(rows.gram(transposed: !isWide))
  let total = values.reduce(0) { $0 + max(0, $1) }
  var held = 0.0
  let within = values.prefix {
    held += max(0, $0)
    return held <= beta * total
  }
  // Rounding alone is no direction.
  let real = values.prefix { $0 > 1e-10 * total }.count
  let leading = vectors.columns(0..<min(within.count + 1, real))
  // Of the smaller Gram matrix' eigenvectors Q, N^T Q is orthogonal but not of unit length.
  return isWide ? try orthonormalBasis(rows.transposedTimes(leading)) : leading
}
