import Foundation
import RunModel
import Testing

@testable import Engine
@testable import revive

/// A log that is read while another process writes it. What has been read is compared with what is read of the whole file.
struct LogFollowerTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("log.jsonl")
  }

  private static func log(_ seed: UInt64, length: Int = 12) throws -> Data {
    let description = RunDescription(
      model: "made up", parameters: 1, editor: .memit, layers: [], roundSize: 1, editLimit: LogGenerator.editLimit,
      guardSetting: GuardSetting(), seed: seed, tasks: [], folder: nil, remarks: [])
    var made = LogGenerator(description, seed: seed, length: length)
    return try made.file(mishaps: 0)
  }

  private func append(_ data: Data) throws {
    if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(fileURLWithPath: path)) }
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try file.seekToEnd()
    try file.write(contentsOf: data)
    try file.close()
  }

  private func truncate(to size: Int) throws {
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try file.truncate(atOffset: UInt64(size))
    try file.close()
  }

  /// Reads on, in small bites, and keeps what counts.
  private func follow(_ follower: inout LogFollower, _ lines: inout [LogLine], limit: Int = 64) {
    while let news = follower.look(limit: limit) {
      if news.isNewLog { lines = [] }
      #expect(news.unreadable.isEmpty)
      lines += news.lines
      if !news.hasMore { break }
    }
  }

  @Test func aLogInPiecesIsReadByWholeLines() throws {
    for seed in 0..<20 {
      try? FileManager.default.removeItem(atPath: path)
      let data = try Self.log(UInt64(seed))
      var follower = LogFollower(path)
      var lines: [LogLine] = []
      follow(&follower, &lines)
      #expect(lines.isEmpty)
      var written = 0
      while written < data.count {
        let next = min(data.count, written + 1 + (written * 31 + seed * 17) % 97)
        try append(data[written..<next])
        written = next
        follow(&follower, &lines)
        let whole = data[..<written].lastIndex(of: UInt8(ascii: "\n")).map { data[...$0] } ?? Data()
        #expect(try lines == LogCodec().decodeLines(whole))
      }
      let nothing = follower.look()
      #expect(nothing == nil, "told twice")
    }
  }

  /// A crash tears the last line; whoever resumes drops it and writes others.
  @Test func aTornLineThatIsDroppedWasNeverThere() throws {
    let data = try Self.log(3)
    let lengths = data.split(separator: UInt8(ascii: "\n")).map { $0.count + 1 }
    let two = lengths[0] + lengths[1]
    var follower = LogFollower(path)
    var lines: [LogLine] = []
    try append(data[..<(two + lengths[2] - 5)])
    follow(&follower, &lines)
    #expect(lines.count == 2)
    try truncate(to: two)
    follow(&follower, &lines)
    #expect(lines.count == 2)
    try append(data[two...])
    follow(&follower, &lines)
    #expect(try lines == LogCodec().decodeLines(data))
    // Dropped and written over between two looks.
    var second = LogFollower(path)
    lines = []
    try truncate(to: two + 7)
    follow(&second, &lines)
    try truncate(to: two)
    try append(data[two...])
    follow(&second, &lines)
    #expect(try lines == LogCodec().decodeLines(data))
  }

  @Test func anotherLogBeginsAnew() throws {
    let (first, second) = (try Self.log(1, length: 20), try Self.log(2, length: 20))
    var follower = LogFollower(path)
    var lines: [LogLine] = []
    try append(first)
    follow(&follower, &lines)
    // Put in its place.
    try second.write(to: URL(fileURLWithPath: path), options: .atomic)
    follow(&follower, &lines)
    #expect(try lines == LogCodec().decodeLines(second))
    // Written over within the same file, and longer than before.
    try truncate(to: 0)
    try append(first + first)
    follow(&follower, &lines)
    #expect(try lines == LogCodec().decodeLines(first + first))
    // Cut off within what was read.
    try truncate(to: 40)
    follow(&follower, &lines)
    #expect(lines.isEmpty)
    // Gone, and back.
    try FileManager.default.removeItem(atPath: path)
    follow(&follower, &lines)
    try append(second)
    follow(&follower, &lines)
    #expect(try lines == LogCodec().decodeLines(second))
  }

  /// A line of zeros, as a file has it that has grown before its contents came, is waited for; one that others follow is
  /// left out, and named.
  @Test func aLineThatCannotBeReadIsWaitedFor() throws {
    let data = try Self.log(5)
    var follower = LogFollower(path)
    try append(data + Data(repeating: 0, count: 30) + Data("\n".utf8))
    let first = follower.look()
    let read = try #require(first)
    let lines = try LogCodec().decodeLines(data)
    #expect(read.lines == lines)
    #expect(read.unreadable.isEmpty && !read.hasMore)
    let nothing = follower.look()
    #expect(nothing == nil)
    try append(data)
    let second = follower.look()
    let rest = try #require(second)
    #expect(rest.unreadable.map(\.line) == [read.lines.count + 1])
    #expect(rest.lines == read.lines)
  }

  /// What the monitor shows of a run that it follows is what it shows of the run as a whole.
  @Test func theMonitorShowsTheRunThatThereIs() throws {
    for seed in 0..<30 {
      try? FileManager.default.removeItem(atPath: path)
      let data = try Self.log(UInt64(seed), length: 30)
      let log = AttachedLog(folder.url, place: "here") { 1e9 }
      var driver = Attached()
      log.look { driver.take($0) }
      var written = 0
      while written < data.count {
        let next = min(data.count, written + 1 + (written * 13 + seed * 7) % 700)
        try append(data[written..<next])
        written = next
        log.look { driver.take($0) }
        let whole = data[..<written].lastIndex(of: UInt8(ascii: "\n")).map { data[...$0] } ?? Data()
        let run = BranchedRun(try LogCodec().decodeLines(whole))
        #expect(driver.edits == (run.description == nil ? [] : run.branches.map { $0.reports.map(\.edits) }))
      }
      // Another run in its place.
      let other = try Self.log(UInt64(seed + 100), length: 9)
      try other.write(to: URL(fileURLWithPath: path), options: .atomic)
      log.look { driver.take($0) }
      #expect(driver.edits == BranchedRun(try LogCodec().decodeLines(other)).branches.map { $0.reports.map(\.edits) })
    }
  }

  /// A writer that is killed leaves its lock's file behind, which nobody holds.
  @Test func aWriterThatIsGoneIsTold() throws {
    try Self.log(1, length: 8).write(to: URL(fileURLWithPath: path))
    let log = AttachedLog(folder.url, place: "here") { 0 }
    var driver = Attached()
    func look() -> Bool {
      log.look { driver.take($0) }
      return log.attachment.isAbandoned
    }
    // A folder of a version without locks, or one that is only looked at.
    #expect(!look())
    let lock = try FolderLock(folder.url)
    #expect(!look())
    lock.abandon()
    #expect(look())
    #expect(driver.state.footer.message?.text.contains("its writer is gone") == true)
    // Another takes the run up, and ends without a word.
    let next = try FolderLock(folder.url)
    #expect(!look())
    next.release()
    #expect(look())
    try append(LogCodec().encode(.stopped(reason: "stopped"), time: 0) + Data("\n".utf8))
    #expect(!look() && log.attachment.hasEnded)
  }

  @Test func silenceIsTold() {
    #expect([0, 59, -5].allSatisfy { AttachedLog.silence($0) == nil })
    #expect(AttachedLog.silence(60) == "1 min" && AttachedLog.silence(3_599) == "59 min")
    #expect(AttachedLog.silence(7_300) == "2 h" && AttachedLog.silence(1e6) == "11 days")
  }
}
