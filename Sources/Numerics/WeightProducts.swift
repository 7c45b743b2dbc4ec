import COneDNN
import CKernels
import Glibc

// Products of activations (T x k, a row a token) with a model's weights: most of what a run computes. oneDNN's blocked
// kernels are ahead of BLAS for few rows (three times at six of them) and by a tenth for many; where it has none (before
// AVX-512), BLAS computes them as it does everything else.

/// y += x W, or x W^T.
///
/// - Complexity: O(T k n) multiplications, the rows shared by the library's threads.
package func addProduct(
  of x: Matrix<Float>, by w: Matrix<Float>, transposed: Bool = false, to y: inout Matrix<Float>
) {
  let (k, n) = transposed ? (w.columns, w.rows) : (w.rows, w.columns)
  precondition(x.columns == k && y.rows == x.rows && y.columns == n, "shapes do not agree")
  guard x.rows > 0, k > 0, n > 0 else { return }
  let layout = transposed ? revive_weight_transposed : revive_weight_rows
  let left = w.entries.withUnsafeBufferPointer { w in
    nonisolated(unsafe) let first = w.baseAddress
    return shareRows(of: x, into: &y) { shape, x, y in
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
  of x: Matrix<Float>, into y: inout Matrix<Float>,
  _ body: @Sendable (revive_product_shape, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Bool
) -> [Range<Int>] {
  let (rows, k, n) = (x.rows, x.columns, y.columns)
  // A part is worth a thread from about a tenth of a millisecond on.
  let count = max(1, min(LinearAlgebraLibrary.threads, rows / 16, rows * k * n / 4_000_000))
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
  return zip(parts, isDone).filter { !$1 }.map(\.0)
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
  private enum Form: @unchecked Sendable {
    /// As oneDNN laid it out; never written to.
    case packed(UnsafeMutableRawPointer)
    /// The same numbers as floats, W or W^T, for processors that do not multiply bf16 numbers.
    case floats(Matrix<Float>, transposed: Bool)
  }

  /// k, what a row of x has.
  package let inputs: Int
  /// n, what a row of the product has.
  package let outputs: Int
  package let byteCount: Int
  private let form: Form

  /// - Parameters:
  ///   - numbers: the upper halves of W's floats, k x n, or n x k when `transposed`.
  ///   - emulates: whether products are worked out in f32, as they are wherever the processor has no bf16.
  package init(inputs k: Int, outputs n: Int, _ numbers: [UInt16], transposed: Bool, emulates: Bool = false) {
    precondition(numbers.count == k * n, "\(k) x \(n) numbers are wanted")
    (inputs, outputs) = (k, n)
    let layout = transposed ? revive_weight_transposed : revive_weight_rows
    var size = 0
    if !emulates, k > 0, n > 0, let packed = revive_pack_bf16(k, n, numbers, layout, &size) {
      (form, byteCount) = (.packed(packed), size)
    } else {
      let floats = Matrix(transposed ? n : k, transposed ? k : n, numbers.map { Float(bitPattern: UInt32($0) << 16) })
      (form, byteCount) = (.floats(floats, transposed: transposed), 4 * numbers.count)
    }
  }

  deinit { if case .packed(let bytes) = form { free(bytes) } }

  /// y += x W, x in so many bf16 terms (1 to 3: to 2^-9, 2^-17, 2^-25 of each number), sums in f32.
  ///
  /// - Complexity: O(terms T k n) multiplications, the rows shared by the library's threads.
  package func addProduct(of x: Matrix<Float>, terms: Int, to y: inout Matrix<Float>) {
    precondition(x.columns == inputs && y.rows == x.rows && y.columns == outputs, "shapes do not agree")
    guard !x.entries.isEmpty, outputs > 0 else { return }
    switch form {
    case .packed(let bytes):
      nonisolated(unsafe) let bytes = bytes
      let left = shareRows(of: x, into: &y) { shape, x, y in
        revive_product_bf16(shape, x, Int32(terms), bytes, revive_weight_packed, y, true)
      }
      precondition(left.isEmpty, "a weight was packed for a kernel that is not there")
    case .floats(let w, let transposed):
      for part in x.bf16Terms(terms) { Numerics.addProduct(of: part, by: w, transposed: transposed, to: &y) }
    }
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
