import Files
import Foundation
import Glibc
import TestSupport
import Testing

/// What is no file is refused by what it is, and never waited for.
@Suite struct FileReadingTests {
  private func reason(_ body: () throws -> Void) -> String? {
    guard case .unreadable(_, let reason)? = failure(FileError.self, of: body) else { return nil }
    return reason
  }

  @Test func whatIsNoFileIsNamed() throws {
    try withTemporaryFolder { folder in
      let pipe = folder.appendingPathComponent("pipe")
      #expect(mkfifo(pipe.path, 0o600) == 0)
      let readers: [(URL) throws -> Void] = [
        { _ = try openFile($0) }, { _ = try readFile($0) }, { _ = try mappedBytes(of: $0) },
        { try readLines(of: $0) { _, _ in } },
      ]
      for read in readers {
        let reasons = [pipe, folder, URL(fileURLWithPath: "/dev/zero"), folder.appendingPathComponent("none")]
          .map { url in reason { try read(url) } ?? "" }
        #expect(reasons[0].hasPrefix("it is a pipe"))
        #expect(reasons.dropFirst() == ["it is a folder", "it is a device, not a file", "no such file"])
      }
    }
  }

  @Test func aLinkThatLeadsNowhereIsNamed() throws {
    try withTemporaryFolder { folder in
      let link = folder.appendingPathComponent("link")
      try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "none")
      #expect(reason { _ = try readFile(link) } == "it is a link to none, which is not there")
      #expect(reason { _ = try isThere(link) } == "it is a link to none, which is not there")
      try Data().write(to: folder.appendingPathComponent("none"))
      #expect(try isThere(link) && !isThere(folder.appendingPathComponent("other")))
    }
  }

  /// The system's own words, whoever asks.
  @Test func systemErrorsAreTold() {
    #expect(Files.reason(for: POSIXError(.EISDIR)) == "is a directory")
    let cause = NSError(domain: NSPOSIXErrorDomain, code: Int(EROFS))
    let error = NSError(domain: NSCocoaErrorDomain, code: 512, userInfo: [NSUnderlyingErrorKey: cause])
    #expect(Files.reason(for: error) == "read-only file system")
  }

  @Test func aPipeIsReadWhole() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("pipe")
      #expect(mkfifo(url.path, 0o600) == 0)
      // Nobody writes to it.
      let reason = reason { _ = try readFile(url, takesPipes: true) }
      #expect(reason == "it is a pipe that nothing comes out of")
      // Larger than what a pipe holds. Opened for both, so that it does not wait for the reader.
      let text = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 7) })
      let writer = FileHandle(fileDescriptor: open(url.path, O_RDWR | O_CLOEXEC), closeOnDealloc: false)
      let thread = Thread {
        try? writer.write(contentsOf: text)
        try? writer.close()
      }
      thread.start()
      let read = try readFile(url, takesPipes: true)
      #expect(read == text)
    }
  }
}
