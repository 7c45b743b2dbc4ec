import Datasets
import Editing
import Foundation
import Models
import Numerics
import RunModel

/// Everything that decides a run's numbers, as it is kept in the run folder's `config.json`: with the same configuration,
/// machine and thread count a run gives the same numbers again.
package struct RunConfiguration: Sendable, Equatable, Codable {
  package enum Order: String, Sendable, Codable, CaseIterable {
    /// As in the file, which is what published numbers use.
    case file
    /// Shuffled by the seed, with every subject's first fact ahead of any subject's second: for files that list one
    /// subject's facts one after the other.
    case shuffled
  }
  /// Odd things of published data and evaluations.
  package typealias Quirk = GlueTask.Quirk

  /// The name under which the embedded model, its edits and its texts are asked for.
  package static let embedded = "atlas"
  /// The name under which the edits, tasks and texts about the real world are asked for that come with the program.
  package static let world = "world"
  /// The name under which second moments are asked for of texts that the model writes itself.
  package static let selfSampled = "self-sampled"

  /// A checkpoint folder, or "atlas".
  package var model: String
  /// A file of COUNTERFACT or ZSRE records, "atlas" or "world".
  package var edits: String
  /// A text file with one document a line for the second moments, "atlas", or "self-sampled" for none.
  package var moments: String
  /// Collect second moments from the first so many documents; nil for all. An approximation of what all of them give.
  package var momentLimit: Int?
  /// A text file with one document a line for perplexity, "atlas", "world", or nil for none.
  package var heldOut: String?
  /// A task file, a folder of them, "atlas", "world", or nil for none.
  package var tasks: String?
  /// The editor at edit 0; its layers are the run's.
  package var editor: EditorKind
  /// Of every editor, with layers of its own.
  package var settings: EditorSettings
  /// Context templates; nil generates them with the unedited model.
  package var contexts: ContextTemplates?
  /// Those of editors that ask for flat ones (ROME); nil takes `contexts`, or generates them too.
  package var flatContexts: ContextTemplates?
  package var order: Order
  package var roundSize: Int
  /// Use the first so many edits (after ordering); nil for all.
  package var editLimit: Int?
  package var seed: UInt64
  /// The guard at edit 0; later changes are in the log.
  package var guardSetting: GuardSetting
  /// Past edits that are measured after every round.
  package var sampleSize: Int
  /// Every how many rounds all singular values are computed.
  package var fullSpectrumInterval: Int
  /// Prompts whose continuation is shown.
  package var probes: [String]
  /// Whether a run pauses after a round in which an edit failed, instead of going on without it.
  package var pausesOnFailure: Bool
  // The following came later: files of earlier versions lack them.
  /// Whether broken records of the file of edits are left out, instead of ending the run before it begins.
  package var skipsBrokenRecords: Bool?
  /// Odd things of published data and evaluations that are wanted.
  package var quirks: [Quirk]?
  /// What an evaluation of all edits does beyond asking for objects.
  package var benchmark: BenchmarkPlan?
  /// What every text begins with for the model, in place of what its tokenizer puts there (BOS); nil leaves that.
  package var beginning: String?
  /// How weights are held that are not edited; nil goes by the memory that is free when the run begins.
  package var weights: WeightStorage?
  /// What products with weights are computed in that are not edited; nil is f32, as in earlier versions.
  package var precision: PrecisionChoice?
  /// The edit count that the run is made up to unless another is named; nil for the end of the list.
  package var goal: Int?
  /// The edit count at which the guard is switched on; nil for one that is on or off from the beginning.
  package var guardFrom: Int?
  /// Whether all edits are measured when the last one is made; nil for a sample after every round alone.
  package var evaluatesAll: Bool?
  /// The name by which the model was found, with its commit, and by which it is found again when `model` is gone; nil for a
  /// path that was given as such.
  package var modelName: String?
  /// Whether only those facts are edited that the model says before.
  package var editsKnownOnly: Bool?
  /// The purpose that settings are chosen for; nil for none.
  package var preset: Preset?
  /// Settings that were found on the model before the first edit; nil for none.
  package var found: [FoundSetting]?
  /// Settings that are to be found before the first edit. A run that is kept has none.
  package var unsettled: Set<FoundSetting> = []

  /// What `config.json` calls them; one name is that of earlier versions.
  private enum CodingKeys: String, CodingKey {
    case model, edits, moments, momentLimit, heldOut, tasks, editor, settings, contexts, flatContexts, order, roundSize
    case editLimit, seed, guardSetting, sampleSize, probes, pausesOnFailure, skipsBrokenRecords, quirks, benchmark
    case beginning, weights, precision, goal, guardFrom, evaluatesAll, modelName, editsKnownOnly, preset, found
    case fullSpectrumInterval = "spectrumBeat"
  }

  package init(
    model: String, edits: String, moments: String, heldOut: String? = nil, tasks: String? = nil,
    editor: EditorKind = .memit, settings: EditorSettings, contexts: ContextTemplates?, order: Order,
    roundSize: Int = 100, editLimit: Int? = nil, seed: UInt64 = 0, guardSetting: GuardSetting = GuardSetting(),
    sampleSize: Int = 200, fullSpectrumInterval: Int = 5, probes: [String] = [], pausesOnFailure: Bool = false,
    skipsBrokenRecords: Bool? = nil, quirks: [Quirk]? = nil, benchmark: BenchmarkPlan? = nil,
    beginning: String? = nil, weights: WeightStorage? = nil, precision: PrecisionChoice? = nil, goal: Int? = nil,
    guardFrom: Int? = nil, editsKnownOnly: Bool? = nil
  ) {
    self.model = model
    self.edits = edits
    self.moments = moments
    self.heldOut = heldOut
    self.tasks = tasks
    self.editor = editor
    self.settings = settings
    self.contexts = contexts
    self.order = order
    self.roundSize = roundSize
    self.editLimit = editLimit
    self.seed = seed
    self.guardSetting = guardSetting
    self.sampleSize = sampleSize
    self.fullSpectrumInterval = fullSpectrumInterval
    self.probes = probes
    self.pausesOnFailure = pausesOnFailure
    self.skipsBrokenRecords = skipsBrokenRecords
    self.quirks = quirks
    self.benchmark = benchmark
    self.beginning = beginning
    self.weights = weights
    self.goal = goal
    self.guardFrom = guardFrom
    self.editsKnownOnly = editsKnownOnly
    self.precision = precision
  }

  /// The settings of the editor at edit 0.
  package var hyperParameters: HyperParameters {
    get { settings[editor] }
    set { settings[editor] = newValue }
  }

  /// The layers that the run follows and its editors may edit, ascending.
  package var layers: [Int] { hyperParameters.layers }

  /// The settings of an editor in this run. It edits those of its own layers that are among the run's, or else the run's
  /// last one: second moments and spectra are there for no others.
  package func settings(for editor: EditorKind) -> HyperParameters {
    var own = settings[editor]
    let common = own.layers.filter(layers.contains)
    own.layers = common.isEmpty ? layers.suffix(1) : common
    // One second moment serves them all.
    own.ridge = hyperParameters.ridge
    return own
  }

  /// What an editor's clamp is anchored to at edit 0; nil for one that sets no targets.
  package func clamp(of editor: EditorKind) -> ClampAnchor? {
    editor.setsTargets ? settings(for: editor).clampAnchor : nil
  }

  /// What the values of an editor are brought to at edit 0; nil for nothing.
  package func anchor(of editor: EditorKind) -> ValueAnchor? {
    editor.setsTargets && settings(for: editor).valueAnchor == .nas ? .nas : nil
  }

  /// Checks what can be checked without a model.
  ///
  /// - Throws: `RunConfigurationError`.
  package func validate() throws(RunConfigurationError) {
    for (name, value, least) in [
      ("round size", roundSize, 1), ("number of documents for the second moments", momentLimit ?? 1, 1),
      ("edit limit", editLimit ?? 0, 0), ("sample size", sampleSize, 0),
      ("interval of full spectra", fullSpectrumInterval, 1),
      ("interval of free texts", benchmark?.textInterval ?? 0, 0),
      ("edit count at which the guard is switched on", guardFrom ?? 1, 1),
    ] where value < least {
      throw .tooSmall(setting: name, value: value, least: least)
    }
  }

  /// Checks the settings of every editor against a model of `layerCount` blocks.
  ///
  /// - Throws: `EditingError.badHyperParameters`, of the first editor if its settings are bad.
  package func validate(layerCount: Int) throws(EditingError) {
    try hyperParameters.validate(layerCount: layerCount)
    for editor in EditorKind.allCases { try settings(for: editor).validate(layerCount: layerCount) }
  }
}

/// A precision by name, or the fastest that is sound.
package enum PrecisionChoice: String, Sendable, Codable, CaseIterable {
  case f32, bf16
  /// bf16 where the processor multiplies such numbers, except for the embedded model, which is quick as it is.
  case auto

  init(_ precision: Precision) {
    switch precision {
    case .f32: self = .f32
    case .bf16: self = .bf16
    }
  }

  /// - Parameter isEmbedded: whether the embedded model is edited.
  func precision(isEmbedded: Bool) -> Precision {
    switch self {
    case .f32: .f32
    case .bf16: .bf16
    case .auto: !isEmbedded && LinearAlgebraLibrary.multipliesBF16 ? .bf16 : .f32
    }
  }
}

/// What an evaluation of all edits does beyond asking for objects.
package struct BenchmarkPlan: Sendable, Equatable, Codable {
  /// Reference texts for consistency (`attribute_snippets.json`); nil for no consistency.
  package var snippets: String?
  /// A folder with `tfidf_vocab.json` and `idf.npy`; nil takes the statistics of the reference texts.
  package var statistics: String?
  /// Free texts are written for one edit in so many; 0 for none, nil for all.
  package var textInterval: Int?

  package init(snippets: String? = nil, statistics: String? = nil, textInterval: Int? = nil) {
    self.snippets = snippets
    self.statistics = statistics
    self.textInterval = textInterval
  }
}

/// A run configuration that makes no run.
package enum RunConfigurationError: Error, Equatable, CustomStringConvertible {
  case tooSmall(setting: String, value: Int, least: Int)

  package var description: String {
    switch self {
    case .tooSmall(let setting, let value, let least): "the \(setting) is \(value), must be \(least) or more"
    }
  }
}
