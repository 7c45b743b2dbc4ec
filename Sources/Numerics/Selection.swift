/// The value that stands at place `k`, counted from 1, when `values` are put in ascending order; infinities and NaN last.
///
/// Two counting passes over the halves of the bit patterns, which order as the values do: no input is slow.
///
/// - Precondition: `1...values.count` contains `k`.
/// - Complexity: O(values.count).
package func smallest(_ k: Int, of values: [Float]) -> Float {
  precondition(1...values.count ~= k)
  let half: UInt32 = 1 << 16
  var counts = [Int](repeating: 0, count: Int(half))
  for value in values { counts[Int(orderedBits(value) / half)] += 1 }
  let (high, before) = bucket(holding: k, counts)
  counts = [Int](repeating: 0, count: Int(half))
  for value in values {
    let bits = orderedBits(value)
    if bits / half == high { counts[Int(bits % half)] += 1 }
  }
  let (low, _) = bucket(holding: k - before, counts)
  return value(ofOrderedBits: high * half + low)
}

/// The bucket with the k-th of all counted, and how many lie before it.
private func bucket(holding k: Int, _ counts: [Int]) -> (index: UInt32, before: Int) {
  var before = 0
  var index = 0
  while before + counts[index] < k {
    before += counts[index]
    index += 1
  }
  return (UInt32(index), before)
}

/// A bit pattern that grows with the value: the sign turned for values above 0, all turned for those below.
private func orderedBits(_ value: Float) -> UInt32 {
  let bits = value.bitPattern
  return value.sign == .minus ? ~bits : bits | 0x8000_0000
}

private func value(ofOrderedBits bits: UInt32) -> Float {
  Float(bitPattern: bits & 0x8000_0000 == 0 ? ~bits : bits & 0x7FFF_FFFF)
}
