import Files
import Foundation
import RunModel

/// `cases.jsonl` of a run folder while it is written: one line for every edit of an evaluation. It gets its name when it
/// is whole, in place of that of an earlier evaluation.
struct CaseFile {
  /// While it is written.
  static let partName = "cases.jsonl.part"

  private let url: URL
  private let part: URL
  private let file: FileHandle
  private let codec = LogCodec()

  /// - Throws: `RunFolderError.unwritable`.
  init(in folder: RunFolder) throws(RunFolderError) {
    url = folder.url.appendingPathComponent("cases.jsonl")
    part = folder.url.appendingPathComponent(Self.partName)
    try folder.requirePlace()
    do {
      try Data().write(to: part)
      file = try FileHandle(forWritingTo: part)
    } catch {
      throw .unwritable(path: part.path, reason: reason(for: error))
    }
  }

  /// Adds a line.
  ///
  /// - Throws: `RunFolderError.unwritable`.
  func append(_ report: CaseReport) throws(RunFolderError) {
    do {
      var line = try codec.encode(report)
      line.append(UInt8(ascii: "\n"))
      try file.write(contentsOf: line)
    } catch {
      throw .unwritable(path: part.path, reason: reason(for: error))
    }
  }

  /// Gives the file its name.
  ///
  /// - Throws: `RunFolderError.unwritable`.
  func finish() throws(RunFolderError) {
    do {
      try file.close()
      guard rename(part.path, url.path) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    } catch {
      throw .unwritable(path: url.path, reason: reason(for: error))
    }
  }
}
