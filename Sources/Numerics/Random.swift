import Foundation

/// A seeded generator (SplitMix64; Steele, Lea and Flood 2014): the same seed gives the same numbers on every machine.
package struct SeededGenerator: RandomNumberGenerator, Sendable, Equatable, Codable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// An independent stream for a named purpose, so that adding one use of randomness never shifts another.
  package init(seed: UInt64, stream: String) {
    // FNV-1a over the name.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in stream.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    state = seed ^ hash
    _ = next()
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in [0, 1) with 53 bits.
  package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Standard normal (Box-Muller).
  package mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }
}

extension Matrix {
  /// Independent standard normal entries.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package static func gaussian(_ rows: Int, _ columns: Int, using generator: inout SeededGenerator) -> Matrix {
    var result = Matrix(rows, columns)
    for i in result.entries.indices { result.entries[i] = Scalar(generator.normal()) }
    return result
  }
}
