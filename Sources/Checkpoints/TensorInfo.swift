/// The element types of the safetensors format, by the names its headers use.
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

  /// Bytes per element.
  package var byteCount: Int {
    switch self {
    case .f64, .i64, .u64: 8
    case .f32, .i32, .u32: 4
    case .f16, .bf16, .i16, .u16: 2
    case .f8e5m2, .f8e4m3, .i8, .u8, .bool: 1
    }
  }
}

/// What a checkpoint says about one tensor.
package struct TensorInfo: Equatable, Sendable {
  /// How the elements are stored.
  package let type: TensorType
  /// The extents, outermost first; empty for a scalar. Elements lie in row-major order.
  package let shape: [Int]
  /// The product of `shape`.
  package let elementCount: Int

  /// - Returns: nil if an extent is negative or the size in bytes overflows.
  package init?(type: TensorType, shape: [Int]) {
    var count = 1
    for extent in shape {
      guard extent >= 0 else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else { return nil }
      count = product
    }
    guard !count.multipliedReportingOverflow(by: type.byteCount).overflow else { return nil }
    self.type = type
    self.shape = shape
    elementCount = count
  }

  /// The size of the elements in bytes.
  package var byteCount: Int { elementCount * type.byteCount }
}
