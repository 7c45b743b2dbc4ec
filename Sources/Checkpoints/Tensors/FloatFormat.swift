import CKernels
import Foundation

/// How a checkpoint stores 32-bit floats: as they are, or rounded to 16 bits.
package enum FloatFormat: String, CaseIterable, Sendable {
  case f32
  /// IEEE half precision: 11 significant bits, up to 65,504.
  case f16
  /// The upper half of a 32-bit float: 8 significant bits, its whole range.
  case bf16

  /// The element type of a tensor stored so.
  package var type: TensorType {
    switch self {
    case .f32: .f32
    case .f16: .f16
    case .bf16: .bf16
    }
  }

  /// The format of tensors of a type; nil for one that is none of these.
  init?(_ type: TensorType) {
    guard let format = Self.allCases.first(where: { $0.type == type }) else { return nil }
    self = format
  }

  /// The first finite value that rounds to infinity; nil if none does. Infinities and NaN are stored as what they are.
  func firstOverflow(in values: [Float]) -> Float? {
    let limit: Float
    switch self {
    // Half-way between the largest number and the next power of two, which the tie to even rounds up.
    case .f16: limit = 65_520
    case .bf16: limit = 0x1.FFp127
    case .f32: return nil
    }
    return values.first { $0.magnitude >= limit && $0.isFinite }
  }

  /// The stored form of `values`, rounded to nearest, ties to even.
  func bytes(of values: [Float]) -> Data {
    switch self {
    case .f32: values.withUnsafeBytes { Data($0) }
    case .f16: narrowed(values, by: revive_narrow_f16)
    case .bf16: narrowed(values, by: revive_narrow_bf16)
    }
  }

  private func narrowed(
    _ values: [Float], by narrow: (UnsafePointer<Float>, UnsafeMutableRawPointer, Int) -> Void
  ) -> Data {
    var bytes = Data(count: values.count * type.byteCount)
    bytes.withUnsafeMutableBytes { target in
      values.withUnsafeBufferPointer { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        narrow(from, to, values.count)
      }
    }
    return bytes
  }
}
