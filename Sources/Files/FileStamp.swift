import Foundation

/// What a file was when it was opened, to notice when somebody writes to it while it is mapped: its numbers then change
/// under the model, and where it was made shorter, reading it ends the program.
package struct FileStamp: Sendable {
  private let path: String
  /// Device and number of the file, bytes, seconds and nanoseconds of the last change.
  private let facts: [Int]?

  package init(_ url: URL) {
    path = url.path
    facts = Self.facts(path)
  }

  /// Passes where another file was put under the name: a mapping outlives the old directory entry.
  ///
  /// - Throws: `FileError.changed`.
  package func requireUnchanged() throws(FileError) {
    guard let facts, let now = Self.facts(path), now.prefix(2) == facts.prefix(2) else { return }
    guard now == facts else { throw .changed(path: path) }
  }

  private static func facts(_ path: String) -> [Int]? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return [
      Int(truncatingIfNeeded: status.st_dev), Int(truncatingIfNeeded: status.st_ino), Int(status.st_size),
      status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
    ]
  }
}
