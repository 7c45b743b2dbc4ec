import Checkpoints
import Files
import Foundation

/// The mark that lies in a folder while an edited model is saved there: a save that was ended in the middle can be told from
/// a folder that holds something else, and be repeated. It is locked by the process that saves.
package struct UnfinishedSave {
  private static let name = ".unfinished-save"

  private let folder: URL
  private var mark: URL { folder.appendingPathComponent(Self.name) }

  package init(in folder: URL) { self.folder = folder }

  package var isThere: Bool { FileManager.default.fileExists(atPath: mark.path) }

  /// Whether nothing is there but the mark.
  var isFree: Bool { names(in: folder).allSatisfy { $0 == Self.name } }

  /// Which process saves a model there now; nil when none does.
  package var writer: String? { FolderLock.holder(of: folder, name: Self.name) }

  /// Lets this process, and no other, save a model there.
  ///
  /// - Parameter isNew: whether nothing may be there already.
  /// - Returns: to be released when the model is saved, or abandoned.
  /// - Throws: `FileError.unwritable`, also where something has come there since the folder was chosen.
  package func begin(isNew: Bool = true) throws(FileError) -> FolderLock {
    func failure(_ reason: String) -> FileError { .unwritable(path: folder.path, reason: reason) }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let lock = try FolderLock(folder, name: Self.name)
      guard !isNew || isFree else {
        lock.release()
        throw failure("it is not empty any more; resume the run with --save and another folder")
      }
      return lock
    } catch let error as FileError {
      throw error
    } catch RunFolderError.inUse(_, let writer) {
      throw failure("\(writer) saves a model there; resume the run with --save and another folder")
    } catch RunFolderError.unwritable(_, let reason) {
      throw failure(reason)
    } catch {
      throw failure(reason(for: error))
    }
  }

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
    if names(in: folder) == [Self.name] { try? FileManager.default.removeItem(at: mark) }
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
