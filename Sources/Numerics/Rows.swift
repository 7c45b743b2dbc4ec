import CKernels

// Operations that treat each row of a matrix as a vector: bias, gathering, normalisation, softmax.

extension Matrix where Scalar == Float {
  /// `count` times the same row.
  package init(repeating row: [Float], count: Int) {
    let width = row.count
    let entries = [Float](unsafeUninitializedCapacity: count * width) { y, initialised in
      row.withUnsafeBufferPointer { row in
        for i in 0..<count { for j in 0..<width { y.initializeElement(at: i * width + j, to: row[j]) } }
      }
      initialised = count * width
    }
    self.init(count, width, entries)
  }

  /// Every row with `row` added, in one pass over the memory.
  package func addingToRows(_ row: [Float]) -> Matrix {
    precondition(row.count == columns)
    let width = columns
    let height = rows
    let sums = [Float](unsafeUninitializedCapacity: entries.count) { y, initialised in
      entries.withUnsafeBufferPointer { x in
        row.withUnsafeBufferPointer { row in
          for i in 0..<height {
            let start = i * width
            for j in 0..<width { y.initializeElement(at: start + j, to: x[start + j] + row[j]) }
          }
        }
      }
      initialised = height * width
    }
    return Matrix(height, width, sums)
  }

  /// Adds `row` to every row.
  package mutating func addToRows(_ row: [Float]) {
    precondition(row.count == columns)
    let width = columns
    let height = rows
    entries.withUnsafeMutableBufferPointer { x in
      row.withUnsafeBufferPointer { b in
        for i in 0..<height {
          let start = i * width
          for j in 0..<width { x[start + j] += b[j] }
        }
      }
    }
  }

  /// The sum of all rows.
  package var sumOfRows: [Float] {
    var sum = [Float](repeating: 0, count: columns)
    let width = columns
    entries.withUnsafeBufferPointer { x in
      sum.withUnsafeMutableBufferPointer { sum in
        for i in 0..<rows {
          let start = i * width
          for j in 0..<width { sum[j] += x[start + j] }
        }
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
        for (i, row) in indices.enumerated() { for j in 0..<width { y[row * width + j] += x[i * width + j] } }
      }
    }
    return result
  }

  /// Softmax of the first `counts[i]` entries of row i; the rest of the row becomes 0.
  package mutating func softmaxRows(counts: (Int) -> Int) {
    let width = columns
    let height = rows
    entries.withUnsafeMutableBufferPointer { x in
      guard let base = x.baseAddress else { return }
      for i in 0..<height {
        let count = min(width, max(0, counts(i)))
        revive_softmax(base + i * width, count)
        for j in count..<width { x[i * width + j] = 0 }
      }
    }
  }

  /// log(sum(exp(row))) of each row.
  package var logSumExpOfRows: [Float] {
    entries.withUnsafeBufferPointer { x in
      (0..<rows).map { i in x.baseAddress.map { revive_log_sum_exp($0 + i * columns, columns) } ?? -.infinity }
    }
  }

  /// Index of the largest entry of row i; the first of equals. nil when the row holds a NaN or is empty.
  package func argmax(row i: Int) -> Int? {
    entries.withUnsafeBufferPointer { x in
      var best = -Float.infinity
      var index: Int?
      for j in 0..<columns {
        let value = x[i * columns + j]
        if value.isNaN { return nil }
        if value > best || index == nil {
          best = value
          index = j
        }
      }
      return index
    }
  }
}

/// Layer normalisation of rows: y = (x - mean) / sqrt(variance + epsilon) * gain + bias.
package struct LayerNormalization: Sendable, Equatable {
  package var gain: [Float]
  package var bias: [Float]
  package var epsilon: Float

  package init(gain: [Float], bias: [Float], epsilon: Float) {
    self.gain = gain
    self.bias = bias
    self.epsilon = epsilon
  }

  package func applied(to x: Matrix<Float>) -> Matrix<Float> {
    var y = x
    let d = x.columns
    precondition(gain.count == d && bias.count == d)
    y.entries.withUnsafeMutableBufferPointer { y in
      for i in 0..<x.rows {
        let row = UnsafeMutableBufferPointer(rebasing: y[i * d..<(i + 1) * d])
        let (mean, scale) = moments(UnsafeBufferPointer(row))
        for j in 0..<d { row[j] = (row[j] - mean) * scale * gain[j] + bias[j] }
      }
    }
    return y
  }

  /// The gradient at x, given the gradient dy at the output.
  ///
  /// With h = (x - mean) s and g = dy * gain: dx = s (g - mean(g) - h mean(g h)).
  package func gradient(at x: Matrix<Float>, of dy: Matrix<Float>) -> Matrix<Float> {
    var dx = dy
    let d = x.columns
    x.entries.withUnsafeBufferPointer { x in
      dx.entries.withUnsafeMutableBufferPointer { dx in
        for i in 0..<dy.rows {
          let input = UnsafeBufferPointer(rebasing: x[i * d..<(i + 1) * d])
          let row = UnsafeMutableBufferPointer(rebasing: dx[i * d..<(i + 1) * d])
          let (mean, scale) = moments(input)
          var sum: Float = 0
          var product: Float = 0
          for j in 0..<d {
            let g = row[j] * gain[j]
            row[j] = g
            sum += g
            product += g * (input[j] - mean) * scale
          }
          sum /= Float(d)
          product /= Float(d)
          for j in 0..<d { row[j] = scale * (row[j] - sum - (input[j] - mean) * scale * product) }
        }
      }
    }
    return dx
  }

  /// The gradients at gain and bias, given the gradient dy at the output, in a normalisation's own form:
  /// sum(dy * (x - mean) s) and sum(dy) over rows.
  package func weightGradients(at x: Matrix<Float>, of dy: Matrix<Float>) -> LayerNormalization {
    let d = x.columns
    precondition(x.rows == dy.rows && d == dy.columns)
    var gains = [Float](repeating: 0, count: d)
    x.entries.withUnsafeBufferPointer { x in
      dy.entries.withUnsafeBufferPointer { dy in
        gains.withUnsafeMutableBufferPointer { gains in
          for start in stride(from: 0, to: x.count, by: d) {
            let (mean, scale) = moments(UnsafeBufferPointer(rebasing: x[start..<start + d]))
            for j in 0..<d { gains[j] += dy[start + j] * (x[start + j] - mean) * scale }
          }
        }
      }
    }
    return LayerNormalization(gain: gains, bias: dy.sumOfRows, epsilon: epsilon)
  }

  /// Mean and 1 / sqrt(variance + epsilon) of a row, in four partial sums so that the loop vectorises.
  private func moments(_ x: UnsafeBufferPointer<Float>) -> (mean: Float, scale: Float) {
    let n = x.count
    var sums = SIMD8<Float>.zero
    var j = 0
    while j + 8 <= n {
      for lane in 0..<8 { sums[lane] += x[j + lane] }
      j += 8
    }
    var mean = sums.sum()
    while j < n {
      mean += x[j]
      j += 1
    }
    mean /= Float(n)
    var squares = SIMD8<Float>.zero
    j = 0
    while j + 8 <= n {
      var part = SIMD8<Float>.zero
      for lane in 0..<8 { part[lane] = x[j + lane] - mean }
      squares += part * part
      j += 8
    }
    var variance = squares.sum()
    while j < n {
      variance += (x[j] - mean) * (x[j] - mean)
      j += 1
    }
    return (mean, 1 / (variance / Float(n) + epsilon).squareRoot())
  }
}

extension Matrix where Scalar == Float {
  /// Turns the gradient at softmax outputs P (self) into that at its inputs: P * (dP - rowsum(dP * P)).
  package mutating func applySoftmaxGradient(probabilities: Matrix) {
    precondition(rows == probabilities.rows && columns == probabilities.columns)
    let width = columns
    let height = rows
    probabilities.entries.withUnsafeBufferPointer { p in
      entries.withUnsafeMutableBufferPointer { d in
        for i in 0..<height {
          var sum: Float = 0
          for k in i * width..<(i + 1) * width { sum += d[k] * p[k] }
          for k in i * width..<(i + 1) * width { d[k] = p[k] * (d[k] - sum) }
        }
      }
    }
  }
}

extension Matrix where Scalar == Float {
  /// Multiplies row i by `factor`.
  package mutating func scaleRow(_ i: Int, by factor: Float) {
    let width = columns
    precondition((0..<rows).contains(i))
    entries.withUnsafeMutableBufferPointer { x in
      for j in i * width..<(i + 1) * width { x[j] *= factor }
    }
  }

  /// Adds row `source` of another matrix to row `target`.
  package mutating func addRow(_ source: Int, of other: Matrix, to target: Int) {
    let width = columns
    precondition((0..<rows).contains(target) && (0..<other.rows).contains(source) && other.columns == width)
    entries.withUnsafeMutableBufferPointer { x in
      other.entries.withUnsafeBufferPointer { y in
        for j in 0..<width { x[target * width + j] += y[source * width + j] }
      }
    }
  }
}
