import Numerics

/// Eigenvalues and eigenvectors of a second moment C (m x m): what a null space is cut from, at any threshold. The
/// decomposition costs about 9 m^3, so it is a value of its own that can be kept.
package struct MomentSpectrum: Sendable, Equatable {
  /// Eigenvalues of C itself, descending; rounding may leave the smallest slightly below 0.
  package let values: [Double]
  /// m x m: eigenvectors as columns, in the order of `values`.
  package let vectors: Matrix<Double>

  /// A decomposition made earlier.
  ///
  /// - Precondition: as many columns in `vectors` as `values`, which descend.
  package init(values: [Double], vectors: Matrix<Double>) {
    precondition(vectors.rows == values.count && vectors.columns == values.count)
    self.values = values
    self.vectors = vectors
  }

  /// A ridge moves every eigenvalue by the same amount and leaves the eigenvectors, so it is taken off again: a threshold
  /// means the same with and without one.
  ///
  /// - Throws: `NumericsError.noConvergence`.
  package init(of moment: RidgedMoment) throws(NumericsError) {
    let (values, vectors) = try symmetricEigen(moment.matrix)
    self.init(values: values.map { $0 - moment.ridge }, vectors: vectors)
  }

  /// How many eigenvectors, from the smallest eigenvalue up, count as the null space.
  package func nullity(_ rule: NullSpaceRule) -> Int {
    switch rule {
    case .absolute(let threshold): return values.reversed().prefix { $0 < threshold }.count
    case .energy(let share):
      let energies = values.map { max(0, $0) }
      let limit = share * energies.reduce(0, +)
      var held = 0.0
      return energies.reversed().prefix {
        held += $0
        return held < limit
      }.count
    }
  }
}
