/// What a factorisation could not do.
package enum NumericsError: Error, Equatable, CustomStringConvertible {
  /// The leading minor of this order is not positive: the matrix is singular or indefinite.
  case notPositiveDefinite(order: Int)
  /// The input holds NaN or infinities, or the routine did not converge.
  case noConvergence(routine: String, info: Int)

  package var description: String {
    switch self {
    case .notPositiveDefinite(let order):
      "matrix is not positive definite (leading minor of order \(order)); a ridge on it helps"
    case .noConvergence(let routine, let info):
      "\(routine) did not converge (info \(info)); the input may hold NaN or infinite entries"
    }
  }
}

/// A = L L^T of a symmetric positive definite matrix.
package struct Cholesky<Scalar: LinearScalar>: Sendable {
  /// n x n; the strict upper triangle is not meaningful.
  package let lower: Matrix<Scalar>

  /// - Throws: `NumericsError.notPositiveDefinite`.
  /// - Complexity: n^3 / 3.
  package init(_ a: Matrix<Scalar>) throws(NumericsError) {
    precondition(a.rows == a.columns)
    var factor = a
    // LAPACK takes no empty matrix, which is its own factor.
    let info = a.rows == 0 ? 0 : Scalar.potrf(n: a.rows, &factor.entries)
    // NaN slips through LAPACK's pivot test, so the factor is looked at too.
    guard info == 0 else { throw .notPositiveDefinite(order: info) }
    for i in 0..<a.rows where !factor[i, i].isFinite { throw .notPositiveDefinite(order: i + 1) }
    lower = factor
  }

  private init(lower: Matrix<Scalar>) { self.lower = lower }

  /// The factor of [[A, X], [X^T, C]], from that of A: [[L, 0], [(L^-1 X)^T, L_c]] with L_c L_c^T = C - X^T A^-1 X.
  ///
  /// - Parameters:
  ///   - across: X, n x c.
  ///   - corner: C, c x c, of which the lower triangle is read.
  /// - Throws: `NumericsError.notPositiveDefinite`; its order counts from the corner.
  /// - Complexity: O(n^2 c + n c^2 + c^3), less than factoring anew.
  package func extended(across: Matrix<Scalar>, corner: Matrix<Scalar>) throws(NumericsError) -> Cholesky {
    let (n, c) = (lower.rows, corner.rows)
    precondition(across.rows == n && across.columns == c && corner.columns == c)
    guard c > 0 else { return self }
    let below = solveLower(across).transposed
    let last = try Cholesky(corner - below.gram()).lower
    var result = Matrix<Scalar>(n + c, n + c)
    for i in 0..<n { result.entries.replaceSubrange(i * (n + c)..<i * (n + c) + n, with: lower.row(i)) }
    for i in 0..<c { result.setRow(n + i, Array(below.row(i) + last.row(i))) }
    return Cholesky(lower: result)
  }

  /// A^-1 B for B n x c.
  package func solve(_ b: Matrix<Scalar>) -> Matrix<Scalar> { solveUpper(solveLower(b)) }

  /// L^-1 B.
  package func solveLower(_ b: Matrix<Scalar>) -> Matrix<Scalar> {
    var x = b
    Scalar.trsmLower(false, n: lower.rows, columns: b.columns, lower.entries, &x.entries)
    return x
  }

  /// L^-T B.
  package func solveUpper(_ b: Matrix<Scalar>) -> Matrix<Scalar> {
    var x = b
    Scalar.trsmLower(true, n: lower.rows, columns: b.columns, lower.entries, &x.entries)
    return x
  }
}

/// A = U diag(s) V^T, thin: r = min(rows, columns).
package struct SVD<Scalar: LinearScalar>: Sendable {
  /// rows x r, orthonormal columns.
  package let u: Matrix<Scalar>
  /// r values, descending.
  package let s: [Scalar]
  /// r x columns, orthonormal rows.
  package let vt: Matrix<Scalar>
}

/// The thin singular value decomposition by divide and conquer (LAPACK gesdd).
///
/// - Throws: `NumericsError.noConvergence` (NaN or infinite input, too).
package func svd<Scalar: LinearScalar>(_ a: Matrix<Scalar>) throws(NumericsError) -> SVD<Scalar> {
  let r = min(a.rows, a.columns)
  guard a.isFinite else { throw .noConvergence(routine: "singular value decomposition", info: 0) }
  // Row-major A is column-major A^T = U' S V'^T, so A = V' S U'^T: LAPACK's vt' is our u, its u' our vt.
  var entries = a.entries
  var s = [Scalar](repeating: 0, count: r)
  var u = Matrix<Scalar>(a.rows, r)
  var vt = Matrix<Scalar>(r, a.columns)
  guard r > 0 else { return SVD(u: u, s: s, vt: vt) }
  let info = Scalar.gesdd(vectors: true, m: a.columns, n: a.rows, &entries, &s, &vt.entries, &u.entries)
  guard info == 0 else { throw .noConvergence(routine: "singular value decomposition", info: info) }
  return SVD(u: u, s: s, vt: vt)
}

/// All singular values, descending (LAPACK gesdd without vectors).
package func singularValues<Scalar: LinearScalar>(_ a: Matrix<Scalar>) throws(NumericsError) -> [Scalar] {
  guard a.isFinite else { throw .noConvergence(routine: "singular value decomposition", info: 0) }
  var entries = a.entries
  var s = [Scalar](repeating: 0, count: min(a.rows, a.columns))
  guard !s.isEmpty else { return s }
  var none: [Scalar] = [0]
  var noneToo: [Scalar] = [0]
  let info = Scalar.gesdd(vectors: false, m: a.columns, n: a.rows, &entries, &s, &none, &noneToo)
  guard info == 0 else { throw .noConvergence(routine: "singular value decomposition", info: info) }
  return s
}

/// Eigenvalues (descending) and eigenvectors (as columns) of a symmetric matrix (LAPACK syevd).
package func symmetricEigen<Scalar: LinearScalar>(
  _ a: Matrix<Scalar>
) throws(NumericsError) -> (values: [Scalar], vectors: Matrix<Scalar>) {
  precondition(a.rows == a.columns)
  guard a.isFinite else { throw .noConvergence(routine: "symmetric eigendecomposition", info: 0) }
  var vectors = a
  var values = [Scalar](repeating: 0, count: a.rows)
  guard a.rows > 0 else { return (values, vectors) }
  let info = Scalar.syevd(vectors: true, n: a.rows, &vectors.entries, &values)
  guard info == 0 else { throw .noConvergence(routine: "symmetric eigendecomposition", info: info) }
  // Column-major eigenvectors are rows here, in ascending order.
  let n = a.rows
  var descending = Matrix<Scalar>(n, n)
  for i in 0..<n { descending.setRow(i, vectors.row(n - 1 - i)) }
  return (values.reversed(), descending.transposed)
}

/// An orthonormal basis of the columns of a tall matrix (Householder QR; rows >= columns).
///
/// Columns that depend on earlier ones are completed by arbitrary orthonormal ones, so the result always has full rank.
package func orthonormalBasis<Scalar: LinearScalar>(_ a: Matrix<Scalar>) throws(NumericsError) -> Matrix<Scalar> {
  precondition(a.rows >= a.columns)
  guard a.isFinite else { throw .noConvergence(routine: "QR", info: 0) }
  guard a.columns > 0 else { return a }
  var columnMajor = a.transposed
  let info = Scalar.orthonormalFactor(m: a.rows, n: a.columns, &columnMajor.entries)
  guard info == 0 else { throw .noConvergence(routine: "QR", info: info) }
  return columnMajor.transposed
}
