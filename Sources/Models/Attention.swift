import Numerics

// Causal self-attention of a ragged batch. Q, K and V lie side by side in one T x (H + 2G)w matrix; a sequence with a prefix
// of p tokens has n x (p + n) scores per head of queries: p columns against the cached keys, n against its own. Heads of
// queries share keys and values in groups of H / G.

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
  /// The place of a head of queries in its group.
  func place(_ head: Int) -> Int { head % (heads / keyValueHeads) }
  func queries(_ rows: Range<Int>, _ head: Int) -> Region { columns(rows, head * headWidth) }
  func keys(_ rows: Range<Int>, _ head: Int) -> Region { columns(rows, width + group(head) * headWidth) }
  func values(_ rows: Range<Int>, _ head: Int) -> Region {
    columns(rows, width + (keyValueHeads + group(head)) * headWidth)
  }
  /// The columns of a head in the attention mix.
  func output(_ rows: Range<Int>, _ head: Int) -> Region { columns(rows, head * headWidth) }
  /// The columns of a head of queries' keys, or values, in a prefix's.
  func cached(_ rows: Range<Int>, _ head: Int) -> Region { columns(rows, group(head) * headWidth) }

  private func group(_ head: Int) -> Int { head / (heads / keyValueHeads) }

  private func columns(_ rows: Range<Int>, _ first: Int) -> Region {
    Region(rows: rows, columns: first..<first + headWidth)
  }

  /// The cached keys and values of sequence `s` as p x Gw matrices.
  func prefix(_ s: Int) -> (keys: Matrix<Float>, values: Matrix<Float>)? {
    guard let entry = cache?[s], !entry.keys.isEmpty else { return nil }
    let width = keyValueHeads * headWidth
    let length = entry.keys.count / width
    return (Matrix(length, width, entry.keys), Matrix(length, width, entry.values))
  }

  /// softmax(scale Q K^T) with the causal mask of sequence `s`, its window and the further mask if there is any:
  /// n x (p + n).
  func probabilities(
    _ qkv: Matrix<Float>, sequence s: Int, head: Int, prefixKeys: Matrix<Float>?
  ) -> Matrix<Float> {
    let rows = batch.rows(s)
    let n = rows.count
    let p = prefixKeys?.rows ?? 0
    var scores = Matrix<Float>(n, p + n)
    if let prefixKeys {
      multiply(
        qkv, queries(rows, head), by: prefixKeys, cached(0..<p, head), byTransposed: true, alpha: scale,
        into: &scores, Region(rows: 0..<n, columns: 0..<p))
    }
    multiply(
      qkv, queries(rows, head), by: qkv, keys(rows, head), byTransposed: true, alpha: scale,
      into: &scores, Region(rows: 0..<n, columns: p..<p + n))
    if let hidden = mask?.hidden[s] {
      for query in hidden.from..<max(hidden.from, n) {
        for key in hidden.keys { scores[query, p + key] = -.greatestFiniteMagnitude }
      }
    }
    if let window {
      for query in 0..<n {
        for key in 0..<max(0, p + query + 1 - window) { scores[query, key] = -.greatestFiniteMagnitude }
      }
    }
    scores.softmaxRows { p + $0 + 1 }
    return scores
  }
}

/// The attention mix before its output projection, T x Hw.
func attend(_ qkv: Matrix<Float>, _ layout: AttentionLayout) -> Matrix<Float> {
  var mixed = Matrix<Float>(qkv.rows, layout.width)
  for s in 0..<layout.batch.count {
    let rows = layout.batch.rows(s)
    guard !rows.isEmpty else { continue }
    let prefix = layout.prefix(s)
    let p = prefix?.keys.rows ?? 0
    for head in 0..<layout.heads {
      let weights = layout.probabilities(qkv, sequence: s, head: head, prefixKeys: prefix?.keys)
      let own = Region(rows: 0..<rows.count, columns: p..<p + rows.count)
      multiply(weights, own, by: qkv, layout.values(rows, head), into: &mixed, layout.output(rows, head))
      if let prefix {
        multiply(
          weights, Region(rows: 0..<rows.count, columns: 0..<p), by: prefix.values, layout.cached(0..<p, head), beta: 1,
          into: &mixed, layout.output(rows, head))
      }
    }
  }
  return mixed
}

/// The gradient at Q, K and V (T x (H + 2G)w), given the gradient at the mix. Prefixes are constants and get none.
///
/// With P = softmax(S): dV = P^T dO, dP = dO V^T, dS = P * (dP - rowsum(dP * P)), dQ = scale dS K, dK = scale dS^T Q.
func attendGradient(_ qkv: Matrix<Float>, of dMixed: Matrix<Float>, _ layout: AttentionLayout) -> Matrix<Float> {
  var gradient = Matrix<Float>(qkv.rows, qkv.columns)
  for s in 0..<layout.batch.count {
    let rows = layout.batch.rows(s)
    guard !rows.isEmpty else { continue }
    let n = rows.count
    let prefix = layout.prefix(s)
    let p = prefix?.keys.rows ?? 0
    let own = Region(rows: 0..<n, columns: p..<p + n)
    let past = Region(rows: 0..<n, columns: 0..<p)
    for head in 0..<layout.heads {
      let weights = layout.probabilities(qkv, sequence: s, head: head, prefixKeys: prefix?.keys)
      let dOut = layout.output(rows, head)
      // Keys and values get the gradients of all heads of queries that share them.
      let beta: Float = layout.place(head) == 0 ? 0 : 1
      multiply(
        weights, own, transposed: true, by: dMixed, dOut, beta: beta, into: &gradient, layout.values(rows, head))
      var dScores = Matrix<Float>(n, p + n)
      multiply(
        dMixed, dOut, by: qkv, layout.values(rows, head), byTransposed: true, into: &dScores, own)
      if let prefix {
        multiply(
          dMixed, dOut, by: prefix.values, layout.cached(0..<p, head), byTransposed: true, into: &dScores, past)
      }
      dScores.applySoftmaxGradient(probabilities: weights)
      multiply(
        dScores, own, by: qkv, layout.keys(rows, head), alpha: layout.scale, into: &gradient,
        layout.queries(rows, head))
      if let prefix {
        multiply(
          dScores, past, by: prefix.keys, layout.cached(0..<p, head), alpha: layout.scale, beta: 1, into: &gradient,
          layout.queries(rows, head))
      }
      multiply(
        dScores, own, transposed: true, by: qkv, layout.queries(rows, head), alpha: layout.scale, beta: beta,
        into: &gradient, layout.keys(rows, head))
    }
  }
  return gradient
}
