import Foundation

/// `revive attach`: the monitor on a run that another process writes, read-only.
///
/// - Parameter path: the run's folder, or its log.
/// - Returns: the exit code.
@MainActor func attach(
  _ path: String, _ screen: ScreenOptions, greeting: String?, in context: ProcessContext
) throws -> Int32 {
  let url = URL(fileURLWithPath: path).standardizedFileURL
  let folder = url.lastPathComponent == "log.jsonl" ? url.deletingLastPathComponent() : url
  var isFolder: ObjCBool = false
  guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder), isFolder.boolValue else {
    throw InputError.invalid(
      path: folder.path, problem: "is no folder; attach takes the folder that the run was given with --out")
  }
  let log = AttachedLog(
    folder, place: oneLine(abbreviated(folder.path, environment: context.environment)), clock: context.now)
  return try LiveMonitor(screen, in: context, greeting: greeting).attach(log).goOn(screen, in: context)
}
