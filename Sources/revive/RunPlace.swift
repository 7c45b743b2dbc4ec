import Checkpoints
import Engine
import Foundation

/// Makes the folder of a new run, so that an impossible one is known before anything is computed.
///
/// - Throws: `RunFolderError.exists`, `.unwritable`.
func prepareRunFolder(_ path: String) throws(RunFolderError) -> URL {
  let url = URL(fileURLWithPath: path).standardizedFileURL
  if FileManager.default.fileExists(atPath: url.appendingPathComponent("config.json").path) {
    throw .exists(path: url.path)
  }
  if let problem = problemWriting(into: url) { throw .unwritable(path: url.path, reason: problem) }
  return url
}

/// Makes the folder for an edited model.
///
/// - Parameter model: what is edited, as `--model` names it; its own folder is not overwritten.
/// - Throws: `UsageError.incomplete`, `CheckpointError.unwritable`.
func prepareSaveFolder(_ path: String, model: String) throws -> URL {
  let url = URL(fileURLWithPath: path).standardizedFileURL
  guard url.resolvingSymlinksInPath() != URL(fileURLWithPath: model).standardizedFileURL.resolvingSymlinksInPath()
  else {
    throw UsageError.incomplete("--save would overwrite the model that is edited; name another folder than \(url.path)")
  }
  if let problem = problemWriting(into: url) { throw CheckpointError.unwritable(path: url.path, reason: problem) }
  return url
}

/// Makes a folder where there is none.
///
/// - Returns: why nothing can be written there; nil when all is well.
private func problemWriting(into url: URL) -> String? {
  do { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) } catch {
    return reason(for: error)
  }
  return FileManager.default.isWritableFile(atPath: url.path) ? nil : "permission denied"
}

/// Where the monitor keeps a run that was given no folder: `$XDG_STATE_HOME/revive/runs/<date>T<time>`, in UTC.
///
/// - Parameter time: seconds since 1970.
/// - Returns: nil when neither `XDG_STATE_HOME` nor `HOME` names a folder.
func defaultRunFolder(environment: [String: String], time: Double) -> String? {
  let state: String
  if let folder = environment["XDG_STATE_HOME"], folder.hasPrefix("/") {
    state = folder
  } else if let home = environment["HOME"], home.hasPrefix("/") {
    state = "\(home)/.local/state"
  } else {
    return nil
  }
  let stamp = Date(timeIntervalSince1970: time).formatted(
    .iso8601.year().month().day().dateSeparator(.dash).time(includingFractionalSeconds: false)
      .timeSeparator(.omitted))
  let first = "\(state)/revive/runs/\(stamp)"
  // Two monitors may be opened within a second.
  let names = [first] + (2...99).map { "\(first)-\($0)" }
  return names.first { !FileManager.default.fileExists(atPath: $0) }
}
