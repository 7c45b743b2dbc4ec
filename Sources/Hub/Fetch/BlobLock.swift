import Foundation

/// That no other process fetches the same blob: the lock that `huggingface_hub` takes, `.locks/REPOSITORY/ETAG.lock`.
/// The system gives it free with the process.
struct BlobLock: ~Copyable {
  private let descriptor: Int32

  /// Waits for whoever has it.
  ///
  /// - Throws: `FetchError.unwritable`, `.interrupted`.
  init(_ url: URL, isStopped: () -> Bool, waiting: () -> Void) throws(FetchError) {
    descriptor = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o664)
    guard descriptor >= 0 else {
      throw .unwritable(path: url.path, reason: String(cString: strerror(errno)).lowercased())
    }
    // A file system that knows of no locks lets everybody in.
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK || errno == EINTR {
      guard !isStopped() else { throw .interrupted }
      waiting()
      Thread.sleep(forTimeInterval: 0.2)
    }
  }

  deinit { close(descriptor) }
}
