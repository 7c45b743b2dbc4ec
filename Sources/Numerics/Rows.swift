import CKernels

// Operations that treat each row of a matrix as a vector: bias, gathering, normalisation, softmax.

extension Matrix where Scalar == Float {
  /// A matrix whose entries `fill` writes, all of them.
  package init(_ rows: Int, _ columns: Int, filledBy fill: (UnsafeMutablePointer<Float>) -> Void) {
    let count = rows * columns
    let entries = [Float](unsafeUninitializedCapacity: count) { buffer, initialised in
      if let base = buffer.baseAddress, count > 0 { fill(base) }
      initialised = count
    }
    self.init(rows, columns, entries)
  }

  /// `count` times the same row.
  package init(repeating row: [Float], count: Int) {
    let width = row.count
    self.init(count, width) { y in
      row.withUnsafeBufferPointer { row in
        guard let row = row.baseAddress else { return }
        for i in 0..<count { (y + i * width).update(from: row, count: width) }
      }
    }
  }

  /// Every row with `row` added, in one pass over the memory.
  package func addingToRows(_ row: [Float]) -> Matrix {
    precondition(row.count == columns)
    let (width, height) = (columns, rows)
    return Matrix(height, width) { y in
      entries.withUnsafeBufferPointer { x in
        row.withUnsafeBufferPointer { row in
          guard let x = x.baseAddress, let row = row.baseAddress else { return }
          for i in 0..<height {
            let (x, y) = (x + i * width, y + i * width)
            for j in 0..<width { y[j] = x[j] + row[j] }
          }
        }
      }
    }
  }

  /// Adds `row` to every row.
  package mutating func addToRows(_ row: [Float]) {
    precondition(row.count == columns)
    let (width, height) = (columns, rows)
    entries.withUnsafeMutableBufferPointer { x in
      row.withUnsafeBufferPointer { row in
        guard let x = x.baseAddress, let row = row.baseAddress else { return }
        for i in 0..<height { accumulate(row, into: x + i * width, width) }
      }
    }
  }

  /// The sum of all rows.
  package var sumOfRows: [Float] {
    var sum = [Float](repeating: 0, count: columns)
    let (width, height) = (columns, rows)
    entries.withUnsafeBufferPointer { x in
      sum.withUnsafeMutableBufferPointer { sum in
        guard let x = x.baseAddress, let sum = sum.baseAddress else { return }
        for i in 0..<height { accumulate(x + i * width, into: sum, width) }
      }
    }
    return sum
  }

  /// `count` rows, 0 but for the named ones, to which the rows of `self` are added: what `gatherRows` passes back.
  package func scatteredRows(_ indices: [Int], of count: Int) -> Matrix {
    precondition(indices.count == rows && indices.allSatisfy { (0..<count).contains($0) })
    var result = Matrix(count, columns)
    let width = columns
    result.entries.withUnsafeMutableBufferPointer { y in
      entries.withUnsafeBufferPointer { x in
        guard let x = x.baseAddress, let y = y.baseAddress else { return }
        for (i, row) in indices.enumerated() { accumulate(x + i * width, into: y + row * width, width) }
      }
    }
    return result
  }

  /// Softmax of the first `counts[i]` entries of row i; the rest of the row becomes 0.
  package mutating func softmaxRows(counts: (Int) -> Int) {
    let width = columns
    let height = rows
    let softmax = revive_kernels_best().pointee.softmax
    entries.withUnsafeMutableBufferPointer { x in
      guard let base = x.baseAddress else { return }
      for i in 0..<height {
        let count = min(width, max(0, counts(i)))
        softmax(base + i * width, count)
        for j in count..<width { x[i * width + j] = 0 }
      }
    }
  }

  /// log(sum(exp(row))) of each row.
  package var logSumExpOfRows: [Float] {
    let logSumExp = revive_kernels_best().pointee.log_sum_exp
    return entries.withUnsafeBufferPointer { x in
      (0..<rows).map { i in x.baseAddress.map { logSumExp($0 + i * columns, columns) } ?? -.infinity }
    }
  }

  /// Index of the largest entry of row i; the first of equals. nil when the row holds a NaN or is empty.
  package func argmax(row i: Int) -> Int? {
    entries.withUnsafeBufferPointer { x in
      guard let base = x.baseAddress else { return nil }
      let index = revive_kernels_best().pointee.argmax(base + i * columns, columns)
      return index < columns ? index : nil
    }
  }
}

extension Matrix where Scalar == Float {
  /// self *= other, entry by entry.
  package mutating func multiplyElementwise(by other: Matrix) {
    precondition(rows == other.rows && columns == other.columns)
    let count = entries.count
    entries.withUnsafeMutableBufferPointer { x in
      other.entries.withUnsafeBufferPointer { y in
        guard let x = x.baseAddress, let y = y.baseAddress else { return }
        for i in 0..<count { x[i] *= y[i] }
      }
    }
  }

  /// Multiplies row i by `factor`.
  package mutating func scaleRow(_ i: Int, by factor: Float) {
    let width = columns
    precondition((0..<rows).contains(i))
    entries.withUnsafeMutableBufferPointer { x in
      guard let row = x.baseAddress.map({ $0 + i * width }) else { return }
      for j in 0..<width { row[j] *= factor }
    }
  }

  /// Adds row `source` of another matrix to row `target`.
  package mutating func addRow(_ source: Int, of other: Matrix, to target: Int) {
    let width = columns
    precondition((0..<rows).contains(target) && (0..<other.rows).contains(source) && other.columns == width)
    entries.withUnsafeMutableBufferPointer { x in
      other.entries.withUnsafeBufferPointer { y in
        guard let x = x.baseAddress, let y = y.baseAddress else { return }
        accumulate(y + source * width, into: x + target * width, width)
      }
    }
  }
}

/// y += x. Loops of pure pointers, without sums of indices that might overflow, are those that vectorise.
private func accumulate(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ count: Int) {
  for j in 0..<count { y[j] += x[j] }
}
