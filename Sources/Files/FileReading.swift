import Foundation

/// Reads a file whole.
///
/// - Throws: `FileError.unreadable`.
package func readFile(_ url: URL, _ options: Data.ReadingOptions = []) throws(FileError) -> Data {
  do {
    return try Data(contentsOf: url, options: options)
  } catch {
    let isFolder = (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
    throw .unreadable(path: url.path, reason: isFolder ? "it is a folder" : reason(for: error))
  }
}
