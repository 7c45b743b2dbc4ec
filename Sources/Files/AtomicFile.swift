import Foundation

/// Lets `write` fill a temporary file beside `url`, and gives it that name when all went well: from then on it is there
/// after a loss of power, too.
///
/// - Throws: `FileError.unwritable`, whatever went wrong.
package func writeAtomically(to url: URL, write: (FileHandle) throws -> Void) throws(FileError) {
  let temporary = url.deletingLastPathComponent().appendingPathComponent(PartialFile.name(for: url.lastPathComponent))
  do {
    try Data().write(to: temporary, options: .withoutOverwriting)
    let file = try FileHandle(forWritingTo: temporary)
    defer { try? file.close() }
    try write(file)
    try file.synchronize()
    guard rename(temporary.path, url.path) == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
    synchronizeFolder(url.deletingLastPathComponent())
  } catch {
    try? FileManager.default.removeItem(at: temporary)
    throw .unwritable(path: url.path, reason: reason(for: error))
  }
}

/// The temporary files that `writeAtomically` fills, by their names: those of killed processes stay.
package enum PartialFile {
  private static let end = ".partial"

  fileprivate static func name(for name: String) -> String { ".\(name).\(UUID().uuidString)\(end)" }

  /// The name that a temporary file was to get; nil for the name of any other file.
  package static func target(of name: String) -> String? {
    guard name.hasPrefix("."), name.hasSuffix(end) else { return nil }
    let parts = name.dropFirst().dropLast(end.count)
    guard let dot = parts.lastIndex(of: "."), UUID(uuidString: String(parts[parts.index(after: dot)...])) != nil else {
      return nil
    }
    return String(parts[..<dot])
  }
}

/// Lets the names in a folder reach the disk, where the file system can be asked for that.
package func synchronizeFolder(_ url: URL) {
  let folder = open(url.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard folder >= 0 else { return }
  fsync(folder)
  close(folder)
}
