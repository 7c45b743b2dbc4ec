import Files
import Foundation
import RunModel

/// The log of a run: a JSON object a line, each with a seal that binds it to the line before.
extension RunFolder {
  /// Every entry of the log, in order.
  package func entries() throws(RunFolderError) -> [Event] { try lines().map(\.entry) }

  /// Every line of the log, in order; none where there is no log yet.
  package func lines() throws(RunFolderError) -> [LogLine] {
    let log = try soundLog()
    if let flaw = log.flaw { throw refusal(of: log, "\(flaw)") }
    return log.lines
  }

  /// What is sound in the log; nothing where there is no log yet.
  package func soundLog() throws(RunFolderError) -> SoundLog {
    guard FileManager.default.fileExists(atPath: logURL.path) else { return SoundLog() }
    do { return SoundLog(try readFile(logURL)) } catch {
      guard case .unreadable(_, let reason) = error else { throw .unreadable(path: logURL.path, reason: "\(error)") }
      throw .unreadable(path: logURL.path, reason: reason)
    }
  }

  /// An error for a log that is damaged, and what can be done with what is sound in it.
  package func refusal(of log: SoundLog, _ problem: String) -> RunFolderError {
    var bound = log
    bound.dropUnbound((try? record())?.configuration)
    let run = BranchedRun(bound.lines)
    let last = run.branches[0].reports.last?.round ?? 0
    let sound = run.hasBeginning && !run.canGoOn ? min(last, max(0, run.soundRound ?? last)) : last
    let way =
      if bound.lines.isEmpty {
        "of its rounds nothing is certain, so that the run can begin anew, with the same settings: "
          + resumption(to: 0)
      } else {
        "what stands \(bound.hasGap ? "behind" : "before") it is sound: \(resumption(to: sound)) goes on from there"
      }
    return .unreadable(path: logURL.path, reason: "\(problem); \(way)")
  }

  /// Lets a log be the file; what was there is kept beside it.
  ///
  /// - Returns: where that is; nil when nothing was there.
  func replaceLog(with log: SoundLog) throws(RunFolderError) -> URL? {
    var (kept, number) = (url.appendingPathComponent("log-damaged.jsonl"), 1)
    while FileManager.default.fileExists(atPath: kept.path) {
      number += 1
      kept = url.appendingPathComponent("log-damaged-\(number).jsonl")
    }
    try requirePlace()
    do {
      let data = FileManager.default.fileExists(atPath: logURL.path) ? try readFile(logURL) : Data()
      if !data.isEmpty { try writeAtomically(to: kept) { try $0.write(contentsOf: data) } }
      try writeAtomically(to: logURL) { try $0.write(contentsOf: log.file) }
      written.forget()
      return data.isEmpty ? nil : kept
    } catch {
      throw .unwritable(path: logURL.path, reason: "\(error)")
    }
  }

  /// Appends one line, which is on the disk then. One that does not fit there is taken back whole.
  ///
  /// - Throws: `RunFolderError.unwritable`, also for a folder or a log that is not the one that was written before.
  package func append(_ entry: Event, time: Double) throws(RunFolderError) {
    try requirePlace()
    do {
      let file = try FileHandle(forUpdating: logURL)
      defer { try? file.close() }
      if let change = written.change(of: file) {
        throw RunFolderError.unwritable(
          path: logURL.path,
          reason: "the log was moved or replaced while the run wrote it: \(change); put it back as it was, or end "
            + "this and see what is sound: revive resume \(url.path)")
      }
      var (end, last) = try Self.end(of: file)
      // What did not fit could not be taken back either.
      if let byte = last.last, byte != UInt8(ascii: "\n") {
        try repairLog()
        (end, last) = try Self.end(of: file)
      }
      var line = LogSeal.sealed(try LogCodec().encode(entry, time: time), after: LogSeal.of(last.dropLast()))
      line.append(UInt8(ascii: "\n"))
      do {
        try file.write(contentsOf: line)
        // What is no file on a disk, such as a pipe, has nothing to wait for.
        guard fdatasync(file.fileDescriptor) == 0 || errno == EINVAL else {
          throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        written.note(file)
      } catch {
        // What cannot be taken back is there, though not as it was to be.
        do { try file.truncate(atOffset: end) } catch { written.forget() }
        throw error
      }
    } catch let error as RunFolderError {
      throw error
    } catch {
      throw .unwritable(path: logURL.path, reason: reason(for: error))
    }
  }

  /// Where a file ends, where it is read and written next, and its last bytes: a newline and the seal before it, if there are.
  private static func end(of file: FileHandle) throws -> (place: UInt64, bytes: Data) {
    let end = try file.seekToEnd()
    let width = min(end, UInt64(LogSeal.width + 1))
    try file.seek(toOffset: end - width)
    return (end, width > 0 ? try file.read(upToCount: Int(width)) ?? Data() : Data())
  }

  /// Begins a log that is missing, and drops a torn last line and empty ones, so that the next one starts afresh. For whoever
  /// writes the run.
  package func repairLog() throws(RunFolderError) {
    written.forget()
    do {
      guard FileManager.default.fileExists(atPath: logURL.path) else { return try Data().write(to: logURL) }
      let data = try readFile(logURL)
      let newline = UInt8(ascii: "\n")
      // Behind the newline of the last line that says anything.
      var end = data.lastIndex(of: newline).map { $0 + 1 } ?? 0
      while end > 0, data[end - 1] == newline, end == 1 || data[end - 2] == newline { end -= 1 }
      guard end < data.count else { return }
      let file = try FileHandle(forUpdating: logURL)
      defer { try? file.close() }
      try file.truncate(atOffset: UInt64(end))
    } catch FileError.unreadable(_, let reason) {
      throw .unreadable(path: logURL.path, reason: reason)
    } catch {
      throw .unwritable(path: logURL.path, reason: reason(for: error))
    }
  }
}
