import Checkpoints
import Editing
import Locating
import Models
import Numerics
import RunModel
import World

/// Finds the settings of a run on its model: first the layers in which subjects are looked up, then, with the second moments
/// of these layers, how much an edit may weigh there.
struct SettingsSearch {
  /// Facts that are traced, and noises on each; with fewer known facts the model's own answers are traced.
  private static let (factCount, samples, leastKnown) = (32, 1, 8)
  /// Of the noise and of the order of the facts: what is found is a property of the model, not of a run.
  private static let seed: UInt64 = 0

  private let model: Transformer
  let trace: CausalTrace
  /// The checksum of the model's tensors, where it was worked out.
  let weights: UInt64?

  /// Traces facts, or takes the trace that was kept.
  ///
  /// Facts of the built-in material are traced whatever the run edits, so that a model has one answer; of the embedded model
  /// those of its world.
  ///
  /// - Parameters:
  ///   - roles: tokens whose states are restored; a trace that was kept may have more.
  ///   - progress: passes done and to do; returning false interrupts.
  /// - Throws: `EditingError.interrupted`, `EngineError.nothingToTrace`, `ModelError`.
  init(
    _ inputs: RunInputs, _ configuration: RunConfiguration, cache: StatisticsCache?, roles: [TokenRole],
    progress: (Int, Int) -> Bool
  ) throws {
    model = inputs.model
    var generator = SeededGenerator(seed: Self.seed, stream: "facts to trace")
    let isEmbedded = configuration.model == RunConfiguration.embedded
    let requests = (isEmbedded ? inputs.requests : WorldMaterial().edits).shuffled(using: &generator)
    let key = cache.map { _ in
      StatisticsKey(
        inputs.checkpoint,
        documents: [programVersion, "\(Self.factCount) \(Self.samples) \(Self.leastKnown)"]
          + [inputs.arithmetic(in: inputs.model.precision)]
          + requests.map { $0.filledPrompt + ($0.targetTrue ?? "") }, beginning: configuration.beginning)
    }
    weights = key?.weights
    if let key, let kept: CausalTrace = cache?.value(key, "trace"), roles.allSatisfy(kept.asked.contains),
      kept.fits(model.shape)
    {
      trace = kept
      return
    }
    let (facts, areKnown) = try model.tracedFacts(
      among: requests, tokenizer: inputs.tokenizer, limit: Self.factCount, least: Self.leastKnown)
    guard !facts.isEmpty else { throw EngineError.nothingToTrace }
    let tracer = try CausalTracer(model, facts: facts, areKnown: areKnown, samples: Self.samples, seed: Self.seed)
    guard let found = tracer.trace(roles, progress: progress) else { throw EditingError.interrupted }
    trace = found
    // A trace that cannot be kept is made again.
    if let key { try? cache?.keep(found, key, "trace") }
  }

  /// Puts in the layers that the trace tells of, and the learning rate that goes with the hidden states there.
  ///
  /// - Throws: `ModelError`.
  func locate(in configuration: inout RunConfiguration) throws {
    configuration.settle(.layers) { settings, editor in
      settings.layers = editedLayers(effect: trace.effects[.lastSubject] ?? [], for: editor)
    }
    guard configuration.unsettled.contains(.learningRate) else { return }
    let hiddenNorm = try subjects(configuration).hiddenNorm
    let change = configuration.presetChange
    configuration.settle(.learningRate) { settings, editor in
      guard editor.setsTargets else { return }
      // A clamp that a preset widens says nothing about where targets usually end.
      let clamp = settings.clampFactor == change.clampFactor ? HyperParameters.usualClamp : settings.clampFactor
      let rate = SettingRules.learningRate(clamp: clamp, hiddenNorm: hiddenNorm, width: model.shape.hidden)
      if let rate { settings.learningRate = rate * change.learningRate }
    }
  }

  /// Puts in what an edit weighs against ordinary keys.
  ///
  /// - Parameter moments: of the run's layers.
  /// - Throws: `ModelError`; `EditingError` for a ridge that was given and leaves C without an inverse.
  func weigh(_ moments: [SecondMoment], in configuration: inout RunConfiguration) throws {
    let wanted: Set<FoundSetting> = [.ridge, .momentWeight]
    guard !wanted.isDisjoint(with: configuration.unsettled), let last = configuration.layers.last,
      let moment = moments.first(where: { $0.layer == last })
    else { return }
    let keys = try subjects(configuration)
    // Without an inverse even so, as of keys that are all 0, the general settings stay.
    guard let ridged = try? keys.leverage(under: moment.ridged(SettingRules.ridge)), ridged.isFinite else { return }
    let ridge = SettingRules.ridge(leverage: try? keys.leverage(under: moment.ridged(0)), ridged: ridged)
    configuration.settle(.ridge) { settings, _ in settings.ridge = ridge }
    let leverage = try keys.leverage(under: moment.ridged(configuration.hyperParameters.ridge))
    guard let rule = SettingRules.momentWeight(leverage: leverage) else { return }
    let weight = rule * configuration.presetChange.momentWeight
    configuration.settle(.momentWeight) { settings, editor in
      // EMMET's is the product of two, of which one is its own.
      settings.momentWeight = editor == .emmet ? weight / settings.emmetWeight : weight
    }
  }

  private func subjects(_ configuration: RunConfiguration) throws -> SubjectKeys {
    try SubjectKeys(trace.facts, layer: configuration.layers.last ?? 0, model: model)
  }
}
