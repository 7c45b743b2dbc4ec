import CKernels
import Foundation
import Numerics
import Testing

/// Attention of every instruction set against its formula in Double: prefixes, windows, hidden keys, shared keys, and widths
/// that are no whole vectors.
struct AttentionKernelTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var tokens = 1
    var past = 0
    var heads = 1
    var groups = 1
    var width = 16
    var window = Int.max
    /// Tokens from the first on do not see those of the range.
    var hidden: (from: Int, keys: Range<Int>) = (.max, 0..<0)

    var stride: Int { (heads + 2 * groups) * width }
    var testDescription: String { "\(tokens) after \(past), \(heads)/\(groups) x \(width), window \(window)" }
  }

  private static let cases = [
    Case(), Case(tokens: 7, past: 15, heads: 9, groups: 3, width: 64), Case(tokens: 5, heads: 2, groups: 2, width: 5),
    Case(tokens: 1, past: 20, heads: 4, groups: 2, width: 32),
    Case(tokens: 13, past: 2, heads: 3, width: 24, window: 4),
    Case(tokens: 9, heads: 2, groups: 2, width: 48, window: 1),
    Case(tokens: 40, past: 3, heads: 4, groups: 4, width: 80, window: 17),
    Case(tokens: 11, heads: 2, groups: 1, width: 16, hidden: (4, 1..<3)),
    Case(tokens: 6, past: 9, heads: 2, groups: 1, width: 100, hidden: (2, 0..<2)),
  ]

  /// The attention mix, in Double, of rows that hold queries, keys and values.
  private func mix(_ c: Case, _ x: [Double], _ pastKeys: [Float], _ pastValues: [Float]) -> [Double] {
    var mixed: [Double] = []
    for i in 0..<c.tokens {
      for head in 0..<c.heads {
        let group = head / (c.heads / c.groups)
        func own(_ token: Int, _ place: Int) -> [Double] {
          let start = token * c.stride + place * c.width
          return Array(x[start..<start + c.width])
        }
        func past(_ rows: [Float], _ token: Int) -> [Double] {
          let start = (token * c.groups + group) * c.width
          return rows[start..<start + c.width].map(Double.init)
        }
        var scores: [Double] = []
        var values: [[Double]] = []
        for j in 0..<c.past + i + 1 where c.window > c.past + i - j {
          let token = j - c.past
          if i >= c.hidden.from, c.hidden.keys.contains(token) { continue }
          let key = token < 0 ? past(pastKeys, j) : own(token, c.heads + group)
          values.append(token < 0 ? past(pastValues, j) : own(token, c.heads + c.groups + group))
          scores.append(0.3 * zip(own(i, head), key).reduce(0) { $0 + $1.0 * $1.1 })
        }
        let total = scores.reduce(0) { $0 + exp($1) }
        for k in 0..<c.width {
          mixed.append(zip(scores, values).reduce(0) { $0 + exp($1.0) / total * $1.1[k] })
        }
      }
    }
    return mixed
  }

  @Test(arguments: cases) func mixAndGradient(_ c: Case) {
    var generator = SeededGenerator(seed: 17)
    func gaussian(_ count: Int, _ scale: Float) -> [Float] {
      (scale * Matrix<Float>.gaussian(1, count, using: &generator)).entries
    }
    let x = gaussian(c.tokens * c.stride, 0.5)
    let (pastKeys, pastValues) = (
      gaussian(c.past * c.groups * c.width, 0.5), gaussian(c.past * c.groups * c.width, 0.5)
    )
    let weights = gaussian(c.tokens * c.heads * c.width, 1)
    let exact = mix(c, x.map(Double.init), pastKeys, pastValues)
    // The derivative in some directions, at random.
    let directions = (0..<4).map { _ in gaussian(x.count, 1).map(Double.init) }
    let slopes = directions.map { direction in
      let ends = [1e-5, -1e-5].map { step in
        zip(mix(c, zip(x, direction).map { Double($0) + step * $1 }, pastKeys, pastValues), weights).reduce(0.0) {
          $0 + $1.0 * Double($1.1)
        }
      }
      return (ends[0] - ends[1]) / 2e-5
    }
    var table: UnsafePointer<revive_kernels>? = revive_kernels_best()
    while let kernels = table {
      var mixed = [Float](repeating: .nan, count: exact.count)
      var gradient = [Float](repeating: .nan, count: x.count)
      x.withUnsafeBufferPointer { x in
        pastKeys.withUnsafeBufferPointer { pastKeys in
          pastValues.withUnsafeBufferPointer { pastValues in
            guard let base = x.baseAddress else { return }
            var sequence = revive_sequence(
              tokens: c.tokens, heads: c.heads, groups: c.groups, width: c.width, projected: base, stride: c.stride,
              past: c.past, past_keys: pastKeys.baseAddress, past_values: pastValues.baseAddress, scale: 0.3,
              window: c.window, hidden_from: c.hidden.from, hidden_lower: c.hidden.keys.lowerBound,
              hidden_upper: c.hidden.keys.upperBound)
            // NaN beyond what is asked for would be seen, and so would a write there.
            var scratch = [Float](repeating: .nan, count: revive_attend_scratch(&sequence) + 1)
            kernels.pointee.attend(&sequence, &mixed, &scratch)
            #expect(scratch[scratch.count - 1].isNaN)
            scratch = [Float](repeating: .nan, count: revive_attend_gradient_scratch(&sequence) + 1)
            kernels.pointee.attend_gradient(&sequence, weights, &gradient, &scratch)
            #expect(scratch[scratch.count - 1].isNaN)
          }
        }
      }
      for (found, exact) in zip(mixed, exact) { #expect(abs(Double(found) - exact) < 2e-6) }
      for (direction, slope) in zip(directions, slopes) {
        let found = zip(gradient, direction).reduce(0.0) { $0 + Double($1.0) * $1.1 }
        #expect(abs(found - slope) < 2e-5 * (1 + abs(slope)))
      }
      table = revive_kernels_below(kernels)
    }
  }
}
