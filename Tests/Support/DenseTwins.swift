import Numerics

/// Largest absolute difference of two matrices' entries; infinite when shapes differ, NaN when an entry is.
package func distance(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Double {
  guard a.rows == b.rows, a.columns == b.columns else { return .infinity }
  var worst = 0.0
  for (x, y) in zip(a.entries, b.entries) {
    if (x - y).isNaN { return .nan }
    worst = max(worst, abs(x - y))
  }
  return worst
}

package func largest(_ a: Matrix<Double>) -> Double { distance(a, Matrix(a.rows, a.columns)) }

/// A weight as a trained model has it: a few strong directions on a random-looking bulk.
package func weight(_ d: Int, _ m: Int, using generator: inout SeededGenerator) throws -> Matrix<Float> {
  let count = max(1, min(d, m) / 4)
  var u = try orthonormalBasis(Matrix<Float>.gaussian(d, count, using: &generator))
  let v = try orthonormalBasis(Matrix<Float>.gaussian(m, count, using: &generator))
  let edge = Float(d).squareRoot() + Float(m).squareRoot()
  for i in 0..<d { for j in 0..<count { u[i, j] *= 3 * edge / Float(j + 1).squareRoot() } }
  return 0.02 * (u.times(transposed: v) + .gaussian(d, m, using: &generator))
}

/// Columns of an orthonormal basis of the complement of the span of q (orthonormal columns).
package func complement(of q: Matrix<Double>, using generator: inout SeededGenerator) throws -> Matrix<Double> {
  let filler = Matrix<Double>.gaussian(q.rows, q.rows - q.columns, using: &generator)
  return try orthonormalBasis(q.appendingColumns(of: filler)).columns(q.columns..<q.rows)
}

/// A symmetric positive definite matrix with the given eigenvalues.
package func positiveDefinite(eigenvalues: [Double], using generator: inout SeededGenerator) throws -> Matrix<Double> {
  let n = eigenvalues.count
  let q = try orthonormalBasis(Matrix<Double>.gaussian(n, n, using: &generator))
  var scaled = q
  for i in 0..<n { for j in 0..<n { scaled[i, j] *= eigenvalues[j].squareRoot() } }
  return scaled.gram()
}

/// A^-1 B for general A, by Gauss-Jordan elimination with pivoting: the plain twin of the factored solves.
package func solveDensely(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Matrix<Double> {
  var a = a
  var x = b
  for column in 0..<a.rows {
    let pivot = (column..<a.rows).max { abs(a[$0, column]) < abs(a[$1, column]) } ?? column
    for (first, second) in [(column, pivot)] where first != second {
      for j in 0..<a.columns { (a[first, j], a[second, j]) = (a[second, j], a[first, j]) }
      for j in 0..<x.columns { (x[first, j], x[second, j]) = (x[second, j], x[first, j]) }
    }
    let scale = 1 / a[column, column]
    for j in 0..<a.columns { a[column, j] *= scale }
    for j in 0..<x.columns { x[column, j] *= scale }
    for i in 0..<a.rows where i != column {
      let factor = a[i, column]
      for j in 0..<a.columns { a[i, j] -= factor * a[column, j] }
      for j in 0..<x.columns { x[i, j] -= factor * x[column, j] }
    }
  }
  return x
}
