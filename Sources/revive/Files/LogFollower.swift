import Foundation
import Glibc
import RunModel

/// Reads a log that another process writes, as far as it has whole lines, and notices when it becomes another log.
struct LogFollower {
  /// What came since the look before.
  struct News {
    /// Whether all that was read before counts no more: the file was replaced, or cut off within what was read.
    var isNewLog = false
    /// Whole lines that can be read, oldest first.
    var lines: [LogLine] = []
    /// Whole lines that cannot, which others follow.
    var unreadable: [RunLogError] = []
    /// Whether there is more to read at once.
    var hasMore = false
  }

  /// What a file is, and when it was changed last.
  private struct Stamp: Equatable {
    var device: dev_t
    var number: ino_t
    var size: Int
    var seconds: Int
    var nanoseconds: Int

    init(_ status: stat) {
      (device, number, size) = (status.st_dev, status.st_ino, Int(status.st_size))
      (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    }

    func isSameFile(as other: Stamp) -> Bool { device == other.device && number == other.number }
  }

  private let path: String
  private let codec = LogCodec()
  /// Bytes of the whole lines that were read, and how many those are.
  private var (offset, lineCount) = (0, 0)
  /// The last of those bytes: a file that was written anew under its old name has others there.
  private var tail = Data()
  /// The file that was read last.
  private var file: Stamp?
  /// Whether nothing can have come while the file stays as it is.
  private var isAtEnd = false

  init(_ path: String) { self.path = path }

  /// Reads on. A line without its end, as a write in two steps or a crash leaves it, is not there yet; nor is a last line
  /// that cannot be read: on shared file systems a file may grow before its contents arrive.
  ///
  /// - Parameter limit: bytes to read at once, more only for a single line.
  /// - Returns: nil when nothing has come.
  mutating func look(limit: Int = 1 << 22) -> News? {
    var status = stat()
    // A pipe in its place would block for ever.
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, !(isAtEnd && Stamp(status) == file) else {
      return nil
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard fstat(descriptor, &status) == 0 else { return nil }
    let now = Stamp(status)
    var news = News()
    let isSame = file.map(now.isSameFile) ?? true
    if !isSame || now.size < offset || bytes(descriptor, offset - tail.count, tail.count) != tail {
      (offset, lineCount, tail, news.isNewLog) = (0, 0, Data(), true)
    }
    let data = wholeLines(descriptor, size: now.size, limit: limit)
    let isLast = offset + data.count == now.size || data.isEmpty
    take(data, isLast: isLast, into: &news)
    (file, news.hasMore) = (now, !data.isEmpty && offset < now.size && !isWaiting)
    isAtEnd = !news.hasMore && !isWaiting
    let isNothing = !news.isNewLog && news.lines.isEmpty && news.unreadable.isEmpty && !news.hasMore
    return isNothing ? nil : news
  }

  /// Whether a last line that cannot be read is waited for.
  private var isWaiting = false

  private mutating func take(_ data: Data, isLast: Bool, into news: inout News) {
    isWaiting = false
    var start = data.startIndex
    while let end = data[start...].firstIndex(of: UInt8(ascii: "\n")) {
      let line = data[start..<end]
      let next = data.index(after: end)
      do {
        if !line.isEmpty {
          let (entry, time) = try codec.decode(line)
          news.lines.append(LogLine(entry, time: time))
        }
      } catch {
        isWaiting = isLast && next == data.endIndex
        if isWaiting { return }
        news.unreadable.append(RunLogError(line: lineCount + 1, reason: "it cannot be read, and is left out"))
      }
      offset += next - start
      lineCount += 1
      tail = Data(data[max(data.startIndex, next - 256)..<next])
      start = next
    }
  }

  /// What follows the lines that were read, up to the last end of a line.
  private func wholeLines(_ descriptor: Int32, size: Int, limit: Int) -> Data {
    var count = min(limit, size - offset)
    while count > 0 {
      let data = bytes(descriptor, offset, count)
      if let end = data.lastIndex(of: UInt8(ascii: "\n")) { return data[...end] }
      guard offset + count < size, data.count == count else { return Data() }
      count = min(count * 2, size - offset)
    }
    return Data()
  }

  private func bytes(_ descriptor: Int32, _ offset: Int, _ count: Int) -> Data {
    guard count > 0 else { return Data() }
    var data = Data(count: count)
    let read = data.withUnsafeMutableBytes { buffer in
      var done = 0
      while done < count {
        let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
        let step = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
        guard step > 0 else { break }
        done += step
      }
      return done
    }
    return data.prefix(read)
  }
}
