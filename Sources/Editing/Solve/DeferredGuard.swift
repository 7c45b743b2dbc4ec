import Numerics

/// A guard as far as it reaches into solves. What only changes finished updates waits until they are finished.
private struct SolveGuard: UpdateGuard {
  let whole: any UpdateGuard

  func excluded(layer: Int) -> Matrix<Double>? { whole.excluded(layer: layer) }

  func outcome(free: WeightDelta<Double>, confined: WeightDelta<Double>?, layer: Int) -> WeightDelta<Double> {
    confined == nil ? free : whole.outcome(free: free, confined: confined, layer: layer)
  }
}

extension EditRound {
  /// What an editor makes of a layer's update when all layers are solved.
  typealias Finish = (_ change: WeightDelta<Double>, _ layer: Int) -> WeightDelta<Double>

  /// Sweeps as if nothing were finished or filtered, then finishes every layer's update and hands it to the guard, which has
  /// the last word on what is written.
  ///
  /// - Throws: what the sweep throws; `EditingError.nonFiniteUpdate`.
  func deferredSolve(
    _ sweep: LayerSweep, finish: Finish, progress: RoundProgress,
    solution: (LayerProblem) throws -> WeightDelta<Double>
  ) throws -> [LayerSolve] {
    var free: [Int: WeightDelta<Double>] = [:]
    var confined: [Int: WeightDelta<Double>] = [:]
    let solves = try sweep.solve(
      model: model, metrics: metrics, guardedBy: SolveGuard(whole: updateGuard),
      progress: { progress(.solve, $0, $1) }
    ) { problem in
      let change = try solution(problem)
      if problem.excluded == nil { free[problem.layer] = change } else { confined[problem.layer] = change }
      return change
    }
    return try solves.map { solve in
      let clock = Stopwatch()
      let layer = solve.update.layer
      guard let change = free[layer].map({ finish($0, layer) }) else { return solve }
      let secondsFinish = clock.seconds
      var result = try LayerSolve(
        guarding: change, confined: confined[layer].map { finish($0, layer) }, layer: layer, by: updateGuard)
      result.keys = solve.keys
      result.residual = solve.residual
      result.secondsKeys = solve.secondsKeys
      result.secondsSolve = solve.secondsSolve + secondsFinish
      result.secondsGuard = solve.secondsGuard + clock.seconds - secondsFinish
      return result
    }
  }
}
