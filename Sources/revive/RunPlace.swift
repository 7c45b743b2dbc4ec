import Engine
import Foundation

/// Makes the folder of a new run, so that an impossible one is known before anything is computed.
///
/// - Throws: `RunFolderError.exists`, `.unwritable`.
func prepareRunFolder(_ path: String) throws(RunFolderError) -> URL {
  let url = URL(fileURLWithPath: path).standardizedFileURL
  let files = FileManager.default
  if files.fileExists(atPath: url.appendingPathComponent("config.json").path) { throw .exists(path: url.path) }
  do { try files.createDirectory(at: url, withIntermediateDirectories: true) } catch {
    throw .unwritable(path: url.path, reason: error.localizedDescription)
  }
  guard files.isWritableFile(atPath: url.path) else {
    throw .unwritable(path: url.path, reason: "the folder is not writable; choose another with --out")
  }
  return url
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
