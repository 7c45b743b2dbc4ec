import CKernels

// How ggml stores numbers in blocks that share a scale d, in half precision, and for some types a minimum m. From
// ggml-common.h (layouts) and ggml-quants.c (dequantize_row_*) of ggml-org/llama.cpp; q is what a block stores per number.
//
//   Q4_0, Q5_0, Q8_0   32 numbers   x = d (q - 8), d (q - 16), d q
//   Q4_1, Q5_1         32 numbers   x = d q + m
//   Q4_K, Q5_K        256 numbers   x = d s q - m t     s, t: 6 bits for each group of 32
//   Q6_K              256 numbers   x = d s (q - 32)    s: 8 bits for each group of 16
//
// The low and the high halves of a byte belong to numbers half a group apart: byte j holds numbers j and j + 16 (or + 32).

extension TensorType {
  /// Writes the numbers that `source` holds in this type to `target`.
  ///
  /// - Parameters:
  ///   - source: `count` elements in whole blocks, at any address.
  ///   - target: Room for `count` floats.
  /// - Returns: Whether this is a type of floating-point numbers that can be read, except F64.
  func decode(_ source: UnsafeRawPointer, to target: UnsafeMutablePointer<Float>, count: Int) -> Bool {
    func blocks(_ decodeBlock: (UnsafeRawPointer, UnsafeMutablePointer<Float>) -> Void) {
      for block in 0..<count / blockLength {
        decodeBlock(source + block * byteCount, target + block * blockLength)
      }
    }
    switch self {
    case .f32: UnsafeMutableRawPointer(target).copyMemory(from: source, byteCount: 4 * count)
    case .f16: revive_widen_f16(source, target, count)
    case .bf16: revive_widen_bf16(source, target, count)
    case .q4b0: blocks(decodeQ4B0)
    case .q4b1: blocks(decodeQ4B1)
    case .q5b0: blocks(decodeQ5B0)
    case .q5b1: blocks(decodeQ5B1)
    case .q8b0: blocks(decodeQ8B0)
    case .q4k: blocks(decodeQ4K)
    case .q5k: blocks(decodeQ5K)
    case .q6k: blocks(decodeQ6K)
    default: return false
    }
    return true
  }
}

/// The number in half precision at `source`.
@inline(__always)
private func half(_ source: UnsafeRawPointer) -> Float {
  let bits = UInt32(source.loadUnaligned(as: UInt16.self))
  let sign = (bits & 0x8000) << 16
  let magnitude = (bits & 0x7FFF) << 13
  if bits & 0x7C00 == 0x7C00 { return Float(bitPattern: sign | 0x7F80_0000 | magnitude) }
  // The exponents' biases differ by 112; a multiplication sets that right for subnormal numbers, too.
  return Float(bitPattern: sign | magnitude) * 0x1p112
}

@inline(__always)
private func byte(_ source: UnsafeRawPointer, _ index: Int) -> Int32 {
  Int32(source.load(fromByteOffset: index, as: UInt8.self))
}

private func decodeQ4B0(_ block: UnsafeRawPointer, _ x: UnsafeMutablePointer<Float>) {
  let d = half(block)
  for j in 0..<16 {
    let pair = byte(block, 2 + j)
    x[j] = Float((pair & 15) - 8) * d
    x[j + 16] = Float((pair >> 4) - 8) * d
  }
}

private func decodeQ4B1(_ block: UnsafeRawPointer, _ x: UnsafeMutablePointer<Float>) {
  let d = half(block)
  let m = half(block + 2)
  for j in 0..<16 {
    let pair = byte(block, 4 + j)
    x[j] = Float(pair & 15) * d + m
    x[j + 16] = Float(pair >> 4) * d + m
  }
}

/// The fifth bits of 32 numbers lie together, in a word of their own.
private func decodeQ5B0(_ block: UnsafeRawPointer, _ x: UnsafeMutablePointer<Float>) {
  let d = half(block)
  let fifth = block.loadUnaligned(fromByteOffset: 2, as: UInt32.self)
  for j in 0..<16 {
    let pair = byte(block, 6 + j)
    let low = Int32(truncatingIfNeeded: fifth >> UInt32(truncatingIfNeeded: j) & 1) << 4
    let high = Int32(truncatingIfNeeded: fifth >> UInt32(truncatingIfNeeded: j + 16) & 1) << 4
    x[j] = Float((pair & 15 | low) - 16) * d
    x[j + 16] = Float((pair >> 4 | high) - 16) * d
  }
}

private func decodeQ5B1(_ block: UnsafeRawPointer, _ x: UnsafeMutablePointer<Float>) {
  let d = half(block)
  let m = half(block + 2)
  let fifth = block.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
  for j in 0..<16 {
    let pair = byte(block, 8 + j)
    let low = Int32(truncatingIfNeeded: fifth >> UInt32(truncatingIfNeeded: j) & 1) << 4
    let high = Int32(truncatingIfNeeded: fifth >> UInt32(truncatingIfNeeded: j + 16) & 1) << 4
    x[j] = Float(pair & 15 | low) * d + m
    x[j + 16] = Float(pair >> 4 | high) * d + m
  }
}

private func decodeQ8B0(_ block: UnsafeRawPointer, _ x: UnsafeMutablePointer<Float>) {
  let d = half(block)
  for j in 0..<32 { x[j] = Float(Int32(block.load(fromByteOffset: 2 + j, as: Int8.self))) * d }
}

/// Scale and minimum of group 0 to 7, packed into 12 bytes: six bits each, those of the last four groups in pieces.
@inline(__always)
private func groupScale(_ scales: UnsafeRawPointer, _ group: Int) -> (scale: Float, minimum: Float) {
  if group < 4 { return (Float(byte(scales, group) & 63), Float(byte(scales, group + 4) & 63)) }
  let low = byte(scales, group + 4)
  return (
    Float(low & 15 | (byte(scales, group - 4) >> 6) << 4), Float(low >> 4 | (byte(scales, group) >> 6) << 4)
  )
}

/// Scales and minima of the two groups of 32 numbers that share a part's bytes.
@inline(__always)
private func partScales(_ block: UnsafeRawPointer, _ part: Int) -> (d0: Float, m0: Float, d1: Float, m1: Float) {
  let (d, m) = (half(block), half(block + 2))
  let low = groupScale(block + 4, 2 * part)
  let high = groupScale(block + 4, 2 * part + 1)
  return (d * low.scale, m * low.minimum, d * high.scale, m * high.minimum)
}

private func decodeQ4K(_ block: UnsafeRawPointer, _ x: UnsafeMutablePointer<Float>) {
  for part in 0..<4 {
    let (d0, m0, d1, m1) = partScales(block, part)
    for j in 0..<32 {
      let pair = byte(block, 16 + 32 * part + j)
      x[64 * part + j] = d0 * Float(pair & 15) - m0
      x[64 * part + j + 32] = d1 * Float(pair >> 4) - m1
    }
  }
}

/// Bit i of byte j of the 32 bytes of fifth bits belongs to number j of group i.
private func decodeQ5K(_ block: UnsafeRawPointer, _ x: UnsafeMutablePointer<Float>) {
  for part in 0..<4 {
    let (d0, m0, d1, m1) = partScales(block, part)
    let shift = Int32(truncatingIfNeeded: 2 * part)
    for j in 0..<32 {
      let fifth = byte(block, 16 + j) >> shift
      let pair = byte(block, 48 + 32 * part + j)
      x[64 * part + j] = d0 * Float(pair & 15 | (fifth & 1) << 4) - m0
      x[64 * part + j + 32] = d1 * Float(pair >> 4 | (fifth & 2) << 3) - m1
    }
  }
}

/// Two halves of 128 numbers, each in four groups of 32 with two scales; four groups share the bytes of their upper bits.
private func decodeQ6K(_ block: UnsafeRawPointer, _ x: UnsafeMutablePointer<Float>) {
  let d = half(block + 208)
  for part in 0..<2 {
    let lower = block + 64 * part
    let upper = block + 128 + 32 * part
    let scales = block + 192 + 8 * part
    for j in 0..<32 {
      func scale(_ group: Int) -> Float {
        d * Float(Int32(scales.load(fromByteOffset: 2 * group + j / 16, as: Int8.self)))
      }
      let (first, second, top) = (byte(lower, j), byte(lower, j + 32), byte(upper, j))
      let target = x + 128 * part + j
      target[0] = scale(0) * Float((first & 15 | (top & 3) << 4) - 32)
      target[32] = scale(1) * Float((second & 15 | (top >> 2 & 3) << 4) - 32)
      target[64] = scale(2) * Float((first >> 4 | (top >> 4 & 3) << 4) - 32)
      target[96] = scale(3) * Float((second >> 4 | (top >> 6) << 4) - 32)
    }
  }
}
