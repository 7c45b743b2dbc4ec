import Datasets
import Editing
import Evaluation
import Foundation
import Models
import Numerics
import Spectra
import Telemetry

/// A run in memory: the model as it is now, and all that is needed to edit on, go back and measure. Synchronous; the
/// engine calls it on its queue.
///
/// A weight at round t is W_0 plus the applied updates, added in order. Undo and resume rebuild it that way, so that both
/// arrive at the very same bits.
struct EditingSession {
  /// One applied round.
  struct Round {
    let edits: Range<Int>
    let applied: AppliedRound
  }

  /// With contexts and probes as they were made up, so that a stored run does not depend on making them again.
  let configuration: RunConfiguration
  let material: RunMaterial
  private let editor: any Editor
  private let moments: [Int: FactoredMoment]
  private var shelf: MetricShelf
  private var memory = EditingMemory()
  private let remarks: [String]
  /// What a person should know before trusting the numbers.
  let warnings: [String]
  private let original: Transformer
  private(set) var model: Transformer
  private(set) var rounds: [Round] = []
  private(set) var guardSetting: GuardSetting
  /// The guard of `guardSetting`.
  private var updateGuard: SpectralGuard
  private var watches: [Int: SpectralWatch]
  /// Right factors of the updates since the last measurement, by layer.
  private var newDirections: [Int: [Matrix<Double>]] = [:]
  private var quality: QualityWatch

  /// Reads everything and collects the second moments.
  ///
  /// - Parameter progress: documents done and to do; returning false interrupts.
  init(_ configuration: RunConfiguration, progress: (Int, Int) -> Bool) throws {
    let material = try RunMaterial(configuration)
    self.material = material
    var resolved = configuration
    resolved.contexts = material.contexts
    resolved.probes = material.probes
    self.configuration = resolved
    let hyperParameters = configuration.hyperParameters
    editor = configuration.editor.make(configuration.settings(for: configuration.editor))
    original = material.model
    model = material.model
    guardSetting = configuration.guardSetting
    let collected = try SecondMoment.collect(
      layers: hyperParameters.layers, documents: material.momentDocuments, model: material.model,
      tokenizer: material.tokenizer, progress: progress)
    let moments = try Dictionary(
      uniqueKeysWithValues: collected.map { ($0.layer, try $0.factored(ridge: hyperParameters.ridge)) })
    self.moments = moments
    shelf = MetricShelf(moments)
    let watches = try Dictionary(
      uniqueKeysWithValues: hyperParameters.layers.map {
        ($0, try SpectralWatch(weight: material.model.editedWeight(layer: $0), seed: configuration.seed))
      })
    self.watches = watches
    updateGuard = try SpectralGuard(guardSetting, bases: watches.mapValues(\.basis))
    quality = try QualityWatch(material: material, configuration: resolved)
    let tokens = collected.first?.tokens ?? 0
    remarks = Self.remarks(configuration, tokens: tokens, contexts: material.contexts)
    warnings = Self.warnings(tokens: tokens, width: model.shape.mlp, ridge: hyperParameters.ridge)
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
    var lines = ["second moments from \(tokens) tokens, ridge \(configuration.hyperParameters.ridge)"]
    lines.append(
      "\(contexts.templates.count) context template\(contexts.templates.count == 1 ? ": the bare prompt" : "s")")
    lines.append("LS and SS by this program's definitions; the paper gives none")
    return lines
  }

  /// Edits applied so far, failed ones included.
  var edits: Int { rounds.last?.edits.upperBound ?? 0 }
  var editLimit: Int { material.requests.count }

  func description(folder: String?) -> RunDescription {
    RunDescription(
      model: material.name(of: configuration), parameters: model.parameterCount, editor: editor.name,
      layers: configuration.hyperParameters.layers.compactMap { layer in
        watches[layer].map {
          RunDescription.Layer(
            layer: layer, d: $0.basis.u.rows, m: $0.basis.v.rows, spectrum: $0.basis.s,
            frobenius: original.blocks[layer].down.weight.frobeniusNorm)
        }
      },
      roundSize: configuration.roundSize, editLimit: editLimit, guardSetting: guardSetting, seed: configuration.seed,
      tasks: material.tasks.map(\.name), folder: folder, remarks: remarks)
  }

  mutating func setGuard(_ setting: GuardSetting) throws {
    updateGuard = try SpectralGuard(setting, bases: watches.mapValues(\.basis))
    shelf.guardChanged()
    guardSetting = setting
  }

  /// Whether a stored run was one of this model and these edits, as far as its log tells: the header of the weights that
  /// the run folder remembers is the same for every model of a shape.
  func continues(_ history: RunHistory) -> Bool {
    let layers = description(folder: nil).layers
    if let start = history.start {
      guard start.layers.map(\.layer) == layers.map(\.layer) else { return false }
      for (stored, now) in zip(start.layers, layers) {
        // Another BLAS core changes the last digits only.
        guard abs(stored.frobenius - now.frobenius) <= 1e-4 * now.frobenius,
          let first = stored.spectrum.first, let leading = now.spectrum.first, abs(first - leading) <= 1e-3 * leading
        else { return false }
      }
    }
    return history.rounds.flatMap(\.outcomes).allSatisfy {
      material.requests.indices.contains($0.index) && material.requests[$0.index].caseID == $0.caseID
    }
  }

  // MARK: - Editing

  /// A round that has been solved; the model is as it was.
  struct Solved {
    let edits: Range<Int>
    let failed: [FailedEdit]
    let applied: AppliedRound
    fileprivate let layers: [LayerSolve]
    fileprivate let hiddenNorm: Double?
    fileprivate var seconds: Seconds
  }

  /// Solves for the next `count` edits.
  ///
  /// - Parameter progress: called within one optimisation step or layer; returning false interrupts.
  /// - Throws: `EditingError.interrupted`.
  mutating func solve(count: Int, progress: (Activity.Phase, Int, Int) -> Bool) throws -> Solved {
    let range = edits..<edits + max(0, min(count, editLimit - edits))
    let clock = Stopwatch()
    var failed: [FailedEdit] = []
    var prepared: [(index: Int, edit: PreparedEdit)] = []
    func fail(_ index: Int, _ reason: String) {
      failed.append(FailedEdit(index: index, caseID: material.requests[index].caseID, reason: reason))
    }
    for index in range {
      do {
        let edit = try PreparedEdit(
          material.requests[index], contexts: material.contexts, tokenizer: material.tokenizer, shape: model.shape)
        prepared.append((index, edit))
      } catch {
        fail(index, error.description)
      }
    }
    let round = EditRound(
      edits: prepared.map(\.edit), model: model, original: original,
      metrics: try shelf.metrics(for: editor, guardedBy: updateGuard), moments: moments, memory: memory,
      updateGuard: updateGuard)
    let solved = try editor.solve(round) { stage, step, steps in
      progress(stage == .targets ? .targets : .solve, step, steps)
    }
    for (position, reason) in solved.failures { fail(prepared[position].index, reason) }
    var seconds = Seconds()
    seconds.targets = solved.secondsTargets
    seconds.keys = solved.layers.reduce(0) { $0 + $1.secondsKeys }
    seconds.solve = solved.layers.reduce(0) { $0 + $1.secondsSolve }
    seconds.filter = solved.layers.reduce(0) { $0 + $1.secondsGuard }
    seconds.total = clock.seconds
    let norms = solved.hiddenNorms
    return Solved(
      edits: range, failed: failed.sorted { $0.index < $1.index },
      applied: AppliedRound(updates: solved.layers.map(\.update), trace: solved.trace), layers: solved.layers,
      hiddenNorm: norms.isEmpty ? nil : norms.reduce(0, +) / Double(norms.count), seconds: seconds)
  }

  /// Adds a solved round's updates to the weights. The one place where a run's weights change.
  mutating func apply(edits: Range<Int>, _ applied: AppliedRound) {
    for update in applied.updates { model.apply(update) }
    memory.remember(applied.trace)
    noteDirections(of: applied)
    rounds.append(Round(edits: edits, applied: applied))
  }

  private mutating func noteDirections(of applied: AppliedRound) {
    for update in applied.updates {
      newDirections[update.layer, default: []].append(update.change.keyDirections)
    }
  }

  /// Whether a stored round can come next: it follows on the rounds so far, and its updates are finite ones of edited
  /// layers, in their weights' shapes.
  func accepts(_ report: RoundReport, _ applied: AppliedRound) -> Bool {
    guard report.round == rounds.count + 1, report.edits > edits, report.edits <= editLimit else { return false }
    return applied.updates.allSatisfy { update in
      guard let basis = watches[update.layer]?.basis else { return false }
      return update.change.shape == (basis.u.rows, basis.v.rows) && update.change.isFinite
    }
  }

  /// Takes the last round back; false when there is none.
  mutating func undo() -> Bool {
    guard let last = rounds.popLast() else { return false }
    model = original
    memory = EditingMemory()
    for round in rounds {
      for update in round.applied.updates { model.apply(update) }
      memory.remember(round.applied.trace)
    }
    noteDirections(of: last.applied)
    return true
  }

  // MARK: - Measuring

  /// Measures the model after `solved` was applied; nil measures edit 0.
  mutating func measure(_ solved: Solved?, isInterrupted: () -> Bool) throws -> RoundReport {
    var seconds = solved?.seconds ?? Seconds()
    let clock = Stopwatch()
    let layers = try layerReports(solved)
    seconds.spectra = clock.seconds
    let measures = try quality.measure(
      model, newest: solved?.edits ?? 0..<0, edits: edits, isInterrupted: isInterrupted)
    seconds.evaluation = clock.seconds - seconds.spectra
    seconds.total += clock.seconds
    return RoundReport(
      edits: edits, round: rounds.count, editor: editor.name, guardSetting: guardSetting, scores: measures.scores,
      sampled: measures.sampled, layers: layers, seconds: seconds, outcomes: measures.outcomes,
      failed: solved?.failed ?? [], probes: measures.probes)
  }

  private mutating func layerReports(_ solved: Solved?) throws -> [LayerReport] {
    let isFull = rounds.count % max(1, configuration.spectrumBeat) == 0
    return try configuration.hyperParameters.layers.compactMap { layer in
      guard var watch = watches[layer] else { return nil }
      let k = guardSetting.protectedCount(spectrum: watch.basis.s)
      let reading = try watch.measure(
        weight: model.editedWeight(layer: layer), newDirections: newDirections[layer] ?? [], k: k, full: isFull)
      watches[layer] = watch
      newDirections[layer] = nil
      let solve = solved?.layers.first { $0.update.layer == layer }
      let before = solve.map { previousNorm(layer: layer, $0.update) }
      return LayerReport(
        layer: layer, k: reading.k, ls: reading.ls, ss: reading.ss, coreDrift: reading.coreDrift,
        outsideShare: reading.outsideShare,
        frobenius: reading.frobenius, frobeniusRatio: reading.frobeniusRatio, spectral: reading.spectral,
        spectralRatio: reading.spectralRatio, hiddenNorm: solved?.hiddenNorm,
        keyRank: solve?.keys.map { Drift.participationRank(of: $0.asDouble) }, kept: solve?.kept ?? 1,
        relativeChange: solve.flatMap { solve in before.map { solve.norm / $0 } } ?? 0, leading: reading.leading,
        spectrum: reading.spectrum)
    }
  }

  /// ||W||_F before the newest update of a layer.
  private func previousNorm(layer: Int, _ update: WeightUpdate) -> Double {
    var weight = model.editedWeight(layer: layer)
    weight.add(update.change.matrix, times: -1)
    return weight.frobeniusNorm
  }

  // MARK: - Saving

  /// Writes the edited model as a checkpoint that transformers loads.
  func save(to folder: URL) throws {
    var tensors: [String: [Float]] = [:]
    for layer in configuration.hyperParameters.layers {
      tensors[Transformer.editedTensorName(layer: layer)] = model.blocks[layer].down.weight.entries
    }
    try material.checkpoint.writeCopy(replacing: tensors, to: folder)
  }
}
