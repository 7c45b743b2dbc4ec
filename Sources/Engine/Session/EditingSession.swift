import Datasets
import Editing
import Evaluation
import Models
import Numerics
import RunModel
import Spectra

/// A run in memory: what it works on, the edited model, what its coming rounds are made with, and what measures it.
/// Synchronous; the engine calls it on its queue. A value, so that a fork is a copy.
struct EditingSession {
  /// With contexts and probes as they were made up, so that a stored run does not depend on making them again.
  let configuration: RunConfiguration
  let inputs: RunInputs
  private(set) var edited: EditedModel
  private(set) var setup: EditorSetup
  private(set) var spectra: SpectrumTrackers
  private(set) var evaluator: RoundEvaluator
  /// What a reader must know to trust the numbers.
  let remarks: [String]
  /// What a person should know before trusting the numbers.
  let warnings: [String]
  /// Of the checkpoint's tensors, where it was worked out already.
  private let weightsChecksum: UInt64?
  /// Where measures of edit 0 are kept from one run to the next.
  private var unedited: UneditedMeasures.Place?

  /// Reads everything and collects the second moments.
  ///
  /// - Parameters:
  ///   - cache: where second moments may have been kept.
  ///   - tracing: passes done and to do in search of the model's settings, where some are to be found.
  ///   - progress: documents done and to do, or tokens of the model's own texts; returning false interrupts.
  init(
    _ wanted: RunConfiguration, cache: StatisticsCache? = nil, tracing: (Int, Int) -> Bool = { _, _ in true },
    progress: (Int, Int) -> Bool
  ) throws {
    let run = try SettledRun(wanted, cache: cache, tracing: tracing, progress: progress)
    let (configuration, collected) = (run.configuration, run.moments)
    inputs = run.inputs
    var resolved = configuration
    resolved.contexts = inputs.contexts
    resolved.flatContexts = inputs.flatContexts
    resolved.probes = inputs.probes
    resolved.weights = inputs.weights
    resolved.precision = PrecisionChoice(inputs.model.precision)
    self.configuration = resolved
    weightsChecksum = run.statistics.weights
    unedited = cache.map { [inputs] in UneditedMeasures.Place($0, inputs, resolved, weights: run.statistics.weights) }
    let ridge = configuration.hyperParameters.ridge
    let moments = Dictionary(uniqueKeysWithValues: collected.map { ($0.layer, $0.ridged(ridge)) })
    edited = EditedModel(inputs.model)
    spectra = try SpectrumTrackers(inputs.model, layers: configuration.layers, seed: configuration.seed)
    evaluator = try RoundEvaluator(inputs: inputs, configuration: resolved)
    setup = try EditorSetup(
      configuration, of: edited, bases: spectra.bases, moments: moments, statistics: run.statistics)
    let tokens = collected.first?.tokens ?? 0
    remarks = Self.remarks(configuration, tokens: tokens, inputs, editor: setup.editor)
    warnings =
      Self.warnings(tokens: tokens, width: inputs.model.shape.mlp, ridge: ridge) + inputs.warnings
      + evaluator.warnings + (try setup.nullSpaceRanks().compactMap(\.remark))
      + [run.cacheProblem ?? setup.cacheProblem].compactMap(\.self)
  }

  /// What the run works on, told apart by digests.
  var inputDigests: InputDigests {
    InputDigests(inputs, weights: weightsChecksum ?? inputs.checkpoint.tensors.checksum)
  }

  var original: Transformer { edited.original }
  var model: Transformer { edited.current }
  var editor: any Editor { setup.editor }
  var guardSetting: GuardSetting { setup.guardSetting }
  /// The edits of each applied round.
  var rounds: [Range<Int>] { edited.rounds }
  /// Edits applied so far, failed ones included.
  var edits: Int { edited.edits }
  var editLimit: Int { inputs.requests.count }
  /// Layers that the run follows and its editors may edit.
  var layers: [Int] { configuration.layers }

  /// The model as it stands, to ask.
  var standing: StandingModel {
    StandingModel(inputs: inputs, edited: edited, editor: editor, evaluator: evaluator)
  }

  // MARK: - Settings

  /// Guards the coming rounds.
  ///
  /// - Throws: `EngineError.unreachable` when the guard has to reach into a solve that the editor does not have.
  mutating func setGuard(_ setting: GuardSetting) throws { try setup.setGuard(setting, for: edited) }

  /// Solves the coming rounds with another editor.
  ///
  /// - Throws: `EngineError`; what keeps the editor from this model, as an empty null space does.
  mutating func setEditor(_ kind: EditorKind) throws -> EditorChange {
    try setup.setEditor(kind, for: edited)
    return try editorInForce()
  }

  /// The editor of the coming rounds, as a log tells it.
  mutating func editorInForce() throws -> EditorChange {
    let ranks = try setup.nullSpaceRanks().map(\.rank)
    return EditorChange(
      edits: edits, editor: setup.kind, layers: editor.layers, nullSpaceRanks: ranks.isEmpty ? nil : ranks)
  }

  /// Anchors the clamp of the coming rounds, whichever editor makes them.
  ///
  /// - Parameter anchor: nil leaves it to the editors' settings.
  mutating func setClamp(_ anchor: ClampAnchor?) -> ClampChange {
    setup.setClamp(anchor)
    return clampInForce
  }

  /// The anchor of the coming rounds, as a log tells it.
  var clampInForce: ClampChange {
    ClampChange(edits: edits, anchor: setup.comingClamp, isInitial: setup.chosenClamp == nil ? true : nil)
  }

  /// Brings the values of the coming rounds to a norm, whichever editor makes them.
  ///
  /// - Parameter anchor: nil leaves it to the editors' settings.
  mutating func setAnchor(_ anchor: ValueAnchor?) -> AnchorChange {
    setup.setAnchor(anchor)
    return anchorInForce
  }

  /// What the coming values are brought to, as a log tells it.
  var anchorInForce: AnchorChange {
    AnchorChange(edits: edits, anchor: setup.comingAnchor, isInitial: setup.chosenAnchor == nil ? true : nil)
  }

  /// Takes over the norms that earlier rounds brought values to.
  mutating func recall(valueNormsOf reports: [RoundReport]) { setup.recall(valueNormsOf: reports) }

  /// Takes over the settings of a branch or of an earlier run.
  ///
  /// - Parameters:
  ///   - editor: nil leaves it.
  ///   - clamp: nil leaves it.
  ///   - anchor: nil leaves it.
  /// - Throws: what `setGuard` and `setEditor` throw.
  mutating func set(
    _ guardSetting: GuardSetting, editor: EditorKind?, clamp: ClampAnchor?, anchor: ValueAnchor?
  ) throws {
    // Without a guard every editor can be had.
    try setGuard(GuardSetting())
    if let editor, editor != setup.kind { _ = try setEditor(editor) }
    if let clamp { _ = setClamp(clamp) }
    if let anchor { _ = setAnchor(anchor) }
    try setGuard(guardSetting)
  }

  /// Computes what follows in another precision.
  mutating func setPrecision(_ precision: Precision) { edited.setPrecision(precision) }

  /// Pins other prompts, from the next round on.
  ///
  /// - Throws: `EvaluationError`, for a prompt that is empty or does not fit the model; nothing is changed then.
  mutating func pin(_ prompts: [String]) throws { try evaluator.pin(prompts) }

  /// What null spaces a person should know of.
  mutating func nullSpaceRemarks() throws -> [String] { try setup.nullSpaceRanks().compactMap(\.remark) }

  // MARK: - Editing

  /// Weights that are left in their files are those that the run began with.
  ///
  /// - Throws: `CheckpointError.changed`.
  func requireUnchangedWeights() throws {
    if original.holdsStoredWeights { try inputs.checkpoint.tensors.requireUnchanged() }
  }

  /// Solves for the next `count` edits.
  ///
  /// - Parameter progress: called within one optimisation step or layer; returning false interrupts. A round may be held
  ///   in it: the time spent there does not count.
  /// - Throws: `EditingError.interrupted`, and what `requireUnchangedWeights` throws.
  mutating func solve(count: Int, progress: (Activity.Phase, Int, Int) -> Bool) throws -> SolvedRound {
    try requireUnchangedWeights()
    let range = edits..<edits + max(0, min(count, editLimit - edits))
    return try setup.solve(range, of: inputs, on: edited, progress: progress)
  }

  /// Adds a solved round's updates to the weights.
  mutating func apply(edits: Range<Int>, _ applied: AppliedRound) {
    edited.apply(edits: edits, applied)
    spectra.note(applied)
  }

  /// Whether a stored round can come next: it follows on the rounds so far, and its updates are finite ones of edited
  /// layers, in their weights' shapes.
  func accepts(_ report: RoundReport, _ applied: AppliedRound) -> Bool {
    guard report.round == rounds.count + 1, report.edits > edits, report.edits <= editLimit else { return false }
    return applied.trace.fits(model.shape) && spectra.fit(applied.updates)
  }

  /// Takes the last round back.
  ///
  /// - Parameter recall: what a round applied, rounds counted from 1.
  /// - Throws: what `recall` throws; then nothing has changed.
  mutating func undo(recall: (Int) throws -> AppliedRound) throws { try rewind(to: rounds.count - 1, recall: recall) }

  /// Goes back to the end of an earlier round.
  ///
  /// - Parameter count: the rounds that stay.
  /// - Throws: what `recall` throws; then nothing has changed.
  mutating func rewind(to count: Int, recall: (Int) throws -> AppliedRound) throws {
    guard rounds.indices.contains(count) else { return }
    for applied in try edited.rewind(to: count, recall: recall) { spectra.note(applied) }
  }

  // MARK: - Measuring

  /// Measures the model after `solved` was applied; nil measures edit 0.
  ///
  /// - Parameters:
  ///   - extent: what is measured of the model; of the weights it is all in any case.
  ///   - progress: called with the measures done and to do, from 0 on.
  /// - Throws: `EvaluationError.interrupted`.
  mutating func measure(
    _ solved: SolvedRound?, _ extent: MeasuringExtent = .all, progress: (Int, Int) -> Void = { _, _ in },
    isInterrupted: () -> Bool
  ) throws -> RoundReport {
    var seconds = solved?.seconds ?? RoundTimings()
    let clock = Stopwatch()
    let model = try presentedModel()
    let isFull = rounds.count % max(1, configuration.fullSpectrumInterval) == 0
    var layers = try spectra.measure(model, under: guardSetting, full: isFull)
    let ranks = try setup.nullSpaceRanks()
    for place in layers.indices { layers[place].tell(of: solved, ranks) }
    seconds.spectra = clock.seconds
    let isUnedited = rounds.isEmpty && extent == .all && model.precision == inputs.model.precision
    let kept = isUnedited && evaluator.probes.map(\.prompt) == inputs.probes ? unedited : nil
    let measures: RoundEvaluator.Measures
    if let known = kept?.measures {
      measures = RoundEvaluator.Measures(known, tasks: inputs.tasks.count)
    } else {
      measures = try evaluator.measure(
        model.reduced, extent, newest: solved?.edits ?? 0..<0, edits: edits, editedFrom: self.layers.min() ?? 0,
        progress: progress, isInterrupted: isInterrupted)
      kept?.keep(UneditedMeasures(scores: measures.scores, sampled: measures.sampled, probes: measures.probes))
    }
    seconds.evaluation = clock.seconds - seconds.spectra
    seconds.total += clock.seconds
    return RoundReport(
      edits: edits, round: rounds.count, editor: setup.kind, guardSetting: guardSetting, clamp: setup.clamp,
      anchor: setup.anchor, values: solved?.values, scores: measures.scores, sampled: measures.sampled, layers: layers,
      seconds: seconds,
      outcomes: measures.outcomes, failed: solved?.failed ?? [], probes: measures.probes,
      isPartial: extent == .newest)
  }

  /// Measures what is still to be measured of the last round.
  ///
  /// - Parameter item: keeps what is measured when it is interrupted.
  /// - Throws: `EvaluationError.interrupted`; what presenting a model throws.
  mutating func measureRest(
    _ item: inout Backlog.Item, progress: (Int, Int) -> Void, isInterrupted: () -> Bool
  ) throws {
    let clock = Stopwatch()
    defer { item.seconds += clock.seconds }
    try requireUnchangedWeights()
    let model = try edited.presented(by: setup.presenter(item.editor))
    try evaluator.measure(
      model.reduced, newest: rounds.last ?? 0..<0, edits: edits, editedFrom: layers.min() ?? 0, limits: .interruptible,
      into: &item.measures, progress: progress, isInterrupted: isInterrupted)
  }

  /// Measures edit 0 itself, whatever is kept of it: for a clock.
  mutating func measureAnew() { unedited = nil }

  /// The model that is measured and saved: the edited one, or what its editor presents in its place.
  func presentedModel() throws -> Transformer { try edited.presented(by: editor) }
}

extension LayerReport {
  /// Adds what only the round tells of a layer.
  ///
  /// - Parameters:
  ///   - solved: nil at edit 0.
  ///   - ranks: of the editor in force.
  fileprivate mutating func tell(of solved: SolvedRound?, _ ranks: [NullSpaceRank]) {
    let solve = solved?.layers.first { $0.update.layer == layer }
    hiddenNorm = solved?.hiddenNorm
    keyRank = solve?.keys.map { Drift.participationRank(of: $0.asDouble) }
    nullSpaceRank = ranks.first { $0.layer == layer }?.rank
    kept = solve?.kept ?? 1
    relativeChange = solve.flatMap { solve in solved?.normsBefore[layer].map { solve.norm / $0 } } ?? 0
  }
}
