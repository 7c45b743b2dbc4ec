import Foundation
import Numerics
import TestSupport
import Testing

@testable import Editing

/// The null-space metric against dense projectors and pseudo-inverses, for null spaces on either side of m / 2.
struct NullSpaceMetricTests {
  private let m = 20
  private let penalty = 0.7
  private let spectrum: MomentSpectrum
  private let keys: Matrix<Double>

  /// Eigenvalues 2^0, 2^-1, ... 2^-19.
  init() throws {
    var generator = SeededGenerator(seed: 1)
    let c = try positiveDefinite(eigenvalues: (0..<m).map { pow(2, -Double($0)) }, using: &generator)
    spectrum = try MomentSpectrum(of: RidgedMoment(layer: 0, matrix: c, tokens: 100))
    keys = .gaussian(m, 4, using: &generator)
  }

  private func metric(nullity: Int) -> NullSpaceMetric {
    // Between eigenvalue m - nullity - 1 and m - nullity.
    let threshold = pow(2, 0.5 - Double(m - nullity))
    return NullSpaceMetric(spectrum, rule: .absolute(threshold), penalty: penalty)
  }

  /// Orthonormal columns of the null space, m x nullity.
  private func basis(nullity: Int) -> Matrix<Double> { spectrum.vectors.columns(m - nullity..<m) }

  /// An orthonormal basis of {x in span(b): V^T x = 0}, from the zero eigenvalues of b^T V V^T b.
  private func intersection(_ b: Matrix<Double>, _ v: Matrix<Double>) throws -> Matrix<Double> {
    let (values, vectors) = try symmetricEigen(b.transposedTimes(v).gram())
    let first = values.prefix { $0 > 1e-12 }.count
    return b.times(vectors.columns(first..<b.columns))
  }

  /// W (penalty I + W^T S W)^-1 W^T K.
  private func dense(_ w: Matrix<Double>, _ s: Matrix<Double>?, _ keys: Matrix<Double>) -> Matrix<Double> {
    guard w.columns > 0 else { return Matrix(keys.rows, keys.columns) }
    var normal = penalty * Matrix<Double>.identity(w.columns)
    if let s { normal.add(w.transposedTimes(s.times(w))) }
    return w.times(solveDensely(normal, w.transposedTimes(keys)))
  }

  @Test func rulesCountFromTheSmallestEigenvalueUp() {
    let spectrum = MomentSpectrum(values: [6, 2, 1, 0.5, 0.5, -1e-17], vectors: .identity(6))
    #expect(spectrum.nullity(.absolute(0.02)) == 1)
    #expect(spectrum.nullity(.absolute(0.5)) == 1)
    #expect(spectrum.nullity(.absolute(1.5)) == 4)
    #expect(spectrum.nullity(.absolute(-1)) == 0)
    #expect(spectrum.nullity(.absolute(.nan)) == 0)
    #expect(spectrum.nullity(.absolute(.infinity)) == 6)
    // Of a trace of 10: the three smallest hold a tenth, the four smallest a fifth.
    #expect(spectrum.nullity(.energy(0.099)) == 2)
    #expect(spectrum.nullity(.energy(0.101)) == 3)
    #expect(spectrum.nullity(.energy(0.201)) == 4)
    #expect(spectrum.nullity(.energy(0)) == 0)
    #expect(spectrum.nullity(.energy(.nan)) == 0)
    #expect(spectrum.nullity(.energy(2)) == 6)
  }

  @Test func aRidgeDoesNotMoveTheThreshold() throws {
    var generator = SeededGenerator(seed: 2)
    let c = try positiveDefinite(eigenvalues: [3, 1, 0.5, 0.01, 0.001], using: &generator)
    let plain = SecondMoment(layer: 0, moment: c, tokens: 100)
    let bare = try MomentSpectrum(of: plain.ridged(0))
    let ridged = try MomentSpectrum(of: plain.ridged(0.3))
    for (a, b) in zip(bare.values, ridged.values) { #expect(abs(a - b) < 1e-14) }
    #expect(ridged.nullity(.absolute(0.02)) == 2)
    let x = Matrix<Double>.gaussian(5, 2, using: &generator)
    let (one, other) = (
      NullSpaceMetric(bare, rule: .absolute(0.02), penalty: 1),
      NullSpaceMetric(ridged, rule: .absolute(0.02), penalty: 1)
    )
    #expect(distance(one.solve(x), other.solve(x)) < 1e-13)
  }

  @Test(arguments: [0, 1, 7, 10, 11, 19, 20]) func isTheProjectorOverThePenalty(nullity: Int) throws {
    let metric = metric(nullity: nullity)
    #expect(metric.rank == nullity)
    let found = metric.solve(keys)
    #expect(distance(found, dense(basis(nullity: nullity), nil, keys)) < 1e-13)
    #expect(distance(penalty * metric.solve(found), found) < 1e-13)
  }

  /// Random directions, ones wholly inside the null space, wholly outside, and a mixture of all, up to k = m.
  @Test(arguments: [1, 7, 13, 20], [0, 1, 4, 9, 19, 20]) func excludingLeavesTheIntersection(
    nullity: Int, k: Int
  ) throws {
    var generator = SeededGenerator(seed: 3)
    let inside = spectrum.vectors.columns(m - min(k, m)..<m)
    let outside = spectrum.vectors.columns(0..<k)
    let any = try orthonormalBasis(Matrix<Double>.gaussian(m, k, using: &generator))
    // Half of the excluded directions are eigenvectors that lie outside, the others at random.
    let half = spectrum.vectors.columns(0..<k / 2)
    let mixed = try orthonormalBasis(half.appendingColumns(of: .gaussian(m, k - k / 2, using: &generator)))
    for v in [inside, outside, any, mixed] {
      let b = basis(nullity: nullity)
      let w = try intersection(b, v)
      let confined = try #require(metric(nullity: nullity).excluding(v) as? NullSpaceMetric)
      #expect(confined.rank == w.columns)
      let found = confined.solve(keys)
      #expect(distance(found, dense(w, nil, keys)) < 1e-12)
      #expect(largest(v.transposedTimes(found)) < 1e-14 / penalty * 10)
      #expect(distance(b.times(b.transposedTimes(found)), found) < 1e-13)
    }
  }

  /// A direction nearly orthogonal to the null space is still left out, to rounding.
  @Test(arguments: [1e-3, 1e-6, 1e-9]) func faintDirectionsAreExcluded(tilt: Double) throws {
    let inner = spectrum.vectors.columns(m - 1..<m)
    let outer = spectrum.vectors.columns(0..<1)
    let v = (1 - tilt * tilt).squareRoot() * outer + tilt * inner
    for nullity in [7, 13] {
      let confined = try #require(metric(nullity: nullity).excluding(v) as? NullSpaceMetric)
      #expect(confined.rank == nullity - 1)
      #expect(largest(v.transposedTimes(confined.solve(keys))) < 1e-14)
    }
  }

  @Test func excludingTwiceIsExcludingBoth() throws {
    var generator = SeededGenerator(seed: 4)
    let v = try orthonormalBasis(Matrix<Double>.gaussian(m, 5, using: &generator))
    for nullity in [8, 13] {
      let once = try metric(nullity: nullity).excluding(v)
      let twice = try metric(nullity: nullity).excluding(v.columns(0..<2)).excluding(v.columns(2..<5))
      #expect(distance(once.solve(keys), twice.solve(keys)) < 1e-13)
    }
  }

  @Test(arguments: [0, 1, 7, 13, 20], [0, 3, 20]) func addingIsTheInverseInTheRange(nullity: Int, k: Int) throws {
    var generator = SeededGenerator(seed: 5)
    let s = Matrix<Double>.gaussian(m, 6, using: &generator).gram()
    let v = try orthonormalBasis(Matrix<Double>.gaussian(m, k, using: &generator))
    let w = try intersection(basis(nullity: nullity), v)
    let metric = try metric(nullity: nullity).excluding(v).adding(s)
    #expect(distance(metric.solve(keys), dense(w, s, keys)) < 1e-12)
  }

  @Test func brokenInputIsAnError() throws {
    var gram = Matrix<Double>.identity(m)
    gram[2, 2] = .nan
    for nullity in [7, 13] {
      #expect(throws: NumericsError.self) { try metric(nullity: nullity).adding(gram) }
      #expect(throws: NumericsError.self) { try metric(nullity: nullity).excluding(gram) }
    }
  }
}
