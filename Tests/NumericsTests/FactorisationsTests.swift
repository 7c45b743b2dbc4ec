import Foundation
import Numerics
import Testing

struct CholeskyTests {
  /// The symmetric Pascal matrix has the binomial coefficients for its factor.
  @Test func pascalMatrixFactorsIntoBinomials() throws {
    let n = 8
    var binomial = Matrix<Double>(n, n)
    for i in 0..<n {
      binomial[i, 0] = 1
      for j in 0..<i { binomial[i, j + 1] = binomial[i - 1, j] + binomial[i - 1, j + 1] }
    }
    var factor = try Cholesky(binomial.times(transposed: binomial)).lower
    for i in 0..<n { for j in i + 1..<n { factor[i, j] = 0 } }
    #expect(distance(factor, binomial) < 1e-12)
  }

  private func checkSolve<S: LinearScalar>(_: S.Type, tolerance: Double) throws {
    var generator = SeededGenerator(seed: 3)
    let a = Matrix<S>.gaussian(50, 30, using: &generator).gram(transposed: true) + .identity(30)
    let x = Matrix<S>.gaussian(30, 4, using: &generator)
    let factor = try Cholesky(a)
    #expect(distance(factor.solve(a.times(x)), x) < tolerance)
    #expect(distance(factor.solveUpper(factor.solveLower(a.times(x))), x) < tolerance)
    #expect(factor.solve(Matrix<S>(30, 0)) == Matrix(30, 0))
  }

  @Test func solveUndoesTheProduct() throws {
    try checkSolve(Float.self, tolerance: 1e-4)
    try checkSolve(Double.self, tolerance: 1e-12)
  }

  /// The factor of a matrix that grew block by block is that of the whole.
  @Test func extendedFactorIsThatOfTheWhole() throws {
    var generator = SeededGenerator(seed: 5)
    let a = Matrix<Double>.gaussian(30, 12, using: &generator).gram(transposed: true) + .identity(12)
    let x = Matrix<Double>.gaussian(12, 3, using: &generator)
    func block(_ rows: Range<Int>, _ columns: Range<Int>) -> Matrix<Double> { a.rows(rows).columns(columns) }
    var factor = try Cholesky(block(0..<5, 0..<5))
    for (n, next) in [(5, 6), (6, 12), (12, 12)] {
      factor = try factor.extended(across: block(0..<n, n..<next), corner: block(n..<next, n..<next))
      #expect(factor.lower.rows == next)
    }
    #expect(distance(factor.solve(a.times(x)), x) < 1e-13)
    // The same direction twice leaves nothing for the corner.
    #expect(throws: NumericsError.notPositiveDefinite(order: 1)) {
      try factor.extended(across: a.columns(0..<1), corner: block(0..<1, 0..<1) - Matrix(1, 1, [1e-9]))
    }
  }

  @Test func anEmptyMatrixIsItsOwnFactor() throws {
    #expect(try Cholesky(Matrix<Double>(0, 0)).solve(Matrix(0, 3)).columns == 3)
  }

  @Test func rejectsIndefiniteAndNonFinite() {
    #expect(throws: NumericsError.notPositiveDefinite(order: 2)) {
      try Cholesky(Matrix<Double>(2, 2, [1, 2, 2, 1]))
    }
    #expect(throws: NumericsError.self) { try Cholesky(Matrix<Float>(2, 2, [1, .nan, .nan, 1])) }
  }
}

struct SingularValueTests {
  private func checkReconstruction<S: LinearScalar>(_: S.Type, tolerance: Double) throws {
    var generator = SeededGenerator(seed: 4)
    for (rows, columns) in [(1, 1), (1, 6), (6, 1), (9, 9), (12, 31), (31, 12)] {
      let a = Matrix<S>.gaussian(rows, columns, using: &generator)
      let found = try svd(a)
      var scaled = found.u
      for i in 0..<rows { for j in found.s.indices { scaled[i, j] *= found.s[j] } }
      #expect(distance(scaled.times(found.vt), a) < tolerance)
      #expect(orthonormalityError(found.u) < tolerance)
      #expect(orthonormalityError(found.vt.transposed) < tolerance)
      #expect(found.s.allSatisfy { $0 >= 0 } && found.s == found.s.sorted(by: >))
      let alone = try singularValues(a)
      #expect(distance(Matrix(1, alone.count, alone), Matrix(1, alone.count, found.s)) < tolerance)
    }
  }

  @Test func factorsReconstructTheMatrix() throws {
    try checkReconstruction(Float.self, tolerance: 2e-5)
    try checkReconstruction(Double.self, tolerance: 1e-13)
  }

  /// 2n / ((2i - 1) pi)-like closed form: the upper triangle of ones has s_i = 1 / (2 sin((2i - 1) pi / (4n + 2))).
  @Test func triangleOfOnesHasKnownSingularValues() throws {
    let n = 12
    var a = Matrix<Double>(n, n)
    for i in 0..<n { for j in i..<n { a[i, j] = 1 } }
    let s = try singularValues(a)
    for i in 1...n {
      #expect(abs(s[i - 1] - 0.5 / sin(Double(2 * i - 1) * .pi / Double(4 * n + 2))) < 1e-13)
    }
  }

  @Test func emptyAndNonFiniteInputs() throws {
    #expect(try svd(Matrix<Float>(0, 5)).s.isEmpty)
    #expect(try singularValues(Matrix<Float>(5, 0)).isEmpty)
    #expect(throws: NumericsError.self) { try svd(Matrix<Float>(2, 2, [1, .nan, 0, 1])) }
    #expect(throws: NumericsError.self) { try singularValues(Matrix<Double>(2, 2, [1, .infinity, 0, 1])) }
  }
}

struct SymmetricEigenTests {
  /// The second difference matrix has eigenvalues 2 - 2 cos(j pi / (n + 1)).
  private func checkSecondDifferences<S: LinearScalar>(_: S.Type, tolerance: Double) throws {
    let n = 20
    var a = Matrix<S>(n, n)
    for i in 0..<n {
      a[i, i] = 2
      if i > 0 { a[i, i - 1] = -1 }
      if i > 0 { a[i - 1, i] = -1 }
    }
    let (values, vectors) = try symmetricEigen(a)
    for j in 1...n {
      let exact = 2 - 2 * cos(Double(n + 1 - j) * .pi / Double(n + 1))
      #expect(abs(Double(values[j - 1]) - exact) < tolerance)
    }
    var scaled = vectors
    for i in 0..<n { for j in 0..<n { scaled[i, j] *= values[j] } }
    #expect(distance(a.times(vectors), scaled) < tolerance)
    #expect(orthonormalityError(vectors) < tolerance)
  }

  @Test func secondDifferencesHaveKnownEigenvalues() throws {
    try checkSecondDifferences(Float.self, tolerance: 5e-6)
    try checkSecondDifferences(Double.self, tolerance: 1e-13)
  }

  @Test func emptyAndNonFiniteInputs() throws {
    #expect(try symmetricEigen(Matrix<Double>(0, 0)).values.isEmpty)
    #expect(throws: NumericsError.self) { try symmetricEigen(Matrix<Double>(1, 1, [.nan])) }
  }
}

struct OrthonormalBasisTests {
  private func check<S: LinearScalar>(_: S.Type, tolerance: Double) throws {
    var generator = SeededGenerator(seed: 5)
    let a = Matrix<S>.gaussian(40, 13, using: &generator)
    let q = try orthonormalBasis(a)
    #expect(orthonormalityError(q) < tolerance)
    #expect(distance(q.times(q.transposedTimes(a)), a) < 10 * tolerance)
    // The first columns of q span the first columns of a.
    let first = q.columns(0..<5)
    #expect(distance(first.times(first.transposedTimes(a.columns(0..<5))), a.columns(0..<5)) < 10 * tolerance)
  }

  @Test func spansTheColumnsInOrder() throws {
    try check(Float.self, tolerance: 2e-6)
    try check(Double.self, tolerance: 1e-14)
  }

  @Test func dependentColumnsAreCompleted() throws {
    var generator = SeededGenerator(seed: 6)
    let a = Matrix<Double>.gaussian(20, 3, using: &generator)
    let q = try orthonormalBasis(a.appendingColumns(of: a).appendingColumns(of: Matrix(20, 2)))
    #expect(q.columns == 8)
    #expect(orthonormalityError(q) < 1e-14)
    #expect(distance(q.times(q.transposedTimes(a)), a) < 1e-13)
  }

  @Test func emptyAndNonFiniteInputs() throws {
    #expect(try orthonormalBasis(Matrix<Float>(4, 0)) == Matrix(4, 0))
    #expect(throws: NumericsError.self) { try orthonormalBasis(Matrix<Float>(2, 1, [.nan, 0])) }
  }
}
