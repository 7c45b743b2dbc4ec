import Files
import Foundation
import RunModel

/// The log of a run: a JSON object a line, each with a seal that binds it to the line before.
extension RunFolder {
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
    var (kept, number) = (url.appendingPathComponent("log-damaged.jsonl"), 1)
    while FileManager.default.fileExists(atPath: kept.path) {
      number += 1
      kept = url.appendingPathComponent("log-damaged-\(number).jsonl")
    }
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
      } catch {
        try? file.truncate(atOffset: end)
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
