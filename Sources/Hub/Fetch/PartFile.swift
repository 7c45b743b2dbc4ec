import Files
import Foundation

/// A file on its way, with the digest of what there is of it.
struct PartFile: ~Copyable {
  private(set) var size = 0
  private let url: URL
  private let file: RemoteFile
  private let descriptor: Int32
  private var hasher: ContentDigest.Hasher

  /// Takes up what an earlier try has left.
  ///
  /// - Parameter goOn: called while that is read, which may be gigabytes; throws to end it.
  /// - Throws: `FetchError.unwritable`, and what `goOn` throws.
  init(_ url: URL, _ file: RemoteFile, goOn: () throws(FetchError) -> Void) throws(FetchError) {
    (self.url, self.file) = (url, file)
    hasher = file.digest.hasher(size: file.size)
    descriptor = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { throw Self.failure(url) }
    try read(goOn)
    if size > file.size { try restart() }
  }

  deinit { close(descriptor) }

  private mutating func read(_ goOn: () throws(FetchError) -> Void) throws(FetchError) {
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { piece.deallocate() }
    while size <= file.size {
      let count = Glibc.read(descriptor, piece.baseAddress, piece.count)
      guard count >= 0 else { throw Self.failure(url) }
      guard count > 0 else { return }
      hasher.add(UnsafeRawBufferPointer(rebasing: piece[..<count]))
      size += count
      try goOn()
    }
  }

  /// Begins anew.
  ///
  /// - Throws: `FetchError.unwritable`.
  mutating func restart() throws(FetchError) {
    guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else { throw Self.failure(url) }
    (size, hasher) = (0, file.digest.hasher(size: file.size))
  }

  /// - Throws: `FetchError.unwritable`.
  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FetchError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.failure(url) }
      hasher.add(UnsafeRawBufferPointer(rebasing: rest.prefix(count)))
      rest = rest.dropFirst(count)
      size += count
    }
  }

  var digits: String { hasher.digits }

  /// Takes what there is off the disk.
  func discard() { unlink(url.path) }

  /// Gives the file its name, for good.
  ///
  /// - Throws: `FetchError.unwritable`.
  func name(_ destination: URL) throws(FetchError) {
    guard fsync(descriptor) == 0, rename(url.path, destination.path) == 0 else { throw Self.failure(destination) }
    synchronizeFolder(destination.deletingLastPathComponent())
  }

  private static func failure(_ url: URL) -> FetchError {
    .unwritable(path: url.path, reason: String(cString: strerror(errno)).lowercased())
  }
}
