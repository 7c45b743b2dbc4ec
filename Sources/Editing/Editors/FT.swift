import Models
import Numerics

/// Fine-tuning of the edited weights (FT), and fine-tuning that keeps every entry near where it was (FT-L): the baselines
/// of ROME and MEMIT (Meng et al., arXiv 2202.05262; Zhu et al., arXiv 2012.00363).
///
///     min over W of mean over edits of mean over the new object's tokens t of -log p(t | prompt)
///     FT-L: |W - W at the round's start| <= normConstraint, entry by entry
///
/// by Adam over some epochs, the round's edits in order. As in the published code every token of the object is read at the
/// prompt's last token; unlike there the bias beside the weight stays as it is: editing changes weights alone.
package struct FT: Editor {
  package let name: String
  private let settings: HyperParameters
  /// FT-L's bound; nil for FT.
  private let bound: Double?

  /// FT.
  package init(_ settings: HyperParameters) {
    name = "FT"
    self.settings = settings
    bound = nil
  }

  /// FT-L, within `normConstraint`.
  package init(constrained settings: HyperParameters) {
    name = "FT-L"
    self.settings = settings
    bound = settings.normConstraint
  }

  package var layers: [Int] { settings.layers }
  package var metric: MetricKind? { nil }

  package func solve(_ round: EditRound, progress: RoundProgress) throws -> RoundSolve {
    guard !round.edits.isEmpty else { return RoundSolve() }
    let clock = Stopwatch()
    var tuning = try FineTuning(round.edits, model: round.model, layers: layers, batchSize: settings.batchSize)
    var result = RoundSolve(hiddenNorms: tuning.hiddenNorms)
    var secondsAway = 0.0
    let failure = try tuning.run(
      epochs: settings.steps, rate: settings.learningRate, decay: settings.weightDecay, bound: bound
    ) { step, steps in
      // A round may be held in here.
      let away = Stopwatch()
      defer { secondsAway += away.seconds }
      return progress(.solve, step, steps)
    }
    do {
      if let failure { throw failure }
      // The layers are trained together: each takes its part of the time.
      let seconds = (clock.seconds - secondsAway) / Double(layers.count)
      result.layers = try layers.map { layer in
        let clock = Stopwatch()
        var solve = try LayerSolve(
          guarding: tuning.change(layer: layer), confined: nil, layer: layer, by: round.updateGuard)
        solve.secondsSolve = seconds
        solve.secondsGuard = clock.seconds
        return solve
      }
    } catch {
      for index in round.edits.indices { result.failures[index] = "\(error)" }
    }
    return result
  }
}
