import Editing
import Engine
import Foundation
import RunModel

/// `revive run --with-controls`: one experiment four times, on the same edits and seed. Without a guard, with it, and with
/// the two controls that tell the guard's effect from that of smaller updates, and of leaving out any directions at all.
///
/// - Returns: the exit code; of the first run that fails, if one does.
func runControls(
  _ configuration: RunConfiguration, _ options: RunOptions, _ output: OutputOptions, in context: ProcessContext
) throws -> Int32 {
  guard output.save == nil else { throw UsageError.incomplete("--save is for one run; leave out --with-controls") }
  guard options.guarding.isOn != false || options.guarding.from != nil else {
    throw UsageError.incomplete("--with-controls compares a guard with its controls; leave out --revive off")
  }
  guard configuration.guardSetting.method != .sphere else {
    throw UsageError.incomplete("--with-controls compares revive or constrained: SPHERE has no controls of its own")
  }
  let variants = controlVariants(of: configuration.guardSetting)
  guard configuration.editor.hasClosedForm || configuration.guardSetting.method != .constrained else {
    throw EngineError.unreachable(editor: configuration.editor)
  }
  let folders = try output.out.map { try prepareFolders(variants.map(\.name), in: $0) }
  var table: [(name: String, rounds: [RoundReport], evaluation: EvaluationReport?)] = []
  for variant in variants {
    var configuration = configuration
    configuration.guardSetting = variant.setting
    configuration.guardFrom = variant.setting.isOn ? options.guarding.from : nil
    if configuration.guardFrom != nil { configuration.guardSetting.isOn = false }
    context.report("\(variant.name):\n")
    var headless = Headless(
      context, prints: output.printsJSON ? .json(variant: variant.name) : .nothing, until: output.until,
      isResumed: false, stopsOnFailure: configuration.pausesOnFailure,
      evaluates: options.evaluation.scope == .full ? .always : .never)
    let code = headless.run(.new(configuration, folder: folders?[variant.name]), saveTo: nil)
    table.append((variant.name, headless.rounds, headless.evaluation))
    guard code == 0 || code == Headless.collapsed else {
      // What is there is not lost.
      if !output.printsJSON { try context.write(controlTable(table)) }
      return code
    }
  }
  if !output.printsJSON { try context.write(controlTable(table)) }
  return 0
}

/// Where the runs of one experiment are kept, by name. Their own folders are made when they begin, so that none is left of a
/// run that never did.
///
/// - Throws: `RunFolderError`, for any of them before the first begins.
private func prepareFolders(_ names: [String], in path: String) throws -> [String: URL] {
  let whole = try prepareRunFolder(path)
  return try names.reduce(into: [:]) { folders, name in
    let url = whole.appendingPathComponent(name)
    if FileManager.default.fileExists(atPath: url.path) { _ = try prepareRunFolder(url.path) }
    folders[name] = url
  }
}

/// The four guards that are compared, by the names of their run folders.
func controlVariants(of setting: GuardSetting) -> [(name: String, setting: GuardSetting)] {
  var method = setting
  method.kind = setting.method
  method.isOn = true
  var variants = [("none", method), (method.kind.rawValue, method)]
  variants[0].1.isOn = false
  for kind in [GuardSetting.Kind.scaled, .random] {
    var control = method
    control.kind = kind
    control.controlOf = method.kind
    variants.append((kind.rawValue, control))
  }
  return variants
}

/// At five places of the runs at most, the last one among them, a row for each of them.
private func controlTable(
  _ runs: [(name: String, rounds: [RoundReport], evaluation: EvaluationReport?)]
) -> String {
  let counts = Set(runs.flatMap { $0.rounds.map(\.edits) }).subtracting([0]).sorted()
  let places = Set((1...5).map { counts.count * $0 / 5 - 1 }.filter(counts.indices.contains)).sorted()
  let width = runs.reduce(0) { max($0, $1.name.count) }
  func line(_ name: String, _ row: String) -> String { padded(name, to: width + 2) + row + "\n" }
  var text = line("", RoundPrinter.head)
  for (index, place) in places.enumerated() {
    if index > 0 { text += "\n" }
    for run in runs {
      guard let report = run.rounds.first(where: { $0.edits == counts[place] }) else { continue }
      text += line(run.name, RoundPrinter.row(report))
    }
  }
  let evaluations = runs.compactMap { run in run.evaluation.map { (name: run.name, report: $0) } }
  if !evaluations.isEmpty { text += "\n" + line("", EvaluationTable.head) }
  for (name, report) in evaluations { text += line(name, EvaluationTable.row(report)) }
  return text
}
