import Foundation
import Glibc
import Synchronization

/// The log of a run as this process left it when it wrote there last: lines are appended to that, and not to what has come
/// in its place meanwhile, or what was left of it.
final class WrittenLog: Sendable {
  private struct Mark {
    var device: dev_t
    var number: ino_t
    /// Where the last line ends.
    var end: UInt64
    /// The last bytes of that line.
    var tail: Data
  }

  private let mark = Mutex<Mark?>(nil)

  /// Takes note of the file as it is now.
  func note(_ file: FileHandle) {
    let now = Self.mark(file)
    mark.withLock { $0 = now }
  }

  /// Whatever is there now is the log.
  func forget() { mark.withLock { $0 = nil } }

  /// Why a file is not the log that was left, in words; nil when it is, or was never written.
  func change(of file: FileHandle) -> String? {
    guard let mark = mark.withLock(\.self), let now = Self.mark(file) else { return nil }
    guard (mark.device, mark.number) == (now.device, now.number) else { return "another file was put in its place" }
    let isWhole = now.end >= mark.end && Self.bytes(file, before: mark.end) == mark.tail
    guard isWhole else { return "it was cut short or changed" }
    // A torn line may be what this process could not take back.
    return now.end > mark.end && now.tail.last == UInt8(ascii: "\n") ? "somebody else wrote to it" : nil
  }

  /// - Returns: nil for what is no file on a disk, and cannot be known again.
  private static func mark(_ file: FileHandle) -> Mark? {
    var status = stat()
    guard fstat(file.fileDescriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    let end = UInt64(status.st_size)
    return Mark(device: status.st_dev, number: status.st_ino, end: end, tail: bytes(file, before: end))
  }

  private static func bytes(_ file: FileHandle, before end: UInt64) -> Data {
    let width = min(Int(end), LogSeal.width + 1)
    var bytes = [UInt8](repeating: 0, count: width)
    let count = pread(file.fileDescriptor, &bytes, width, off_t(end) - off_t(width))
    return Data(bytes.prefix(max(0, count)))
  }
}
