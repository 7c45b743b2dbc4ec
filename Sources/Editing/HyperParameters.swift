import Foundation

/// The settings of a locate-then-edit editor, under the names of the reference implementations' JSON files.
///
/// Source: `hparams/<ALG>/<model>.json` of the MEMIT and AlphaEdit repositories.
package struct HyperParameters: Sendable, Equatable, Codable {
  /// Edited layers, ascending; the last one is where targets are set.
  package var layers: [Int]
  /// Forward passes of the target optimisation (v_num_grad_steps): one fewer Adam steps.
  package var steps: Int
  /// v_lr.
  package var learningRate: Double
  /// v_weight_decay.
  package var weightDecay: Double
  /// kl_factor.
  package var klFactor: Double
  /// clamp_norm_factor: |delta| <= factor * |h0|.
  package var clampFactor: Double
  /// mom2_update_weight: lambda, what frequent keys weigh against the edit.
  package var momentWeight: Double
  /// Added to the second moment: C + ridge * tr(C)/m * I. Not in the reference (0).
  package var ridge: Double
  /// The target optimisation of an edit ends below this loss. The reference has 0.05 in its code; a smaller value buys a
  /// margin over competing objects.
  package var stopLoss: Double
  /// What |delta| is bounded by a multiple of.
  package var clampAnchor = ClampAnchor.current
  package var nullSpace = NullSpace()
  package var nse = NSE()
  package var deltaEdit = DeltaEdit()
  /// EMMET's emmet_lambda: above one edit a round, the weight of the second moment is this times mom2_update_weight.
  package var emmetWeight = 0.1
  /// Whether ROME weighs its key by C^-1 (mom2_adjustment).
  package var momentAdjustment = true
  /// The share of a weight's entries that RECT changes, those with the largest relative change.
  package var rectShare = 0.4
  /// The base a of PRUNE's log_a.
  package var pruneBase = 2.718281828459045
  /// FT-L: every entry stays within this of its value before the round (norm_constraint).
  package var normConstraint = 5e-4
  /// Quirks of reference implementations that are left out unless asked for.
  package var compat: Set<Compatibility> = []

  package enum ClampAnchor: String, Sendable, Codable, CaseIterable {
    /// |h0| with the model as it is: the reference.
    case current
    /// |h0| at edit 0. Ours: a growing hidden state then does not loosen the bound.
    case anchored
  }

  /// AlphaEdit and DeltaEdit.
  package struct NullSpace: Sendable, Equatable, Codable {
    /// nullspace_threshold, with the reference's rule or ours.
    package var rule = NullSpaceRule.absolute(0.02)
    /// L2.
    package var penalty = 10.0
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
  }

  /// DeltaEdit's guard of targets against the noise of earlier updates.
  package struct DeltaEdit: Sendable, Equatable, Codable {
    /// Standard deviations beyond which the noise is projected away (var).
    package var deviations = 3.0
    /// At most this share of the directions is projected away (space).
    package var share = 0.25
  }

  package enum Compatibility: String, Sendable, Codable, CaseIterable {
    /// PRUNE as AlphaEdit's repository has it: the adjusted change is added to the weight that already holds it.
    case pruneDoubleAdd = "prune-double-add"
    /// ROME with the bare prompt's key in the denominator only.
    case romeLegacyKey = "rome-legacy-key"
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

  /// The published settings of GPT2-XL where they apply to any model, in three layers that end at a third of the blocks.
  /// Ours, for models without published settings.
  package static func general(layerCount: Int) -> HyperParameters {
    let last = max(0, layerCount / 3)
    return HyperParameters(
      layers: Array(max(0, last - 2)...last), steps: 20, learningRate: 0.5, weightDecay: 0.5, klFactor: 0.0625,
      clampFactor: 0.75, momentWeight: 20_000)
  }

  /// The keys that a reference file and this program have in common.
  private enum ReferenceKey: String, CaseIterable {
    case layers
    case steps = "v_num_grad_steps"
    case learningRate = "v_lr"
    case weightDecay = "v_weight_decay"
    case klFactor = "kl_factor"
    case clampFactor = "clamp_norm_factor"
    case momentWeight = "mom2_update_weight"
    case ridge
    case stopLoss = "stop_loss"
  }

  /// Keys of the reference files that say what this program derives from the checkpoint itself, or that no reference
  /// code reads.
  private static let impliedKeys: Set<String> = [
    "model_name", "fact_token", "layer_selection", "v_loss_layer", "mom2_adjustment", "rewrite_module_tmp",
    "layer_module_tmp", "mlp_module_tmp", "attn_module_tmp", "ln_f_module", "lm_head_module", "mom2_dataset",
    "mom2_n_samples", "mom2_dtype",
  ]

  /// These settings with those of a reference JSON file put over them.
  ///
  /// - Returns: the settings, and one warning for each key that has no effect here.
  /// - Throws: `EditingError.badHyperParameters`.
  package func overlaid(with json: Data) throws(EditingError) -> (HyperParameters, warnings: [String]) {
    guard let parsed = try? JSONSerialization.jsonObject(with: json), let values = parsed as? [String: Any] else {
      throw .badHyperParameters("not a JSON object")
    }
    var result = self
    func number(_ key: ReferenceKey, _ current: Double) throws(EditingError) -> Double {
      guard let value = values[key.rawValue] else { return current }
      guard let number = value as? NSNumber, number.doubleValue.isFinite else {
        throw .badHyperParameters("\"\(key.rawValue)\" is not a number")
      }
      return number.doubleValue
    }
    if let value = values[ReferenceKey.layers.rawValue] {
      guard let layers = value as? [Int], !layers.isEmpty else {
        throw .badHyperParameters("\"layers\" is not a list of layer numbers")
      }
      result.layers = Array(Set(layers)).sorted()
    }
    result.steps = Int(exactly: try number(.steps, Double(steps)).rounded()) ?? -1
    result.learningRate = try number(.learningRate, learningRate)
    result.weightDecay = try number(.weightDecay, weightDecay)
    result.klFactor = try number(.klFactor, klFactor)
    result.clampFactor = try number(.clampFactor, clampFactor)
    result.momentWeight = try number(.momentWeight, momentWeight)
    result.ridge = try number(.ridge, ridge)
    result.stopLoss = try number(.stopLoss, stopLoss)
    if let token = values["fact_token"] as? String, token != "subject_last" {
      throw .badHyperParameters("\"fact_token\" is \"\(token)\"; only \"subject_last\" is supported")
    }
    let known = Set(ReferenceKey.allCases.map(\.rawValue)).union(Self.impliedKeys)
    let unknown = values.keys.filter { !known.contains($0) }.sorted()
    return (result, unknown.map { "hyper-parameter \"\($0)\" is not used by this editor" })
  }

  /// Checks the values against a model of `layerCount` blocks.
  package func validate(layerCount: Int) throws(EditingError) {
    guard !layers.isEmpty, layers.allSatisfy({ $0 >= 0 && $0 < layerCount }) else {
      throw .badHyperParameters("layers \(layers) are not in 0...\(layerCount - 1)")
    }
    guard zip(layers, layers.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw .badHyperParameters("layers \(layers) must ascend, each once")
    }
    guard steps >= 1, steps <= 10_000 else { throw .badHyperParameters("v_num_grad_steps must be in 1...10000") }
    guard momentWeight > 0 else { throw .badHyperParameters("mom2_update_weight must be above 0") }
    guard learningRate > 0, clampFactor > 0, ridge >= 0 else {
      throw .badHyperParameters("v_lr and clamp_norm_factor must be above 0, ridge at least 0")
    }
    let others = [weightDecay, klFactor, stopLoss, learningRate, clampFactor, momentWeight, ridge]
    guard others.allSatisfy(\.isFinite) else { throw .badHyperParameters("all numbers must be finite") }
  }
}

/// What editing cannot do.
package enum EditingError: Error, Equatable, CustomStringConvertible {
  case badHyperParameters(String)
  case badContexts(String)
  /// The second moment of a layer's keys cannot be inverted.
  case singularSecondMoment(layer: Int, tokens: Int, width: Int)
  /// No eigenvalue of the second moment counts as the null space's; `smallest` is the smallest there is.
  case emptyNullSpace(layer: Int, rule: NullSpaceRule, smallest: Double)
  case noText
  /// The solve of a layer gave NaN or infinite entries; no weight was changed.
  case nonFiniteUpdate(layer: Int)
  /// Asked to stop while working.
  case interrupted

  package var description: String {
    switch self {
    case .badHyperParameters(let what): "hyper-parameters: \(what)"
    case .badContexts(let what): "context templates: \(what)"
    case .singularSecondMoment(let layer, let tokens, let width):
      "the second moment of layer \(layer) (\(tokens) tokens, width \(width)) is singular; give more text with --moments or a ridge with --ridge 0.01"
    case .emptyNullSpace(let layer, .absolute(let threshold), let smallest):
      "nothing is left of layer \(layer)'s null space: no eigenvalue of its second moment is below \(threshold), the smallest is \(smallest); raise nullspace_threshold, or try nullspace_mode energy"
    case .emptyNullSpace(let layer, .energy(let share), _):
      "nothing is left of layer \(layer)'s null space: no eigenvalue of its second moment holds less than a share of \(share) of the energy; raise nullspace_threshold"
    case .noText: "no text for the second moments; give some with --moments FILE, one document a line"
    case .nonFiniteUpdate(let layer):
      "the update of layer \(layer) holds NaN or infinite entries; the weights stay as they were"
    case .interrupted: "interrupted"
    }
  }
}
