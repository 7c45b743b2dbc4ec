import Foundation
import Numerics
import Testing

/// Leading triplets against the full decomposition in Double.
struct SubspaceIterationTests {
  private let count = 10

  /// Values, subspace and defining equations of `found` for `a`, given the accuracy asked of each.
  private func check(
    _ found: LeadingTriplets, of a: Matrix<Float>, values: Double = 1e-4, subspace: Double = 1e-3,
    equations: Double = 1e-2
  ) throws {
    let exact = try svd(a.asDouble)
    let k = found.s.count
    let scale = exact.s[0]
    for i in 0..<k { #expect(abs(Double(found.s[i]) - exact.s[i]) <= values * exact.s[i] + 1e-7 * scale) }
    #expect(orthonormalityError(found.u) < 1e-5)
    #expect(orthonormalityError(found.v) < 1e-5)
    let (u, v) = (found.u.asDouble, found.v.asDouble)
    let overlaps = [exact.u.columns(0..<k).transposedTimes(u), exact.vt.rows(0..<k).times(v)]
    for overlap in overlaps {
      let energy = overlap.frobeniusNorm
      #expect(abs(energy * energy / Double(k) - 1) < subspace)
    }
    var scaled = u
    for i in 0..<u.rows { for j in 0..<k { scaled[i, j] *= Double(found.s[j]) } }
    #expect((a.asDouble.times(v) - scaled).frobeniusNorm < equations * scale)
  }

  private func spiked(_ rows: Int, _ columns: Int, using generator: inout SeededGenerator) throws -> Matrix<Float> {
    let spikes = (1...20).map { 300 / Double($0).squareRoot() }
    return try withSpectrum(spikes, rows: rows, columns: columns, using: &generator)
      + .gaussian(rows, columns, using: &generator)
  }

  private func next(
    _ a: Matrix<Float>, from start: Matrix<Float>, directions: Matrix<Double>? = nil, count: Int = 10,
    using generator: inout SeededGenerator
  ) throws -> LeadingTriplets {
    try leadingTriplets(
      of: a, count: count, from: start, directions: directions ?? Matrix(a.columns, 0), using: &generator)
  }

  @Test(arguments: [(240, 700), (700, 240), (250, 250)]) func spikedMatrixAfterASmallChange(
    shape: (rows: Int, columns: Int)
  ) throws {
    var generator = SeededGenerator(seed: 30)
    let a = try spiked(shape.rows, shape.columns, using: &generator)
    let first = try gramTriplets(of: a, count: count).leading
    try check(first, of: a, values: 1e-6, subspace: 1e-5, equations: 1e-5)
    let b = a + 0.1 * .gaussian(shape.rows, shape.columns, using: &generator)
    let second = try next(b, from: first.restart, using: &generator)
    #expect(second.iterations > 0)
    try check(second, of: b)
  }

  @Test func flatSpectrum() throws {
    var generator = SeededGenerator(seed: 31)
    let a = Matrix<Float>.gaussian(240, 700, using: &generator)
    let first = try gramTriplets(of: a, count: count).leading
    let b = a + 0.01 * .gaussian(240, 700, using: &generator)
    try check(try next(b, from: first.restart, using: &generator), of: b)
  }

  /// A rank-one change of 5 % of the norm brings a new direction to the top that is nearly orthogonal to the old basis.
  @Test(arguments: [true, false]) func rankOneChange(isKnown: Bool) throws {
    var generator = SeededGenerator(seed: 32)
    let a = try spiked(300, 900, using: &generator)
    let left = Matrix<Double>.gaussian(300, 1, using: &generator)
    let right = Matrix<Double>.gaussian(900, 1, using: &generator)
    let size = 0.05 * a.frobeniusNorm / (left.frobeniusNorm * right.frobeniusNorm)
    let first = try gramTriplets(of: a, count: count).leading
    let b = a + (size * left.times(transposed: right)).asFloat
    let second = try next(b, from: first.restart, directions: isKnown ? right : nil, using: &generator)
    try check(second, of: b)
    if isKnown { #expect(second.iterations > 0) }
  }

  @Test func largeChangeInParallelDirections() throws {
    var generator = SeededGenerator(seed: 33)
    let a = try spiked(300, 900, using: &generator)
    let first = try gramTriplets(of: a, count: count).leading
    let left = Matrix<Double>.gaussian(300, 6, using: &generator)
    var right = Matrix<Double>.gaussian(900, 6, using: &generator)
    for i in 0..<900 { right[i, 5] = right[i, 4] }
    let size = 3 * a.frobeniusNorm / left.times(transposed: right).frobeniusNorm
    let b = a + (size * left.times(transposed: right)).asFloat
    try check(try next(b, from: first.restart, directions: right, using: &generator), of: b)
  }

  /// Pairs that differ by 1e-4: their vectors mix freely, their values and the subspace across a real gap do not.
  @Test func nearlyDegenerateValues() throws {
    var generator = SeededGenerator(seed: 34)
    let pairs = (0..<120).map { 100 - 0.8 * Double($0) }.flatMap { [$0, $0 * (1 - 1e-4)] }
    let a = try withSpectrum(pairs, rows: 240, columns: 700, using: &generator)
    let first = try gramTriplets(of: a, count: count).leading
    try check(first, of: a, values: 1e-6, subspace: 1e-4, equations: 1e-5)
    let b = a + 0.001 * .gaussian(240, 700, using: &generator)
    let second = try next(b, from: first.restart, using: &generator)
    try check(second, of: b)
  }

  /// A spectrum over five decades, as a weight has it once an update has swamped it.
  @Test func steepSpectrumKeepsItsVectorsOrthonormal() throws {
    var generator = SeededGenerator(seed: 40)
    let a = try withSpectrum((0..<40).map { 1e3 * pow(10, -Double($0) / 8) }, rows: 60, columns: 150, using: &generator)
    let found = try gramTriplets(of: a, count: 40).leading
    #expect(orthonormalityError(found.u) < 1e-5)
    #expect(orthonormalityError(found.v) < 1e-5)
    let exact = try svd(a.asDouble)
    for i in 0..<40 { #expect(abs(Double(found.s[i]) - exact.s[i]) < 1e-4 * exact.s[i]) }
  }

  @Test func rankBelowTheCountIsCompleted() throws {
    var generator = SeededGenerator(seed: 35)
    let a = try withSpectrum([5, 3], rows: 200, columns: 320, using: &generator)
    for found in [
      try gramTriplets(of: a, count: count).leading, try gramTriplets(of: a.transposed, count: count).leading,
    ] {
      #expect(abs(found.s[0] - 5) < 1e-4 && abs(found.s[1] - 3) < 1e-4 && found.s[2] < 1e-3)
      #expect(orthonormalityError(found.u) < 1e-5)
      #expect(orthonormalityError(found.v) < 1e-5)
    }
    let zero = try gramTriplets(of: Matrix<Float>(4, 6), count: 3)
    #expect(zero.spectrum == [0, 0, 0, 0])
    #expect(orthonormalityError(zero.leading.v) < 1e-6)
  }

  @Test func insufficientStartsFallBack() throws {
    var generator = SeededGenerator(seed: 36)
    let a = try spiked(240, 700, using: &generator)
    let cold = try next(a, from: Matrix(700, 0), using: &generator)
    #expect(cold.iterations == 0)
    try check(cold, of: a, values: 1e-6)
    let wide = try next(a, from: cold.restart, directions: .gaussian(700, 300, using: &generator), using: &generator)
    #expect(wide.iterations == 0)
    let unknown = Matrix(700, 1, [Double](repeating: .nan, count: 700))
    let broken = try next(a, from: cold.restart, directions: unknown, using: &generator)
    #expect(broken.iterations == 0)
    // A wrong start: the random columns and the residual test have to notice.
    let wrong = try orthonormalBasis(Matrix<Float>.gaussian(700, 20, using: &generator))
    try check(try next(a, from: wrong, using: &generator), of: a)
  }

  @Test func countsAreClipped() throws {
    var generator = SeededGenerator(seed: 37)
    let a = Matrix<Float>.gaussian(5, 9, using: &generator)
    let all = try next(a, from: Matrix(9, 0), count: 99, using: &generator)
    #expect(all.s.count == 5 && all.v.columns == 5 && all.restart.columns == 5)
    #expect(try next(a, from: Matrix(9, 0), count: -1, using: &generator).s.isEmpty)
    #expect(try next(Matrix(0, 9), from: Matrix(9, 0), using: &generator).s.isEmpty)
  }

  @Test func nonFiniteInputThrows() throws {
    var generator = SeededGenerator(seed: 38)
    var a = try spiked(240, 700, using: &generator)
    let start = try gramTriplets(of: a, count: count).leading.restart
    a[3, 4] = .nan
    #expect(throws: NumericsError.self) { try next(a, from: start, using: &generator) }
    #expect(throws: NumericsError.self) { try gramTriplets(of: a, count: 3) }
  }

  /// Entries near the top of Float's range overflow inside a Float product but not in the result.
  @Test func hugeEntriesFallBackOnDouble() throws {
    var generator = SeededGenerator(seed: 39)
    let a = try spiked(240, 700, using: &generator)
    let start = try gramTriplets(of: a, count: count).leading
    let huge = 1e33 * a
    let found = try next(huge, from: start.restart, using: &generator)
    for (x, y) in zip(found.s, start.s) { #expect(abs(x / 1e33 / y - 1) < 1e-4) }
  }
}
