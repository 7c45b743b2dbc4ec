import Foundation
import Glibc

/// Opens a file for reading. Whatever is no file is refused by what it is and never waited for: to open a pipe that nobody
/// writes to would take for ever.
///
/// - Parameter takesPipes: whether a pipe will do, which is read once from its beginning to its end.
/// - Throws: `FileError.unreadable`.
package func openFile(_ url: URL, takesPipes: Bool = false) throws(FileError) -> FileHandle {
  func unreadable(_ reason: String) -> FileError { .unreadable(path: url.path, reason: reason) }
  func failure() -> FileError {
    errno == ENOENT
      ? unreadable(lostTarget(of: url).map { "it is a link to \($0), which is not there" } ?? "no such file")
      : unreadable(String(cString: strerror(errno)).lowercased())
  }
  let descriptor = open(url.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  // What a socket answers.
  guard descriptor >= 0 else { throw errno == ENXIO ? unreadable("it is a socket, not a file") : failure() }
  let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { throw failure() }
  switch status.st_mode & S_IFMT {
  case S_IFREG: break
  case S_IFDIR: throw unreadable("it is a folder")
  case S_IFIFO where takesPipes: break
  case S_IFIFO: throw unreadable("it is a pipe, and this is read more than once: write it to a file first")
  default: throw unreadable("it is a device, not a file")
  }
  // Only opening may not wait; a pipe with a writer is read at the writer's pace.
  guard fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK) == 0 else { throw failure() }
  return file
}

/// Reads a file whole.
///
/// - Parameter takesPipes: whether a pipe will do, of up to 4 GB.
/// - Throws: `FileError.unreadable`.
package func readFile(
  _ url: URL, _ options: Data.ReadingOptions = [], takesPipes: Bool = false
) throws(FileError) -> Data {
  let file = try openFile(url, takesPipes: takesPipes)
  do {
    // Foundation knows files best; a pipe has no size to begin with.
    guard (try? file.offset()) == nil else { return try Data(contentsOf: url, options: options) }
    var data = Data()
    while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
      data += piece
      guard data.count < 4 << 30 else {
        throw FileError.unreadable(path: url.path, reason: "it is a pipe without an end")
      }
    }
    guard !data.isEmpty else {
      throw FileError.unreadable(path: url.path, reason: "it is a pipe that nothing comes out of")
    }
    return data
  } catch let error as FileError {
    throw error
  } catch {
    throw .unreadable(path: url.path, reason: reason(for: error))
  }
}

/// Whether there is a file or folder. A link to what is not there is no missing file: it is refused, since what it was to say
/// would be passed over.
///
/// - Throws: `FileError.unreadable`.
package func isThere(_ url: URL) throws(FileError) -> Bool {
  if access(url.path, F_OK) == 0 { return true }
  guard let target = lostTarget(of: url) else { return false }
  throw .unreadable(path: url.path, reason: "it is a link to \(target), which is not there")
}

/// Where a link leads that leads nowhere; nil for anything else.
private func lostTarget(of url: URL) -> String? {
  guard access(url.path, F_OK) != 0 else { return nil }
  return try? FileManager.default.destinationOfSymbolicLink(atPath: url.path)
}
