import Files
import Foundation

/// A matrix as its checkpoint stores it, in 16 bits or quantised: the bytes stay where they are, mostly in a mapped file,
/// and rows become 32-bit floats when they are asked for.
package struct StoredMatrix: Sendable {
  package let rows: Int
  package let columns: Int
  /// How the numbers are stored; a row is whole blocks of it.
  package let type: TensorType
  private let bytes: Data
  private let isMapped: Bool
  private let order: RowOrder

  /// - Parameters:
  ///   - isMapped: whether the bytes are part of a file's mapping (`mappedBytes`).
  ///   - order: where the file holds each row.
  /// - Returns: nil where nothing is gained (F32), where the numbers are no floating-point numbers that can be read, and
  ///   where this is no matrix of whole rows.
  init?(_ info: TensorInfo, bytes: Data, isMapped: Bool = false, order: RowOrder = .asSeen) {
    guard info.shape.count == 2, info.type != .f32, info.type != .f64, info.shape[1] % info.type.blockLength == 0,
      bytes.count == info.byteCount
    else { return nil }
    (rows, columns, type, self.bytes) = (info.shape[0], info.shape[1], info.type, bytes)
    (self.isMapped, self.order) = (isMapped, order)
    guard type.isReadable else { return nil }
  }

  /// Some of the rows, one after the other: as many times `columns` floats.
  ///
  /// - Complexity: the number of floats; nothing else of the matrix is read.
  package func floats(rows range: Range<Int>) -> [Float] {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows outside the matrix")
    let count = range.count * columns
    let rowBytes = columns / type.blockLength * type.byteCount
    return [Float](unsafeUninitializedCapacity: count) { target, initialized in
      bytes.withUnsafeBytes { source in
        guard count > 0, let from = source.baseAddress, let to = target.baseAddress else { return }
        switch order {
        case .asSeen: _ = type.decode(from + range.lowerBound * rowBytes, to: to, count: count)
        case .interleaved:
          for (i, row) in range.enumerated() {
            _ = type.decode(from + order.place(of: row) * rowBytes, to: to + i * columns, count: columns)
          }
        }
        initialized = count
      }
    }
  }

  /// Gives the pages of a mapped file back.
  package func letGo() { if isMapped { Files.letGo(of: bytes) } }

  /// Bytes of the whole matrix as it is stored.
  package var byteCount: Int { bytes.count }
}

/// Where a file holds the rows of a matrix.
enum RowOrder: Equatable {
  case asSeen
  /// The two halves of every head's rows in turns, for a rotation of neighbouring numbers: row j n / 2 + i of a head of n
  /// rows is the file's row 2 i + j of that head.
  case interleaved(headRows: Int)

  func place(of row: Int) -> Int {
    switch self {
    case .asSeen: return row
    case .interleaved(let n):
      let (head, within) = row.quotientAndRemainder(dividingBy: n)
      let (side, index) = within.quotientAndRemainder(dividingBy: n / 2)
      return n * head + 2 * index + side
    }
  }
}

extension StoredMatrix: Equatable {
  /// Quick for copies of one matrix, which lie at the same place.
  package static func == (a: StoredMatrix, b: StoredMatrix) -> Bool {
    guard a.rows == b.rows, a.columns == b.columns, a.type == b.type, a.order == b.order else { return false }
    let place = { (matrix: StoredMatrix) in matrix.bytes.withUnsafeBytes { $0.baseAddress } }
    return place(a) == place(b) || a.bytes == b.bytes
  }
}

extension TensorType {
  /// Whether `decode` knows the type.
  fileprivate var isReadable: Bool {
    switch self {
    case .f32, .f16, .bf16, .q4b0, .q4b1, .q5b0, .q5b1, .q8b0, .q4k, .q5k, .q6k: true
    case .f64, .f8e5m2, .f8e4m3, .i64, .i32, .i16, .i8, .u64, .u32, .u16, .u8, .bool: false
    }
  }
}
