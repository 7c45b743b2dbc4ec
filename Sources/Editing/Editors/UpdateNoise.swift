import Models
import Numerics

/// What the updates so far, A (d x m), add at the keys of a round's edits: nu = A k, k the bare prompt's key at the
/// subject's last token.
struct UpdateNoise {
  private let updates: Matrix<Double>
  /// d x n: nu of each edit.
  private let noise: Matrix<Double>

  init(updates: Matrix<Double>, keys: Matrix<Double>) {
    self.updates = updates
    noise = updates.times(keys)
  }

  /// |nu|.
  func size(_ edit: Int) -> Double { noise.columns(edit..<edit + 1).frobeniusNorm }

  /// The directions in which A and an edit's nu are strong: eigenvectors of A A^T + nu nu^T with an eigenvalue above 0.1,
  /// from the largest down, at most `share` of d (and of what would then be left).
  ///
  /// - Returns: orthonormal columns, d x q, by edit.
  /// - Throws: `NumericsError`.
  /// - Complexity: O(d^3) an edit, exact where the reference finds them by random sampling.
  func directions(of edits: [Int], share: Double) throws(NumericsError) -> [Int: Matrix<Double>] {
    guard !edits.isEmpty else { return [:] }
    let gram = updates.gram()
    let share = max(0, min(1, share))
    let most = Int(Double(gram.rows) * min(share, 1 - share))
    var result: [Int: Matrix<Double>] = [:]
    for edit in edits {
      let (values, vectors) = try symmetricEigen(gram + noise.columns(edit..<edit + 1).gram())
      result[edit] = vectors.columns(0..<values.prefix(most).prefix { $0 > 0.1 }.count)
    }
    return result
  }
}

extension EditRound {
  /// The noise that updates of `layer` since edit 0 bring to the round's edits; nil when there were none.
  ///
  /// - Throws: `ModelError` when a prompt does not fit the model.
  func noise(layer: Int) throws(ModelError) -> UpdateNoise? {
    let updates = model.editedWeight(layer: layer) - original.editedWeight(layer: layer)
    guard !edits.isEmpty, updates.frobeniusNorm != 0 else { return nil }
    let batch = TokenBatch(edits.map { $0.rewriting[0].throughSubject })
    let below = model.run(try model.embed(batch), through: 0..<layer, batch: batch)
    let keys = model.activate(layer: layer, below, batch: batch).keys.gatherRows(batch.lastRows).transposed
    return UpdateNoise(updates: updates.asDouble, keys: keys.asDouble)
  }
}

/// How large the noise of earlier updates usually is, over the edits of a run in their order.
package struct NoiseStatistics: Sendable, Equatable {
  /// Edits so far.
  package var count: Double
  /// Moving mean of |nu|; 0 as long as there has been none.
  package var mean: Double
  /// Moving mean of the squared distance from the mean.
  package var variance: Double

  package init(count: Double = 0, mean: Double = 0, variance: Double = 0) {
    self.count = count
    self.mean = mean
    self.variance = variance
  }

  /// Counts an edit and takes in its noise unless that is out of the ordinary: beyond `deviations` standard deviations, once
  /// there have been 20 edits.
  ///
  /// - Parameter size: |nu|; nil when nothing has been edited. What is NaN or infinite, of a model that broke down, tells
  ///   nothing of the ordinary and is left out.
  /// - Returns: whether the noise is out of the ordinary.
  mutating func note(_ size: Double?, deviations: Double) -> Bool {
    count += 1
    guard let size, size.isFinite else { return false }
    if mean == 0 { mean = size }
    if count > 20, variance != 0, abs(size - mean) > deviations * variance.squareRoot() { return true }
    mean = 0.9 * mean + 0.1 * size
    variance = 0.9 * variance + 0.1 * (size - mean) * (size - mean)
    return false
  }

  /// Whether a stored one can have come of a run.
  var isPlausible: Bool { [count, mean, variance].allSatisfy { $0.isFinite && $0 >= 0 } }
}
