import Foundation

/// The bytes of a file as a mapping of it: its pages come from the file when they are read, and can be let go
/// (`letGo`), which is why Foundation's own mapping will not do: it reads some files into memory.
///
/// - Throws: `FileError.unreadable`.
package func mappedBytes(of url: URL) throws(FileError) -> Data {
  func unreadable(_ code: Int32) -> FileError {
    .unreadable(path: url.path, reason: String(cString: strerror(code)).lowercased())
  }
  let file = try openFile(url)
  defer { try? file.close() }
  var status = stat()
  guard fstat(file.fileDescriptor, &status) == 0 else { throw unreadable(errno) }
  let count = Int(status.st_size)
  guard count > 0 else { return Data() }
  guard let place = mmap(nil, count, PROT_READ, MAP_PRIVATE, file.fileDescriptor, 0), place != MAP_FAILED else {
    throw unreadable(errno)
  }
  return Data(bytesNoCopy: place, count: count, deallocator: .custom { place, count in munmap(place, count) })
}

/// Gives the pages of a mapped file back that lie wholly within these bytes of it: the next reading finds them in the
/// system's cache, or in the file.
package func letGo(of bytes: Data) {
  bytes.withUnsafeBytes { bytes in
    guard let first = bytes.baseAddress else { return }
    let page = UInt(sysconf(Int32(_SC_PAGESIZE)))
    let start = (UInt(bitPattern: first) + page - 1) / page * page
    let end = (UInt(bitPattern: first) + UInt(bytes.count)) / page * page
    guard end > start, let place = UnsafeMutableRawPointer(bitPattern: start) else { return }
    _ = madvise(place, Int(end - start), MADV_DONTNEED)
  }
}

extension Checksum {
  /// The same for bytes of a mapped file, whose pages are given back: a large file that is only hashed is none of our memory.
  package mutating func add(mapped bytes: Data) {
    add(bytes)
    letGo(of: bytes)
  }
}
