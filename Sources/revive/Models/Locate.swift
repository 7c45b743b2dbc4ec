import Cells
import Engine
import Foundation

/// `revive locate`: where a model looks up what it knows about subjects, and the settings that go with it.
///
/// - Returns: the exit code.
func locate(
  _ name: String, _ options: RunOptions, _ pictures: PictureOptions, printsJSON: Bool, in context: ProcessContext
) throws -> Int32 {
  var options = options
  options.inputs.model = name
  options.inputs = try options.inputs.placed(in: context)
  let configuration = try ConfiguredRun(options).configuration
  let status = StatusLine(context)
  let located = try LocatedModel(configuration, cache: statisticsCache(environment: context.environment)) { done, all in
    status.show("tracing: pass \(done + 1) of \(all)")
    return true
  } progress: { done, all in
    status.show("second moments: \(done) of \(all)")
    return true
  }
  status.clear()
  let report = LocatedReport(located)
  if let path = pictures.svg { try write(report.picture.svg(theme: .standard), to: path) }
  if printsJSON {
    try context.write(jsonLine(report.record))
  } else {
    try context.write(report.text)
  }
  return 0
}
