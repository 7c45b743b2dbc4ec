import Engine
import Foundation
import Numerics

/// `revive resume`: an earlier run is taken up, in the monitor or without it.
///
/// - Returns: the exit code.
@MainActor func resume(_ settings: Settings, in context: ProcessContext) throws -> Int32 {
  let folder = try RunFolder(existing: URL(fileURLWithPath: settings.operand ?? "").standardizedFileURL)
  let record = try folder.record()
  // With as many threads as before, or the last digits of the numbers would differ.
  let threads = settings.threads ?? record.library.threads
  LinearAlgebraLibrary.setThreads(min(max(1, threads), 1_024))
  let saveTo = try settings.save.map { try prepareSaveFolder($0, runFolder: folder.url) }
  let evaluates = settings.evaluation == .full
  guard !settings.isHeadless, !settings.printsJSON, settings.until == nil, !evaluates, context.hasScreen else {
    var headless = Headless(
      context, prints: settings.printsJSON ? .json() : .table, until: settings.until, isResumed: true,
      stopsOnFailure: record.configuration.pausesOnFailure, evaluates: evaluates)
    return headless.run(.resume(folder.url), saveTo: saveTo)
  }
  return try LiveMonitor(settings, in: context).run(.resume(folder.url), saveTo: saveTo)
}
