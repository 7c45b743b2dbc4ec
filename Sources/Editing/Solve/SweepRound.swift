import Models
import Numerics

/// The two halves of a locate-then-edit round that most editors share: targets for all edits, then a sweep over the layers.
extension EditRound {
  /// What the settings ask of targets by way of the model of edit 0.
  func targetOptions(_ settings: HyperParameters) -> TargetOptions {
    TargetOptions(anchor: settings.clampAnchor == .anchored ? original : nil, valueNorm: valueNorm)
  }

  /// The targets of all edits with the model as it is.
  ///
  /// - Parameter options: nil for those that the settings ask for.
  /// - Throws: `EditingError.interrupted`; `ModelError`.
  func targets(
    _ settings: HyperParameters, options: TargetOptions? = nil, progress: RoundProgress
  ) throws -> (targets: [Target], seconds: Double) {
    let clock = Stopwatch()
    let targets = try computeTargets(
      edits, model: model, hyperParameters: settings, options: options ?? targetOptions(settings)
    ) {
      progress(.targets, $0, $1)
    }
    return (targets, clock.seconds)
  }

  /// Sweeps `layers` towards the targets of the edits that have one. A solve that breaks down fails all its edits and
  /// leaves the weights alone.
  ///
  /// - Parameter finish: what is done to every layer's update when all are solved; nil for nothing.
  /// - Throws: `EditingError.interrupted`.
  func sweep(
    towards targets: [Target], seconds: Double, layers: [Int], finish: Finish? = nil, progress: RoundProgress,
    solution: (LayerProblem) throws -> WeightDelta<Double> = { try $0.ridgeSolution() }
  ) throws -> RoundSolve {
    var result = RoundSolve(hiddenNorms: targets.map { norm($0.initial) }, secondsTargets: seconds)
    result.note(targets)
    let usable = targets.indices.filter { targets[$0].failure == nil }
    guard !usable.isEmpty else { return result }
    do {
      let sweep = LayerSweep(usable.map { edits[$0] }, targets: usable.map { targets[$0].z }, layers: layers)
      if finish != nil || updateGuard.waitsForTheRound {
        result.layers = try deferredSolve(
          sweep, finish: finish ?? { change, _ in change }, progress: progress, solution: solution)
      } else {
        result.layers = try sweep.solve(
          model: model, metrics: metrics, guardedBy: updateGuard, progress: { progress(.solve, $0, $1) },
          solution: solution)
      }
    } catch EditingError.interrupted {
      throw EditingError.interrupted
    } catch {
      for index in usable { result.failures[index] = "\(error)" }
    }
    return result
  }

  /// A round of an editor that does nothing else: targets, then ridge solves in a sweep.
  ///
  /// - Parameter use: which keys are remembered for later rounds.
  /// - Throws: `EditingError.interrupted`; `ModelError`.
  func solved(
    _ settings: HyperParameters, remembering use: PastKeyUse = .none, progress: RoundProgress
  ) throws -> RoundSolve {
    let (targets, seconds) = try targets(settings, progress: progress)
    var result = try sweep(towards: targets, seconds: seconds, layers: settings.layers, progress: progress)
    result.trace = try trace(of: result, including: use)
    return result
  }

  /// The round's edits that did not fail.
  func succeeded(_ solve: RoundSolve) -> [PreparedEdit] {
    edits.indices.filter { solve.failures[$0] == nil }.map { edits[$0] }
  }
}
