// Leading singular triplets of a d x m matrix A: A v_i = s_i u_i, A^T u_i = s_i v_i, s descending.

/// The leading singular triplets of a matrix.
package struct LeadingTriplets: Sendable {
  /// d x k, orthonormal columns.
  package let u: Matrix<Float>
  /// k values, descending.
  package let s: [Float]
  /// m x k, orthonormal columns.
  package let v: Matrix<Float>
  /// m x l with l >= k: `v` and a few further right vectors, less accurate; the start of the next call.
  package let restart: Matrix<Float>
  /// Subspace iterations spent; 0 when the triplets come from the Gram matrix.
  package let iterations: Int
}

/// How `leadingTriplets` trades time against accuracy.
package struct SubspaceIteration: Sendable {
  /// Each triplet is accepted once ||A^T u - s v|| <= tolerance * s. The error of s is of the order of the square of that.
  package var tolerance: Float = 5e-3
  /// Iterations before giving up on the start and taking the Gram matrix instead.
  package var limit = 4

  package init() {}

  /// Random columns in every block: they meet directions that neither the start nor the caller knows of.
  static let randomVectors = 8

  /// Right vectors carried from one call to the next beyond the `count` asked for: they keep the directions just below
  /// the leading ones, which a later change of A may lift.
  package static func spare(for count: Int) -> Int { count / 4 + 8 }

  /// Columns of the widest block that iteration pays for: with more the Gram matrix is quicker.
  ///
  /// - Parameter rank: min(d, m).
  package static func widestBlock(rank: Int) -> Int { rank / 6 }
}

/// The `count` leading singular triplets of a matrix that changed little, or in known directions, since the last call.
///
/// Block subspace iteration from the span of `start`, `directions` and a few random vectors, with Rayleigh-Ritz
/// extraction and a test of the residuals. A low-rank change of A can put new directions at the top of the spectrum that
/// are nearly orthogonal to the old basis, and then iteration from the old basis alone stalls: hand its right factors in
/// as `directions`. Falls back on `gramTriplets` for an insufficient start, a block that is wide against A, and
/// residuals that do not fall.
///
/// - Parameters:
///   - start: m x l, `restart` of the last call; with fewer than `count` columns it does not help.
///   - directions: m x n, new directions; they need not be orthonormal.
///   - generator: source of the random vectors.
/// - Throws: `NumericsError.noConvergence` when A is not finite.
/// - Complexity: O(d m (l + n)) an iteration.
package func leadingTriplets(
  of a: Matrix<Float>, count: Int, from start: Matrix<Float>, directions: Matrix<Double>,
  settings: SubspaceIteration = SubspaceIteration(), using generator: inout SeededGenerator
) throws(NumericsError) -> LeadingTriplets {
  let r = min(a.rows, a.columns)
  let k = min(max(0, count), r)
  let kept = min(start.columns, k + SubspaceIteration.spare(for: k))
  let width = kept + directions.columns + SubspaceIteration.randomVectors
  guard start.columns >= k, width <= SubspaceIteration.widestBlock(rank: r), directions.isFinite else {
    return try gramTriplets(of: a, count: k).leading
  }
  guard a.isFinite else { throw .noConvergence(routine: "subspace iteration", info: 0) }
  let random = Matrix<Float>.gaussian(a.columns, SubspaceIteration.randomVectors, using: &generator)
  // Orthonormal directions, so that none is lost to the rounding of a longer one.
  let block = start.columns(0..<kept)
    .appendingColumns(of: try orthonormalBasis(directions).asFloat).appendingColumns(of: random)
  // An overflow inside the iteration shows up as an error there; the Gram path computes in Double.
  let iterated = try? iterate(a, from: block, count: k, kept: kept, settings: settings)
  if let found = iterated ?? nil { return found }
  return try gramTriplets(of: a, count: k).leading
}

/// Nil when the residuals are still too large after the last iteration.
private func iterate(
  _ a: Matrix<Float>, from block: Matrix<Float>, count k: Int, kept: Int, settings: SubspaceIteration
) throws(NumericsError) -> LeadingTriplets? {
  var q = try orthonormalBasis(a.transposedTimes(orthonormalBasis(a.times(block))))
  for iteration in 1...max(1, settings.limit) {
    // Rayleigh-Ritz: the best triplets with right vectors in the span of q.
    let ritz = try svd(a.times(q))
    let v = q.times(transposed: ritz.vt)
    let image = a.transposedTimes(ritz.u)
    if residualsAreSmall(image, v, ritz.s, count: k, tolerance: settings.tolerance) {
      return LeadingTriplets(
        u: ritz.u.columns(0..<k), s: Array(ritz.s[0..<k]), v: v.columns(0..<k),
        restart: v.columns(0..<kept), iterations: iteration)
    }
    q = try orthonormalBasis(image)
  }
  return nil
}

/// ||image_i - s_i v_i|| <= tolerance * s_i for the first `count` columns.
private func residualsAreSmall(
  _ image: Matrix<Float>, _ v: Matrix<Float>, _ s: [Float], count: Int, tolerance: Float
) -> Bool {
  var squares = [Float](repeating: 0, count: count)
  for j in 0..<v.rows {
    let start = j * v.columns
    for i in 0..<count {
      let difference = image.entries[start + i] - s[i] * v.entries[start + i]
      squares[i] += difference * difference
    }
  }
  return (0..<count).allSatisfy { squares[$0].squareRoot() <= tolerance * s[$0] }
}

/// The `count` leading singular triplets and all singular values, from the eigendecomposition of the smaller of A A^T
/// and A^T A in Double: as exact as a decomposition of the Float matrix itself.
///
/// - Throws: `NumericsError.noConvergence` when A is not finite.
/// - Complexity: O(d m r + r^3) with r = min(d, m).
package func gramTriplets(
  of a: Matrix<Float>, count: Int
) throws(NumericsError) -> (leading: LeadingTriplets, spectrum: [Float]) {
  guard a.isFinite else { throw .noConvergence(routine: "Gram eigendecomposition", info: 0) }
  let r = min(a.rows, a.columns)
  let k = min(max(0, count), r)
  let kept = min(r, k + SubspaceIteration.spare(for: k))
  let isWide = a.rows <= a.columns
  let parts = partsInDouble(of: a, isWide: isWide)
  var gram = Matrix<Double>(r, r)
  for part in parts { gram.add(part().gram(transposed: !isWide)) }
  let (values, vectors) = try symmetricEigen(gram)
  let lengths = values.map { max(0, $0).squareRoot() }
  let near = vectors.columns(0..<kept)
  var image: [Double] = []
  image.reserveCapacity(max(a.rows, a.columns) * kept)
  for part in parts { image += (isWide ? part().transposedTimes(near) : part().times(near)).entries }
  let far = try unitColumns(Matrix(max(a.rows, a.columns), kept, image), lengths: lengths).asFloat
  let (u, v) = isWide ? (near.asFloat, far) : (far, near.asFloat)
  let spectrum = lengths.map(Float.init)
  let leading = LeadingTriplets(
    u: u.columns(0..<k), s: Array(spectrum[0..<k]), v: v.columns(0..<k), restart: v, iterations: 0)
  return (leading, spectrum)
}

/// The columns of a wide matrix, or the rows of a tall one, some at a time in Double: in whole a large one would take twice its
/// memory beside it. A small one is taken in whole.
private func partsInDouble(of a: Matrix<Float>, isWide: Bool) -> [() -> Matrix<Double>] {
  let count = isWide ? a.columns : a.rows
  let step = count > 2_048 ? 512 : max(1, count)
  return stride(from: 0, to: count, by: step).map { first in
    let range = first..<min(first + step, count)
    return { (isWide ? a.columns(range) : a.rows(range)).asDouble }
  }
}

/// The columns of x divided by their lengths. Columns of negligible length are replaced by ones orthonormal to the rest.
private func unitColumns(_ x: Matrix<Double>, lengths: [Double]) throws(NumericsError) -> Matrix<Double> {
  var unit = x
  let isNegligible = lengths.prefix(x.columns).map { $0 <= 1e-6 * (lengths.first ?? 0) }
  let factors = zip(lengths, isNegligible).map { $1 ? 0 : 1 / $0 }
  for i in 0..<x.rows { for j in 0..<x.columns { unit.entries[i * x.columns + j] *= factors[j] } }
  guard isNegligible.contains(true) else { return unit }
  // Lengths descend, so the negligible columns come last and the completion leaves the others alone, up to their sign.
  let completed = try orthonormalBasis(unit)
  let significant = isNegligible.firstIndex(of: true) ?? 0
  return unit.columns(0..<significant).appendingColumns(of: completed.columns(significant..<x.columns))
}
