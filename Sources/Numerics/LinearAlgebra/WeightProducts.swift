import COneDNN
import Glibc

// Products of activations (T x k, a row a token) with a model's weights: most of what a run computes. oneDNN's blocked
// kernels are ahead of BLAS for few rows (three times at six of them) and by a tenth for many; where it has none (before
// AVX-512), BLAS computes them as it does everything else.

/// y += x W, or x W^T.
///
/// - Complexity: O(T k n) multiplications, the rows shared by the library's threads.
package func addProduct(
  of x: Matrix<Float>, by w: Matrix<Float>, transposed: Bool = false, to y: inout Matrix<Float>,
  threads: Int = LinearAlgebraLibrary.threads
) {
  let (k, n) = transposed ? (w.columns, w.rows) : (w.rows, w.columns)
  precondition(x.columns == k && y.rows == x.rows && y.columns == n, "shapes do not agree")
  guard x.rows > 0, k > 0, n > 0 else { return }
  let layout = transposed ? revive_weight_transposed : revive_weight_rows
  let left = w.entries.withUnsafeBufferPointer { w in
    nonisolated(unsafe) let first = w.baseAddress
    return shareRows(of: x, into: &y, threads) { shape, x, y in
      revive_product_f32(shape, x, k, first, transposed ? k : n, layout, y, n, true)
    }
  }
  for rows in left {
    multiply(
      x, Region(rows: rows, columns: 0..<k), by: w, byTransposed: transposed, beta: 1, into: &y,
      Region(rows: rows, columns: 0..<n))
  }
}

/// Computes y (T x n) from x (T x k) by rows, the library's threads taking about as many each.
///
/// - Parameter body: told the shape of its part, and where x and y begin there; false, with nothing done, where it cannot.
/// - Returns: the rows that are left to do.
private func shareRows(
  of x: Matrix<Float>, into y: inout Matrix<Float>, _ threads: Int,
  _ body: @Sendable (revive_product_shape, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Bool
) -> [Range<Int>] {
  let (rows, k, n) = (x.rows, x.columns, y.columns)
  // A part is worth a thread from about a tenth of a millisecond on.
  let count = max(1, min(threads, rows / 16, rows * k * n / 4_000_000))
  // Whole blocks of rows, as kernels take them.
  let height = count == 1 ? rows : (rows / count + 15) / 16 * 16
  let parts = stride(from: 0, to: rows, by: height).map { $0..<min($0 + height, rows) }
  let isDone = x.entries.withUnsafeBufferPointer { input in
    y.entries.withUnsafeMutableBufferPointer { output in
      guard let first = input.baseAddress, let firstOutput = output.baseAddress else { return [Bool]() }
      // Each part has rows of its own.
      nonisolated(unsafe) let (x, y) = (first, firstOutput)
      return concurrently(parts.count) { index in
        let part = parts[index]
        return body(
          revive_product_shape(m: part.count, k: k, n: n), x + part.lowerBound * k, y + part.lowerBound * n)
      }
    }
  }
  // Neighbours are one range again: BLAS has threads of its own.
  return zip(parts, isDone).filter { !$1 }.map(\.0).reduce(into: []) { ranges, part in
    if let last = ranges.last, last.upperBound == part.lowerBound {
      ranges[ranges.count - 1] = last.lowerBound..<part.upperBound
    } else {
      ranges.append(part)
    }
  }
}

/// The bf16 numbers next to some floats, ties to even: the upper halves of 32-bit floats.
package func roundedToBF16(_ x: [Float]) -> [UInt16] {
  [UInt16](unsafeUninitializedCapacity: x.count) { numbers, count in
    revive_split_bf16(x, x.count, 1, numbers.baseAddress)
    count = x.count
  }
}

/// A weight W (k x n) in bf16, as products x W want it.
package final class PackedWeight: Sendable {
  /// What products are made of.
  package enum Layout: Sendable {
    /// As oneDNN's kernels read it, the fastest; another form is wanted for products with W^T.
    case packed
    /// Row by row, which serves products with W^T, too; kernels rearrange it on the way.
    case plain
    /// As floats, with x rounded: the same numbers by f32 products, for processors that do not multiply bf16 ones.
    case emulated
  }

  private enum Form: @unchecked Sendable {
    /// Never written to.
    case packed(UnsafeMutableRawPointer)
    case plain([UInt16], transposed: Bool)
    /// W, or W^T.
    case floats(Matrix<Float>, transposed: Bool)
  }

  /// k, what a row of x has.
  package let inputs: Int
  /// n, what a row of the product has.
  package let outputs: Int
  private let form: Form

  /// - Parameters:
  ///   - numbers: the upper halves of W's floats, k x n, or n x k when `transposed`.
  ///   - layout: what is wanted; where the processor, or the library for this shape, has no such kernel, it is emulated.
  package init(
    inputs k: Int, outputs n: Int, _ numbers: [UInt16], transposed: Bool, layout: Layout = .packed
  ) {
    precondition(numbers.count == k * n, "\(k) x \(n) numbers are wanted")
    (inputs, outputs) = (k, n)
    let order = transposed ? revive_weight_transposed : revive_weight_rows
    switch layout {
    case .packed where k > 0 && n > 0:
      var size = 0
      if let packed = revive_pack_bf16(k, n, numbers, order, &size) {
        form = .packed(packed)
        return
      }
    case .plain where revive_onednn_has_bf16():
      form = .plain(numbers, transposed: transposed)
      return
    case .packed, .plain, .emulated: break
    }
    form = .floats(Self.floats(numbers, k, n, transposed), transposed: transposed)
  }

  deinit { if case .packed(let bytes) = form { free(bytes) } }

  private init(inputs: Int, outputs: Int, _ form: Form) {
    (self.inputs, self.outputs, self.form) = (inputs, outputs, form)
  }

  /// W^T of the same numbers, in the same memory; nil where they are laid out for W alone.
  package var transpose: PackedWeight? {
    switch form {
    case .packed: nil
    case .plain(let numbers, let transposed):
      PackedWeight(inputs: outputs, outputs: inputs, .plain(numbers, transposed: !transposed))
    case .floats(let w, let transposed):
      PackedWeight(inputs: outputs, outputs: inputs, .floats(w, transposed: !transposed))
    }
  }

  /// y += x W, x in so many bf16 terms (1 to 3: to 2^-9, 2^-17, 2^-25 of each number), sums in f32.
  ///
  /// - Complexity: O(terms T k n) multiplications, the rows shared by the library's threads.
  package func addProduct(
    of x: Matrix<Float>, terms: Int = 1, to y: inout Matrix<Float>, threads: Int = LinearAlgebraLibrary.threads
  ) {
    precondition(x.columns == inputs && y.rows == x.rows && y.columns == outputs, "shapes do not agree")
    guard !x.entries.isEmpty, outputs > 0 else { return }
    switch form {
    case .packed(let bytes):
      nonisolated(unsafe) let bytes = bytes
      let left = shareRows(of: x, into: &y, threads) { shape, x, y in
        revive_product_bf16(shape, x, Int32(terms), bytes, revive_weight_packed, y, true)
      }
      precondition(left.isEmpty, "a weight was packed for a kernel that is not there")
    case .plain(let numbers, let transposed):
      let order = transposed ? revive_weight_transposed : revive_weight_rows
      let left = numbers.withUnsafeBytes { bytes in
        nonisolated(unsafe) let first = bytes.baseAddress
        return shareRows(of: x, into: &y, threads) { shape, x, y in
          revive_product_bf16(shape, x, Int32(terms), first, order, y, true)
        }
      }
      guard !left.isEmpty else { return }
      let w = Self.floats(numbers, inputs, outputs, transposed)
      for rows in left { addEmulated(x.rows(rows), terms, w, transposed: transposed, to: &y, rows) }
    case .floats(let w, let transposed):
      addEmulated(x, terms, w, transposed: transposed, to: &y, 0..<x.rows)
    }
  }

  /// Adds to some rows of y.
  private func addEmulated(
    _ x: Matrix<Float>, _ terms: Int, _ w: Matrix<Float>, transposed: Bool, to y: inout Matrix<Float>,
    _ rows: Range<Int>
  ) {
    for part in x.bf16Terms(terms) {
      multiply(
        part, by: w, byTransposed: transposed, beta: 1, into: &y, Region(rows: rows, columns: 0..<outputs))
    }
  }

  private static func floats(_ numbers: [UInt16], _ k: Int, _ n: Int, _ transposed: Bool) -> Matrix<Float> {
    Matrix(transposed ? n : k, transposed ? k : n, numbers.map { Float(bitPattern: UInt32($0) << 16) })
  }
}

extension Matrix where Scalar == Float {
  /// Matrices of bf16 numbers that make self when they are added, up to 2^-9, 2^-17 or 2^-25 of each number.
  fileprivate func bf16Terms(_ terms: Int) -> [Matrix] {
    var numbers = [UInt16](repeating: 0, count: terms * entries.count)
    revive_split_bf16(entries, entries.count, Int32(terms), &numbers)
    return (0..<terms).map { term in
      let part = numbers[term * entries.count..<(term + 1) * entries.count]
      return Matrix(rows, columns, part.map { Float(bitPattern: UInt32($0) << 16) })
    }
  }
}

// MARK: - Rates

/// The rate of products x W as this file computes them, on the calling thread, in 10^9 operations a second: the best of
/// several calls.
///
/// - Parameter transposed: whether the weight is held as W^T, n x k.
package func productRate(
  rows m: Int, inputs k: Int, outputs n: Int, transposed: Bool = false, inBF16: Bool
) -> Double {
  let x = Matrix<Float>(m, k)
  let w = transposed ? Matrix<Float>(n, k) : Matrix<Float>(k, n)
  let packed =
    inBF16 ? PackedWeight(inputs: k, outputs: n, roundedToBF16(w.entries), transposed: transposed) : nil
  var y = Matrix<Float>(m, n)
  return rate(m, k, n) {
    if let packed {
      packed.addProduct(of: x, to: &y)
    } else {
      addProduct(of: x, by: w, transposed: transposed, to: &y)
    }
  }
}

/// The same of oneDNN's own kernel for the shape, with x and W as that wants them; nil where it has no blocked one.
package func libraryProductRate(rows m: Int, inputs k: Int, outputs n: Int, inBF16: Bool) -> Double? {
  guard let kernel = revive_library_product_make(revive_product_shape(m: m, k: k, n: n), inBF16) else { return nil }
  defer { revive_library_product_free(kernel) }
  return rate(m, k, n) { _ = revive_library_product_run(kernel) }
}

private func rate(_ m: Int, _ k: Int, _ n: Int, _ body: () -> Void) -> Double {
  var best = Duration.seconds(1e9)
  let clock = ContinuousClock()
  let end = clock.now + .milliseconds(200)
  for turn in 0..<1_000 where turn < 4 || clock.now < end { best = min(best, clock.measure(body)) }
  let parts = best.components
  return 2e-9 * Double(m * k * n) / (Double(parts.seconds) + 1e-18 * Double(parts.attoseconds))
}
