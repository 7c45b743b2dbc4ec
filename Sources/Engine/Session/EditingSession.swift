import Datasets
import Editing
import Evaluation
import Foundation
import Models
import Numerics
import RunModel
import Spectra

/// A run in memory: the model as it is now, and all that is needed to edit on, go back and measure. Synchronous; the
/// engine calls it on its queue.
///
/// A weight at round t is W_0 plus the applied updates, added in order. Undo and resume rebuild it that way, so that both
/// arrive at the very same bits.
struct EditingSession {
  /// With contexts and probes as they were made up, so that a stored run does not depend on making them again.
  let configuration: RunConfiguration
  let inputs: RunInputs
  private(set) var editor: any Editor
  private var kind: EditorKind
  /// What every editor's clamp is anchored to; nil leaves it to the editor's settings.
  private var chosenClamp: ClampAnchor?
  let moments: [Int: RidgedMoment]
  private let statistics: ModelStatistics
  var metricCache: MetricCache
  private var memory = EditHistory()
  private let remarks: [String]
  /// What a person should know before trusting the numbers.
  private(set) var warnings: [String]
  private(set) var original: Transformer
  private(set) var model: Transformer
  /// The edits of each applied round.
  private(set) var rounds: [Range<Int>] = []
  private(set) var guardSetting: GuardSetting
  private var guardFrames: GuardFrames
  /// The guard of `guardSetting`.
  private var updateGuard: SpectralGuard
  var trackers: [Int: SpectrumTracker]
  /// What the updates since the last measurement act on, by layer.
  var newDirections: [Int: NewDirections] = [:]
  var evaluator: RoundEvaluator

  /// Reads everything and collects the second moments.
  ///
  /// - Parameters:
  ///   - cache: where second moments may have been kept.
  ///   - progress: documents done and to do; returning false interrupts.
  init(
    _ configuration: RunConfiguration, cache: StatisticsCache? = nil, progress: (Int, Int) -> Bool
  ) throws {
    let inputs = try RunInputs(configuration)
    self.inputs = inputs
    var resolved = configuration
    resolved.contexts = inputs.contexts
    resolved.flatContexts = inputs.flatContexts
    resolved.probes = inputs.probes
    resolved.weights = inputs.weights
    resolved.precision = PrecisionChoice(inputs.model.precision)
    self.configuration = resolved
    let hyperParameters = configuration.hyperParameters
    kind = configuration.editor
    editor = kind.make(configuration.settings(for: kind))
    original = inputs.model
    model = inputs.model
    guardSetting = configuration.guardSetting
    statistics = ModelStatistics(inputs, cache: cache, beginning: configuration.beginning)
    let collected = try statistics.moments(layers: configuration.layers, progress: progress)
    let moments = Dictionary(
      uniqueKeysWithValues: collected.map { ($0.layer, $0.ridged(hyperParameters.ridge)) })
    self.moments = moments
    metricCache = MetricCache(moments)
    let trackers = try Dictionary(
      uniqueKeysWithValues: inputs.model.shape.sideBySide(configuration.layers) {
        ($0, try SpectrumTracker(layer: $0, weight: inputs.model.editedWeight(layer: $0), seed: configuration.seed))
      })
    self.trackers = trackers
    guardFrames = GuardFrames(trackers.mapValues(\.basis), seed: configuration.seed)
    updateGuard = try SpectralGuard(guardSetting, in: &guardFrames)
    evaluator = try RoundEvaluator(inputs: inputs, configuration: resolved)
    let tokens = collected.first?.tokens ?? 0
    remarks =
      Self.remarks(configuration, tokens: tokens, contexts: inputs.contexts(editor.contexts))
      + inputs.remarks(configuration)
    warnings = Self.warnings(tokens: tokens, width: model.shape.mlp, ridge: hyperParameters.ridge)
    warnings += inputs.warnings + evaluator.warnings
    try Self.check(editor, updateGuard, model)
    try workOutMetrics(editor)
    warnings += try nullSpaceRemarks()
  }

  /// Works out what an editor solves with, so that what is impossible is known before a round begins.
  private mutating func workOutMetrics(_ editor: any Editor) throws {
    if case .nullSpace = editor.metric {
      metricCache.keep(statistics.spectra(layers: editor.layers.filter { metricCache.spectra[$0] == nil }))
    }
    let known = Set(metricCache.spectra.keys)
    _ = try metricCache.metrics(for: editor, guardedBy: updateGuard, memory: memory)
    statistics.keep(metricCache.spectra.filter { !known.contains($0.key) })
  }

  private static func warnings(tokens: Int, width: Int, ridge: Double) -> [String] {
    guard ridge == 0, tokens < 2 * width else { return [] }
    return [
      "the second moments come from \(tokens) tokens, fewer than two for each of \(width) key coordinates: updates may be "
        + "far too large; give more text with --moments, or a ridge with --ridge 0.01"
    ]
  }

  private static func remarks(
    _ configuration: RunConfiguration, tokens: Int, contexts: ContextTemplates
  ) -> [String] {
    let settings = configuration.hyperParameters
    let sample = configuration.momentLimit == nil ? "" : ", an approximation: a part of the text"
    let count = contexts.templates.count
    var lines = [
      "second moments from \(tokens) tokens\(sample), ridge \(settings.ridge)",
      "\(count) context template\(count == 1 ? ": the bare prompt" : "s")",
      "LS and SS by this program's definitions; the paper gives none",
    ]
    if settings.clampAnchor == .anchored { lines.append("targets begin clamped by |h0| at edit 0: ours") }
    if !settings.compat.isEmpty {
      lines.append("quirks of published code: \(settings.compat.map(\.rawValue).sorted().joined(separator: ", "))")
    }
    return lines
  }

  /// Edits applied so far, failed ones included.
  var edits: Int { rounds.last?.upperBound ?? 0 }
  var editLimit: Int { inputs.requests.count }
  /// Layers that the run trackers and its editors may edit.
  var layers: [Int] { configuration.layers }

  func description(folder: String?) -> RunDescription {
    RunDescription(
      model: inputs.name(of: configuration), parameters: model.parameterCount, editor: editor.name,
      editors: EditorKind.allCases.map(\.rawValue),
      layers: layers.compactMap { layer in
        trackers[layer].map {
          RunDescription.Layer(
            layer: layer, d: $0.basis.u.rows, m: $0.basis.v.rows, spectrum: $0.basis.s,
            frobenius: original.blocks[layer].down.weight.frobeniusNorm)
        }
      },
      roundSize: configuration.roundSize, editLimit: editLimit, guardSetting: guardSetting, clamp: clamp,
      seed: configuration.seed, tasks: inputs.tasks.map(\.name), folder: folder, remarks: remarks,
      precision: model.precision.rawValue, libraries: LinearAlgebraLibrary.summary)
  }

  /// Guards the coming rounds.
  ///
  /// - Throws: `EngineError.unreachable` when the guard has to reach into a solve that the editor does not have.
  mutating func setGuard(_ setting: GuardSetting) throws {
    let next = try SpectralGuard(setting, in: &guardFrames)
    try Self.check(editor, next, model)
    updateGuard = next
    metricCache.guardChanged()
    guardSetting = setting
  }

  /// Takes over the settings of a branch or of an earlier run.
  ///
  /// - Parameters:
  ///   - editor: nil leaves it.
  ///   - clamp: nil leaves it.
  /// - Throws: what `setGuard` and `setEditor` throw.
  mutating func set(_ guardSetting: GuardSetting, editor: String?, clamp: ClampAnchor?) throws {
    // Without a guard every editor can be had.
    try setGuard(GuardSetting())
    if let editor {
      guard let kind = EditorKind(named: editor) else { throw EngineError.unknownEditor(editor) }
      if kind != self.kind { _ = try setEditor(kind) }
    }
    if let clamp { _ = setClamp(clamp) }
    try setGuard(guardSetting)
  }

  /// Computes what follows in another precision.
  mutating func setPrecision(_ precision: Precision) {
    original.precision = precision
    model.precision = precision
  }

  /// Solves the coming rounds with another editor.
  ///
  /// - Throws: `EngineError`; what keeps the editor from this model, as an empty null space does.
  mutating func setEditor(_ kind: EditorKind) throws -> EditorChange {
    let next = make(kind)
    try Self.check(next, updateGuard, model)
    try workOutMetrics(next)
    editor = next
    self.kind = kind
    let ranks = try nullSpaceRanks().map(\.rank)
    return EditorChange(
      edits: edits, editor: next.name, layers: next.layers, nullSpaceRanks: ranks.isEmpty ? nil : ranks)
  }

  /// What the clamp of the editor in force is anchored to; nil when it sets no targets.
  var clamp: ClampAnchor? { kind.setsTargets ? chosenClamp ?? configuration.clamp(of: kind) : nil }

  /// Anchors the clamp of the coming rounds, whichever editor makes them.
  mutating func setClamp(_ anchor: ClampAnchor) -> ClampChange {
    chosenClamp = anchor
    editor = make(kind)
    return ClampChange(edits: edits, anchor: anchor)
  }

  private func make(_ kind: EditorKind) -> any Editor {
    var settings = configuration.settings(for: kind)
    settings.clampAnchor = chosenClamp ?? settings.clampAnchor
    return kind.make(settings)
  }

  private static func check(
    _ editor: any Editor, _ updateGuard: SpectralGuard, _ model: Transformer
  ) throws(EngineError) {
    guard editor.metric == nil || !model.mlpOutputIsNormalised else { throw .normalisedOutput(editor: editor.name) }
    guard editor.metric == nil, updateGuard.setting.reachesIntoSolve else { return }
    throw .unreachable(editor: editor.name)
  }

  /// Whether a stored run was one of this model and these edits, as far as its log tells: the header of the weights that
  /// the run folder remembers is the same for every model of a shape.
  func continues(_ run: BranchedRun) -> Bool {
    let layers = description(folder: nil).layers
    if let start = run.description {
      guard start.layers.map(\.layer) == layers.map(\.layer) else { return false }
      for (stored, now) in zip(start.layers, layers) {
        // Another BLAS core changes the last digits only.
        guard abs(stored.frobenius - now.frobenius) <= 1e-4 * now.frobenius,
          let first = stored.spectrum.first, let leading = now.spectrum.first, abs(first - leading) <= 1e-3 * leading
        else { return false }
      }
    }
    return run.branches.flatMap(\.reports).flatMap(\.outcomes).allSatisfy {
      inputs.requests.indices.contains($0.index) && inputs.requests[$0.index].caseID == $0.caseID
    }
  }

  // MARK: - Editing

  /// Weights that are left in their files are those that the run began with.
  ///
  /// - Throws: `CheckpointError.changed`.
  func requireUnchangedWeights() throws {
    if original.holdsStoredWeights { try inputs.checkpoint.tensors.requireUnchanged() }
  }

  /// A round that has been solved; the model is as it was.
  struct Solved {
    let edits: Range<Int>
    let failed: [FailedEdit]
    let applied: AppliedRound
    let layers: [LayerSolve]
    /// ||W||_F of each of those layers before the round.
    let normsBefore: [Int: Double]
    let hiddenNorm: Double?
    let seconds: RoundTimings
  }

  /// Solves for the next `count` edits.
  ///
  /// - Parameter progress: called within one optimisation step or layer; returning false interrupts. A round may be held
  ///   in it: the time spent there does not count.
  /// - Throws: `EditingError.interrupted`, and what `requireUnchangedWeights` throws.
  mutating func solve(count: Int, progress: (Activity.Phase, Int, Int) -> Bool) throws -> Solved {
    try requireUnchangedWeights()
    let range = edits..<edits + max(0, min(count, editLimit - edits))
    let clock = Stopwatch()
    var secondsAway: [RoundStage: Double] = [:]
    var failed: [FailedEdit] = []
    var prepared: [(index: Int, edit: PreparedEdit)] = []
    func fail(_ index: Int, _ reason: String) {
      failed.append(FailedEdit(index: index, caseID: inputs.requests[index].caseID, reason: reason))
    }
    let contexts = inputs.contexts(editor.contexts)
    for index in range {
      do {
        let edit = try PreparedEdit(
          inputs.requests[index], contexts: contexts, tokenizer: inputs.tokenizer, shape: model.shape)
        prepared.append((index, edit))
      } catch {
        fail(index, error.description)
      }
    }
    let round = EditRound(
      edits: prepared.map(\.edit), model: model, original: original,
      metrics: try metricCache.metrics(for: editor, guardedBy: updateGuard, memory: memory), moments: moments,
      memory: memory,
      updateGuard: updateGuard)
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
    seconds.filter = solved.layers.reduce(0) { $0 + $1.secondsGuard }
    seconds.total = clock.seconds - secondsAway.values.reduce(0, +)
    let norms = solved.hiddenNorms
    return Solved(
      edits: range, failed: failed.sorted { $0.index < $1.index },
      applied: AppliedRound(updates: solved.layers.map(\.update), trace: solved.trace), layers: solved.layers,
      normsBefore: Dictionary(
        uniqueKeysWithValues: solved.layers.map {
          ($0.update.layer, model.blocks[$0.update.layer].down.weight.frobeniusNorm)
        }),
      hiddenNorm: norms.isEmpty ? nil : norms.reduce(0, +) / Double(norms.count), seconds: seconds)
  }

  /// Adds a solved round's updates to the weights. The one place where a run's weights change.
  mutating func apply(edits: Range<Int>, _ applied: AppliedRound) {
    for update in applied.updates { model.apply(update) }
    memory.remember(applied.trace)
    noteDirections(of: applied)
    rounds.append(edits)
  }

  private mutating func noteDirections(of applied: AppliedRound) {
    for update in applied.updates {
      let (d, m) = update.change.shape
      newDirections[update.layer, default: NewDirections(rank: min(d, m))].add(update.change.keyDirections)
    }
  }

  /// Whether a stored round can come next: it follows on the rounds so far, and its updates are finite ones of edited
  /// layers, in their weights' shapes.
  func accepts(_ report: RoundReport, _ applied: AppliedRound) -> Bool {
    guard report.round == rounds.count + 1, report.edits > edits, report.edits <= editLimit else { return false }
    return applied.trace.fits(model.shape)
      && applied.updates.allSatisfy { update in
        guard let basis = trackers[update.layer]?.basis else { return false }
        return update.change.shape == (basis.u.rows, basis.v.rows) && update.change.isFinite
      }
  }

  /// Takes the last round back.
  ///
  /// - Parameter recall: what a round applied, rounds counted from 1.
  /// - Throws: what `recall` throws; then nothing has changed.
  mutating func undo(recall: (Int) throws -> AppliedRound) throws { try rewind(to: rounds.count - 1, recall: recall) }

  /// Goes back to the end of an earlier round: weights and memory are made again from the rounds up to it.
  ///
  /// - Parameter count: the rounds that stay.
  /// - Throws: what `recall` throws; then nothing has changed.
  mutating func rewind(to count: Int, recall: (Int) throws -> AppliedRound) throws {
    guard rounds.indices.contains(count) else { return }
    var model = original
    var memory = EditHistory()
    for round in 0..<count {
      let applied = try recall(round + 1)
      for update in applied.updates { model.apply(update) }
      memory.remember(applied.trace)
    }
    let undone = try rounds.indices[count...].map { try recall($0 + 1) }
    for applied in undone { noteDirections(of: applied) }
    self.model = model
    self.memory = memory
    rounds.removeSubrange(count...)
  }
}

extension Transformer.Shape {
  /// Does something about the edited weight of each layer: side by side where those are small, since the library's threads
  /// are then of little use to a decomposition; large ones one after the other, which takes less memory.
  func sideBySide<Part: Sendable>(_ layers: [Int], _ body: @Sendable (Int) throws -> Part) throws -> [Part] {
    guard hidden * mlp <= 1 << 22 else { return try layers.map(body) }
    return try concurrently(layers.count) { place in Result { try body(layers[place]) } }.map { try $0.get() }
  }
}
