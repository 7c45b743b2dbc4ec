import Foundation
import Numerics
import Spectra
import TestSupport
import Testing

@testable import Editing

/// The metric of a second moment, whole and confined, against dense twins, on W: 9 x 24.
struct MomentMetricTests {
  private let d = 9
  private let m = 24
  private let basis: SpectralBasis
  private let residuals: Matrix<Double>
  private let keys: Matrix<Double>

  init() throws {
    var generator = SeededGenerator(seed: 1)
    basis = try SpectralBasis(of: weight(d, m, using: &generator))
    residuals = .gaussian(d, 5, using: &generator)
    keys = .gaussian(m, 5, using: &generator)
  }

  private func confined(_ c: Matrix<Double>, _ subspace: ProtectedSubspace) throws -> any BaseMetric {
    try MomentMetric(FactoredMoment(c), weight: 1).excluding(subspace.v)
  }

  /// Eigenvalues from 1 down to 1 / condition.
  private func secondMoment(condition: Double, size: Int = 24) throws -> Matrix<Double> {
    var generator = SeededGenerator(seed: 2)
    let eigenvalues = (0..<size).map { pow(condition, -Double($0) / Double(size - 1)) }
    return try positiveDefinite(eigenvalues: eigenvalues, using: &generator)
  }

  /// N (N^T C N)^-1 N^T K for an orthonormal basis N of the complement of V_k: the pseudo-inverse of Pv C Pv.
  private func pseudoInverse(_ c: Matrix<Double>, _ v: Matrix<Double>, times keys: Matrix<Double>) throws
    -> Matrix<Double>
  {
    var generator = SeededGenerator(seed: 3)
    let n = try complement(of: v, using: &generator)
    return n.times(solveDensely(n.transposedTimes(c.times(n)), n.transposedTimes(keys)))
  }

  @Test(arguments: [0, 1, 4, 9], [10.0, 1e4, 1e9]) func agreesWithTheDensePseudoInverse(
    k: Int, condition: Double
  ) throws {
    let c = try secondMoment(condition: condition)
    let subspace = try ProtectedSubspace(basis, k: k)
    let metric = try confined(c, subspace)
    let expected = try pseudoInverse(c, subspace.v, times: keys)
    let found = metric.solve(keys)
    #expect(distance(found, expected) < 1e-14 * condition * largest(expected))
    #expect(distance(metric.solve(subspace.safeKeys(keys)), found) < 1e-14 * condition * largest(expected))
    #expect(largest(subspace.v.transposedTimes(found)) < 1e-13 * largest(found))
  }

  @Test func nothingProtectedIsThePlainInverse() throws {
    let c = try secondMoment(condition: 100)
    let metric = try confined(c, ProtectedSubspace(basis, k: 0))
    #expect(distance(metric.solve(keys), solveDensely(c, keys)) < 1e-12)
  }

  /// A square weight allows every k up to m.
  @Test(arguments: [10.0, 1e8]) func allButOneDirectionProtected(condition: Double) throws {
    var generator = SeededGenerator(seed: 4)
    let square = try SpectralBasis(of: weight(m, m, using: &generator))
    let c = try secondMoment(condition: condition)
    let subspace = try ProtectedSubspace(square, k: m - 1)
    let found = try confined(c, subspace).solve(keys)
    // One direction q is left: q (q^T K) / (q^T C q).
    let q = try complement(of: subspace.v, using: &generator)
    let scale = 1 / q.transposedTimes(c.times(q))[0, 0]
    let expected = scale * q.times(q.transposedTimes(keys))
    #expect(distance(found, expected) < 1e-14 * condition * largest(expected))
    let all = try confined(c, ProtectedSubspace(square, k: m))
    #expect(all.solve(keys) == Matrix(m, 5))
  }

  /// dW = (Pu R) adj^T with adj = X (lambda I + K'^T X)^-1, as an editor computes it.
  private func constrainedUpdate(_ c: Matrix<Double>, _ subspace: ProtectedSubspace, lambda: Double) throws
    -> Matrix<Double>
  {
    let x = try confined(c, subspace).solve(keys)
    let inner = lambda * .identity(keys.columns) + subspace.safeKeys(keys).transposedTimes(x)
    let adjoint = solveDensely(inner.transposed, x.transposed).transposed
    return subspace.safeResiduals(residuals).times(transposed: adjoint)
  }

  @Test(arguments: [0, 3, 9]) func constrainedUpdateLiesInTheSafeSubspace(k: Int) throws {
    let subspace = try ProtectedSubspace(basis, k: k)
    let update = try constrainedUpdate(secondMoment(condition: 1e6), subspace, lambda: 0.3)
    #expect(largest(subspace.u.transposedTimes(update)) < 1e-13)
    #expect(largest(update.times(subspace.v)) < 1e-13)
    #expect(distance(subspace.safePart(of: update), update) < 1e-13)
  }

  /// Pinv form of the design: adj = (lambda C' + K' K'^T)^+ K', in coordinates of the complement of V_k.
  @Test(arguments: [0, 3, 8]) func constrainedUpdateIsTheMinimiserInCoordinates(k: Int) throws {
    var generator = SeededGenerator(seed: 5)
    let lambda = 0.3
    let c = try secondMoment(condition: 1e4)
    let subspace = try ProtectedSubspace(basis, k: k)
    let (nu, nv) = (
      try complement(of: subspace.u, using: &generator), try complement(of: subspace.v, using: &generator)
    )
    // With dW = Nu D Nv^T the objective |dW K - R|^2 + lambda tr(dW C dW^T) is an ordinary ridge problem in D.
    let (r, k2) = (nu.transposedTimes(residuals), nv.transposedTimes(keys))
    let normal = lambda * nv.transposedTimes(c.times(nv)) + k2.gram()
    let coordinates = solveDensely(normal, k2.times(transposed: r)).transposed
    let update = try constrainedUpdate(c, subspace, lambda: lambda)
    #expect(distance(update, nu.times(coordinates).times(transposed: nv)) < 1e-9)
    try checkOptimality(of: update, c, nu, nv, lambda: lambda, using: &generator)
  }

  /// No step inside the safe subspace lowers the objective, and it rises as a quadratic must.
  private func checkOptimality(
    of update: Matrix<Double>, _ c: Matrix<Double>, _ nu: Matrix<Double>, _ nv: Matrix<Double>, lambda: Double,
    using generator: inout SeededGenerator
  ) throws {
    func objective(_ update: Matrix<Double>) -> Double {
      let miss = (update.times(keys) - residuals).frobeniusNorm
      var trace = 0.0
      for (x, y) in zip(update.times(c).entries, update.entries) { trace += x * y }
      return miss * miss + lambda * trace
    }
    let best = objective(update)
    for _ in 0..<20 {
      let step = nu.times(Matrix<Double>.gaussian(nu.columns, nv.columns, using: &generator)).times(transposed: nv)
      for size in [1e-3, 1e-1] {
        let up = objective(update + size * step) - best
        let down = objective(update - size * step) - best
        #expect(up > 0 && down > 0)
        #expect(abs(up - down) < 1e-6 * (up + down))
      }
    }
  }
}
