import Datasets
import Editing
import Models
import Numerics
import RunModel
import Spectra

/// What the coming rounds are made with: the editor, its clamp and the guard, and what they have worked out so far.
struct EditorSetup {
  /// Of every editor of the run.
  private let configuration: RunConfiguration
  private(set) var kind: EditorKind
  private(set) var editor: any Editor
  /// What every editor's clamp is anchored to; nil leaves it to the editor's settings.
  private(set) var chosenClamp: ClampAnchor?
  /// What every editor's values are brought to; nil leaves it to the editor's settings.
  private(set) var chosenAnchor: ValueAnchor?
  /// The norms that the original model's values have, of each editor that they were asked for.
  private var valueNorms: [EditorKind: Double] = [:]
  private(set) var guardSetting: GuardSetting
  private var guardFrames: GuardFrames
  /// The guard of `guardSetting`.
  private(set) var updateGuard: SpectralGuard
  /// Second moments with their ridge, by layer.
  let moments: [Int: RidgedMoment]
  private let statistics: ModelStatistics
  /// Why what was worked out is not kept for the next run, once it should have been.
  private(set) var cacheProblem: String?
  private var metricCache: MetricCache

  /// As a run begins.
  ///
  /// - Parameters:
  ///   - bases: the decompositions of the weights that are guarded, by layer.
  ///   - statistics: where decompositions of the second moments may have been kept.
  /// - Throws: what `setGuard` and `setEditor` throw.
  init(
    _ configuration: RunConfiguration, of model: EditedModel, bases: [Int: SpectralBasis],
    moments: [Int: RidgedMoment], statistics: ModelStatistics
  ) throws {
    self.configuration = configuration
    self.moments = moments
    self.statistics = statistics
    kind = configuration.editor
    editor = kind.make(configuration.settings(for: kind))
    guardSetting = configuration.guardSetting
    guardFrames = GuardFrames(bases, seed: configuration.seed)
    updateGuard = try SpectralGuard(guardSetting, in: &guardFrames)
    metricCache = MetricCache(moments)
    try Self.check(kind, updateGuard, model.current)
    try workOutMetrics(editor, model.history)
  }

  /// Guards the coming rounds.
  ///
  /// - Throws: `EngineError.unreachable` when the guard has to reach into a solve that the editor does not have.
  mutating func setGuard(_ setting: GuardSetting, for model: EditedModel) throws {
    let next = try SpectralGuard(setting, in: &guardFrames)
    try Self.check(kind, next, model.current)
    updateGuard = next
    metricCache.guardChanged()
    guardSetting = setting
  }

  /// Solves the coming rounds with another editor.
  ///
  /// - Throws: `EngineError`; what keeps the editor from this model, as an empty null space does.
  mutating func setEditor(_ kind: EditorKind, for model: EditedModel) throws {
    try Self.check(kind, updateGuard, model.current)
    let next = make(kind)
    try workOutMetrics(next, model.history)
    (editor, self.kind) = (next, kind)
  }

  /// What the clamp of the editor in force is anchored to; nil when it sets no targets.
  var clamp: ClampAnchor? { kind.setsTargets ? comingClamp : nil }

  /// The anchor of the editor in force, whether it sets targets or not.
  var comingClamp: ClampAnchor { chosenClamp ?? configuration.settings(for: kind).clampAnchor }

  /// Anchors the clamp of the coming rounds, whichever editor makes them.
  ///
  /// - Parameter anchor: nil leaves it to the editors' settings.
  mutating func setClamp(_ anchor: ClampAnchor?) {
    chosenClamp = anchor
    editor = make(kind)
  }

  /// What the values of the editor in force are brought to; nil for nothing.
  var anchor: ValueAnchor? { kind.setsTargets && comingAnchor == .nas ? .nas : nil }

  /// The same, whether it sets targets or not.
  var comingAnchor: ValueAnchor { chosenAnchor ?? configuration.settings(for: kind).valueAnchor ?? .free }

  /// Brings the values of the coming rounds to a norm, whichever editor makes them.
  ///
  /// - Parameter anchor: nil leaves it to the editors' settings.
  mutating func setAnchor(_ anchor: ValueAnchor?) { chosenAnchor = anchor }

  /// Takes over the norms that earlier rounds brought values to, so that they stay the same whatever becomes of the file of
  /// edits.
  mutating func recall(valueNormsOf reports: [RoundReport]) {
    for report in reports {
      if let norm = report.values?.anchor, norm.isFinite, norm > 0 { valueNorms[report.editor] = norm }
    }
  }

  /// The norm that the coming values are brought to: measured on the original model when it is first asked for. Nil for none.
  ///
  /// - Parameter progress: called before every step with steps done and to do; returning false interrupts.
  /// - Throws: what `NormAnchor.measured` throws.
  mutating func valueNorm(
    on requests: [EditRequest], of model: EditedModel, progress: (Int, Int) -> Bool
  ) throws -> Double? {
    guard anchor == .nas else { return nil }
    if let known = valueNorms[kind] { return known }
    let settings = configuration.settings(for: kind)
    let norm = try statistics.valueNorm(
      on: Array(requests.prefix(settings.anchorSamples ?? NormAnchor.samples)), of: model.original, settings,
      site: kind.targetSite, progress: progress)
    valueNorms[kind] = norm
    return norm
  }

  /// An editor as it presents the model that a round of its own has left.
  func presenter(_ kind: EditorKind) -> any Editor { kind.make(configuration.settings(for: kind)) }

  /// The guard of a round on a model.
  ///
  /// - Throws: `NumericsError` for weights that are not finite.
  func roundGuard(on model: Transformer) throws(NumericsError) -> any UpdateGuard {
    guard guardSetting.isOn, guardSetting.kind == .sphere else { return updateGuard }
    return try SphereGuard(guardSetting, for: kind, layers: editor.layers, of: model)
  }

  /// What the next round is solved with, by layer.
  mutating func metrics(after history: EditHistory) throws -> [Int: SolveMetrics] {
    try metricCache.metrics(for: editor, guardedBy: updateGuard, memory: history)
  }

  /// The dimensions that the editor leaves itself at each of its layers; empty for one that keeps to no null space.
  mutating func nullSpaceRanks() throws -> [NullSpaceRank] {
    guard case .nullSpace(let rule, _) = editor.metric else { return [] }
    return try editor.layers.map { try metricCache.nullSpaceRank(rule, layer: $0) }
  }

  private func make(_ kind: EditorKind) -> any Editor {
    var settings = configuration.settings(for: kind)
    settings.clampAnchor = chosenClamp ?? settings.clampAnchor
    return kind.make(settings)
  }

  /// Works out what an editor solves with, so that what is impossible is known before a round begins.
  private mutating func workOutMetrics(_ editor: any Editor, _ history: EditHistory) throws {
    if case .nullSpace = editor.metric {
      metricCache.keep(statistics.spectra(layers: editor.layers.filter { metricCache.spectra[$0] == nil }))
    }
    let known = Set(metricCache.spectra.keys)
    _ = try metricCache.metrics(for: editor, guardedBy: updateGuard, memory: history)
    if let problem = statistics.keep(metricCache.spectra.filter { !known.contains($0.key) }) {
      cacheProblem = cacheProblem ?? problem
    }
  }

  private static func check(
    _ editor: EditorKind, _ updateGuard: SpectralGuard, _ model: Transformer
  ) throws(EngineError) {
    guard !editor.hasClosedForm || !model.mlpOutputIsNormalised else { throw .normalisedOutput(editor: editor) }
    guard !editor.hasClosedForm, updateGuard.setting.reachesIntoSolve else { return }
    throw .unreachable(editor: editor)
  }
}
