import CKernels
import Numerics

// Causal self-attention of a ragged batch, one sequence after the other. Q, K and V lie side by side in one
// T x (H + 2G)w matrix; a sequence with a prefix of p tokens has n x (p + n) scores per head of queries: p columns against
// the cached keys, n against its own. Heads of queries share keys and values in groups of H / G.

struct AttentionLayout {
  let batch: TokenBatch
  let heads: Int
  let keyValueHeads: Int
  let headWidth: Int
  let scale: Float
  /// How many tokens a token sees, itself included; nil for all.
  let window: Int?
  /// Cached keys and values of the block, by sequence; nil when no sequence has a prefix.
  let cache: [KeyValueCache.Entry]?
  let mask: AttentionMask?

  /// Width of the attention mix.
  var width: Int { heads * headWidth }

  /// Calls `body` for every sequence that has tokens, with its first row and as much room as `scratch` says.
  fileprivate func forEachSequence(
    _ projected: Matrix<Float>, scratch: (UnsafePointer<revive_sequence>) -> Int,
    _ body: (_ row: Int, inout revive_sequence, UnsafeMutablePointer<Float>) -> Void
  ) {
    let keyValueWidth = keyValueHeads * headWidth
    precondition(projected.rows == batch.tokens.count && projected.columns == width + 2 * keyValueWidth)
    projected.entries.withUnsafeBufferPointer { entries in
      guard let base = entries.baseAddress else { return }
      for s in 0..<batch.count where !batch.rows(s).isEmpty {
        let rows = batch.rows(s)
        let prefix = cache?[s] ?? KeyValueCache.Entry(keys: [], values: [])
        let past = prefix.keys.count / keyValueWidth
        precondition(prefix.values.count == prefix.keys.count && past * keyValueWidth == prefix.keys.count)
        let hidden = mask?.hidden[s]
        prefix.keys.withUnsafeBufferPointer { keys in
          prefix.values.withUnsafeBufferPointer { values in
            var sequence = revive_sequence(
              tokens: rows.count, heads: heads, groups: keyValueHeads, width: headWidth,
              projected: base + rows.lowerBound * projected.columns, stride: projected.columns, past: past,
              past_keys: keys.baseAddress, past_values: values.baseAddress, scale: scale, window: window ?? .max,
              hidden_from: hidden?.from ?? .max, hidden_lower: hidden?.keys.lowerBound ?? 0,
              hidden_upper: hidden?.keys.upperBound ?? 0)
            withUnsafeTemporaryAllocation(of: Float.self, capacity: scratch(&sequence)) { room in
              if let room = room.baseAddress { body(rows.lowerBound, &sequence, room) }
            }
          }
        }
      }
    }
  }
}

/// The attention mix before its output projection, T x Hw.
func attend(_ projected: Matrix<Float>, _ layout: AttentionLayout) -> Matrix<Float> {
  let kernel = revive_kernels_best().pointee.attend
  return Matrix(projected.rows, layout.width) { mixed in
    layout.forEachSequence(projected, scratch: revive_attend_scratch) { row, sequence, scratch in
      kernel(&sequence, mixed + row * layout.width, scratch)
    }
  }
}

/// The gradient at Q, K and V (T x (H + 2G)w), given the gradient at the mix. Prefixes are constants and get none.
func attendGradient(_ projected: Matrix<Float>, of dMixed: Matrix<Float>, _ layout: AttentionLayout) -> Matrix<Float> {
  precondition(dMixed.rows == projected.rows && dMixed.columns == layout.width)
  let kernel = revive_kernels_best().pointee.attend_gradient
  let columns = projected.columns
  return Matrix(projected.rows, columns) { gradient in
    dMixed.entries.withUnsafeBufferPointer { dMixed in
      guard let dMixed = dMixed.baseAddress else { return }
      layout.forEachSequence(projected, scratch: revive_attend_gradient_scratch) { row, sequence, scratch in
        kernel(&sequence, dMixed + row * layout.width, gradient + row * columns, scratch)
      }
    }
  }
}
