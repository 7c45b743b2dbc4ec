import Foundation

/// The bytes of a file as a mapping of it: its pages come from the file when they are read, and can be let go
/// (`StoredMatrix.letGo`), which is why Foundation's own mapping will not do: it reads some files into memory.
///
/// - Throws: `FileError.unreadable`.
package func mappedBytes(of url: URL) throws(FileError) -> Data {
  func unreadable(_ code: Int32) -> FileError {
    .unreadable(
      path: url.path, reason: code == ENOENT ? "no such file" : String(cString: strerror(code)).lowercased())
  }
  let file = open(url.path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { throw unreadable(errno) }
  defer { close(file) }
  var status = stat()
  guard fstat(file, &status) == 0 else { throw unreadable(errno) }
  guard status.st_mode & S_IFMT != S_IFDIR else { throw unreadable(EISDIR) }
  let count = Int(status.st_size)
  guard count > 0 else { return Data() }
  guard let place = mmap(nil, count, PROT_READ, MAP_PRIVATE, file, 0), place != MAP_FAILED else {
    throw unreadable(errno)
  }
  return Data(bytesNoCopy: place, count: count, deallocator: .custom { place, count in munmap(place, count) })
}
