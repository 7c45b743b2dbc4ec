import Engine
import Foundation
import Numerics

/// `revive resume`: an earlier run is taken up, in the monitor or without it.
///
/// - Parameters:
///   - path: the run's folder.
///   - threads: nil takes as many as before.
///   - evaluation: which edits are measured at the end; nil those that the run was begun with.
///   - greeting: said when the screen opens.
/// - Returns: the exit code.
/// - Throws: `RunFolderError.inUse` for a run that another process is writing.
@MainActor func resume(
  _ path: String, threads: Int?, evaluation: EvaluationScope?, _ output: OutputOptions, _ screen: ScreenOptions,
  greeting: String?, in context: ProcessContext
) throws -> Int32 {
  let folder = try RunFolder(existing: URL(fileURLWithPath: path).standardizedFileURL)
  // Before the model is read.
  if let writer = RunFolder.writer(of: folder.url) { throw RunFolderError.inUse(path: folder.url.path, by: writer) }
  let record = try folder.record()
  // With as many threads as before, or the last digits of the numbers would differ.
  let threads = threads ?? record.library.threads
  LinearAlgebraLibrary.setThreads(min(max(1, threads), 1_024))
  let saveTo = try output.save.map { try prepareSaveFolder($0, runFolder: folder.url) }
  let start = EngineStart.resume(
    folder.url, to: output.lastRound, model: try movedModel(of: record.configuration, in: context))
  guard !output.isHeadless, !output.printsJSON, output.until == nil, evaluation != .full, context.hasScreen else {
    let kept: Headless.Evaluation = record.configuration.evaluatesAll == true ? .unlessDone : .never
    var headless = Headless(
      context, prints: output.printsJSON ? .json() : .table, until: output.until, isResumed: true,
      stopsOnFailure: record.configuration.pausesOnFailure,
      evaluates: evaluation.map { $0 == .full ? .always : .never } ?? kept)
    return headless.run(start, saveTo: saveTo)
  }
  return try LiveMonitor(screen, in: context, greeting: greeting).run(start, saveTo: saveTo)
    .goOn(screen, in: context)
}
