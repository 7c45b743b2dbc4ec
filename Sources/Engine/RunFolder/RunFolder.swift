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

/// A run on disk: `config.json`, the append-only `log.jsonl`, and the applied low-rank factors of every round in
/// `updates/`, those of the forks in a folder each within it. Weights are not stored: they are the original ones plus the factors.
///
/// One process writes a folder at a time; anybody may read it meanwhile.
package struct RunFolder: Sendable {
  package let url: URL
  /// Held from when it is opened for writing; nil for reading.
  private let lock: FolderLock?

  private var configurationURL: URL { url.appendingPathComponent("config.json") }
  private var logURL: URL { url.appendingPathComponent("log.jsonl") }
  var updatesURL: URL { url.appendingPathComponent("updates") }

  /// An existing run, to be read. One that was ended before its log was begun has an empty log.
  package init(existing url: URL) throws(RunFolderError) { try self.init(existing: url, lock: nil) }

  private init(existing url: URL, lock: FolderLock?) throws(RunFolderError) {
    self.url = url
    self.lock = lock
    guard FileManager.default.fileExists(atPath: configurationURL.path) else {
      throw .unreadable(path: url.path, reason: "config.json is missing, so this is not a run folder")
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

  /// Which process writes a run folder now, and since when, in words; nil when none does.
  package static func writer(of url: URL) -> String? { FolderLock.holder(of: url) }

  /// Removes the files that a process had only begun to write.
  private func sweep() {
    let files = FileManager.default
    let forks = (try? files.contentsOfDirectory(atPath: updatesURL.path)) ?? []
    for folder in [url, updatesURL] + forks.map(updatesURL.appendingPathComponent) {
      for name in (try? files.contentsOfDirectory(atPath: folder.path)) ?? []
      where name.hasPrefix(".") && name.hasSuffix(".partial") || name == "cases.jsonl.part" {
        try? files.removeItem(at: folder.appendingPathComponent(name))
      }
    }
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
    } catch {
      throw .unreadable(
        path: configurationURL.path, reason: "not a run configuration of this version\(Self.detail(of: error))")
    }
    do {
      try record.configuration.validate()
    } catch {
      throw .unreadable(path: configurationURL.path, reason: "\(error)")
    }
    return record
  }

  /// What a configuration lacks, or has and should not.
  private static func detail(of error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): ": it lacks \"\(key.stringValue)\"; begin a new run"
    case DecodingError.dataCorrupted(let context): " (\(context.debugDescription))"
    case let editor as UnknownEditor: ": \(editor)"
    default: ""
    }
  }

  /// Every entry of the log, in order.
  package func entries() throws(RunFolderError) -> [Event] { try lines().map(\.entry) }

  /// Every line of the log, in order; none where there is no log yet.
  package func lines() throws(RunFolderError) -> [LogLine] {
    let (lines, flaw) = try soundLines()
    guard let flaw else { return lines }
    let sound = BranchedRun(lines).branches[0].reports.last?.round
    let way =
      sound.map { "; what stands before it is sound: \(resumption(to: $0)) goes on from there" }
      ?? "; put a copy of it back"
    throw .unreadable(path: logURL.path, reason: "\(flaw)\(way)")
  }

  /// The lines of the log up to the first that cannot be read or is not as it was written, and what is wrong with that one;
  /// nil when nothing is.
  package func soundLines() throws(RunFolderError) -> ([LogLine], flaw: RunLogError?) {
    guard FileManager.default.fileExists(atPath: logURL.path) else { return ([], nil) }
    let data: Data
    do { data = try readFile(logURL) } catch {
      guard case .unreadable(_, let reason) = error else { throw .unreadable(path: logURL.path, reason: "\(error)") }
      throw .unreadable(path: logURL.path, reason: reason)
    }
    var flaw = LogSeal.broken(in: data).map {
      RunLogError(line: $0, reason: "it or the line before it is not as it was written")
    }
    do throws(RunLogError) {
      return (try LogCodec().decodeLines(flaw.map { data.prefix(beforeLine: $0.line) } ?? data), flaw)
    } catch {
      flaw = error
    }
    let rest = flaw.map { data.prefix(beforeLine: $0.line) } ?? data
    return ((try? LogCodec().decodeLines(rest)) ?? [], flaw)
  }

  /// Leaves the lines before one that is not as it was written; all that was there is kept beside it.
  ///
  /// - Returns: where that is.
  func cutLog(beforeLine line: Int) throws(RunFolderError) -> URL {
    let names = (1...).lazy.map { number in number == 1 ? "log-damaged.jsonl" : "log-damaged-\(number).jsonl" }
    let kept = names.map(url.appendingPathComponent).first { !FileManager.default.fileExists(atPath: $0.path) }
    guard let kept else { return logURL }
    do {
      let data = try readFile(logURL)
      try writeAtomically(to: kept) { try $0.write(contentsOf: data) }
      try writeAtomically(to: logURL) { try $0.write(contentsOf: data.prefix(beforeLine: line)) }
      return kept
    } catch {
      throw .unwritable(path: logURL.path, reason: "\(error)")
    }
  }

  /// Appends one line, which is on the disk then. One that does not fit there is taken back whole.
  package func append(_ entry: Event, time: Double) throws(RunFolderError) {
    do {
      let file = try FileHandle(forUpdating: logURL)
      defer { try? file.close() }
      let end = try file.seekToEnd()
      let width = min(end, UInt64(LogSeal.width + 1))
      try file.seek(toOffset: end - width)
      let before = width > 0 ? try file.read(upToCount: Int(width))?.dropLast() : nil
      var line = LogSeal.sealed(try LogCodec().encode(entry, time: time), after: before.flatMap { LogSeal.of($0) })
      line.append(UInt8(ascii: "\n"))
      do {
        try file.write(contentsOf: line)
        // What is no file on a disk, such as a pipe, has nothing to wait for.
        guard fdatasync(file.fileDescriptor) == 0 || errno == EINVAL else {
          throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
      } catch {
        try? file.truncate(atOffset: end)
        throw error
      }
    } catch {
      throw .unwritable(path: logURL.path, reason: reason(for: error))
    }
  }

  /// Begins a log that is missing, and drops a torn last line, so that the next one starts afresh. For whoever writes the run.
  package func repairLog() throws(RunFolderError) {
    do {
      guard FileManager.default.fileExists(atPath: logURL.path) else { return try Data().write(to: logURL) }
      let data = try Data(contentsOf: logURL)
      guard let last = data.last, last != UInt8(ascii: "\n") else { return }
      let end = data.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      let file = try FileHandle(forUpdating: logURL)
      defer { try? file.close() }
      try file.truncate(atOffset: UInt64(end))
    } catch {
      throw .unwritable(path: logURL.path, reason: reason(for: error))
    }
  }
}

extension Data {
  /// The lines before one, which are counted from 1.
  fileprivate func prefix(beforeLine number: Int) -> Data {
    var (rest, end) = (number - 1, startIndex)
    while rest > 0, let newline = self[end...].firstIndex(of: UInt8(ascii: "\n")) {
      (rest, end) = (rest - 1, newline + 1)
    }
    return Data(self[..<end])
  }
}
