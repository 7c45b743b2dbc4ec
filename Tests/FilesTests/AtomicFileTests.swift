import Files
import Foundation
import TestSupport
import Testing

struct AtomicFileTests {
  private struct Interruption: Error {}

  @Test func appearsWhenItIsCompleteAndLeavesNothingElse() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a")
      try Data("old".utf8).write(to: url)
      #expect(throws: FileError.self) {
        try writeAtomically(to: url) { file in
          try file.write(contentsOf: Data("new".utf8))
          throw Interruption()
        }
      }
      #expect(try readFile(url) == Data("old".utf8))
      try writeAtomically(to: url) { try $0.write(contentsOf: Data("new".utf8)) }
      #expect(try readFile(url) == Data("new".utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a"])
    }
  }

  /// As another process sees it meanwhile.
  @Test func isToldByItsNameWhileItIsWritten() throws {
    try withTemporaryFolder { folder in
      var names: [String] = []
      try writeAtomically(to: folder.appendingPathComponent("a.b.json")) { _ in
        names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      }
      #expect(names.map(PartialFile.target) == ["a.b.json"])
    }
    for name in [".partial", ".a.partial", ".a.B.partial", "a.partial", "", ".important.partial", "..partial"] {
      #expect(PartialFile.target(of: name) == nil)
    }
  }

  @Test func saysWhyAFileCannotBeReadOrWritten() throws {
    try withTemporaryFolder { folder in
      let absent = folder.appendingPathComponent("absent")
      #expect(throws: FileError.unreadable(path: absent.path, reason: "no such file")) { try readFile(absent) }
      #expect(throws: FileError.unreadable(path: absent.path, reason: "no such file")) { try mappedBytes(of: absent) }
      #expect(throws: FileError.unreadable(path: folder.path, reason: "it is a folder")) { try readFile(folder) }
      let nowhere = absent.appendingPathComponent("a")
      #expect(throws: FileError.unwritable(path: nowhere.path, reason: "no such file")) {
        try writeAtomically(to: nowhere) { _ in }
      }
    }
  }

  @Test func noticesThatAFileWasWrittenTo() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a")
      try Data("old".utf8).write(to: url)
      let stamp = FileStamp(url)
      try stamp.requireUnchanged()
      let file = try FileHandle(forWritingTo: url)
      try file.write(contentsOf: Data("longer".utf8))
      try file.close()
      #expect(throws: FileError.changed(path: url.path)) { try stamp.requireUnchanged() }
    }
  }
}
