import CKernels
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
  /// What the turned numbers are multiplied by besides.
  package var scale = 1.0

  package init(_ configuration: RotaryConfiguration) {
    isInterleaved = configuration.isInterleaved
    let width = Double(configuration.width)
    frequencies = (0..<configuration.width / 2).map { i in
      configuration.scaling.applied(to: pow(configuration.base, -2 * Double(i) / width))
    }
    if case .yarn(let yarn) = configuration.scaling {
      scale = yarn.scale
      frequencies = yarn.applied(to: frequencies, base: configuration.base)
    }
  }

  /// Turns the head whose numbers begin at `x` by the angles of row `row`.
  fileprivate func turn(_ x: UnsafeMutablePointer<Float>, _ angles: Angles, row: Int) {
    let n = frequencies.count
    angles.cosines.withUnsafeBufferPointer { cosines in
      angles.sines.withUnsafeBufferPointer { sines in
        guard let cosines = cosines.baseAddress, let sines = sines.baseAddress else { return }
        let (cosine, sine) = (cosines + row * n, sines + row * n)
        guard isInterleaved else { return revive_kernels_best().pointee.turn_halves(x, cosine, sine, n) }
        for i in 0..<n {
          let (a, b) = (x[2 * i], x[2 * i + 1])
          x[2 * i] = a * cosine[i] - b * sine[i]
          x[2 * i + 1] = b * cosine[i] + a * sine[i]
        }
      }
    }
  }

  /// Of the positions in `range`; `back` for their negatives, which is how a gradient goes through.
  fileprivate func angles(_ range: Range<Int>, back: Bool) -> Angles {
    let all = range.flatMap { position in frequencies.map { Double(back ? -position : position) * $0 } }
    return Angles(cosines: all.map { Float(scale * cos($0)) }, sines: all.map { Float(scale * sin($0)) })
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
    // It goes over by the pairs' numbers.
    case .yarn: return frequency
    }
  }
}

extension RotaryConfiguration.YaRN {
  /// The frequencies of all pairs after scaling.
  fileprivate func applied(to frequencies: [Double], base: Double) -> [Double] {
    let width = Double(2 * frequencies.count)
    /// The number of the pair that turns so many times in `context` tokens.
    func pair(turning turns: Double) -> Double {
      width * log(Double(context) / (turns * 2 * .pi)) / (2 * log(base))
    }
    let (low, high) = (pair(turning: fast), pair(turning: slow))
    let first = max(roundsRange ? low.rounded(.down) : low, 0)
    let last = min(roundsRange ? high.rounded(.up) : high, width - 1)
    // Without a pair between, one step.
    let length = first == last ? 0.001 : last - first
    return frequencies.enumerated().map { i, frequency in
      let divided = min(1, max(0, (Double(i) - first) / length))
      return frequency * (1 - divided + divided / factor)
    }
  }
}

extension Transformer {
  /// Queries, keys and values as attention takes them.
  func positioned(_ projected: Matrix<Float>, layer: Int, batch: TokenBatch) -> Matrix<Float> {
    let (norms, rotary) = (blocks[layer].headNorms, blocks[layer].rotary)
    guard norms != nil || rotary != nil else { return projected }
    return withHeads(of: projected, rotary, batch, back: false) { x, start, isQuery, turn in
      if let norms { (isQuery ? norms.queries : norms.keys).normalise(x + start) }
      turn(x + start)
    }
  }

  /// The gradient at the projected queries, keys and values, given that at those that attention takes.
  func projectedGradient(
    at projected: Matrix<Float>, of dPositioned: Matrix<Float>, layer: Int, batch: TokenBatch
  ) -> Matrix<Float> {
    let (norms, rotary) = (blocks[layer].headNorms, blocks[layer].rotary)
    guard norms != nil || rotary != nil else { return dPositioned }
    return projected.entries.withUnsafeBufferPointer { input in
      withHeads(of: dPositioned, rotary, batch, back: true) { d, start, isQuery, turn in
        turn(d + start)
        guard let norms, let input = input.baseAddress else { return }
        (isQuery ? norms.queries : norms.keys).turnIntoGradient(d + start, input: input + start)
      }
    }
  }

  /// A copy of queries, keys and values (T x (H + 2G)w) in which `body` has changed every head of queries and keys: it is
  /// told where the head begins, and given what turns it by its token's position.
  private func withHeads(
    of x: Matrix<Float>, _ rotary: Rotary?, _ batch: TokenBatch, back: Bool,
    _ body: (UnsafeMutablePointer<Float>, Int, _ isQuery: Bool, _ turn: (UnsafeMutablePointer<Float>) -> Void) -> Void
  ) -> Matrix<Float> {
    let positions = batch.positions
    let first = positions.min() ?? 0
    let angles = rotary?.angles(first..<(positions.max() ?? 0) + 1, back: back)
    var result = x
    result.entries.withUnsafeMutableBufferPointer { entries in
      guard let base = entries.baseAddress else { return }
      for (row, position) in positions.enumerated() {
        for head in 0..<shape.heads + shape.keyValueHeads {
          body(base, row * x.columns + head * shape.headWidth, head < shape.heads) { start in
            if let rotary, let angles { rotary.turn(start, angles, row: position - first) }
          }
        }
      }
    }
    return result
  }
}
