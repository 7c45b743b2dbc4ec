/// How a checkpoint stores numbers: the element types of the safetensors format, by the names its headers use, and the
/// quantised types of the GGUF format that can be read.
package enum TensorType: String, Sendable, CaseIterable {
  case f64 = "F64"
  case f32 = "F32"
  case f16 = "F16"
  case bf16 = "BF16"
  case f8e5m2 = "F8_E5M2"
  case f8e4m3 = "F8_E4M3"
  case i64 = "I64"
  case i32 = "I32"
  case i16 = "I16"
  case i8 = "I8"
  case u64 = "U64"
  case u32 = "U32"
  case u16 = "U16"
  case u8 = "U8"
  case bool = "BOOL"
  case q4b0 = "Q4_0"
  case q4b1 = "Q4_1"
  case q5b0 = "Q5_0"
  case q5b1 = "Q5_1"
  case q8b0 = "Q8_0"
  case q4k = "Q4_K"
  case q5k = "Q5_K"
  case q6k = "Q6_K"

  /// Bytes per block, which is one element unless the type is quantised.
  package var byteCount: Int {
    switch self {
    case .f64, .i64, .u64: 8
    case .f32, .i32, .u32: 4
    case .f16, .bf16, .i16, .u16: 2
    case .f8e5m2, .f8e4m3, .i8, .u8, .bool: 1
    case .q4b0: 2 + 16
    case .q4b1: 2 + 2 + 16
    case .q5b0: 2 + 4 + 16
    case .q5b1: 2 + 2 + 4 + 16
    case .q8b0: 2 + 32
    case .q4k: 2 + 2 + 12 + 128
    case .q5k: 2 + 2 + 12 + 32 + 128
    case .q6k: 128 + 64 + 16 + 2
    }
  }

  /// Elements per block.
  package var blockLength: Int {
    switch self {
    case .q4b0, .q4b1, .q5b0, .q5b1, .q8b0: 32
    case .q4k, .q5k, .q6k: 256
    default: 1
    }
  }

  /// Whether the elements lie in blocks that share their scales, as only GGUF files have them.
  package var isQuantised: Bool { blockLength > 1 }
}

/// What a checkpoint says about one tensor.
package struct TensorInfo: Equatable, Sendable {
  /// How the elements are stored.
  package let type: TensorType
  /// The extents, outermost first; empty for a scalar. Elements lie in row-major order.
  package let shape: [Int]
  /// The product of `shape`.
  package let elementCount: Int

  /// - Returns: nil if an extent is negative or the size in bytes overflows; of a tensor without elements also if its rows or
  ///   columns would be longer than that.
  package init?(type: TensorType, shape: [Int]) {
    var size = type.byteCount
    for extent in shape where extent != 0 {
      guard extent > 0 else { return nil }
      let (product, overflow) = size.multipliedReportingOverflow(by: extent)
      guard !overflow else { return nil }
      size = product
    }
    self.type = type
    self.shape = shape
    elementCount = shape.reduce(1, *)
  }

  /// The size of the elements in bytes; they must be whole blocks.
  package var byteCount: Int { elementCount / type.blockLength * type.byteCount }
}
