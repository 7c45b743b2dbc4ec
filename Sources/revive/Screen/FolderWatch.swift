import Dispatch
import Glibc

/// Tells when a file in one of some folders is written, moved or removed. It never wakes anyone otherwise.
final class FolderWatch {
  private let source: any DispatchSourceRead

  /// Nil when the system cannot watch, or there is nothing to watch.
  ///
  /// - Parameters:
  ///   - folders: those that do not exist are left out.
  ///   - tell: called on a queue of its own, once for changes that come close together.
  init?(_ folders: [String], tell: @escaping @Sendable () -> Void) {
    let descriptor = inotify_init1(O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    let events = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE)
    let watched = folders.filter { inotify_add_watch(descriptor, $0, events) >= 0 }
    guard !watched.isEmpty else {
      close(descriptor)
      return nil
    }
    let queue = DispatchQueue(label: "files")
    source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
    source.setCancelHandler { close(descriptor) }
    source.setEventHandler {
      // Editors write a file in several steps: what comes within a moment is one change.
      usleep(100_000)
      var buffer = [UInt8](repeating: 0, count: 4_096)
      while read(descriptor, &buffer, buffer.count) > 0 {}
      tell()
    }
    source.resume()
  }

  deinit { source.cancel() }
}
