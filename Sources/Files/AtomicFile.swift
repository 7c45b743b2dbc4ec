import Foundation

/// Lets `write` fill a temporary file beside `url`, and gives it that name when all went well: from then on it is there
/// after a loss of power, too.
///
/// - Throws: `FileError.unwritable`, whatever went wrong.
package func writeAtomically(to url: URL, write: (FileHandle) throws -> Void) throws(FileError) {
  let temporary = url.deletingLastPathComponent()
    .appendingPathComponent(".\(url.lastPathComponent).\(UUID().uuidString).partial")
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

/// Lets the names in a folder reach the disk, where the file system can be asked for that.
package func synchronizeFolder(_ url: URL) {
  let folder = open(url.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard folder >= 0 else { return }
  fsync(folder)
  close(folder)
}
