import Checkpoints
import Files
import Foundation
import RunModel

/// What a run folder cannot do.
package enum RunFolderError: Error, Equatable, CustomStringConvertible {
  case exists(path: String)
  case unwritable(path: String, reason: String)
  case unreadable(path: String, reason: String)

  package var description: String {
    switch self {
    case .exists(let path):
      "\(path) already holds a run; choose another folder, or continue it with: revive resume \(path)"
    case .unwritable(let path, let reason): "cannot write \(path): \(reason)"
    case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
    }
  }
}

/// A run on disk: `config.json`, the append-only `log.jsonl`, and the applied low-rank factors of every round in
/// `updates/`, those of the forks in a folder each within it. Weights are not stored: they are the original ones plus the factors.
package struct RunFolder: Sendable {
  package let url: URL

  private var configurationURL: URL { url.appendingPathComponent("config.json") }
  private var logURL: URL { url.appendingPathComponent("log.jsonl") }
  var updatesURL: URL { url.appendingPathComponent("updates") }

  /// An existing run.
  package init(existing url: URL) throws(RunFolderError) {
    self.url = url
    for file in [configurationURL, logURL] where !FileManager.default.fileExists(atPath: file.path) {
      throw .unreadable(path: url.path, reason: "\(file.lastPathComponent) is missing, so this is not a run folder")
    }
  }

  /// A new run. The folder is made when needed; one that holds a run already is refused.
  package init(creating url: URL, configuration: RunConfiguration, model: ModelFingerprint) throws(RunFolderError) {
    self.url = url
    if FileManager.default.fileExists(atPath: configurationURL.path) { throw .exists(path: url.path) }
    let record = Record(
      configuration: configuration, model: model, library: .current, program: programVersion)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    do {
      try FileManager.default.createDirectory(at: updatesURL, withIntermediateDirectories: true)
      try encoder.encode(record).write(to: configurationURL, options: .atomic)
      try Data().write(to: logURL)
    } catch {
      throw .unwritable(path: url.path, reason: reason(for: error))
    }
  }

  /// What `config.json` holds.
  package struct Record: Codable, Sendable, Equatable {
    package var configuration: RunConfiguration
    package var model: ModelFingerprint
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

  /// Every line of the log, in order.
  package func lines() throws(RunFolderError) -> [LogLine] {
    do {
      return try LogCodec().decodeLines(readFile(logURL))
    } catch FileError.unreadable(_, let reason) {
      throw .unreadable(path: logURL.path, reason: reason)
    } catch {
      throw .unreadable(path: logURL.path, reason: "\(error)")
    }
  }

  /// Appends one line and flushes it. A line that does not fit on the disk is taken back whole.
  package func append(_ entry: Event, time: Double) throws(RunFolderError) {
    do {
      var line = try LogCodec().encode(entry, time: time)
      line.append(UInt8(ascii: "\n"))
      let file = try FileHandle(forUpdating: logURL)
      defer { try? file.close() }
      let end = try file.seekToEnd()
      do {
        try file.write(contentsOf: line)
      } catch {
        try? file.truncate(atOffset: end)
        throw error
      }
    } catch {
      throw .unwritable(path: logURL.path, reason: reason(for: error))
    }
  }

  /// The log, opened for writing and left so while the handle lives: by that other processes can tell that the run goes on.
  func presence() -> FileHandle? { try? FileHandle(forUpdating: logURL) }

  /// Drops a torn last line, so that the next one starts afresh.
  package func repairLog() throws(RunFolderError) {
    do {
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
