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
  init(_ settings: Settings) throws {
    let model = settings.model ?? RunConfiguration.embedded
    let isEmbedded = model == RunConfiguration.embedded
    var configuration = isEmbedded ? RunConfiguration.atlas : try Self.general(model: model, settings)
    if isEmbedded, let edits = settings.edits, edits != RunConfiguration.embedded {
      // The embedded list has one person's facts in a row; other lists are taken as they are.
      configuration.order = .file
    }
    configuration.edits = settings.edits.map(place) ?? configuration.edits
    configuration.moments = settings.moments.map(place) ?? configuration.moments
    configuration.momentLimit = settings.momentLimit
    configuration.heldOut = settings.heldOut.map(place) ?? configuration.heldOut
    configuration.tasks = settings.tasks.map(place) ?? configuration.tasks
    configuration.order = settings.order ?? configuration.order
    configuration.roundSize = settings.roundSize ?? configuration.roundSize
    configuration.editLimit = settings.editLimit
    configuration.seed = settings.seed ?? configuration.seed
    configuration.sampleSize = settings.sampleSize ?? configuration.sampleSize
    configuration.probes = settings.probes
    configuration.pausesOnFailure = settings.onFailure == .stop
    configuration.skipsBrokenRecords = settings.skipsBrokenRecords ? true : nil
    configuration.quirks = settings.dataQuirks.isEmpty ? nil : settings.dataQuirks.sorted { $0.rawValue < $1.rawValue }
    configuration.benchmark = Self.benchmark(settings)
    configuration.weights = settings.weights
    configuration.precision = settings.precision ?? .auto
    configuration.beginning = settings.beginning
    if let path = settings.contexts { configuration.contexts = try Self.contexts(path) }
    configuration.guardSetting = Self.guardSetting(settings, over: configuration.guardSetting)
    let layerCount = try modelFolder(configuration.model).configuration.layerCount
    warnings = try Self.overlay(settings, on: &configuration, layerCount: layerCount)
    self.configuration = configuration
  }

  /// What a model without settings of its own begins with.
  private static func general(model: String, _ settings: Settings) throws -> RunConfiguration {
    let checkpoint = try modelFolder(model).configuration
    guard let edits = settings.edits, let moments = settings.moments else {
      let missing = [
        settings.edits == nil ? "--edits FILE (COUNTERFACT's or ZSRE's JSON form)" : nil,
        settings.moments == nil ? "--moments FILE (text, one document a line)" : nil,
      ]
      let wanted = missing.compactMap(\.self).joined(separator: " and ")
      throw UsageError.incomplete("a model of your own needs edits and text of its own: add \(wanted)")
    }
    return RunConfiguration(
      model: place(model), edits: place(edits), moments: place(moments),
      settings: EditorSettings { .defaults($0, for: checkpoint) }, contexts: nil, order: .file)
  }

  /// Nil when nothing was said about it, as in runs that know of none.
  private static func benchmark(_ settings: Settings) -> BenchmarkPlan? {
    let plan = BenchmarkPlan(
      snippets: settings.snippets.map(place), statistics: settings.termStatistics.map(place),
      textInterval: settings.textInterval)
    return plan == BenchmarkPlan() ? nil : plan
  }

  private static func contexts(_ path: String) throws -> ContextTemplates {
    let json = try contents(of: path)
    do { return try ContextTemplates(json: json) } catch {
      throw InputError.invalid(path: path, problem: "\(error)")
    }
  }

  private static func guardSetting(_ settings: Settings, over base: GuardSetting) -> GuardSetting {
    GuardSetting(
      isOn: settings.guardIsOn ?? base.isOn, kind: settings.guardKind ?? base.kind, tau: settings.tau ?? base.tau,
      energy: settings.energy ?? base.energy, basis: settings.basis ?? base.basis,
      controlOf: settings.controlOf ?? base.controlOf, factor: settings.factor)
  }

  /// Chooses the editor, puts the file of `--hparams` over its settings, and options over those of every editor.
  ///
  /// - Returns: a warning for each key of the file that has no effect.
  private static func overlay(
    _ settings: Settings, on configuration: inout RunConfiguration, layerCount: Int
  ) throws -> [String] {
    if let layer = settings.layers?.last, layer >= layerCount {
      throw UsageError.badValue(
        option: "--layers", value: "\(layer)", expected: "layers of this model, from 0 to \(layerCount - 1)")
    }
    configuration.editor = settings.editor ?? configuration.editor
    guard let path = settings.hyperParameters else {
      try settings.override(&configuration)
      try configuration.validate(layerCount: layerCount)
      return []
    }
    let json = try contents(of: path)
    do {
      let (overlaid, remarks) = try configuration.hyperParameters.overlaid(with: json, for: configuration.editor)
      configuration.hyperParameters = overlaid
      try settings.override(&configuration)
      // What options may say was checked when they were read: what is wrong now is the file's.
      try configuration.validate(layerCount: layerCount)
      let lossLayer = lossLayerRemark(json, layerCount: layerCount).map { [$0] } ?? []
      return (remarks + lossLayer).map { "\(path): \($0)" }
    } catch let error as EditingError {
      throw InputError.invalid(path: path, problem: "\(error)")
    }
  }

  /// The reference can compute the loss of targets from any block's output; here it is always the last one's.
  private static func lossLayerRemark(_ json: Data, layerCount: Int) -> String? {
    let values = try? JSONParser.parse(Array(json))
    guard let layer = values?["v_loss_layer"]?.integer, layer != layerCount - 1 else { return nil }
    return "\"v_loss_layer\" is \(layer), but the loss is taken at the last block, \(layerCount - 1)"
  }
}

/// An absolute path, or the name of what is embedded.
private func place(_ name: String) -> String {
  name == RunConfiguration.embedded ? name : URL(fileURLWithPath: name).standardizedFileURL.path
}

/// The checkpoint folder of a `--model` value.
func modelFolder(_ name: String) throws -> CheckpointFolder {
  try CheckpointFolder(name == RunConfiguration.embedded ? EmbeddedModel().model : URL(fileURLWithPath: name))
}
