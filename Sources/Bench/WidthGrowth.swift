import Editing
import Foundation
import Numerics
import Spectra
import Telemetry

/// What one layer of a feed-forward width costs, on synthetic weights, keys and second moments.
package struct WidthRow: Sendable, Equatable, Codable {
  /// A step whose cost grows with the cube of the width.
  package enum Step: Sendable, Equatable {
    case timed(Timing)
    /// Left out, because it would take too long.
    case skipped(estimatedSeconds: Double)
  }

  /// m = d_ff; d is a quarter of it.
  package var width: Int
  /// n.
  package var edits: Int
  /// Cholesky of the second moment, once a run and layer.
  package var factor: Timing
  /// The exact cheap solve, once a round and layer.
  package var solve: Timing
  /// The m x m system by LU, as reference implementations solve it.
  package var direct: Step
  /// The same by Cholesky, for half the arithmetic.
  package var directCholesky: Step
  /// How many times longer the direct solve takes than the cheap one.
  package var ratio: Double?
  package var choleskyRatio: Double?
  /// Relative difference of the cheap and the direct solve, in double precision.
  package var difference: Double?
  /// Decomposition of the original weight, once a run and layer.
  package var basis: Step
  /// REVIVE's filter on a round's update; nil without a basis.
  package var filter: Timing?
  /// The spectral watch on the updated weight; nil without a basis.
  package var spectra: Timing?
}

/// As `{"seconds": ...}` or `{"skipped_estimate": ...}`.
extension WidthRow.Step: Codable {
  private enum Keys: String, CodingKey { case seconds, skippedEstimate }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    if let timing = try container.decodeIfPresent(Timing.self, forKey: .seconds) {
      self = .timed(timing)
    } else {
      self = .skipped(estimatedSeconds: try container.decode(Double.self, forKey: .skippedEstimate))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    switch self {
    case .timed(let timing): try container.encode(timing, forKey: .seconds)
    case .skipped(let estimate): try container.encode(estimate, forKey: .skippedEstimate)
    }
  }

  package var median: Double? { if case .timed(let timing) = self { timing.median } else { nil } }
}

/// Times the steps of one layer as the feed-forward width grows. A step of cubic cost is left out when the last width's time
/// says that it would take too long.
package struct WidthGrowth {
  private enum CubicStep { case direct, cholesky, basis }

  private let plan: BenchPlan
  private let tell: (String) -> Void
  private var generator = SeededGenerator(seed: 0, stream: "bench")
  /// The largest width at which a step was timed.
  private var known: [CubicStep: (width: Int, seconds: Double)] = [:]

  /// lambda of the synthetic solve.
  private static let weight = 100.0
  /// m x m matrices in doubles that exist at a time: the second moment, its factor, and the direct solve's two.
  private static let matrices = 4.0

  /// - Parameter tell: told what is being done.
  package init(_ plan: BenchPlan, tell: @escaping (String) -> Void = { _ in }) {
    self.plan = plan
    self.tell = tell
  }

  /// Bytes that a width takes.
  package static func memory(width m: Int) -> Double { matrices * 8 * Double(m) * Double(m) }

  /// - Throws: `NumericsError`.
  package mutating func row(width m: Int) throws -> WidthRow {
    tell("width \(m): second moment")
    let keys = Matrix<Double>.gaussian(m, min(plan.roundSize, m), using: &generator)
    let matrix = secondMoment(width: m)
    let clock = Stopwatch()
    let moment = try FactoredMoment(matrix)
    let factor = Timing([clock.seconds])
    tell("width \(m): solves")
    let metric = MomentMetric(moment, weight: Self.weight)
    var cheap = try adjoint(of: keys, under: metric)
    let solve = try timed(plan.repeats) { cheap = try adjoint(of: keys, under: metric) }
    var difference: Double?
    let direct = try step(.direct, width: m) {
      let solution = try DirectSolve(.moment(weight: Self.weight), moment: matrix).adjoint(of: keys, past: nil)
      difference = relativeDifference(cheap, solution)
    }
    let cholesky = try step(.cholesky, width: m) {
      var sum = keys.gram()
      sum.add(matrix, times: Self.weight)
      _ = try Cholesky(sum).solve(keys)
    }
    var row = WidthRow(
      width: m, edits: keys.columns, factor: factor, solve: solve, direct: direct, directCholesky: cholesky,
      ratio: direct.median.map { $0 / solve.median }, choleskyRatio: cholesky.median.map { $0 / solve.median },
      difference: difference, basis: .skipped(estimatedSeconds: 0))
    tell("width \(m): spectra")
    try addSpectra(to: &row, adjoint: cheap)
    return row
  }

  /// The basis of a synthetic weight, the filter on an update with `adjoint` as its right factor, and the watch after it.
  private mutating func addSpectra(to row: inout WidthRow, adjoint: Matrix<Double>) throws {
    let weight = syntheticWeight(width: row.width)
    var watch: SpectralWatch?
    row.basis = try step(.basis, width: row.width, repeats: 1) { watch = try SpectralWatch(weight: weight) }
    guard let watch else { return }
    let k = GuardSetting().protectedCount(spectrum: watch.basis.s)
    let subspace = try ProtectedSubspace(watch.basis, k: k)
    let residuals = Matrix<Double>.gaussian(weight.rows, adjoint.columns, using: &generator)
    var update = Change.factored(left: residuals, right: adjoint)
    row.filter = timed(plan.repeats) { _ = subspace.safePart(left: residuals, right: adjoint) }
    // A twentieth of the weight's norm, as a round of edits may well have.
    update = update.scaled(by: weight.frobeniusNorm / (20 * update.norm))
    let edited = weight + update.matrix.asFloat
    row.spectra = try timed(plan.repeats) {
      var watch = watch
      _ = try watch.measure(weight: edited, newDirections: [adjoint], k: k)
    }
  }

  private func timed(_ repeats: Int, _ work: () throws -> Void) rethrows -> Timing {
    Timing(
      try (0..<max(1, repeats)).map { _ in
        let clock = Stopwatch()
        try work()
        return clock.seconds
      })
  }

  /// Times a step of cubic cost, less often than planned when it is long.
  private mutating func step(
    _ step: CubicStep, width: Int, repeats: Int? = nil, _ work: () throws -> Void
  ) rethrows -> WidthRow.Step {
    let estimate = known[step].map { $0.seconds * pow(Double(width) / Double($0.width), 3) } ?? 0
    guard estimate <= plan.patience else { return .skipped(estimatedSeconds: estimate) }
    let affordable = Int(min(Double(repeats ?? plan.repeats), plan.patience / estimate))
    let timing = try timed(affordable, work)
    known[step] = (width, timing.median)
    return .timed(timing)
  }

  /// Well conditioned, as second moments of much text are after a ridge: a diagonal and 32 strong directions, m x m.
  private mutating func secondMoment(width m: Int) -> Matrix<Double> {
    var matrix = Matrix<Double>.gaussian(m, 32, using: &generator).gram()
    matrix.scale(by: 1.0 / 32)
    for i in 0..<m { matrix[i, i] += 0.5 + generator.uniform() }
    return matrix
  }

  /// d x m with singular values that fall off as a power, as those of trained weights do.
  private mutating func syntheticWeight(width m: Int) -> Matrix<Float> {
    var weight = Matrix<Float>.gaussian(max(1, m / 4), m, using: &generator)
    for i in 0..<weight.rows {
      let scale = pow(Float(i + 1), -0.4)
      weight.setRow(i, weight.row(i).map { scale * $0 })
    }
    return weight
  }
}
