import RunModel

/// The settings of an editor. One type for all of them: an editor reads what it knows and leaves the rest alone.
///
/// In parentheses the key of the reference implementations' JSON files.
package struct HyperParameters: Sendable, Equatable, Codable {
  /// Edited layers, ascending; the last one is where targets are set (layers).
  package var layers: [Int]
  /// Forward passes of the target optimisation: one fewer Adam steps (v_num_grad_steps). FT: epochs (num_steps).
  package var steps: Int
  /// Of the target optimisation (v_lr). FT: of the weights (lr).
  package var learningRate: Double
  /// v_weight_decay; FT: weight_decay.
  package var weightDecay: Double
  /// kl_factor.
  package var klFactor: Double
  /// |delta| <= factor * |h0| (clamp_norm_factor).
  package var clampFactor: Double
  /// lambda, what frequent keys weigh against the edit (mom2_update_weight).
  package var momentWeight: Double
  /// Added to the second moment: C + ridge * tr(C)/m * I. Not in the reference (0).
  package var ridge: Double
  /// The target optimisation of an edit ends below this loss. The reference has 0.05 in its code; a smaller value buys a
  /// margin over competing objects.
  package var stopLoss: Double
  /// What |delta| is bounded by a multiple of.
  package var clampAnchor = ClampAnchor.current
  /// What the norm of values is brought to, which files of earlier versions do not say; nil leaves them (use_nas).
  package var valueAnchor: ValueAnchor?
  /// How many requests that norm is a mean over; nil for the published number (nas_restart).
  package var anchorSamples: Int?
  package var nullSpace = NullSpace()
  package var nse = NSE()
  package var deltaEdit = DeltaEdit()
  /// Nil for the published values, also in files of earlier versions.
  package var encore: Encore?
  /// EMMET: above one edit a round, the weight of the second moment is this times mom2_update_weight (emmet_lambda).
  package var emmetWeight = 0.1
  /// Whether ROME weighs its key by C^-1 (mom2_adjustment).
  package var momentAdjustment = true
  /// The share of a weight's entries that RECT changes, those with the largest relative change.
  package var rectShare = 0.4
  /// The base a of PRUNE's log_a.
  package var pruneBase = 2.718281828459045
  /// FT-L: every entry stays within this of its value before the round (norm_constraint).
  package var normConstraint = 5e-4
  /// FT: edits in one optimiser step (batch_size).
  package var batchSize = 64
  /// Quirks of reference implementations that are left out unless asked for.
  @InOrder package var compat: Set<Compatibility> = []

  /// AlphaEdit and DeltaEdit.
  package struct NullSpace: Sendable, Equatable, Codable {
    /// nullspace_threshold, with the reference's rule or ours.
    package var rule = NullSpaceRule.absolute(0.02)
    /// L2.
    package var penalty = 10.0

    package init() {}

    package init(_ rule: NullSpaceRule, penalty: Double) {
      self.rule = rule
      self.penalty = penalty
    }
  }

  /// The neuron selection and the passes of NSE.
  package struct NSE: Sendable, Equatable, Codable {
    /// Edits whose hidden state misses its target by less need no further pass (alpha).
    package var least = 35.0
    /// Edits that miss by this or more are never made (upper_bound).
    package var most = 150.0
    /// max_iterations: one fewer passes.
    package var passes = 3
    /// Share of the keys' absolute activation that the edited neurons hold (neuron_threshold).
    package var neuronShare = 1.0

    package init() {}

    package init(least: Double, most: Double, passes: Int, neuronShare: Double) {
      self.least = least
      self.most = most
      self.passes = passes
      self.neuronShare = neuronShare
    }
  }

  /// DeltaEdit's guard of targets against the noise of earlier updates.
  package struct DeltaEdit: Sendable, Equatable, Codable {
    /// Standard deviations beyond which the noise is projected away (var).
    package var deviations = 3.0
    /// At most this share of the directions is projected away (space).
    package var share = 0.25

    package init() {}

    package init(deviations: Double, share: Double) {
      self.deviations = deviations
      self.share = share
    }
  }

  /// ENCORE's, as published for GPT2-XL.
  package struct Encore: Sendable, Equatable, Codable {
    /// Weight of |dW|^2 in the solve (update_norm_lambda).
    package var normWeight = 10.0
    /// When a target is done (prob_cutoff): below 0, when the model has said it for that many-th time; above 0, when it is
    /// more probable than that on average; 0 for neither.
    package var cutoff = -4.0

    package init() {}

    package init(normWeight: Double, cutoff: Double) {
      self.normWeight = normWeight
      self.cutoff = cutoff
    }
  }

  package enum Compatibility: String, Sendable, Codable, CaseIterable {
    /// PRUNE as AlphaEdit's repository has it: the adjusted change is added to the weight that already holds it.
    case pruneDoubleAdd = "prune-double-add"
    /// ROME with the bare prompt's key in the denominator only.
    case romeLegacyKey = "rome-legacy-key"
    /// ENCORE's early stop at five tokens of generated contexts, whatever the target's length.
    case encoreTokenCount = "encore-token-count"

    /// Whose quirk it is.
    package var editor: EditorKind {
      switch self {
      case .pruneDoubleAdd: .prune
      case .romeLegacyKey: .rome
      case .encoreTokenCount: .encore
      }
    }
  }

  package init(
    layers: [Int], steps: Int, learningRate: Double, weightDecay: Double, klFactor: Double, clampFactor: Double,
    momentWeight: Double, ridge: Double = 0, stopLoss: Double = 0.05
  ) {
    self.layers = layers
    self.steps = steps
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.klFactor = klFactor
    self.clampFactor = clampFactor
    self.momentWeight = momentWeight
    self.ridge = ridge
    self.stopLoss = stopLoss
  }
}

// MARK: - What values make sense

extension HyperParameters {
  /// The values that a number may have.
  private enum Bound: String {
    case finite = "a finite number"
    case positive = "a finite number above 0"
    case nonNegative = "a finite number from 0 on"
    case aboveOne = "a finite number above 1"
    case share = "in 0...1"

    func holds(_ value: Double) -> Bool {
      switch self {
      case .finite: value.isFinite
      case .positive: value > 0 && value.isFinite
      case .nonNegative: value >= 0 && value.isFinite
      case .aboveOne: value > 1 && value.isFinite
      case .share: (0...1).contains(value)
      }
    }
  }

  /// Every number with the key by which it is known.
  private var bounds: [(key: String, value: Double, bound: Bound)] {
    let isShare = nullSpace.rule.mode == .energy
    return [
      ("v_lr (FT: lr)", learningRate, .positive), ("v_weight_decay (FT: weight_decay)", weightDecay, .nonNegative),
      ("kl_factor", klFactor, .nonNegative), ("clamp_norm_factor", clampFactor, .positive),
      ("mom2_update_weight", momentWeight, .positive), ("ridge", ridge, .nonNegative), ("stop_loss", stopLoss, .finite),
      ("nullspace_threshold", nullSpace.rule.threshold, isShare ? .share : .positive),
      ("L2", nullSpace.penalty, .positive), ("alpha", nse.least, .nonNegative), ("upper_bound", nse.most, .positive),
      ("neuron_threshold", nse.neuronShare, .share), ("update_norm_lambda", encore?.normWeight ?? 0, .nonNegative),
      ("prob_cutoff", encore?.cutoff ?? 0, .finite), ("var", deltaEdit.deviations, .nonNegative),
      ("space", deltaEdit.share, .share), ("emmet_lambda", emmetWeight, .positive), ("rect_share", rectShare, .share),
      ("prune_base", pruneBase, .aboveOne), ("norm_constraint", normConstraint, .positive),
    ]
  }

  /// Checks the values against a model of `layerCount` blocks.
  ///
  /// - Throws: `EditingError.badHyperParameters`, which names the key.
  package func validate(layerCount: Int) throws(EditingError) {
    guard !layers.isEmpty, layers.allSatisfy({ $0 >= 0 && $0 < layerCount }) else {
      throw .badHyperParameters("layers \(layers) are not in 0...\(layerCount - 1)")
    }
    guard zip(layers, layers.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw .badHyperParameters("layers \(layers) must ascend, each once")
    }
    for (key, value, range) in [
      ("v_num_grad_steps (FT: num_steps)", steps, 1...10_000), ("max_iterations", nse.passes, 2...1_000),
      ("batch_size", batchSize, 1...1_000_000), ("anchor_samples (nas_restart)", anchorSamples ?? 1, 1...1_000_000),
    ] where !range.contains(value) {
      throw .badHyperParameters("\(key) is \(value), must be in \(range.lowerBound)...\(range.upperBound)")
    }
    for (key, value, bound) in bounds where !bound.holds(value) {
      throw .badHyperParameters("\(key) is \(value), must be \(bound.rawValue)")
    }
  }
}

extension NullSpaceRule {
  /// The names that files and options have for the rules.
  package enum Mode: String, Sendable, CaseIterable {
    case absolute
    case energy
  }

  package init(_ mode: Mode, threshold: Double) {
    switch mode {
    case .absolute: self = .absolute(threshold)
    case .energy: self = .energy(threshold)
    }
  }

  package var mode: Mode {
    switch self {
    case .absolute: .absolute
    case .energy: .energy
    }
  }

  /// An eigenvalue, or a share of the trace.
  package var threshold: Double {
    switch self {
    case .absolute(let value), .energy(let value): value
    }
  }
}
