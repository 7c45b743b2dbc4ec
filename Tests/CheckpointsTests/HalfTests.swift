import CKernels
import Testing

/// Every 16-bit pattern, against the language's own conversions, with exact bits.
struct HalfTests {
  private let patterns = (0...UInt16.max).map { $0 }

  private func widened(by widen: (UnsafeRawPointer, UnsafeMutablePointer<Float>, Int) -> Void) -> [UInt32] {
    let floats = [Float](unsafeUninitializedCapacity: patterns.count) { target, count in
      patterns.withUnsafeBytes { source in
        if let from = source.baseAddress, let to = target.baseAddress { widen(from, to, patterns.count) }
      }
      count = patterns.count
    }
    return floats.map(\.bitPattern)
  }

  @Test func widensHalfPrecision() {
    let expected = patterns.map { Float(Float16(bitPattern: $0)).bitPattern }
    #expect(widened(by: revive_widen_f16) == expected)
    #expect(widened(by: revive_widen_f16_portable) == expected)
  }

  @Test func widensBfloat16() {
    #expect(widened(by: revive_widen_bf16) == patterns.map { UInt32($0) << 16 })
  }
}
