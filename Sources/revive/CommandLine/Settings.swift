/// What the command line asks for, in the groups of which commands take those that they use. Their options are declared
/// beside them.
struct Settings: Sendable, Equatable {
  /// Run folders or a model: what a command works on.
  var operands: [String] = []
  var run = RunOptions()
  var output = OutputOptions()
  var screen = ScreenOptions()
  var pictures = PictureOptions()
  var replay = ReplayOptions()
  var runs = RunsOptions()
  var export = ExportOptions()
  var model = ModelOptions()
  var fetch = FetchOptions()
  var analysis = AnalysisOptions()
  var bench = BenchOptions()
  var atlas = AtlasOptions()

  /// The only thing, or the first, that a command works on.
  var operand: String? { operands.first }
}

/// All that makes a run what it is.
struct RunOptions: Sendable, Equatable {
  var inputs = InputOptions()
  var editor = EditorOptions()
  var guarding = GuardOptions()
  var pace = PaceOptions()
  var evaluation = EvaluationOptions()

  /// What is not among the settings of editors or the guard.
  static let groups = [InputOptions.group, EditorOptions.group, GuardOptions.group, PaceOptions.group]
}
