import Editing
import Numerics

// Maths layout as in Editing: keys K are m x n, m the width of the feed-forward layer.

/// An editor's solve as papers and reference implementations write it: one general m x m system for each layer and round.
///
///     moment:      adj = (w C + S + K K^T)^-1 K
///     null space:  adj = (P (S + K K^T) + penalty I)^-1 P K,  P = U U^T of the small eigenvectors of C
///
/// S = K' K'^T over the keys of earlier rounds. By LU in double precision, as `torch.linalg.solve` does it.
package struct DirectSolve: Sendable {
  private enum System: Sendable {
    case moment(Matrix<Double>, weight: Double)
    case nullSpace(projector: Matrix<Double>, penalty: Double)
  }
  private let system: System

  /// Works out what a run needs once.
  ///
  /// - Parameters:
  ///   - moment: C, m x m, with its ridge.
  ///   - ridge: what the diagonal has of it, which null spaces are found without.
  /// - Throws: `NumericsError`.
  package init(_ metric: MetricKind, moment: Matrix<Double>, ridge: Double = 0) throws(NumericsError) {
    switch metric {
    case .identity: system = .moment(.identity(moment.rows), weight: 1)
    case .moment(let weight), .blocks(let weight): system = .moment(moment, weight: weight)
    case .penalisedMoment(let weight, let penalty):
      system = .moment(moment + (penalty / weight) * .identity(moment.rows), weight: weight)
    case .nullSpace(let rule, let penalty):
      system = .nullSpace(projector: try Self.projector(rule, of: moment, ridge: ridge), penalty: penalty)
    }
  }

  /// - Parameter past: S, m x m; nil when there is none.
  /// - Complexity: 2 m^3 / 3, and 2 m^3 more for a null space.
  package func adjoint(of keys: Matrix<Double>, past: Matrix<Double>?) throws(NumericsError) -> Matrix<Double> {
    var gram = keys.times(transposed: keys)
    if let past { gram.add(past) }
    switch system {
    case .moment(let moment, let weight):
      gram.add(moment, times: weight)
      return try generalSolve(gram, keys)
    case .nullSpace(let projector, let penalty):
      var matrix = projector.times(gram)
      for i in 0..<matrix.rows { matrix[i, i] += penalty }
      return try generalSolve(matrix, projector.times(keys))
    }
  }

  private static func projector(
    _ rule: NullSpaceRule, of moment: Matrix<Double>, ridge: Double
  ) throws(NumericsError) -> Matrix<Double> {
    let (shifted, vectors) = try symmetricEigen(moment)
    let values = shifted.map { $0 - ridge }
    let count: Int
    switch rule {
    case .absolute(let threshold): count = values.count { $0 < threshold }
    case .energy(let share):
      let limit = share * values.reduce(0, +)
      var sum = 0.0
      count =
        values.reversed().prefix { value in
          sum += value
          return sum < limit
        }.count
    }
    let basis = vectors.columns(vectors.columns - count..<vectors.columns)
    return basis.times(transposed: basis)
  }
}
