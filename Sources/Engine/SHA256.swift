import Foundation

/// The SHA-256 digest of `data` (FIPS 180-4): 32 bytes.
func sha256(_ data: Data) -> [UInt8] {
  // Round constants and initial state: the first 32 bits of the fractional parts of cube and square roots of primes.
  let primes = firstPrimes(64)
  let constants = primes.map { fractionalBits(cbrt(Double($0))) }
  var state = primes.prefix(8).map { fractionalBits(Double($0).squareRoot()) }

  var message = [UInt8](data)
  let bitCount = UInt64(message.count) * 8
  message.append(0x80)
  while message.count % 64 != 56 { message.append(0) }
  for shift in stride(from: 56, through: 0, by: -8) { message.append(UInt8(truncatingIfNeeded: bitCount >> shift)) }

  for start in stride(from: 0, to: message.count, by: 64) {
    var words = (0..<16).map { i in
      (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(message[start + 4 * i + $1]) }
    }
    for i in 16..<64 {
      let s0 = rotate(words[i - 15], 7) ^ rotate(words[i - 15], 18) ^ (words[i - 15] >> 3)
      let s1 = rotate(words[i - 2], 17) ^ rotate(words[i - 2], 19) ^ (words[i - 2] >> 10)
      words.append(words[i - 16] &+ s0 &+ words[i - 7] &+ s1)
    }
    var v = state
    for i in 0..<64 {
      let choice = (v[4] & v[5]) ^ (~v[4] & v[6])
      let majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2])
      let t1 = v[7] &+ (rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25)) &+ choice &+ constants[i] &+ words[i]
      let t2 = (rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22)) &+ majority
      v = [t1 &+ t2, v[0], v[1], v[2], v[3] &+ t1, v[4], v[5], v[6]]
    }
    for i in 0..<8 { state[i] = state[i] &+ v[i] }
  }
  return state.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
}

private func rotate(_ x: UInt32, _ count: UInt32) -> UInt32 { x >> count | x << (32 - count) }

private func firstPrimes(_ count: Int) -> [Int] {
  var primes: [Int] = []
  var candidate = 2
  while primes.count < count {
    if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
    candidate += 1
  }
  return primes
}

/// The first 32 bits of the fraction of the root: a Double's 53 bits suffice, since the roots are below 32.
private func fractionalBits(_ root: Double) -> UInt32 {
  UInt32(truncatingIfNeeded: Int(root * 0x1p32) & 0xFFFF_FFFF)
}
