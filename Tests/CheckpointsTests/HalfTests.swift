import CKernels
import Numerics
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

/// Narrowing, against a search for the nearest of all 16-bit numbers.
struct NarrowingTests {
  /// The non-negative finite numbers of a format, ascending: their bit patterns are their indices.
  private let halves = (0..<UInt16(0x7C00)).map { Double(Float16(bitPattern: $0)) }
  private let uppers = (0..<UInt16(0x7F80)).map { Double(Float(bitPattern: UInt32($0) << 16)) }

  private func narrowed(
    _ values: [Float], by narrow: (UnsafePointer<Float>, UnsafeMutableRawPointer, Int) -> Void
  ) -> [UInt16] {
    [UInt16](unsafeUninitializedCapacity: values.count) { target, count in
      values.withUnsafeBufferPointer { source in
        if let from = source.baseAddress, let to = target.baseAddress { narrow(from, to, values.count) }
      }
      count = values.count
    }
  }

  /// The bit pattern of the nearest of `numbers` and the power of two that would come after them, which stands for
  /// infinity; of two equally near, the even one.
  private func nearest(to value: Float, in numbers: [Double]) -> UInt16 {
    let sign: UInt16 = value.sign == .minus ? 0x8000 : 0
    let target = Double(value.magnitude)
    var low = 0
    var high = numbers.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if numbers[middle] <= target { low = middle } else { high = middle }
    }
    let above = high < numbers.count ? numbers[high] : 2 * numbers[high - 1] - numbers[high - 2]
    let distances = (target - numbers[low], above - target)
    let isLow = distances.0 < distances.1 || (distances.0 == distances.1 && low.isMultiple(of: 2))
    return sign | UInt16(isLow ? low : high)
  }

  /// All numbers of a format, all midpoints between neighbours, what lies just beside them, and random bits.
  private func probes(_ numbers: [Double]) -> [Float] {
    let midpoints = zip(numbers, numbers.dropFirst()).map { Float(($0 + $1) / 2) }
    let special = (numbers.map { Float($0) } + midpoints).flatMap { [$0, $0.nextUp, -$0, -$0.nextDown] }
    let largest = Float(1.5 * numbers[numbers.count - 1] - 0.5 * numbers[numbers.count - 2])
    var generator = SeededGenerator(seed: 7)
    let random = (0..<200_000).map { _ in Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &generator)) }
    let common = (0..<200_000).map { _ in Float.random(in: -2...2, using: &generator) }
    return special + [largest, largest.nextUp, largest.nextDown, .greatestFiniteMagnitude, .leastNonzeroMagnitude]
      + random.filter { $0.isFinite } + common
  }

  @Test func roundsToTheNearestHalf() {
    let values = probes(halves)
    let expected = values.map { nearest(to: $0, in: halves) }
    #expect(narrowed(values, by: revive_narrow_f16) == expected)
    #expect(narrowed(values, by: revive_narrow_f16_portable) == expected)
  }

  @Test func roundsToTheNearestBfloat16() {
    let values = probes(uppers)
    #expect(narrowed(values, by: revive_narrow_bf16) == values.map { nearest(to: $0, in: uppers) })
  }

  /// Every 16-bit pattern, widened, comes back as it was; a signalling NaN comes back quiet.
  @Test func undoesWidening() {
    let patterns = (0...UInt16.max).map { $0 }
    let fromHalves = patterns.map { Float(Float16(bitPattern: $0)) }
    let quietHalves = patterns.map { $0 & 0x7FFF > 0x7C00 ? $0 | 0x200 : $0 }
    #expect(narrowed(fromHalves, by: revive_narrow_f16) == quietHalves)
    #expect(narrowed(fromHalves, by: revive_narrow_f16_portable) == quietHalves)
    let fromUppers = patterns.map { Float(bitPattern: UInt32($0) << 16) }
    #expect(narrowed(fromUppers, by: revive_narrow_bf16) == patterns.map { $0 & 0x7FFF > 0x7F80 ? $0 | 0x40 : $0 })
  }

  /// A NaN whose payload is in its low bits alone stays a NaN.
  @Test func keepsInfinitiesAndNaN() {
    let values: [Float] = [.infinity, -.infinity, Float(bitPattern: 0x7F80_0001), Float(bitPattern: 0xFFFF_FFFF)]
    #expect(narrowed(values, by: revive_narrow_f16) == [0x7C00, 0xFC00, 0x7E00, 0xFFFF])
    #expect(narrowed(values, by: revive_narrow_f16_portable) == [0x7C00, 0xFC00, 0x7E00, 0xFFFF])
    #expect(narrowed(values, by: revive_narrow_bf16) == [0x7F80, 0xFF80, 0x7FC0, 0xFFFF])
  }
}
