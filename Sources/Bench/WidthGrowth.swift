import Editing
import Foundation
import Numerics
import RunModel
import Spectra

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
    let (cheap, seconds) = try solves(
      keys, moment, direct: chances(of: .direct, m), cholesky: chances(of: .cholesky, m))
    var row = WidthRow(
      width: m, edits: keys.columns, factor: factor, solve: Timing(seconds.cheap),
      direct: outcome(of: .direct, m, seconds.direct), directCholesky: outcome(of: .cholesky, m, seconds.cholesky),
      ratio: seconds.ratio(of: seconds.direct), choleskyRatio: seconds.ratio(of: seconds.cholesky),
      difference: seconds.difference, basis: .skipped(estimatedSeconds: 0))
    tell("width \(m): spectra")
    try addSpectra(to: &row, adjoint: cheap)
    return row
  }

  private struct SolveSeconds {
    var cheap: [Double] = []
    var direct: [Double] = []
    var cholesky: [Double] = []
    /// Between the cheap and the direct solution.
    var difference: Double?

    func ratio(of slow: [Double]) -> Double? { medianRatio(slow, over: Array(cheap.prefix(slow.count))) }
  }

  /// The cheap solve and the direct ones in turns, so that what else the machine does falls on all of them.
  ///
  /// - Parameters:
  ///   - direct: how often to solve directly by LU.
  ///   - cholesky: how often by Cholesky.
  private func solves(
    _ keys: Matrix<Double>, _ moment: FactoredMoment, direct: Int, cholesky: Int
  ) throws -> (adjoint: Matrix<Double>, SolveSeconds) {
    let metric = MomentMetric(moment, weight: Self.weight)
    let directSolve = try DirectSolve(.moment(weight: Self.weight), moment: moment.matrix)
    // The first pass over a new factor is not like the others.
    var cheap = try adjoint(of: keys, under: metric)
    var seconds = SolveSeconds()
    for turn in 0..<max(plan.repeats, 1) {
      seconds.cheap.append(try time { cheap = try adjoint(of: keys, under: metric) })
      if turn < direct {
        var whole = cheap
        seconds.direct.append(try time { whole = try directSolve.adjoint(of: keys, past: nil) })
        seconds.difference = relativeDifference(cheap, whole)
      }
      guard turn < cholesky else { continue }
      let factored = try time {
        var sum = keys.gram()
        sum.add(moment.matrix, times: Self.weight)
        _ = try Cholesky(sum).solve(keys)
      }
      seconds.cholesky.append(factored)
    }
    return (cheap, seconds)
  }

  /// The basis of a synthetic weight, the filter on an update with `adjoint` as its right factor, and the tracker after it.
  private mutating func addSpectra(to row: inout WidthRow, adjoint: Matrix<Double>) throws {
    let weight = syntheticWeight(width: row.width)
    var tracker: SpectrumTracker?
    var seconds: [Double] = []
    if chances(of: .basis, row.width) > 0 {
      seconds.append(try time { tracker = try SpectrumTracker(layer: 0, weight: weight) })
    }
    row.basis = outcome(of: .basis, row.width, seconds)
    guard let tracker else { return }
    let k = GuardSetting().protectedCount(spectrum: tracker.basis.s)
    let subspace = try ProtectedSubspace(tracker.basis, k: k)
    let residuals = Matrix<Double>.gaussian(weight.rows, adjoint.columns, using: &generator)
    var update = WeightDelta.factored(left: residuals, right: adjoint)
    let turns = 0..<max(plan.repeats, 1)
    row.filter = Timing(turns.map { _ in time { _ = subspace.safePart(left: residuals, right: adjoint) } })
    // A twentieth of the weight's norm, as a round of edits may well have.
    update = update.scaled(by: weight.frobeniusNorm / (20 * update.norm))
    let edited = weight + update.matrix.asFloat
    let reading = try turns.map { _ in
      var tracker = tracker
      return try time { _ = try tracker.measure(weight: edited, newDirections: [adjoint], k: k) }
    }
    row.spectra = Timing(reading)
  }

  private func time(_ work: () throws -> Void) rethrows -> Double {
    let clock = Stopwatch()
    try work()
    return clock.seconds
  }

  /// How long a step of cubic cost may take once; 0 as long as nothing is known.
  private func estimate(_ step: CubicStep, _ width: Int) -> Double {
    known[step].map { $0.seconds * pow(Double(width) / Double($0.width), 3) } ?? 0
  }

  /// How often such a step can be done; the first width's is always done.
  private func chances(of step: CubicStep, _ width: Int) -> Int {
    let estimate = estimate(step, width)
    guard estimate <= plan.patience else { return 0 }
    return max(1, Int(min(Double(plan.repeats), plan.patience / estimate)))
  }

  private mutating func outcome(of step: CubicStep, _ width: Int, _ seconds: [Double]) -> WidthRow.Step {
    guard !seconds.isEmpty else { return .skipped(estimatedSeconds: estimate(step, width)) }
    let timing = Timing(seconds)
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
