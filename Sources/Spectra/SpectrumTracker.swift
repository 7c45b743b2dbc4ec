import Numerics
import RunModel

/// Measures one edited weight W_t (d x m) against the unedited W_0, edit round after edit round.
///
/// The dominant subspace is carried from one measurement to the next, so a measurement costs a fraction of a full
/// decomposition as soon as the weight is large against the update's rank.
package struct SpectrumTracker: Sendable {
  /// The number of the layer, as reports have it.
  private let layer: Int
  /// The decomposition of W_0.
  package let basis: SpectralBasis
  private let frobenius: Double
  /// Right vectors of the last weight measured; no columns when the trail was lost.
  private var restart: Matrix<Float>
  private var generator: SeededGenerator

  /// - Parameters:
  ///   - layer: its number in the model.
  ///   - weight: W_0.
  /// - Throws: `NumericsError.noConvergence` when the weight is not finite.
  /// - Complexity: a full decomposition.
  package init(layer: Int, weight: Matrix<Float>, seed: UInt64 = 0) throws(NumericsError) {
    self.layer = layer
    basis = try SpectralBasis(of: weight)
    frobenius = weight.frobeniusNorm
    restart = basis.v
    generator = SeededGenerator(seed: seed, stream: "spectral watch")
  }

  /// The number of leading singular values in a reading at least, as far as the weight has them.
  package static let leadingCount = 64

  /// - Parameters:
  ///   - weight: W_t, of the shape of W_0.
  ///   - newDirections: right factors (m x n each) of all updates since the last call, those taken back included; since
  ///     W_0 in the first call; nil when they are too many to help. Updates without factors are found, too, at the price of
  ///     a full decomposition.
  ///   - k: protected count at the tau in force.
  ///   - full: whether to compute all singular values.
  /// - Returns: the state of W_t, without what only the round tells. All measures are NaN and `leading` is empty when W_t
  ///   holds NaN or infinities.
  /// - Throws: `NumericsError.noConvergence` when LAPACK gives up on a finite weight.
  package mutating func measure(
    weight: Matrix<Float>, newDirections: [Matrix<Double>]?, k: Int, full: Bool = false
  ) throws(NumericsError) -> LayerReport {
    precondition(weight.rows == basis.u.rows && weight.columns == basis.v.rows, "not the weight that is watched")
    let k = basis.clipped(k)
    guard weight.isFinite else {
      restart = Matrix(weight.columns, 0)
      return broken(k: k, full: full)
    }
    let (triplets, spectrum) = try decompose(weight, newDirections, count: max(k, Self.leadingCount), full: full)
    restart = triplets.restart
    return report(of: weight, triplets, spectrum, k: k)
  }

  private mutating func decompose(
    _ weight: Matrix<Float>, _ newDirections: [Matrix<Double>]?, count: Int, full: Bool
  ) throws(NumericsError) -> (LeadingTriplets, [Float]?) {
    if full {
      let (triplets, spectrum) = try gramTriplets(of: weight, count: count)
      return (triplets, spectrum)
    }
    guard let newDirections else { return (try gramTriplets(of: weight, count: count).leading, nil) }
    let rows = newDirections.flatMap(\.transposed.entries)
    let directions = Matrix(rows.count / max(1, weight.columns), weight.columns, rows).transposed
    let triplets = try leadingTriplets(
      of: weight, count: count, from: restart, directions: directions, using: &generator)
    return (triplets, nil)
  }

  private func report(
    of weight: Matrix<Float>, _ triplets: LeadingTriplets, _ spectrum: [Float]?, k: Int
  ) -> LayerReport {
    let u = basis.u.columns(0..<k)
    let v = basis.v.columns(0..<k)
    let norm = weight.frobeniusNorm
    let (ls, ss) = Drift.similarity(u: u, v: v, to: triplets.u.columns(0..<k), triplets.v.columns(0..<k))
    let (drift, outside) = Drift.core(of: weight, norm: norm, u: u, s: Array(basis.s[0..<k]), v: v)
    let spectral = Double(triplets.s.first ?? 0)
    return LayerReport(
      layer: layer, k: k, ls: ls, ss: ss, coreDrift: drift, outsideShare: outside, frobenius: norm,
      frobeniusRatio: norm / frobenius, spectral: spectral, spectralRatio: spectral / Double(basis.s.first ?? 0),
      leading: triplets.s, spectrum: spectrum)
  }

  /// What is left to say about a weight with NaN or infinite entries.
  private func broken(k: Int, full: Bool) -> LayerReport {
    LayerReport(
      layer: layer, k: k, ls: .nan, ss: .nan, coreDrift: .nan, outsideShare: .nan, frobenius: .nan,
      frobeniusRatio: .nan, spectral: .nan, spectralRatio: .nan, leading: [], spectrum: full ? [] : nil)
  }
}
