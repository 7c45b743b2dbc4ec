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
    let guardClock = Stopwatch()
    let roundGuard = try roundGuard(on: model.current)
    let secondsDirections = guardClock.seconds
    let round = EditRound(
      edits: prepared.map(\.edit), model: model.current, original: model.original,
      metrics: try metrics(after: model.history), moments: moments, memory: model.history, updateGuard: roundGuard)
    let solved = try editor.solve(round) { stage, step, steps in
      let away = Stopwatch()
      defer { secondsAway[stage, default: 0] += away.seconds }
      return progress(stage == .targets ? .targets : .solve, step, steps)
    }
    for (position, reason) in solved.failures { fail(prepared[position].index, reason) }
    var seconds = RoundTimings()
    seconds.targets = solved.secondsTargets - secondsAway[.targets, default: 0]
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
      hiddenNorm: norms.isEmpty ? nil : norms.reduce(0, +) / Double(norms.count), seconds: seconds)
  }
}
