import Checkpoints
import Foundation
import Numerics

// What some architectures do to each head's query and key between their projection and the attention: normalise it (Qwen 3,
// Gemma 3), then turn it by its token's position. What comes out is what attention compares and what is kept as prefix.

/// The normalisations of queries and keys, over the width w of a head; all heads of a block share them.
package struct HeadNormalization: Sendable, Equatable {
  package var queries: Normalization
  package var keys: Normalization
}

/// Rotary positions: pair i of a head is turned by `frequencies[i]` radians a token.
package struct Rotary: Sendable, Equatable {
  package var frequencies: [Double]
  /// A pair is two neighbours; else the pairs of a head's first 2n numbers are i and i + n.
  package var isInterleaved: Bool

  package init(_ configuration: RotaryConfiguration) {
    isInterleaved = configuration.isInterleaved
    let width = Double(configuration.width)
    frequencies = (0..<configuration.width / 2).map { i in
      configuration.scaling.applied(to: pow(configuration.base, -2 * Double(i) / width))
    }
  }

  /// Turns the head whose numbers begin at `start` by the angles whose cosines and sines are given; `back` by their
  /// negatives, which is also how a gradient goes through.
  fileprivate func turn(_ x: inout [Float], at start: Int, _ angles: Angles, row: Int, back: Bool) {
    let n = frequencies.count
    for i in 0..<n {
      let first = start + (isInterleaved ? 2 * i : i)
      let second = isInterleaved ? first + 1 : first + n
      let cosine = angles.cosines[row * n + i]
      let sine = back ? -angles.sines[row * n + i] : angles.sines[row * n + i]
      (x[first], x[second]) = (x[first] * cosine - x[second] * sine, x[second] * cosine + x[first] * sine)
    }
  }

  /// Of the positions in `range`.
  fileprivate func angles(_ range: Range<Int>) -> Angles {
    let all = range.flatMap { position in frequencies.map { Double(position) * $0 } }
    return Angles(cosines: all.map { Float(cos($0)) }, sines: all.map { Float(sin($0)) })
  }

  /// A row for each position.
  fileprivate struct Angles {
    let cosines: [Float]
    let sines: [Float]
  }
}

extension RotaryConfiguration.Scaling {
  /// `frequency`, in radians a token, as it is after scaling.
  func applied(to frequency: Double) -> Double {
    switch self {
    case .none: return frequency
    case .linear(let factor): return frequency / factor
    case .llama3(let factor, let low, let high, let context):
      let turns = Double(context) * frequency / (2 * .pi)
      let kept = min(1, max(0, (turns - low) / (high - low)))
      return frequency * (kept + (1 - kept) / factor)
    }
  }
}

extension Transformer {
  /// Queries, keys and values as attention takes them.
  func positioned(_ projected: Matrix<Float>, layer: Int, batch: TokenBatch) -> Matrix<Float> {
    let (norms, rotary) = (blocks[layer].headNorms, blocks[layer].rotary)
    guard norms != nil || rotary != nil else { return projected }
    let positions = batch.positions
    let first = positions.min() ?? 0
    let angles = rotary?.angles(first..<(positions.max() ?? 0) + 1)
    var x = projected.entries
    for (row, position) in positions.enumerated() {
      for head in 0..<shape.heads + shape.keyValueHeads {
        let start = row * projected.columns + head * shape.headWidth
        if let norms { (head < shape.heads ? norms.queries : norms.keys).normalise(&x, at: start) }
        if let angles { rotary?.turn(&x, at: start, angles, row: position - first, back: false) }
      }
    }
    return Matrix(projected.rows, projected.columns, x)
  }

  /// The gradient at the projected queries, keys and values, given that at those that attention takes.
  func projectedGradient(
    at projected: Matrix<Float>, of dPositioned: Matrix<Float>, layer: Int, batch: TokenBatch
  ) -> Matrix<Float> {
    let (norms, rotary) = (blocks[layer].headNorms, blocks[layer].rotary)
    guard norms != nil || rotary != nil else { return dPositioned }
    let positions = batch.positions
    let first = positions.min() ?? 0
    let angles = rotary?.angles(first..<(positions.max() ?? 0) + 1)
    var d = dPositioned.entries
    for (row, position) in positions.enumerated() {
      for head in 0..<shape.heads + shape.keyValueHeads {
        let start = row * projected.columns + head * shape.headWidth
        if let angles { rotary?.turn(&d, at: start, angles, row: position - first, back: true) }
        if let norms {
          (head < shape.heads ? norms.queries : norms.keys).turnIntoGradient(&d, at: start, input: projected.entries)
        }
      }
    }
    return Matrix(projected.rows, projected.columns, d)
  }
}
