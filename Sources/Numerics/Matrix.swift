/// A dense matrix in row-major order. A value: copies share storage until one of them is written.
package struct Matrix<Scalar: LinearScalar>: Sendable, Equatable {
  package let rows: Int
  package let columns: Int
  /// `rows * columns` entries; entry (i, j) is `entries[i * columns + j]`.
  package var entries: [Scalar]

  /// A matrix of zeros.
  package init(_ rows: Int, _ columns: Int) {
    self.init(rows, columns, Scalar.zeros(rows * columns))
  }

  /// - Precondition: `entries.count == rows * columns`.
  package init(_ rows: Int, _ columns: Int, _ entries: [Scalar]) {
    precondition(entries.count == rows * columns, "\(rows) x \(columns) needs \(rows * columns) entries")
    self.rows = rows
    self.columns = columns
    self.entries = entries
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package static func identity(_ n: Int) -> Matrix {
    var result = Matrix(n, n)
    for i in 0..<n { result[i, i] = 1 }
    return result
  }

  package subscript(i: Int, j: Int) -> Scalar {
    get { entries[i * columns + j] }
    set { entries[i * columns + j] = newValue }
  }

  /// Row `i` as a slice of the storage.
  package func row(_ i: Int) -> ArraySlice<Scalar> { entries[i * columns..<(i + 1) * columns] }

  /// The rows in `range`, copied.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func rows(_ range: Range<Int>) -> Matrix {
    Matrix(range.count, columns, Array(entries[range.lowerBound * columns..<range.upperBound * columns]))
  }

  /// The rows named by `indices`, in that order, copied.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func gatherRows(_ indices: [Int]) -> Matrix {
    var result = [Scalar]()
    result.reserveCapacity(indices.count * columns)
    for i in indices { result.append(contentsOf: row(i)) }
    return Matrix(indices.count, columns, result)
  }

  /// The columns in `range`, copied.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func columns(_ range: Range<Int>) -> Matrix {
    var result = [Scalar]()
    result.reserveCapacity(rows * range.count)
    for i in 0..<rows {
      result.append(contentsOf: row(i)[(i * columns + range.lowerBound)..<(i * columns + range.upperBound)])
    }
    return Matrix(rows, range.count, result)
  }

  package mutating func setRow(_ i: Int, _ values: some Collection<Scalar>) {
    entries.replaceSubrange(i * columns..<(i + 1) * columns, with: values)
  }

  /// True when no entry is NaN or infinite.
  package var isFinite: Bool { Scalar.allFinite(entries) }
}

extension Matrix {
  package var transposed: Matrix {
    var result = Matrix(columns, rows)
    Scalar.transpose(entries, rows: rows, columns: columns, into: &result.entries)
    return result
  }

  /// Columns of `self` followed by those of `other`.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func appendingColumns(of other: Matrix) -> Matrix {
    precondition(rows == other.rows)
    var result = [Scalar]()
    result.reserveCapacity(rows * (columns + other.columns))
    for i in 0..<rows {
      result.append(contentsOf: row(i))
      result.append(contentsOf: other.row(i))
    }
    return Matrix(rows, columns + other.columns, result)
  }

  /// ||A||_F, accumulated without overflow (BLAS nrm2).
  package var frobeniusNorm: Double { Double(Scalar.nrm2(entries)) }

  /// self += factor * other.
  package mutating func add(_ other: Matrix, times factor: Scalar = 1) {
    precondition(rows == other.rows && columns == other.columns)
    Scalar.axpy(factor, other.entries, &entries)
  }

  package mutating func scale(by factor: Scalar) { Scalar.scal(factor, &entries) }

  package static func + (a: Matrix, b: Matrix) -> Matrix {
    var result = a
    result.add(b)
    return result
  }

  package static func - (a: Matrix, b: Matrix) -> Matrix {
    var result = a
    result.add(b, times: -1)
    return result
  }

  package static func * (factor: Scalar, a: Matrix) -> Matrix {
    var result = a
    result.scale(by: factor)
    return result
  }
}

extension Matrix where Scalar == Float {
  package var asDouble: Matrix<Double> { Matrix<Double>(rows, columns, widen(entries)) }
}

extension Matrix where Scalar == Double {
  package var asFloat: Matrix<Float> { Matrix<Float>(rows, columns, narrow(entries)) }
}

// Within this module, so that the loops are compiled for concrete types.
func widen(_ x: [Float]) -> [Double] { x.map(Double.init) }
func narrow(_ x: [Double]) -> [Float] { x.map(Float.init) }
