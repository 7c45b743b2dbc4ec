import Checkpoints
import Numerics

/// A weight matrix W: floats, or what a checkpoint stores in fewer bits, widened in every product, some rows at a time. So
/// a model takes about the memory that its files do; a product takes the time of the widening besides, which many tokens
/// share. Whoever writes to `matrix` makes floats of it, whose products are computed in f32 from then on.
package struct Weight: Sendable {
  private enum Storage: Sendable, Equatable {
    case floats(Matrix<Float>)
    /// The rows of W, or of its transpose, in parts one below the other.
    case stored([StoredMatrix], isTransposed: Bool)
  }

  package let rows: Int
  package let columns: Int
  private var storage: Storage
  /// Whether it stays as it is, so that forms of it in other precisions are worth keeping.
  private(set) var isFrozen = true
  /// What its products are computed in; f32 where it is not frozen.
  private(set) var precision = ProductPrecision.f32
  /// Its bf16 forms, shared by copies.
  private var forms = PackedForms()

  package init(_ matrix: Matrix<Float>) {
    (rows, columns) = (matrix.rows, matrix.columns)
    storage = .floats(matrix)
  }

  /// The same in floats, to be edited.
  func thawed() -> Weight {
    var weight = Weight(matrix)
    weight.isFrozen = false
    return weight
  }

  /// The same, with its products in another precision, if it is frozen.
  func computing(_ precision: ProductPrecision) -> Weight {
    guard isFrozen else { return self }
    var weight = self
    weight.precision = precision
    return weight
  }

  /// - Parameter isTransposed: whether the parts are the rows of W^T.
  init(_ parts: [StoredMatrix], isTransposed: Bool) {
    let height = parts.reduce(0) { $0 + $1.rows }
    let width = parts.first?.columns ?? 0
    precondition(parts.allSatisfy { $0.columns == width }, "parts of different widths")
    (rows, columns) = isTransposed ? (width, height) : (height, width)
    storage = .stored(parts, isTransposed: isTransposed)
  }

  /// Whether it is held as its checkpoint stores it.
  package var isStored: Bool {
    if case .stored = storage { true } else { false }
  }

  /// W in floats: made anew each time where it is stored otherwise. A change makes it floats for good.
  package var matrix: Matrix<Float> {
    get {
      switch storage {
      case .floats(let matrix): return matrix
      case .stored(let parts, let isTransposed):
        let whole = Matrix(
          isTransposed ? columns : rows, isTransposed ? rows : columns, parts.flatMap { $0.floats(rows: 0..<$0.rows) })
        return isTransposed ? whole.transposed : whole
      }
    }
    _modify {
      var matrix = self.matrix
      (isFrozen, precision, forms) = (false, .f32, PackedForms())
      // The only reference now, so that a change in place copies nothing.
      storage = .floats(Matrix(0, 0))
      defer {
        precondition(matrix.rows == rows && matrix.columns == columns, "a weight keeps its shape")
        storage = .floats(matrix)
      }
      yield &matrix
    }
  }

  /// Row `i` of W.
  func row(_ i: Int) -> [Float] {
    switch storage {
    case .floats(let matrix): return Array(matrix.row(i))
    case .stored(let parts, isTransposed: false):
      var i = i
      for part in parts {
        if i < part.rows { return part.floats(rows: i..<i + 1) }
        i -= part.rows
      }
      preconditionFailure("no such row")
    case .stored(_, isTransposed: true): return Array(matrix.row(i))
    }
  }

  /// y += x W, or x W^T.
  ///
  /// - Complexity: that of the product; of what is stored otherwise, 4 MB for every thread are floats at a time.
  func addProduct(of x: Matrix<Float>, transposed: Bool = false, to y: inout Matrix<Float>) {
    if case .bf16(let terms) = precision {
      forms.addProduct(of: x, terms: terms, transposed: transposed, to: &y) { packed(transposed: transposed) }
      return
    }
    switch storage {
    case .floats(let matrix): Numerics.addProduct(of: x, by: matrix, transposed: transposed, to: &y)
    case .stored(let parts, let isTransposed):
      guard x.rows > 0 else { return }
      var top = 0
      for part in parts {
        part.forEachPanel { rows, panel in
          let place = top + rows.lowerBound..<top + rows.upperBound
          let strip = { (matrix: Matrix<Float>) in Region(rows: 0..<matrix.rows, columns: place) }
          if transposed == isTransposed {
            // Rows of the panel meet columns of x: each panel is a part of every sum.
            multiply(x, strip(x), by: panel, beta: 1, into: &y)
          } else {
            multiply(x, by: panel, byTransposed: true, beta: 1, into: &y, strip(y))
          }
        }
        top += part.rows
        // Finding the pages again costs little beside the widening; kept, all of the file would count as ours.
        part.letGo()
      }
    }
  }

  /// x W, or x W^T.
  func product(of x: Matrix<Float>, transposed: Bool = false) -> Matrix<Float> {
    var y = Matrix<Float>(x.rows, transposed ? rows : columns)
    addProduct(of: x, transposed: transposed, to: &y)
    return y
  }
}

extension Weight: Equatable {
  package static func == (a: Weight, b: Weight) -> Bool {
    a.rows == b.rows && a.columns == b.columns && a.precision == b.precision && a.storage == b.storage
  }
}

// In bf16.
extension Weight {
  /// For products x W, or x W^T.
  private func packed(transposed: Bool) -> PackedWeight {
    let (inputs, outputs) = transposed ? (columns, rows) : (rows, columns)
    switch storage {
    case .floats(let matrix):
      return PackedWeight(inputs: inputs, outputs: outputs, roundedToBF16(matrix.entries), transposed: transposed)
    case .stored(let parts, let isTransposed):
      // One form for both directions, and none of the file's pages: about the memory that the file took before.
      var numbers: [UInt16] = []
      numbers.reserveCapacity(rows * columns)
      for part in parts {
        part.forEachPanel {
          numbers += roundedToBF16($1.entries)
          part.letGo()
        }
      }
      return PackedWeight(
        inputs: inputs, outputs: outputs, numbers, transposed: transposed != isTransposed, layout: .plain)
    }
  }
}

extension StoredMatrix {
  /// The rows in order, in pieces of about a million numbers, of which the library's threads widen one each at a time.
  fileprivate func forEachPanel(_ body: (Range<Int>, Matrix<Float>) -> Void) {
    let height = max(1, (1 << 20) / max(1, columns))
    let pieces = stride(from: 0, to: rows, by: height).map { $0..<min($0 + height, rows) }
    let threads = max(1, LinearAlgebraLibrary.threads)
    for first in stride(from: 0, to: pieces.count, by: threads) {
      let group = pieces[first..<min(first + threads, pieces.count)]
      let panels = concurrently(group.count) {
        Matrix(pieces[first + $0].count, columns, floats(rows: pieces[first + $0]))
      }
      for (rows, panel) in zip(group, panels) { body(rows, panel) }
    }
  }
}

/// How a model holds weights that its checkpoint stores in fewer than 32 bits.
package enum WeightStorage: String, Sendable, Codable, CaseIterable {
  /// As floats, from the start.
  case f32
  /// As they are stored; floats are made where they are used.
  case stored
}
