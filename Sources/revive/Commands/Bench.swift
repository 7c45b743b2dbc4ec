import Bench
import Charts
import Editing
import Engine
import Foundation
import Numerics
import RunModel

/// What is timed.
struct BenchOptions: Sendable, Equatable {
  var isEveryEditor = false
  var repeats: Int?
  var comparesTextbook = false
  /// Whether frames are timed, not rounds.
  var timesScreen = false
  var grows = false

  static let options: [Option<BenchOptions>] = [
    .flag("--every-editor", \.isEveryEditor, "all editors, one row each"),
    .count("--repeat", \.repeats, "do everything so many times (5)", in: 1...1_000),
    .flag("--naive", \.comparesTextbook, "time the textbook form beside it, and compare updates"),
    .flag("--screen", \.timesScreen, "frames of the monitor instead, on a made-up history of 20,000 edits"),
    .flag("--grow", \.grows, "also rounds of 10 to 200 edits, and synthetic layers of d_ff 1024 to 14336"),
  ]
}

/// `revive bench`: what rounds cost, part by part.
///
/// - Returns: the exit code.
func bench(_ bench: BenchOptions, _ options: RunOptions, printsJSON: Bool, in context: ProcessContext) throws -> Int32 {
  let comparesPrecisions = options.pace.comparesPrecisions
  guard !(bench.timesScreen && comparesPrecisions) else {
    throw UsageError.incomplete("--screen times frames, in which nothing is multiplied: leave out --precision all")
  }
  if bench.timesScreen { return try benchScreen(in: context) }
  try options.guarding.refuseLateStart(because: "an edit count is for revive run")
  let run = try ConfiguredRun(options)
  guard !comparesPrecisions || !(bench.comparesTextbook || bench.grows || bench.isEveryEditor) else {
    throw UsageError.incomplete(
      "--precision all times one editor's rounds: leave out --naive, --grow and --every-editor")
  }
  guard !bench.comparesTextbook || options.pace.precision != .bf16 else {
    throw UsageError.incomplete("--naive compares rounds in f32: leave out --precision bf16")
  }
  guard !(bench.comparesTextbook && run.configuration.guardSetting.isOn) else {
    throw UsageError.incomplete("--naive compares rounds without a guard, as papers write them; leave out --revive on")
  }
  for warning in run.warnings + idleOptions(options, run.configuration, bench: bench) {
    context.complain("warning: \(warning)")
  }
  let progress = StatusLine(context, staysElsewhere: true)
  defer { progress.clear() }
  progress.show("reading the model and its second moments")
  var configuration = run.configuration
  // The textbook computes in f32, and what is compared is the same edits and the same numbers.
  if bench.comparesTextbook { configuration.precision = .f32 }
  let rounds = try TimedRounds(configuration, cache: statisticsCache(environment: context.environment))
  for warning in rounds.warnings { progress.line("warning: \(warning)") }
  if comparesPrecisions, !LinearAlgebraLibrary.multipliesBF16 {
    progress.line("warning: this processor multiplies no bf16 numbers: their products are worked out in f32")
  }
  guard rounds.editLimit > 0 else {
    throw InputError.invalid(path: run.configuration.edits, problem: "there is no edit in it, so nothing can be timed")
  }
  var plan = benchPlan(bench, options, configuration: run.configuration, editLimit: rounds.editLimit)
  removeUnfinishedBench(environment: context.environment)
  // Where runs are kept: a folder in memory would cost nothing.
  plan.folder = defaultRunFolder(environment: context.environment, time: context.now()).map {
    URL(fileURLWithPath: $0 + "-bench")
  }
  if plan.roundSize < run.configuration.roundSize {
    progress.line("warning: there are \(grouped(rounds.editLimit)) edits only, so rounds are of as many")
  }
  return try Benchmark(context, plan, rounds, progress).run(printsJSON: printsJSON, grows: bench.grows)
}

/// What the command line wants timed.
func benchPlan(
  _ bench: BenchOptions, _ options: RunOptions, configuration: RunConfiguration, editLimit: Int
) -> BenchPlan {
  var plan = BenchPlan(
    editors: bench.isEveryEditor ? EditorKind.allCases : [options.editor.kind ?? .memit],
    roundSize: min(configuration.roundSize, editLimit), repeats: bench.repeats ?? 5,
    comparesTextbook: bench.comparesTextbook)
  plan.comparesPrecisions = options.pace.comparesPrecisions
  return plan
}

/// Times one thing after the other, and prints each as soon as it is known.
private struct Benchmark {
  private let context: ProcessContext
  private let plan: BenchPlan
  private let rounds: TimedRounds
  private let progress: StatusLine

  init(_ context: ProcessContext, _ plan: BenchPlan, _ rounds: TimedRounds, _ progress: StatusLine) {
    self.context = context
    self.plan = plan
    self.rounds = rounds
    self.progress = progress
  }

  func run(printsJSON: Bool, grows: Bool) throws -> Int32 {
    func print(_ text: @autoclosure () -> String) throws {
      guard !printsJSON else { return }
      progress.clear()
      try context.write(text())
    }
    var report = BenchReport(model: rounds.modelName, plan: plan)
    if !plan.comparesPrecisions { report.precision = rounds.model.precision }
    try print(report.heading + "\n")
    let setup = BenchSetup(plan, rounds, tell: progress.show)
    if plan.comparesPrecisions {
      var bench = PrecisionBench(setup)
      report.precisions = try bench.rows()
      try print(report.precisionTables)
      report.terms = try bench.terms()
      try print("\n" + report.termsTable)
      report.products = bench.products()
      try print("\n" + report.productTable)
      if printsJSON { try context.write(try report.json + "\n") }
      return 0
    }
    var bench = RoundBench(setup)
    report.editors = try bench.rows()
    try print(report.editorTables)
    let isIdle = report.editors.allSatisfy { $0.times == nil }
    if grows, !isIdle {
      report.roundSizes = try roundGrowth(setup)
      try print("\n" + report.roundSizeTable)
    }
    if grows {
      report.widths = try widthRows()
      try print("\n" + report.widthTables)
    }
    if printsJSON { try context.write(try report.json + "\n") }
    return isIdle ? 1 : 0
  }

  /// The plan's widths, as far as there is memory.
  private func widthRows() throws -> [WidthRow] {
    var growth = WidthGrowth(plan, tell: progress.show)
    return try plan.widths.compactMap { width in
      let need = WidthGrowth.memory(width: width)
      if let available = availableMemory(), need > available {
        progress.line("width \(width) is left out: it takes \(gigabytes(need)), \(gigabytes(available)) are free")
        return nil
      }
      return try growth.row(width: width)
    }
  }

  private func gigabytes(_ bytes: Double) -> String { String(format: "%.1f GB", bytes / 1e9) }
}
