import Engine
import Files
import Foundation

/// Makes the folder of a new run, so that an impossible one is known before anything is computed.
///
/// - Throws: `RunFolderError.inUse`, `.exists`, `.unwritable`.
func prepareRunFolder(_ path: String) throws(RunFolderError) -> URL {
  let url = URL(fileURLWithPath: path).standardizedFileURL
  if let writer = RunFolder.writer(of: url) { throw .inUse(path: url.path, by: writer) }
  if FileManager.default.fileExists(atPath: url.appendingPathComponent("config.json").path) {
    throw .exists(path: url.path)
  }
  if let problem = problemWriting(into: url) { throw .unwritable(path: url.path, reason: problem) }
  return url
}

/// Removes the folder of a run in which no edit was made: one without any updates, that nobody writes.
func removeUnused(runFolder url: URL) {
  guard RunFolder.writer(of: url) == nil else { return }
  let updates = url.appendingPathComponent("updates").path
  let rounds = (try? FileManager.default.contentsOfDirectory(atPath: updates)) ?? []
  if rounds.isEmpty { try? FileManager.default.removeItem(at: url) }
}

/// Makes the folder for an edited model. One that holds anything is refused before a run begins: whatever it is, another
/// checkpoint or the model itself, would be written over at the end. What a save left that was killed or ran out of room is
/// cleared away.
///
/// - Parameter runFolder: where the run is kept; it has a `config.json` of its own.
/// - Throws: `UsageError.incomplete`, `InputError.invalid`, `FileError.unwritable`.
func prepareSaveFolder(_ path: String, runFolder: URL?) throws -> URL {
  let url = URL(fileURLWithPath: path).standardizedFileURL
  guard url.path != runFolder?.path else {
    throw UsageError.incomplete("--save names the run's folder, \(url.path); give the edited model one of its own")
  }
  if let problem = problemWriting(into: url) { throw FileError.unwritable(path: url.path, reason: problem) }
  let unfinished = UnfinishedSave(in: url)
  if let writer = unfinished.writer {
    throw FileError.unwritable(path: url.path, reason: "\(writer) saves a model there")
  }
  unfinished.clear()
  let contents: [String]
  do { contents = try FileManager.default.contentsOfDirectory(atPath: url.path) } catch {
    throw InputError.unreadable(path: url.path, reason: reason(for: error))
  }
  guard contents.isEmpty else {
    throw InputError.invalid(path: url.path, problem: "is not empty; give --save a new or an empty folder")
  }
  return url
}

/// Makes a folder where there is none.
///
/// - Returns: why nothing can be written there; nil when all is well.
private func problemWriting(into url: URL) -> String? {
  do { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) } catch {
    let place = nearestExisting(url)
    guard place.hasDirectoryPath else { return "\(place.path) is not a folder" }
    return "no folder can be made in \(place.path) (\(reason(for: error)))"
  }
  return FileManager.default.isWritableFile(atPath: url.path) ? nil : "permission denied"
}

/// The longest part of a path that is there, which tells whether it is a folder.
private func nearestExisting(_ url: URL) -> URL {
  var isFolder: ObjCBool = false
  if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) {
    return URL(fileURLWithPath: url.path, isDirectory: isFolder.boolValue)
  }
  return url.path == "/" ? url : nearestExisting(url.deletingLastPathComponent())
}

/// Where the monitor keeps a run that was given no folder: `$XDG_STATE_HOME/revive/runs/<date>T<time>`, in UTC.
///
/// - Parameter time: seconds since 1970.
/// - Returns: nil when neither `XDG_STATE_HOME` nor `HOME` names a folder.
func defaultRunFolder(environment: [String: String], time: Double) -> String? {
  guard let state = baseFolder("XDG_STATE_HOME", orHome: ".local/state", environment) else { return nil }
  let stamp = Date(timeIntervalSince1970: time).formatted(
    .iso8601.year().month().day().dateSeparator(.dash).time(includingFractionalSeconds: false)
      .timeSeparator(.omitted))
  let first = "\(state)/revive/runs/\(stamp)"
  // Two monitors may be opened within a second.
  let names = [first] + (2...99).map { "\(first)-\($0)" }
  // A link to nowhere is in the way, too.
  var status = stat()
  return names.first { lstat($0, &status) != 0 }
}

/// Removes what a bench that was killed left among the monitor's runs: the folder in which it timed how rounds are kept.
func removeUnfinishedBench(environment: [String: String]) {
  guard let folder = RunFinder.ownFolder(environment: environment) else { return }
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  for name in names where name.wholeMatch(of: /\d{4}-\d{2}-\d{2}T\d{6}(Z)?(-\d+)?-bench/) != nil {
    let url = URL(fileURLWithPath: "\(folder)/\(name)")
    if RunFolder.isAbandoned(url) { try? FileManager.default.removeItem(at: url) }
  }
}

/// Where statistics are kept from one run to the next; nil where there is no such place.
func statisticsCache(environment: [String: String]) -> StatisticsCache? {
  cacheFolder(environment: environment).map(StatisticsCache.init)
}

/// What can be had again: `$XDG_CACHE_HOME/revive`.
///
/// - Returns: nil when neither `XDG_CACHE_HOME` nor `HOME` names a folder.
func cacheFolder(environment: [String: String]) -> URL? {
  baseFolder("XDG_CACHE_HOME", orHome: ".cache", environment).map { URL(fileURLWithPath: "\($0)/revive") }
}

/// A folder of the XDG base directory specification: what `name` says, or `path` in the home folder.
func baseFolder(_ name: String, orHome path: String, _ environment: [String: String]) -> String? {
  if let folder = environment[name], folder.hasPrefix("/") { return folder }
  if let home = environment["HOME"], home.hasPrefix("/") { return "\(home)/\(path)" }
  return nil
}
