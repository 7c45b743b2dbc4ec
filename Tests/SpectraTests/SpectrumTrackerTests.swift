import Numerics
import RunModel
import Spectra
import TestSupport
import Testing

/// Readings along runs of edits, each against the full decompositions of W_0 and W_t in Double.
struct SpectrumTrackerTests {
  /// A MEMIT-like update: rank n with a common part in all keys, of the given norm.
  private func update(
    rank n: Int, norm: Double, of shape: Matrix<Float>, using generator: inout SeededGenerator
  ) -> (left: Matrix<Double>, right: Matrix<Double>) {
    let left = Matrix<Double>.gaussian(shape.rows, n, using: &generator)
    let common = Matrix<Double>.gaussian(shape.columns, 1, using: &generator)
    var right = Matrix<Double>.gaussian(shape.columns, n, using: &generator)
    for i in 0..<right.rows { for j in 0..<n { right[i, j] += 0.5 * common[i, 0] } }
    return ((norm / left.times(transposed: right).frobeniusNorm) * left, right)
  }

  private func check(_ found: LayerReport, of w: Matrix<Float>, against w0: Matrix<Float>) throws {
    let k = found.k
    #expect(found.layer == 4)
    let (original, exact) = (try svd(w0.asDouble), try svd(w.asDouble))
    let count = min(max(k, SpectrumTracker.leadingCount), exact.s.count)
    #expect(found.leading.count == count)
    for (x, y) in zip(found.leading, exact.s) { #expect(abs(Double(x) - y) < 1e-4 * y) }
    let left = original.u.columns(0..<k).transposedTimes(exact.u.columns(0..<k))
    let right = original.vt.rows(0..<k).times(transposed: exact.vt.rows(0..<k))
    var (ls, ss) = (0.0, 0.0)
    for overlap in [left, right] {
      ls += overlap.entries.reduce(0) { $0 + $1 * $1 } / Double(2 * k)
      for i in 0..<k { ss += abs(overlap[i, i]) / Double(2 * k) }
    }
    #expect(abs(found.ls - ls) < 1e-3)
    #expect(abs(found.ss - ss) < 1e-3)
    let (u, v) = (original.u.columns(0..<k), original.vt.rows(0..<k).transposed)
    let change = u.transposedTimes((w.asDouble - w0.asDouble).times(v)).frobeniusNorm
    let energy = original.s[0..<k].reduce(0) { $0 + $1 * $1 }
    #expect(abs(found.coreDrift - change / energy.squareRoot()) < 1e-5)
    let inside = u.transposedTimes(w.asDouble.times(v)).frobeniusNorm / w.asDouble.frobeniusNorm
    #expect(abs(try #require(found.outsideShare) - (1 - inside * inside)) < 1e-5)
    let norm = w.asDouble.frobeniusNorm
    #expect(abs(found.frobenius / norm - 1) < 1e-6)
    #expect(abs(found.frobeniusRatio / (norm / w0.asDouble.frobeniusNorm) - 1) < 1e-6)
    #expect(abs(found.spectral / exact.s[0] - 1) < 1e-5)
    #expect(abs(found.spectralRatio / (exact.s[0] / original.s[0]) - 1) < 1e-5)
    if let spectrum = found.spectrum {
      #expect(spectrum.count == exact.s.count)
      for (x, y) in zip(spectrum, exact.s) { #expect(abs(Double(x) - y) < 1e-4 * y + 1e-6 * exact.s[0]) }
    }
  }

  @Test(arguments: [(64, 256), (128, 640), (256, 1024)]) func twentyLargeUpdates(shape: (d: Int, m: Int)) throws {
    var generator = SeededGenerator(seed: 1)
    let w0 = try weight(shape.d, shape.m, using: &generator)
    var watch = try SpectrumTracker(layer: 4, weight: w0)
    var w = w0
    let sizes = [2.5, 1, 0.5, 1e-4, 0.01, 0.3, 3, 0.1, 1e-6, 0.2]
    for round in 0..<20 {
      let (left, right) = update(
        rank: 100, norm: sizes[round % 10] * w0.frobeniusNorm, of: w0, using: &generator)
      w.add(left.times(transposed: right).asFloat)
      let reading = try watch.measure(weight: w, newDirections: [right], k: 12, full: round % 5 == 0)
      #expect((reading.spectrum != nil) == (round % 5 == 0))
      try check(reading, of: w, against: w0)
    }
  }

  /// Wide enough for the iteration to carry the basis from reading to reading, through REVIVE on and off.
  @Test(arguments: [false, true]) func updatesOfLowRankOnALargeWeight(isGuarded: Bool) throws {
    var generator = SeededGenerator(seed: 2)
    let w0 = try weight(660, 900, using: &generator)
    var watch = try SpectrumTracker(layer: 4, weight: w0)
    let subspace = try ProtectedSubspace(watch.basis, k: 30)
    var w = w0
    for size in [0.3, 0.05, 1.5, 0.01] {
      var (left, right) = update(rank: 6, norm: size * w0.frobeniusNorm, of: w0, using: &generator)
      if isGuarded { (left, right) = subspace.safePart(left: left, right: right) }
      w.add(left.times(transposed: right).asFloat)
      let reading = try watch.measure(weight: w, newDirections: [right], k: 30)
      try check(reading, of: w, against: w0)
      if isGuarded { #expect(reading.coreDrift < 1e-5) }
    }
  }

  @Test func anUneditedWeightHasNotDrifted() throws {
    var generator = SeededGenerator(seed: 3)
    let w = try weight(96, 200, using: &generator)
    var watch = try SpectrumTracker(layer: 4, weight: w)
    for k in [0, 1, 20, 96, 1000, -4] {
      let reading = try watch.measure(weight: w, newDirections: [], k: k)
      #expect(reading.k == min(max(k, 0), 96))
      #expect(abs(reading.ls - 1) < 1e-5 && abs(reading.ss - 1) < 1e-3)
      #expect(reading.coreDrift < 1e-5)
      #expect(abs(reading.frobeniusRatio - 1) < 1e-6 && abs(reading.spectralRatio - 1) < 1e-5)
      #expect(reading.leading.count == max(64, reading.k))
      #expect(reading.spectrum == nil)
    }
  }

  @Test func updatesThatNobodyAnnouncedAreFound() throws {
    var generator = SeededGenerator(seed: 4)
    let w0 = try weight(660, 900, using: &generator)
    var watch = try SpectrumTracker(layer: 4, weight: w0)
    let (left, right) = update(rank: 3, norm: 0.5 * w0.frobeniusNorm, of: w0, using: &generator)
    let w = w0 + left.times(transposed: right).asFloat
    try check(try watch.measure(weight: w, newDirections: [], k: 20), of: w, against: w0)
  }

  /// More than a sixth of the rank leads to a full decomposition, with them or without.
  @Test func directionsThatAreTooManyAreNotKept() throws {
    var generator = SeededGenerator(seed: 6)
    let w0 = try weight(60, 90, using: &generator)
    var (some, many) = (NewDirections(rank: 60), NewDirections(rank: 60))
    var all: [Matrix<Double>] = []
    var w = w0
    for round in 0..<6 {
      let (left, right) = update(rank: 2, norm: 0.3 * w0.frobeniusNorm, of: w0, using: &generator)
      w.add(left.times(transposed: right).asFloat)
      all.append(right.asFloat.asDouble)
      if round < 5 { some.add(right.asFloat) }
      many.add(right.asFloat)
    }
    #expect(some.factors == Array(all.prefix(5)) && some.entryCount == 5 * 2 * 90)
    #expect(many.factors == nil && many.entryCount == 0)
    many.add(all[0].asFloat)
    #expect(many.factors == nil && many.entryCount == 0)
    var (one, other) = (try SpectrumTracker(layer: 4, weight: w0), try SpectrumTracker(layer: 4, weight: w0))
    let reading = try one.measure(weight: w, newDirections: nil, k: 12)
    #expect(try other.measure(weight: w, newDirections: all, k: 12) == reading)
    try check(reading, of: w, against: w0)
  }

  @Test func aBrokenWeightIsAReadingAndCanBeUndone() throws {
    var generator = SeededGenerator(seed: 5)
    let w0 = try weight(40, 90, using: &generator)
    var watch = try SpectrumTracker(layer: 4, weight: w0)
    for bad in [Float.nan, .infinity] {
      var w = w0
      w[3, 5] = bad
      let broken = try watch.measure(
        weight: w, newDirections: [Matrix(90, 1, [Double](repeating: .nan, count: 90))], k: 9, full: true)
      #expect(broken.leading.isEmpty && broken.spectrum == [] && broken.k == 9)
      for value in [broken.ls, broken.ss, broken.coreDrift, broken.frobenius, broken.spectralRatio] {
        #expect(value.isNaN)
      }
      try check(try watch.measure(weight: w0, newDirections: [], k: 9), of: w0, against: w0)
    }
    #expect(throws: NumericsError.self) { try SpectrumTracker(layer: 4, weight: Matrix(1, 1, [.nan])) }
  }

  @Test func smallestWeights() throws {
    var watch = try SpectrumTracker(layer: 4, weight: Matrix(1, 1, [2]))
    let reading = try watch.measure(weight: Matrix(1, 1, [-4]), newDirections: [Matrix(1, 1, [1])], k: 1, full: true)
    #expect(reading.leading == [4] && reading.spectrum == [4])
    #expect(reading.ls == 1 && reading.coreDrift == 3 && reading.spectralRatio == 2)
    var zero = try SpectrumTracker(layer: 4, weight: Matrix(3, 4))
    #expect(try zero.measure(weight: Matrix(3, 4), newDirections: [], k: 2).leading == [0, 0, 0])
  }
}
