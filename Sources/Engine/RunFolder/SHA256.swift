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

  // One array for all blocks: arrays made anew in each would take most of the time.
  var words = [UInt32](repeating: 0, count: 64)
  for start in stride(from: 0, to: message.count, by: 64) {
    for i in 0..<16 {
      let place = start + 4 * i
      let (high, low) = (UInt32(message[place]) << 8 | UInt32(message[place + 1]), UInt32(message[place + 2]) << 8)
      words[i] = high << 16 | low | UInt32(message[place + 3])
    }
    for i in 16..<64 {
      let s0 = rotate(words[i - 15], 7) ^ rotate(words[i - 15], 18) ^ (words[i - 15] >> 3)
      let s1 = rotate(words[i - 2], 17) ^ rotate(words[i - 2], 19) ^ (words[i - 2] >> 10)
      words[i] = words[i - 16] &+ s0 &+ words[i - 7] &+ s1
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for i in 0..<64 {
      let choice = (e & f) ^ (~e & g)
      let majority = (a & b) ^ (a & c) ^ (b & c)
      let t1 = h &+ (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) &+ choice &+ constants[i] &+ words[i]
      let t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) &+ majority
      (a, b, c, d, e, f, g, h) = (t1 &+ t2, a, b, c, d &+ t1, e, f, g)
    }
    for (i, value) in [a, b, c, d, e, f, g, h].enumerated() { state[i] = state[i] &+ value }
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
