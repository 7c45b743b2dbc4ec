import Atlas
import Checkpoints
import Editing
import Engine
import Files
import Foundation
import RunModel

/// A run's configuration as the command line wants it, and what was passed over while reading it.
struct ConfiguredRun {
  var configuration: RunConfiguration
  var warnings: [String]

  /// Reads what the settings name, as far as is quick: the model's configuration, hyper-parameters and contexts. Paths
  /// become absolute, so that the run can be resumed from anywhere.
  ///
  /// - Throws: `UsageError` for settings that are not enough; what reading files throws.
  init(_ options: RunOptions) throws {
    let (inputs, pace, quirks) = (options.inputs, options.pace, options.editor.dataQuirks)
    let model = inputs.model ?? RunConfiguration.embedded
    let isEmbedded = model == RunConfiguration.embedded
    var configuration = isEmbedded ? RunConfiguration.atlas : try Self.general(model: model, inputs)
    if isEmbedded, let edits = inputs.edits, edits != RunConfiguration.embedded {
      // The embedded list has one person's facts in a row; other lists are taken as they are.
      configuration.order = .file
    }
    let edited = try modelFolder(configuration.model).configuration
    if !isEmbedded, PublishedModel(edited) == nil { configuration.unsettled = options.editor.unsaid }
    if let preset = options.editor.preset { configuration.apply(preset) }
    configuration.modelName = inputs.modelName
    configuration.edits = inputs.edits.map(place) ?? configuration.edits
    configuration.moments = inputs.moments.map(place) ?? configuration.moments
    guard inputs.momentLimit == nil || configuration.moments != RunConfiguration.selfSampled else {
      throw UsageError.incomplete("--moments-limit counts documents: add --moments FILE, or leave it out")
    }
    configuration.momentLimit = inputs.momentLimit
    configuration.heldOut = inputs.heldOut.map(place) ?? configuration.heldOut
    configuration.tasks = inputs.tasks.map(place) ?? configuration.tasks
    configuration.order = inputs.order ?? configuration.order
    configuration.roundSize = pace.roundSize ?? configuration.roundSize
    configuration.editLimit = inputs.editLimit
    // Whoever names edits, or how many, means them.
    if inputs.editLimit != nil || configuration.edits != RunConfiguration.embedded { configuration.goal = nil }
    if let from = options.guarding.from, from >= configuration.goal ?? .max { configuration.goal = nil }
    configuration.guardFrom = options.guarding.from
    configuration.seed = pace.seed ?? configuration.seed
    configuration.sampleSize = pace.sampleSize ?? configuration.sampleSize
    configuration.probes = inputs.probes
    configuration.pausesOnFailure = pace.onFailure == .stop
    configuration.editsKnownOnly = inputs.editsKnownOnly ? true : nil
    configuration.skipsBrokenRecords = inputs.skipsBrokenRecords ? true : nil
    configuration.quirks = quirks.isEmpty ? nil : quirks.sorted { $0.rawValue < $1.rawValue }
    configuration.benchmark = Self.benchmark(options.evaluation)
    configuration.evaluatesAll = options.evaluation.scope == .full ? true : nil
    configuration.weights = pace.weights
    configuration.precision = pace.precision ?? .auto
    configuration.beginning = inputs.beginning
    if let path = inputs.contexts { configuration.contexts = try Self.contexts(path) }
    configuration.guardSetting = Self.guardSetting(options.guarding, over: configuration.guardSetting)
    warnings = try Self.overlay(options.editor, on: &configuration, of: edited)
    self.configuration = configuration
  }

  /// What a model without settings of its own begins with. Where no edits are brought, they and what is measured are about
  /// the real world; whoever brings edits knows what to measure. Second moments come from what the model writes.
  private static func general(model: String, _ inputs: InputOptions) throws -> RunConfiguration {
    let checkpoint = try modelFolder(model).configuration
    let edits = inputs.edits.map(place) ?? RunConfiguration.world
    let material = edits == RunConfiguration.world ? edits : nil
    return RunConfiguration(
      model: place(model), edits: edits, moments: RunConfiguration.selfSampled,
      heldOut: material, tasks: material,
      settings: EditorSettings { .defaults($0, for: checkpoint) }, contexts: nil, order: .file)
  }

  /// Nil when nothing was said about it, as in runs that know of none.
  private static func benchmark(_ evaluation: EvaluationOptions) -> BenchmarkPlan? {
    let plan = BenchmarkPlan(
      snippets: evaluation.snippets.map(place), statistics: evaluation.termStatistics.map(place),
      textInterval: evaluation.textInterval)
    return plan == BenchmarkPlan() ? nil : plan
  }

  private static func contexts(_ path: String) throws -> ContextTemplates {
    let json = try contents(of: path)
    do { return try ContextTemplates(json: json) } catch {
      throw InputError.invalid(path: path, problem: "\(error)")
    }
  }

  private static func guardSetting(_ options: GuardOptions, over base: GuardSetting) -> GuardSetting {
    GuardSetting(
      isOn: options.isOn ?? base.isOn, kind: options.kind ?? base.kind, tau: options.tau ?? base.tau,
      energy: options.energy ?? base.energy, basis: options.basis ?? base.basis,
      controlOf: options.controlOf ?? base.controlOf, factor: options.factor, beta: options.beta, alpha: options.alpha,
      side: options.side)
  }

  /// Chooses the editor, puts the file of `--hparams` over its settings, and options over those of every editor.
  ///
  /// - Returns: a warning for each key of the file that has no effect.
  private static func overlay(
    _ options: EditorOptions, on configuration: inout RunConfiguration, of model: ModelConfiguration
  ) throws -> [String] {
    let layerCount = model.layerCount
    if let layer = options.layers?.last, layer >= layerCount {
      throw UsageError.badValue(
        option: "--layers", value: "\(layer)", expected: "layers of this model, from 0 to \(layerCount - 1)")
    }
    configuration.editor = options.kind ?? configuration.editor
    guard let path = options.hyperParameters else {
      try options.override(&configuration)
      try configuration.validate(layerCount: layerCount)
      return []
    }
    let json = try contents(of: path)
    do {
      let (overlaid, remarks) = try configuration.hyperParameters.overlaid(
        with: json, for: configuration.editor, model: model)
      configuration.hyperParameters = overlaid
      try options.override(&configuration)
      // What options may say was checked when they were read: what is wrong now is the file's.
      try configuration.validate(layerCount: layerCount)
      return remarks.map { "\(path): \($0)" }
    } catch let error as EditingError {
      throw InputError.invalid(path: path, problem: "\(error)")
    }
  }
}

/// An absolute path, or the name of what comes with the program.
private func place(_ name: String) -> String {
  [RunConfiguration.embedded, RunConfiguration.world, RunConfiguration.selfSampled].contains(name)
    ? name : URL(fileURLWithPath: name).standardizedFileURL.path
}

/// The checkpoint folder of a `--model` value.
func modelFolder(_ name: String) throws -> CheckpointFolder {
  try CheckpointFolder(name == RunConfiguration.embedded ? EmbeddedModel().model : URL(fileURLWithPath: name))
}
