import Engine
import Foundation
import Numerics

/// `revive resume`: an earlier run is taken up, in the monitor or without it.
///
/// - Parameters:
///   - path: the run's folder.
///   - threads: nil takes as many as before.
///   - evaluates: whether all edits are measured at the end.
///   - greeting: said when the screen opens.
/// - Returns: the exit code.
/// - Throws: `InputError` for a run that another process of this machine is writing: two writers would mix their rounds.
@MainActor func resume(
  _ path: String, threads: Int?, evaluates: Bool, _ output: OutputOptions, _ screen: ScreenOptions,
  greeting: String?, in context: ProcessContext
) throws -> Int32 {
  let folder = try RunFolder(existing: URL(fileURLWithPath: path).standardizedFileURL)
  guard !LogWriters().write(folder.url.appendingPathComponent("log.jsonl")) else {
    throw InputError.invalid(
      path: folder.url.path, problem: "is being written by another process; revive attach watches it, read-only")
  }
  let record = try folder.record()
  // With as many threads as before, or the last digits of the numbers would differ.
  let threads = threads ?? record.library.threads
  LinearAlgebraLibrary.setThreads(min(max(1, threads), 1_024))
  let saveTo = try output.save.map { try prepareSaveFolder($0, runFolder: folder.url) }
  guard !output.isHeadless, !output.printsJSON, output.until == nil, !evaluates, context.hasScreen else {
    var headless = Headless(
      context, prints: output.printsJSON ? .json() : .table, until: output.until, isResumed: true,
      stopsOnFailure: record.configuration.pausesOnFailure, evaluates: evaluates)
    return headless.run(.resume(folder.url), saveTo: saveTo)
  }
  return try LiveMonitor(screen, in: context, greeting: greeting).run(.resume(folder.url), saveTo: saveTo)
    .goOn(screen, in: context)
}
