import Monitor
import RunModel

/// How charts that are no panes speak of a measure.
extension Measure {
  /// What a chart of it alone is called.
  var title: String {
    switch self {
    case .efficacy: "efficacy: P(new) > P(true), over a sample of all edits so far"
    case .argmax: "argmax: the new object is what is said, over a sample of all edits so far"
    case .paraphrase: "paraphrase: efficacy in other words"
    case .neighbourhood: "neighbourhood: P(true) > P(new) for other subjects"
    case .tasks: "tasks: mean F1"
    case .perplexity: "perplexity of held-out text"
    case .subspaces: "LS: similarity of the dominant subspaces, mean over layers"
    case .vectors: "SS: similarity of the dominant singular vectors, mean over layers"
    case .coreDrift: "core drift: how much of the protected block was overwritten, mean over layers"
    case .weightNorm: "||W||_F over that at edit 0, mean over layers"
    case .spectralNorm: "sigma_1 over that at edit 0, mean over layers"
    case .hiddenNorm: "|h0| over its first value, mean over layers"
    case .valueNorm: "|v| of targets over the anchor of values, or over its first value without one"
    }
  }

  /// The title of a narrow figure.
  var headline: String {
    switch self {
    case .efficacy: "Efficacy of edits so far: P(new) > P(true)"
    case .argmax: "Argmax of edits so far: new object is said"
    case .paraphrase: "Efficacy in other words"
    case .neighbourhood: "Neighbourhood: P(true) > P(new) elsewhere"
    case .tasks: "General ability: mean F1 of tasks"
    case .perplexity: "Perplexity of held-out text"
    case .subspaces: "LS: likeness of the dominant subspaces"
    case .vectors: "SS: likeness of the dominant vectors"
    case .coreDrift: "Core drift: protected block overwritten"
    case .weightNorm: "Frobenius norm of the edited weights"
    case .spectralNorm: "Largest singular value"
    case .hiddenNorm: "Hidden state at the edits, |h0|"
    case .valueNorm: "Values as they are optimised, |v|"
    }
  }

  /// What its axis counts.
  var unit: String {
    switch self {
    case .efficacy, .argmax, .paraphrase, .neighbourhood: "share of sampled edits"
    case .tasks: "F1"
    case .perplexity: "perplexity per token"
    case .subspaces, .vectors: "likeness, 1 = the same"
    case .coreDrift: "relative to the block"
    case .weightNorm, .spectralNorm: "ratio to edit 0"
    case .hiddenNorm: "ratio to the first round"
    case .valueNorm: "ratio to the anchor or the first round"
    }
  }

  /// What a file with it is called.
  var fileName: String {
    switch self {
    case .subspaces: "ls"
    case .vectors: "ss"
    case .coreDrift: "core-drift"
    case .weightNorm: "frobenius-norm"
    case .spectralNorm: "sigma-1"
    case .hiddenNorm: "hidden-norm"
    case .valueNorm: "value-norm"
    case .efficacy, .argmax, .paraphrase, .neighbourhood, .tasks, .perplexity: name
    }
  }

  /// The signal of collapse that it gives; nil for none.
  var signal: CollapseSignal? {
    switch self {
    case .argmax: .argmax
    case .neighbourhood: .neighbourhood
    case .tasks: .tasks
    case .perplexity: .perplexity
    case .subspaces: .ls
    case .vectors: .ss
    case .coreDrift: .core
    case .weightNorm: .norm
    case .hiddenNorm: .hidden
    case .efficacy, .paraphrase, .spectralNorm, .valueNorm: nil
    }
  }

  /// A threshold of the signal as its chart has it.
  ///
  /// - Parameter reference: where the measure began.
  func drawn(_ threshold: Double, from reference: Double) -> Double {
    self == .hiddenNorm ? threshold / reference : threshold
  }
}
