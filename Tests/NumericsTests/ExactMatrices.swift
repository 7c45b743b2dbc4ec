import Numerics

/// Largest absolute difference of two matrices' entries; infinite when shapes differ, NaN when an entry is.
func distance<Scalar: LinearScalar>(_ a: Matrix<Scalar>, _ b: Matrix<Scalar>) -> Double {
  guard a.rows == b.rows, a.columns == b.columns else { return .infinity }
  var worst = 0.0
  for (x, y) in zip(a.entries, b.entries) {
    let difference = abs(Double(x) - Double(y))
    if difference.isNaN { return .nan }
    worst = max(worst, difference)
  }
  return worst
}

/// max |Q^T Q - I|.
func orthonormalityError<Scalar: LinearScalar>(_ q: Matrix<Scalar>) -> Double {
  distance(q.transposedTimes(q), .identity(q.columns))
}

/// Small integers as entries, so that products are exact and can be compared bit by bit.
func integers<Scalar: LinearScalar>(
  _ rows: Int, _ columns: Int, using generator: inout SeededGenerator
) -> Matrix<Scalar> {
  Matrix(rows, columns, (0..<rows * columns).map { _ in Scalar(Int.random(in: -4...4, using: &generator)) })
}

/// A matrix with the given singular values and random singular vectors.
func withSpectrum(
  _ s: [Double], rows: Int, columns: Int, using generator: inout SeededGenerator
) throws -> Matrix<Float> {
  var u = try orthonormalBasis(Matrix<Double>.gaussian(rows, s.count, using: &generator))
  let v = try orthonormalBasis(Matrix<Double>.gaussian(columns, s.count, using: &generator))
  for i in 0..<rows { for j in s.indices { u[i, j] *= s[j] } }
  return u.times(transposed: v).asFloat
}
