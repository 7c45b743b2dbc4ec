import Foundation
import Glibc
import Synchronization

/// That this process, and no other, writes a run folder. The system ends it with the process, however that ends, so that the
/// lock of a dead process is none; on file systems that know of no locks the file's word counts, as far as its process can
/// be looked for. Readers need none.
package final class FolderLock: Sendable {
  /// Beside the log: whose it is, while somebody has it.
  static let name = "writer.lock"

  // Of open files, not of processes: `fcntl.h` has the names only for those who ask for them.
  private static let (askForLock, takeLock) = (Int32(36), Int32(37))

  /// What file systems without locks answer.
  private static let knowsNoLocks: Set = [ENOLCK, EINVAL, EOPNOTSUPP, ENOSYS]

  private let url: URL
  private let file: Mutex<Int32?>

  /// - Parameter name: of the file in the folder.
  /// - Throws: `RunFolderError.inUse`, `.unwritable`.
  init(_ folder: URL, name: String = FolderLock.name) throws(RunFolderError) {
    url = folder.appendingPathComponent(name)
    let descriptor = try Self.locked(url, of: folder)
    file = Mutex(descriptor)
    // Whoever asks is told; where there is no room for that the lock holds all the same.
    let words = Data("\(getpid()) \(ProcessInfo.processInfo.hostName)\n".utf8)
    ftruncate(descriptor, 0)
    _ = words.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  deinit { release() }

  /// Gives the folder free.
  package func release() {
    file.withLock { descriptor in
      guard let open = descriptor else { return }
      // Before it is free: the next one makes a file of its own. What has come in the place of the folder is another's.
      if Self.number(of: open) == Self.number(of: url) { unlink(url.path) }
      Self.unlock(open)
      descriptor = nil
    }
  }

  /// Gives the folder free, and leaves the file: what was begun is not done.
  package func abandon() {
    file.withLock { descriptor in
      descriptor.map(Self.unlock)
      descriptor = nil
    }
  }

  /// Closing alone is not enough: a child that has begun, and not come to its own program, holds what was open as well.
  private static func unlock(_ file: Int32) {
    var free = request
    free.l_type = Int16(F_UNLCK)
    _ = fcntl(file, takeLock, &free)
    close(file)
  }

  /// Sees that what lies at the folder's path is still the folder: everything is written by its path.
  ///
  /// - Throws: `RunFolderError.unwritable`, which says where the folder is now.
  func requirePlace() throws(RunFolderError) {
    let place = file.withLock { descriptor -> String? in
      guard let descriptor, Self.number(of: descriptor) != Self.number(of: url) else { return nil }
      return Self.path(of: descriptor)
    }
    guard let place else { return }
    let folder = url.deletingLastPathComponent().path
    let way =
      place.isEmpty
      ? "it is gone, or the lock in it; where it is still there, take it up with: revive resume \(folder)"
      : "it is at \(place) now; put it back, or take the run up there: revive resume \(place)"
    throw .unwritable(path: folder, reason: "the run folder was moved or replaced while it ran: \(way)")
  }

  /// The folder in which an open file lies now; empty for a file without a name.
  private static func path(of descriptor: Int32) -> String {
    let name = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
    guard let name, number(of: descriptor) == number(of: URL(fileURLWithPath: name)) else { return "" }
    return URL(fileURLWithPath: name).deletingLastPathComponent().path
  }

  /// Which process writes a folder now, and since when, in words; nil when none does.
  static func holder(of folder: URL, name: String = FolderLock.name) -> String? {
    reading(folder, name) { isHeld($0) ? words($0) : nil } ?? nil
  }

  /// Whether the process that wrote a folder left it without giving it free, as one does that is killed. False where nobody
  /// knows: without a file, or where locks are not known and the process is another machine's.
  static func isAbandoned(_ folder: URL) -> Bool {
    reading(folder, name) { file in
      var asked = request
      if fcntl(file, askForLock, &asked) == 0 { return asked.l_type == Int16(F_UNLCK) }
      return holder(file)?.host == ProcessInfo.processInfo.hostName && !isHeld(file)
    } ?? false
  }

  /// - Returns: nil without the file.
  private static func reading<Answer>(_ folder: URL, _ name: String, _ ask: (Int32) -> Answer) -> Answer? {
    let file = open(folder.appendingPathComponent(name).path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    return ask(file)
  }

  private static func locked(_ url: URL, of folder: URL) throws(RunFolderError) -> Int32 {
    while true {
      let file = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o644)
      guard file >= 0 else {
        let problem = errno
        let isForbidden = [EACCES, EPERM, EROFS].contains(problem)
        let way = isForbidden ? "; copy the folder to where you may write, and take that up" : ""
        throw .unwritable(path: url.path, reason: String(cString: strerror(problem)).lowercased() + way)
      }
      var wanted = request
      let problem = fcntl(file, takeLock, &wanted) == 0 ? 0 : errno
      if problem != 0, isHeld(file) {
        defer { close(file) }
        throw .inUse(path: folder.path, by: words(file))
      }
      guard problem == 0 || knowsNoLocks.contains(problem) else {
        close(file)
        // Whoever had it is gone since.
        if [EAGAIN, EACCES, EINTR].contains(problem) { continue }
        throw .unwritable(path: url.path, reason: String(cString: strerror(problem)).lowercased())
      }
      // The one before may have removed the name since it was opened: then this is the lock of nothing.
      if number(of: file) == number(of: url) { return file }
      close(file)
    }
  }

  /// For a lock of the whole file.
  private static var request: flock {
    flock(l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: 0, l_len: 0, l_pid: 0)
  }

  private static func isHeld(_ file: Int32) -> Bool {
    var asked = request
    if fcntl(file, askForLock, &asked) == 0 { return asked.l_type != Int16(F_UNLCK) }
    guard let (process, host) = holder(file), host == ProcessInfo.processInfo.hostName, process != getpid() else {
      return false
    }
    return kill(process, 0) == 0 || errno == EPERM
  }

  private static func holder(_ file: Int32) -> (process: Int32, host: String)? {
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = pread(file, &bytes, bytes.count, 0)
    let parts = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split { $0 == " " || $0 == "\n" }
    guard parts.count == 2, let process = Int32(parts[0]), process > 0 else { return nil }
    return (process, String(parts[1]))
  }

  private static func words(_ file: Int32) -> String {
    guard let (process, host) = holder(file) else { return "another process" }
    var status = stat()
    fstat(file, &status)
    let since = Date(timeIntervalSince1970: Double(status.st_mtim.tv_sec)).formatted(
      Date.ISO8601FormatStyle(timeZone: .current).year().month().day().dateSeparator(.dash).dateTimeSeparator(.space)
        .time(includingFractionalSeconds: false).timeSeparator(.colon))
    let place = host == ProcessInfo.processInfo.hostName ? "" : " on \(host)"
    return "process \(process)\(place) since \(since)"
  }

  private static func number(of file: Int32) -> [UInt64]? {
    var status = stat()
    return fstat(file, &status) == 0 ? [UInt64(status.st_dev), UInt64(status.st_ino)] : nil
  }

  private static func number(of url: URL) -> [UInt64]? {
    var status = stat()
    return stat(url.path, &status) == 0 ? [UInt64(status.st_dev), UInt64(status.st_ino)] : nil
  }
}
