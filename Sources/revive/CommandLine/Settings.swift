import Cells
import Editing
import Engine
import Models
import Monitor
import RunModel

/// What the command line asks for. Nil where it says nothing: what that means is decided where the setting is used.
struct Settings: Sendable, Equatable {
  /// Run folders or a model: what a command works on.
  var operands: [String] = []

  // What is edited, and with what.
  var model: String?
  var edits: String?
  var moments: String?
  var momentLimit: Int?
  var heldOut: String?
  var tasks: String?
  var contexts: String?
  var hyperParameters: String?
  var probes: [String] = []
  var skipsBrokenRecords = false

  // The editor.
  var editor: EditorKind?
  var layers: [Int]?
  var momentWeight: Double?
  var ridge: Double?
  var steps: Int?
  var learningRate: Double?
  var clampFactor: Double?
  var clampAnchor: ClampAnchor?
  var weightDecay: Double?
  var klFactor: Double?
  var nullSpaceThreshold: Double?
  var nullSpaceMode: NullSpaceRule.Mode?
  var nullSpacePenalty: Double?
  var compat: Set<HyperParameters.Compatibility>?
  /// Quirks of published data, which `--compat` takes, too.
  var dataQuirks: Set<RunConfiguration.Quirk> = []
  /// Hyper-parameters by their keys in reference files.
  var parameters: [String: String] = [:]

  // The run.
  var roundSize: Int?
  var editLimit: Int?
  var until: RunGoal?
  /// Rounds a second of a replay.
  var speed: Double?
  var seed: UInt64?
  var order: RunConfiguration.Order?
  var sampleSize: Int?
  var threads: Int?
  var weights: WeightStorage?
  var precision: PrecisionChoice?
  /// Whether rounds are timed in every precision.
  var comparesPrecisions = false
  var beginning: String?
  var onFailure: FailurePolicy?

  // The evaluation of all edits.
  var evaluation: EvaluationScope?
  var snippets: String?
  var termStatistics: String?
  var textInterval: Int?

  // The guard.
  var guardIsOn: Bool?
  /// The edit count at which the guard is switched on.
  var guardFrom: Int?
  var guardKind: GuardSetting.Kind?
  var tau: Double?
  var energy: GuardSetting.Energy?
  var basis: GuardSetting.Basis?
  var controlOf: GuardSetting.Kind?
  var factor: Double?
  var hasControls = false

  // What is written, and how.
  var out: String?
  var save: String?
  var printsJSON = false
  var isHeadless = false

  // The screen.
  var theme: String?
  var themesFolder: String?
  /// Nil finds out.
  var color: ColorDepth?
  var glyphs: GlyphChoice?
  var layout: Preset?
  var smoothing: Smoothing?
  /// Nothing moves by itself.
  var isStill = false
  var leavesMouse = false
  var sync: SyncChoice?
  /// The sentences of `:describe`, in place of the screen.
  var describes = false

  // What is written of earlier runs.
  var csv: String?
  var jsonLines: String?
  /// Columns and rows of a picture.
  var pictureSize: Size?
  var hasCharts = false
  var overwrites = false

  // The bench command.
  var isEveryEditor = false
  var repeats: Int?
  var comparesTextbook = false
  var grows = false
  /// Whether frames are timed, not rounds.
  var timesScreen = false

  /// A file, or a folder for several pictures.
  var svg: String?

  // The analyze command.
  /// Frobenius norm of a disturbance over that of the weight.
  var disturbance: Double?

  // The atlas command.
  var trainingSteps: Int?

  // The model command.
  var encode: String?
  var logits: String?
}

/// Which edits are measured.
enum EvaluationScope: String, Sendable, CaseIterable {
  /// A sample after every round.
  case sampled
  /// And at the end all of them.
  case full
}

extension Settings {
  /// The only thing, or the first, that a command works on.
  var operand: String? { operands.first }

  /// Refuses `--revive N` where no run passes an edit count by itself.
  func refuseLateGuard(because reason: String) throws(UsageError) {
    guard let edits = guardFrom else { return }
    throw .badValue(option: "--revive", value: "\(edits)", expected: "on or off: \(reason)")
  }
}

/// What becomes of a run in which an edit fails.
enum FailurePolicy: String, Sendable, CaseIterable {
  /// The other edits are made.
  case goOn = "go-on"
  /// The monitor pauses; a run without a screen ends.
  case stop
}

/// Whether the terminal is asked to show each frame in one piece.
enum SyncChoice: String, Sendable, CaseIterable {
  /// Where the terminal can be trusted with it: not inside tmux and screen.
  case auto
  case on
  case off
}

/// Which characters the monitor draws with.
enum GlyphChoice: String, Sendable, CaseIterable {
  /// What the terminal and the locale can be trusted with.
  case auto
  case braille
  case blocks
  case ascii
}
