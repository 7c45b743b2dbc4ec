import Checkpoints
import Files
import Foundation
import RunModel

/// What a run folder cannot do.
package enum RunFolderError: Error, Equatable, CustomStringConvertible {
  case exists(path: String)
  /// Another process writes it, of which `by` tells.
  case inUse(path: String, by: String)
  case unwritable(path: String, reason: String)
  case unreadable(path: String, reason: String)

  package var description: String {
    switch self {
    case .exists(let path):
      "\(path) already holds a run; choose another folder, or continue it with: revive resume \(path)"
    case .inUse(let path, let holder):
      "\(path) is in use by \(holder); wait for its end, or watch it, read-only, with: revive attach \(path)"
    case .unwritable(let path, let reason): "cannot write \(path): \(reason)"
    case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
    }
  }
}

/// A run on disk: `config.json`, `log.jsonl`, to which lines are appended, and the applied low-rank factors of every round
/// in `updates/`, those of the forks in a folder each within it. Weights are not stored: they are the original ones plus the factors.
///
/// One process writes a folder at a time; anybody may read it meanwhile.
package struct RunFolder: Sendable {
  package let url: URL
  /// Held from when it is opened for writing; nil for reading.
  private let lock: FolderLock?
  /// How the log was left by this process.
  let written = WrittenLog()

  private var configurationURL: URL { url.appendingPathComponent("config.json") }
  var logURL: URL { url.appendingPathComponent("log.jsonl") }
  var updatesURL: URL { url.appendingPathComponent("updates") }

  /// An existing run, to be read. One that was ended before its log was begun has an empty log.
  package init(existing url: URL) throws(RunFolderError) { try self.init(existing: url, lock: nil) }

  private init(existing url: URL, lock: FolderLock?) throws(RunFolderError) {
    self.url = url
    self.lock = lock
    guard FileManager.default.fileExists(atPath: configurationURL.path) else {
      let isLeft = FileManager.default.fileExists(atPath: url.appendingPathComponent("log.jsonl").path)
      let way = isLeft ? "; for the run whose log is there put a copy of it back" : ""
      throw .unreadable(path: url.path, reason: "config.json is missing, so this is not a run folder\(way)")
    }
  }

  /// An existing run, to be written on: no other process can while this one is open. What a process left that was ended in
  /// the middle of writing is cleared away.
  ///
  /// - Throws: `RunFolderError.inUse` while another process writes it.
  package init(continuing url: URL) throws(RunFolderError) {
    _ = try RunFolder(existing: url)
    try self.init(existing: url, lock: FolderLock(url))
    sweep()
    // Who goes back to before its rounds can do without what was in it.
    try? FileManager.default.createDirectory(at: updatesURL, withIntermediateDirectories: false)
    try repairLog()
  }

  /// A new run. The folder is made when needed; one that holds a run already is refused, and of two that are made in one
  /// place at once exactly one is.
  ///
  /// - Throws: `RunFolderError.exists`, `.inUse`, `.unwritable`.
  package init(
    creating url: URL, configuration: RunConfiguration, model: ModelFingerprint, inputs: InputDigests? = nil
  ) throws(RunFolderError) {
    try Self.refuseRun(in: url)
    let updates = url.appendingPathComponent("updates")
    do { try FileManager.default.createDirectory(at: updates, withIntermediateDirectories: true) } catch {
      throw .unwritable(path: url.path, reason: reason(for: error))
    }
    self.url = url
    lock = try FolderLock(url)
    try Self.refuseRun(in: url)
    sweep()
    let record = Record(
      configuration: configuration, model: model, inputs: inputs, library: .current, program: programVersion)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    do {
      try Data().write(to: logURL)
      // Last: by it the folder is a run's.
      let data = try encoder.encode(record)
      try writeAtomically(to: configurationURL) { try $0.write(contentsOf: data) }
    } catch FileError.unwritable(_, let reason) {
      throw .unwritable(path: url.path, reason: reason)
    } catch {
      throw .unwritable(path: url.path, reason: reason(for: error))
    }
  }

  /// - Throws: `RunFolderError.exists` for a folder with a configuration, or with a log that says anything.
  private static func refuseRun(in url: URL) throws(RunFolderError) {
    let log = url.appendingPathComponent("log.jsonl")
    let size = (try? FileManager.default.attributesOfItem(atPath: log.path)[.size] as? Int) ?? 0
    if size > 0 || FileManager.default.fileExists(atPath: url.appendingPathComponent("config.json").path) {
      throw .exists(path: url.path)
    }
  }

  /// Lets other processes write it.
  func release() { lock?.release() }

  /// Sees that the folder is where it was opened for writing.
  ///
  /// - Throws: `RunFolderError.unwritable`.
  func requirePlace() throws(RunFolderError) { try lock?.requirePlace() }

  /// Which process writes a run folder now, and since when, in words; nil when none does.
  package static func writer(of url: URL) -> String? { FolderLock.holder(of: url) }

  /// Whether the process that wrote a run folder is gone without having ended the run.
  package static func isAbandoned(_ url: URL) -> Bool { FolderLock.isAbandoned(url) }

  /// Removes the files of a run that a process had only begun to write. A folder may hold other things, which are left alone.
  private func sweep() {
    let files = FileManager.default
    let forks = (try? files.contentsOfDirectory(atPath: updatesURL.path)) ?? []
    for folder in [url, updatesURL] + forks.map(updatesURL.appendingPathComponent) {
      for name in (try? files.contentsOfDirectory(atPath: folder.path)) ?? []
      where PartialFile.target(of: name).map(Self.isOwn) ?? (name == CaseFile.partName) {
        try? files.removeItem(at: folder.appendingPathComponent(name))
      }
    }
  }

  /// Whether a file that is written atomically has this name in a run's folder or in those of its updates.
  private static func isOwn(_ name: String) -> Bool {
    ["config.json", "log.jsonl"].contains(name) || name.hasPrefix("log-damaged") && name.hasSuffix(".jsonl")
      || name.hasPrefix("round_") && name.hasSuffix(".safetensors")
  }

  /// What `config.json` holds.
  package struct Record: Codable, Sendable, Equatable {
    package var configuration: RunConfiguration
    package var model: ModelFingerprint
    /// Nil in folders of versions that did not look.
    package var inputs: InputDigests?
    package var library: LibraryRecord
    /// The version of this program; nil in folders of versions that did not say.
    package var program: String?
  }

  package func record() throws(RunFolderError) -> Record {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let record: Record
    do {
      record = try decoder.decode(Record.self, from: readFile(configurationURL))
    } catch FileError.unreadable(_, let reason) {
      throw .unreadable(path: configurationURL.path, reason: reason)
    } catch DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty {
      let fault = (try? readFile(configurationURL)).flatMap(syntaxFault)
      let problem = fault.map { "\($0)" } ?? "it has a number that does not fit"
      throw .unreadable(path: configurationURL.path, reason: "not a run configuration: \(problem)")
    } catch {
      throw .unreadable(
        path: configurationURL.path,
        reason: "not a run configuration of this version\(Self.detail(of: error)); put a copy of it back, or begin a "
          + "new run")
    }
    do {
      try record.configuration.validate()
    } catch {
      throw .unreadable(path: configurationURL.path, reason: "\(error); put a copy of it back, or begin a new run")
    }
    return record
  }

  /// What a configuration lacks, or has and should not.
  private static func detail(of error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): ": it lacks \"\(key.stringValue)\""
    case DecodingError.dataCorrupted(let context): " (\(context.debugDescription))"
    case let editor as UnknownEditor: ": \(editor)"
    default: ""
    }
  }
}
