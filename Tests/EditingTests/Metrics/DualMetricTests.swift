import Foundation
import Numerics
import TestSupport
import Testing

@testable import Editing

/// The dual form of past keys against the primal one and against dense solves.
struct DualMetricTests {
  private let m = 24
  private let lambda = 3.0
  private let penalty = 0.4
  private let c: Matrix<Double>
  private let rounds: [Matrix<Float>]
  private let keys: Matrix<Double>
  private let v: Matrix<Double>

  /// C has condition 1e6, eight of its eigenvalues are below 1e-4.
  init() throws {
    var generator = SeededGenerator(seed: 1)
    c = try positiveDefinite(eigenvalues: (0..<24).map { pow(10, -6 * Double($0) / 23) }, using: &generator)
    rounds = [3, 1, 5, 3].map { Matrix<Float>.gaussian(24, $0, using: &generator) }
    keys = .gaussian(m, 4, using: &generator)
    v = try orthonormalBasis(Matrix<Double>.gaussian(m, 5, using: &generator))
  }

  private var gram: Matrix<Double> { rounds.reduce(Matrix(m, m)) { $0 + $1.asDouble.gram() } }

  /// A metric, the dense A behind it, and an orthonormal basis of its range.
  private struct Case {
    let metric: any BaseMetric
    let a: Matrix<Double>
    let range: Matrix<Double>
  }

  private func cases() throws -> [Case] {
    var generator = SeededGenerator(seed: 2)
    let moment = RidgedMoment(layer: 0, matrix: c, tokens: 100)
    let whole = MomentMetric(try moment.factored(), weight: lambda)
    let spectrum = try MomentSpectrum(of: moment)
    let free = try complement(of: v, using: &generator)
    let identity = Matrix<Double>.identity(m)
    var cases = [
      Case(metric: whole, a: lambda * c, range: identity),
      Case(metric: try whole.excluding(v), a: lambda * c, range: free),
    ]
    for threshold in [1e-4, 1e-1] {
      let metric = NullSpaceMetric(spectrum, rule: .absolute(threshold), penalty: penalty)
      let u = spectrum.vectors.columns(m - metric.rank..<m)
      let inner = try symmetricEigen(u.transposedTimes(v).gram())
      let inside = u.times(inner.vectors.columns(v.columns..<u.columns))
      cases += [
        Case(metric: metric, a: penalty * identity, range: u),
        Case(metric: try metric.excluding(v), a: penalty * identity, range: inside),
      ]
    }
    return cases
  }

  @Test func dualPrimalAndDenseAgree() throws {
    for (index, each) in try cases().enumerated() {
      let dual = try DualMetric(each.metric, past: rounds).solve(keys)
      let primal = try each.metric.adding(gram).solve(keys)
      let b = each.range
      let normal = b.transposedTimes((each.a + gram).times(b))
      let dense = b.times(solveDensely(normal, b.transposedTimes(keys)))
      let scale = largest(dense)
      #expect(distance(primal, dense) < 1e-10 * scale, "primal \(index)")
      #expect(distance(dual, dense) < 1e-10 * scale, "dual \(index)")
    }
  }

  /// Keys that the past covers wholly: M' K is six decades below M K, and the rounding of M K is all that is lost.
  @Test func cancellationCostsTheRoundingOfTheBase() throws {
    var generator = SeededGenerator(seed: 3)
    let past = Matrix<Float>.gaussian(m, 60, using: &generator)
    for each in try cases() {
      let primal = try each.metric.adding(past.asDouble.gram()).solve(keys)
      let dual = try DualMetric(each.metric, past: [past]).solve(keys)
      #expect(distance(dual, primal) < 1e-14 * largest(each.metric.solve(keys)))
    }
  }

  /// Against the whole formula of an update, R K^T (A + S + K K^T)^-1.
  @Test func adjointHoldsThePast() throws {
    let metric = try DualMetric(MomentMetric(FactoredMoment(c), weight: lambda), past: rounds)
    let expected = solveDensely(lambda * c + gram + keys.gram(), keys)
    #expect(distance(try adjoint(of: keys, under: metric), expected) < 1e-10 * largest(expected))
  }

  @Test func growingSolvesOnlyWhatIsNew() throws {
    for each in try cases() {
      let base = CountingMetric(each.metric)
      var grown = try DualMetric(base, past: [rounds[0]])
      for keys in rounds.dropFirst() { try grown.append([keys]) }
      try grown.append([])
      #expect(base.count == 12)
      #expect(grown.rounds == rounds)
      let whole = try DualMetric(each.metric, past: rounds).solve(keys)
      #expect(distance(grown.solve(keys), whole) < 1e-10 * largest(whole))
    }
  }

  @Test func brokenKeysLeaveItAsItWas() throws {
    var metric = try DualMetric(MomentMetric(FactoredMoment(c), weight: lambda), past: [rounds[0]])
    let before = metric.solve(keys)
    var broken = rounds[1]
    broken[3, 0] = .infinity
    #expect(throws: NumericsError.self) { try metric.append([broken]) }
    #expect(metric.rounds == [rounds[0]] && metric.solve(keys) == before)
    #expect(throws: NumericsError.self) { try DualMetric(MomentMetric(FactoredMoment(c), weight: 1), past: [broken]) }
  }
}
