/// A region of a matrix: all of it, or some of its rows and columns. Lets products read and write parts in place.
package struct Region: Sendable {
  package var rows: Range<Int>
  package var columns: Range<Int>

  package init(rows: Range<Int>, columns: Range<Int>) {
    self.rows = rows
    self.columns = columns
  }
}

/// c[cRegion] = alpha * op(a[aRegion]) * op(b[bRegion]) + beta * c[cRegion].
///
/// Shapes must agree after `op`, which transposes its operand when asked. A nil region is the whole matrix.
///
/// - Complexity: O(m n k) multiplications; BLAS gemm.
package func multiply<Scalar: LinearScalar>(
  _ a: Matrix<Scalar>, _ aRegion: Region? = nil, transposed transposeA: Bool = false,
  by b: Matrix<Scalar>, _ bRegion: Region? = nil, byTransposed transposeB: Bool = false,
  alpha: Scalar = 1, beta: Scalar = 0, into c: inout Matrix<Scalar>, _ cRegion: Region? = nil
) {
  let aPart = a.part(aRegion)
  let bPart = b.part(bRegion)
  let cPart = c.part(cRegion)
  let (m, k) = transposeA ? (aPart.columns, aPart.rows) : (aPart.rows, aPart.columns)
  let (kb, n) = transposeB ? (bPart.columns, bPart.rows) : (bPart.rows, bPart.columns)
  precondition(k == kb && cPart.rows == m && cPart.columns == n, "shapes do not agree")
  // BLAS takes no empty operand.
  guard m > 0, n > 0 else { return }
  if k == 0 {
    for i in 0..<m {
      for j in cPart.offset + i * c.columns..<cPart.offset + i * c.columns + n {
        c.entries[j] = beta == 0 ? 0 : beta * c.entries[j]
      }
    }
    return
  }
  Scalar.gemm(
    transposeA, transposeB, m: m, n: n, k: k, alpha: alpha, a.entries, at: aPart.offset, stride: a.columns, b.entries,
    at: bPart.offset, stride: b.columns, beta: beta, &c.entries, at: cPart.offset, stride: c.columns)
}

extension Matrix {
  func part(_ region: Region?) -> (offset: Int, rows: Int, columns: Int) {
    guard let region else { return (0, rows, columns) }
    precondition(region.rows.upperBound <= rows && region.columns.upperBound <= columns, "region outside the matrix")
    return (region.rows.lowerBound * columns + region.columns.lowerBound, region.rows.count, region.columns.count)
  }

  /// self * other.
  package func times(_ other: Matrix) -> Matrix {
    var result = Matrix(rows, other.columns)
    multiply(self, by: other, into: &result)
    return result
  }

  /// self * other^T.
  package func times(transposed other: Matrix) -> Matrix {
    var result = Matrix(rows, other.rows)
    multiply(self, by: other, byTransposed: true, into: &result)
    return result
  }

  /// self^T * other.
  package func transposedTimes(_ other: Matrix) -> Matrix {
    var result = Matrix(columns, other.columns)
    multiply(self, transposed: true, by: other, into: &result)
    return result
  }

  /// self * self^T, or self^T * self when `transposed`; symmetric to the last bit.
  ///
  /// - Complexity: half of the general product; BLAS syrk.
  package func gram(transposed: Bool = false) -> Matrix {
    let n = transposed ? columns : rows
    var result = Matrix(n, n)
    Scalar.syrk(
      transposed, n: n, k: transposed ? rows : columns, alpha: 1, entries, stride: columns, beta: 0, &result.entries)
    result.mirrorLower()
    return result
  }

  /// Copies the lower triangle onto the upper one.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package mutating func mirrorLower() {
    precondition(rows == columns)
    for i in 0..<rows { for j in 0..<i { entries[j * columns + i] = entries[i * columns + j] } }
  }
}
