import Atlas
import AtlasTools
import Charts
import Engine
import Foundation

/// What can be done about the embedded model.
enum AtlasAction: String, CaseIterable {
  case train
  case check
  case export
  case moments
}

/// How the embedded model is trained.
struct AtlasOptions: Sendable, Equatable {
  var trainingSteps: Int?

  static let options: [Option<AtlasOptions>] = [
    .count("--training-steps", \.trainingSteps, "steps of training, in place of the recipe's")
  ]
}

/// `revive atlas`: makes the embedded model anew, judges it, or writes the files of its world or its second moments.
///
/// - Returns: the exit code.
func atlas(
  _ action: String, _ options: AtlasOptions, _ run: RunOptions, _ output: OutputOptions, in context: ProcessContext
) throws -> Int32 {
  guard let action = AtlasAction(rawValue: action) else {
    throw UsageError.incomplete("revive atlas can \(AtlasAction.allCases.map(\.rawValue).joined(separator: ", "))")
  }
  switch action {
  case .train: return try trainAtlas(options, seed: run.pace.seed, in: outFolder(output.out), context)
  case .check: return try checkAtlas(run, printsJSON: output.printsJSON, in: context)
  case .export:
    let folder = try outFolder(output.out)
    try WorldFiles(World(seed: run.pace.seed ?? 0)).write(to: folder)
    return 0
  case .moments:
    let status = StatusLine(context)
    try ShippedMoments.make(for: EmbeddedModel(searching: [outFolder(output.out)])) { done, total in
      status.show("\(grouped(done))/\(grouped(total)) documents")
      return true
    }
    status.clear()
    return 0
  }
}

private func outFolder(_ out: String?) throws -> URL {
  guard let out else { throw UsageError.incomplete("add --out DIR, the folder to write to") }
  return URL(fileURLWithPath: out)
}

private func trainAtlas(
  _ options: AtlasOptions, seed: UInt64?, in folder: URL, _ context: ProcessContext
) throws -> Int32 {
  var plan = AtlasTraining.Plan()
  if let seed {
    plan.worldSeed = seed
    plan.recipe.seed = seed
  }
  if let steps = options.trainingSteps { plan.recipe.steps = steps }
  var training = try AtlasTraining(plan, in: folder)
  if training.trainer.step > 0 { context.report("going on after step \(training.trainer.step)\n") }
  let status = StatusLine(context, staysElsewhere: true)
  try training.run { status.show(line($0)) }
  status.end()
  let model = folder.appendingPathComponent("model").path
  try context.write("\(model) holds the model; the files of its world lie beside it\n")
  return 0
}

/// "step 120/900  loss 1.234  facts 87.1 %  tasks 95.0 %  2,950 tokens/s  31 min left"
private func line(_ progress: AtlasTraining.Progress) -> String {
  let report = progress.report
  func share(_ kind: Double?) -> String { kind.map { String(format: "%.1f %%", 100 * $0) } ?? "-" }
  let time =
    progress.secondsLeft < 90
    ? "\(Int(progress.secondsLeft)) s left" : "\(Int((progress.secondsLeft / 60).rounded())) min left"
  return [
    "step \(report.step)/\(progress.steps)", String(format: "loss %.3f", report.weightedLoss),
    "facts \(share(report.right[.fact]))", "tasks \(share(report.right[.verdict]))",
    "\(grouped(Int(progress.tokensPerSecond))) tokens/s", time,
  ].joined(separator: "  ")
}

private func checkAtlas(_ options: RunOptions, printsJSON: Bool, in context: ProcessContext) throws -> Int32 {
  try options.guarding.refuseLateStart(because: "an edit count is for revive run")
  let run = try ConfiguredRun(options)
  for warning in run.warnings { context.complain("warning: \(warning)") }
  let status = StatusLine(context)
  let check = try ModelCheck(
    run.configuration, cache: statisticsCache(environment: context.environment), tell: status.show)
  status.clear()
  if printsJSON {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    try context.write(String(decoding: encoder.encode(check), as: UTF8.self) + "\n")
  } else {
    try context.write(check.text)
  }
  return 0
}
