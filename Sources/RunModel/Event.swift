/// What the engine tells a screen, a log or a script. Events are values; the receiver keeps what it needs. Those of the moment
/// (`isLogged` is false) are in no log.
package enum Event: Sendable, Equatable {
  /// The model is loaded and edit 0 has been measured. Comes before every round, change and undo; when a session continues
  /// or replays an earlier run, those of its log follow.
  case ready(RunDescription)
  /// What the engine does at this moment. Only the newest matters.
  case activity(Activity)
  /// A round is done and measured, after a single step only in part.
  case round(RoundReport)
  /// What the report of a single step lacked.
  case measured(LateMeasures)
  /// The guard of the coming rounds, from this edit count on.
  case change(GuardChange)
  /// The editor of the coming rounds, from this edit count on.
  case editor(EditorChange)
  /// The anchor of the clamp in the coming rounds, from this edit count on.
  case clamp(ClampChange)
  /// The anchor of values in the coming rounds, from this edit count on.
  case anchor(AnchorChange)
  /// The prompts that are pinned from this edit count on, and what is said after them now.
  case probes(ProbeChange)
  /// The newest round was taken back; the run stands at `edits` again.
  case undone(UndoReport)
  /// The run has two branches from here on.
  case forked(Fork)
  /// It has one again.
  case forkEnded(ForkEnd)
  /// An event about the branch of this name; others are about the trunk, or about the whole run.
  indirect case on(String, Event)
  /// All edits made so far have been measured.
  case evaluated(EvaluationReport)
  /// Edits have been measured because somebody looked or asked.
  case seen(SeenEdits)
  /// An edit has been looked into.
  case inspected(EditInspection)
  /// Something a person should read.
  case notice(Notice)
  /// The engine has ended and will send nothing more.
  case stopped(reason: String)
}

/// The constants of a run: everything a screen needs to label what follows.
package struct RunDescription: Sendable, Equatable, Codable {
  package struct Layer: Sendable, Equatable, Codable {
    package var layer: Int
    /// Output width d and input width m of the edited weight (y = W k, W is d x m).
    package var d: Int
    package var m: Int
    /// All singular values at edit 0, descending.
    package var spectrum: [Float]
    /// ||W_0||_F.
    package var frobenius: Double

    package init(layer: Int, d: Int, m: Int, spectrum: [Float], frobenius: Double) {
      self.layer = layer
      self.d = d
      self.m = m
      self.spectrum = spectrum
      self.frobenius = frobenius
    }
  }
  /// Short name of the model, as in "atlas 5.8M".
  package var model: String
  package var parameters: Int
  package var editor: EditorKind
  /// The editors that the run can be switched to.
  package var editors: [EditorKind]
  package var layers: [Layer]
  package var roundSize: Int
  /// Edits in the list.
  package var editLimit: Int
  package var guardSetting: GuardSetting
  /// At edit 0; nil for an editor that sets no targets.
  package var clamp: ClampAnchor?
  /// What values are brought to at edit 0; nil for nothing.
  package var anchor: ValueAnchor?
  package var seed: UInt64
  /// Names of the general-ability tasks, in the order in which they are shown.
  package var tasks: [String]
  /// Where the run is kept; nil when it is not written.
  package var folder: String?
  /// What a reader must know to trust the numbers, one line each: ridge, approximations, options in use.
  package var remarks: [String]
  /// What products with weights are computed in that are not edited, "f32" or "bf16"; nil in older logs.
  package var precision: String?
  /// The linear algebra libraries and the instructions that they use; nil in older logs.
  package var libraries: String?
  /// Whether it is the embedded model, of which more is known; nil in older logs.
  package var isEmbedded: Bool?
  /// The edit count that the run is made up to unless another is named; nil for the end of the list.
  package var goal: Int?
  /// The digest of all settings in `config.json`, in 16 hexadecimal digits; nil in older logs.
  package var settingsDigest: String?

  private enum CodingKeys: String, CodingKey {
    case model, parameters, editor, editors, layers, roundSize, editLimit, clamp, anchor, seed, tasks, folder, remarks
    case precision, libraries, goal, settingsDigest
    case isEmbedded = "embedded"
    case guardSetting = "guard"
  }

  package init(
    model: String, parameters: Int, editor: EditorKind, editors: [EditorKind] = [], layers: [Layer], roundSize: Int,
    editLimit: Int, guardSetting: GuardSetting, clamp: ClampAnchor? = nil, anchor: ValueAnchor? = nil, seed: UInt64,
    tasks: [String],
    folder: String?, remarks: [String], precision: String? = nil, libraries: String? = nil,
    isEmbedded: Bool? = nil, goal: Int? = nil, settingsDigest: String? = nil
  ) {
    self.model = model
    self.parameters = parameters
    self.editor = editor
    self.editors = editors
    self.layers = layers
    self.roundSize = roundSize
    self.editLimit = editLimit
    self.guardSetting = guardSetting
    self.clamp = clamp
    self.anchor = anchor
    self.seed = seed
    self.tasks = tasks
    self.folder = folder
    self.remarks = remarks
    self.precision = precision
    self.libraries = libraries
    self.isEmbedded = isEmbedded
    self.goal = goal
    self.settingsDigest = settingsDigest
  }
}

extension RunDescription {
  /// The edit count that a run goes to which stands at some other: its goal, beyond it the end of the list.
  package func end(at edits: Int) -> Int { goal.flatMap { edits <= $0 && $0 < editLimit ? $0 : nil } ?? editLimit }

  /// Where a run that stands at some edit count goes to when nothing else is said: the goal, beyond it the end of the list.
  package func nextGoal(after edits: Int) -> RunGoal {
    goal.flatMap { edits < $0 && $0 < editLimit ? .edits($0) : nil } ?? .allEdits
  }
}

/// What the engine is busy with.
package struct Activity: Sendable, Equatable {
  package enum Phase: String, Sendable {
    case loading, idle, targets, solve
    /// What the model still can do, after a round.
    case measuring
    /// What single steps have left to be measured, with nothing else to do: any command comes first.
    case catchingUp = "catching up"
    /// How every edit made so far stands: any command stops it.
    case surveying = "measuring edits"
    /// All edits, case by case.
    case evaluation
    case saving, finished
  }
  package var phase: Phase
  /// True while a `run` goal is being worked on (also between rounds).
  package var isRunning: Bool
  /// True when a pause holds the round at this step.
  package var isHeld: Bool
  /// Steps done and to do within the phase (documents, optimisation steps, layers, measures, edits); 0 of 0 when it has
  /// none.
  package var step: Int
  package var steps: Int
  /// Edits applied so far.
  package var edits: Int
  /// What is loaded, and what for; nil where the phase says it.
  package var subject: String?

  package init(
    phase: Phase, isRunning: Bool, isHeld: Bool = false, step: Int = 0, steps: Int = 0, edits: Int,
    subject: String? = nil
  ) {
    self.phase = phase
    self.isRunning = isRunning
    self.isHeld = isHeld
    self.step = step
    self.steps = steps
    self.edits = edits
    self.subject = subject
  }
}

/// The guard changed between rounds.
package struct GuardChange: Sendable, Equatable, Codable {
  /// Edit count from which the setting holds.
  package var edits: Int
  package var setting: GuardSetting
  /// Only true or absent: whether the guard is again the one that the run began with, so that one that is to come on later
  /// still does.
  package var isInitial: Bool?

  private enum CodingKeys: String, CodingKey {
    case edits
    case setting = "guard"
    case isInitial = "initial"
  }

  package init(edits: Int, setting: GuardSetting, isInitial: Bool? = nil) {
    self.edits = edits
    self.setting = setting
    self.isInitial = isInitial
  }
}

/// The editor changed between rounds.
package struct EditorChange: Sendable, Equatable, Codable {
  /// Edit count from which it edits.
  package var edits: Int
  package var editor: EditorKind
  /// What it edits of the run's layers.
  package var layers: [Int]
  /// Dimension of the null space that it stays in, for each of `layers`; nil for an editor that has none.
  package var nullSpaceRanks: [Int]?

  package init(edits: Int, editor: EditorKind, layers: [Int], nullSpaceRanks: [Int]? = nil) {
    self.edits = edits
    self.editor = editor
    self.layers = layers
    self.nullSpaceRanks = nullSpaceRanks
  }
}

/// Other prompts were pinned between rounds.
package struct ProbeChange: Sendable, Equatable, Codable {
  /// Edit count at which they were read.
  package var edits: Int
  /// What the model says after each now.
  package var now: [ProbeReading]
  /// What it said at edit 0.
  package var original: [ProbeReading]

  package init(edits: Int, now: [ProbeReading], original: [ProbeReading]) {
    self.edits = edits
    self.now = now
    self.original = original
  }
}

/// A round was taken back.
package struct UndoReport: Sendable, Equatable, Codable {
  /// Number of the round that no longer exists.
  package var round: Int
  /// Edit count of the run after the undo.
  package var edits: Int

  package init(round: Int, edits: Int) {
    self.round = round
    self.edits = edits
  }
}

/// A line for people.
package struct Notice: Sendable, Equatable {
  package enum Level: String, Sendable { case info, warning, error }
  package var level: Level
  package var text: String

  package init(_ level: Level, _ text: String) {
    self.level = level
    self.text = text
  }
}

extension Event {
  /// Whether a run's log holds it.
  package var isLogged: Bool {
    switch content {
    case .ready, .round, .measured, .change, .editor, .clamp, .anchor, .probes, .undone, .forked, .forkEnded,
      .evaluated,
      .stopped:
      true
    case .activity, .seen, .inspected, .notice, .on: false
    }
  }

  /// Whether it belongs to what became of a run's weights and settings, which a screen is told again when the run is taken
  /// up or replayed.
  package var isHistory: Bool {
    switch content {
    case .ready, .stopped: false
    default: isLogged
    }
  }

  /// The same without what became of single edits, for those who keep that elsewhere.
  package var withoutOutcomes: Event {
    switch content {
    case .round(var report):
      report.outcomes = []
      return .round(report).about(branch)
    case .measured(var late):
      late.outcomes = []
      return .measured(late).about(branch)
    default: return self
    }
  }

  /// The name of the branch that it is about.
  package var branch: String { if case .on(let branch, _) = self { branch } else { Fork.trunk } }

  /// The event without the mark of its branch.
  package var content: Event { if case .on(_, let event) = self { event.content } else { self } }

  /// The event marked with a branch, when that is not the trunk.
  package func about(_ branch: String) -> Event { branch == Fork.trunk ? self : .on(branch, self) }
}
