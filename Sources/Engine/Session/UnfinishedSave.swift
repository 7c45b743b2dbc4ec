import Files
import Foundation

/// The mark that lies in a folder while an edited model is saved there: a save that was ended in the middle can be told from
/// a folder that holds something else, and be repeated.
package struct UnfinishedSave {
  private let folder: URL
  private var mark: URL { folder.appendingPathComponent(".unfinished-save") }

  package init(in folder: URL) { self.folder = folder }

  package var isThere: Bool { FileManager.default.fileExists(atPath: mark.path) }

  /// - Throws: `FileError.unwritable`.
  func begin() throws(FileError) {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data().write(to: mark)
    } catch { throw .unwritable(path: folder.path, reason: reason(for: error)) }
  }

  func end() { try? FileManager.default.removeItem(at: mark) }

  /// Removes the files of an unfinished save. The folder was new or empty before it.
  package func clear() {
    guard isThere else { return }
    let files = FileManager.default
    for name in (try? files.contentsOfDirectory(atPath: folder.path)) ?? [] {
      let url = folder.appendingPathComponent(name)
      let isFile = (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true
      if isFile, url != mark { try? files.removeItem(at: url) }
    }
    end()
  }
}
