import Editing
import Numerics
import RunModel

/// A round that has been solved; the model is as it was.
struct SolvedRound {
  let edits: Range<Int>
  let failed: [FailedEdit]
  let applied: AppliedRound
  let layers: [LayerSolve]
  /// ||W||_F of each of those layers before the round.
  let normsBefore: [Int: Double]
  let hiddenNorm: Double?
  let values: ValueReport?
  let seconds: RoundTimings
}

extension EditorSetup {
  /// Solves for some edits of a run.
  ///
  /// - Parameter progress: called within one optimisation step or layer; returning false interrupts. A round may be held
  ///   in it: the time spent there does not count.
  /// - Throws: `EditingError.interrupted`.
  mutating func solve(
    _ edits: Range<Int>, of inputs: RunInputs, on model: EditedModel,
    progress: (Activity.Phase, Int, Int) -> Bool
  ) throws -> SolvedRound {
    let clock = Stopwatch()
    var secondsAway: [RoundStage: Double] = [:]
    func told(_ stage: RoundStage, _ step: Int, _ steps: Int) -> Bool {
      let away = Stopwatch()
      defer { secondsAway[stage, default: 0] += away.seconds }
      return progress(stage == .targets ? .targets : .solve, step, steps)
    }
    var failed: [FailedEdit] = []
    var prepared: [(index: Int, edit: PreparedEdit)] = []
    func fail(_ index: Int, _ reason: String) {
      failed.append(FailedEdit(index: index, caseID: inputs.requests[index].caseID, reason: reason))
    }
    let contexts = inputs.contexts(editor.contexts)
    for index in edits {
      do {
        let edit = try PreparedEdit(
          inputs.requests[index], contexts: contexts, tokenizer: inputs.tokenizer, shape: model.current.shape)
        prepared.append((index, edit))
      } catch {
        fail(index, error.description)
      }
    }
    let anchorClock = Stopwatch()
    let valueNorm = try valueNorm(on: inputs.anchorRequests, of: model) { told(.targets, $0, $1) }
    let secondsAnchor = anchorClock.seconds
    let guardClock = Stopwatch()
    let roundGuard = try roundGuard(on: model.current)
    let secondsDirections = guardClock.seconds
    let round = EditRound(
      edits: prepared.map(\.edit), model: model.current, original: model.original,
      metrics: try metrics(after: model.history), moments: moments, memory: model.history, updateGuard: roundGuard,
      valueNorm: valueNorm)
    let solved = try editor.solve(round, progress: told)
    for (position, reason) in solved.failures { fail(prepared[position].index, reason) }
    var seconds = RoundTimings()
    seconds.targets = secondsAnchor + solved.secondsTargets - secondsAway[.targets, default: 0]
    seconds.keys = solved.layers.reduce(0) { $0 + $1.secondsKeys }
    seconds.solve = solved.layers.reduce(0) { $0 + $1.secondsSolve }
    seconds.filter = solved.layers.reduce(secondsDirections) { $0 + $1.secondsGuard }
    seconds.total = clock.seconds - secondsAway.values.reduce(0, +)
    let norms = solved.hiddenNorms
    return SolvedRound(
      edits: edits, failed: failed.sorted { $0.index < $1.index },
      applied: AppliedRound(updates: solved.layers.map(\.update), trace: solved.trace), layers: solved.layers,
      normsBefore: Dictionary(
        uniqueKeysWithValues: solved.layers.map {
          ($0.update.layer, model.current.blocks[$0.update.layer].down.weight.frobeniusNorm)
        }),
      hiddenNorm: norms.isEmpty ? nil : norms.reduce(0, +) / Double(norms.count),
      values: solved.values(anchor: valueNorm) { prepared[$0].index }, seconds: seconds)
  }
}

extension RoundSolve {
  /// What became of the values of its targets; nil without any.
  ///
  /// - Parameter index: an edit's place in the run's order, by its position in the round.
  fileprivate func values(anchor: Double?, index: (Int) -> Int) -> ValueReport? {
    guard !valueNorms.isEmpty else { return nil }
    return ValueReport(
      norm: valueNorms.reduce(0, +) / Double(valueNorms.count), anchor: anchor,
      skipped: anchor.map { _ in skipped.map(index).sorted() })
  }
}
