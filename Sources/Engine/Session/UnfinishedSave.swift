import Checkpoints
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

  /// Removes what an unfinished save wrote: files, and a folder of templates. The folder was new or empty before it. The mark
  /// stays as long as anything else is left there, so that this can be repeated.
  package func clear() {
    guard isThere else { return }
    let templates = folder.appendingPathComponent(CompanionFiles.templates)
    // No link to a folder elsewhere.
    if (try? templates.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true {
      removeFiles(in: templates)
      rmdir(templates.path)
    }
    removeFiles(in: folder)
    if names(in: folder) == [mark.lastPathComponent] { end() }
  }

  private func removeFiles(in folder: URL) {
    for url in names(in: folder).map(folder.appendingPathComponent) where url != mark {
      let isFile = (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true
      if isFile { try? FileManager.default.removeItem(at: url) }
    }
  }

  private func names(in folder: URL) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  }
}
