import Files
import Foundation

/// Puts files into the cache as `huggingface_hub` does.
struct CacheWriter {
  private let cache: HubCache
  private let repository: URL
  let snapshot: Snapshot

  init(_ cache: HubCache, repository: String, commit: String) {
    self.cache = cache
    self.repository = cache.folder(of: repository)
    snapshot = Snapshot(url: self.repository.appendingPathComponent("snapshots/\(commit)"), commit: commit)
  }

  /// Whether the snapshot has the file.
  func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: place(of: path).path) }

  func place(of path: String) -> URL { snapshot.url.appendingPathComponent(path) }

  /// Where a blob is, or is going to be.
  func blob(_ file: RemoteFile) -> URL { repository.appendingPathComponent("blobs/\(file.digest.digits)") }

  func part(_ file: RemoteFile) -> URL { repository.appendingPathComponent("blobs/\(file.digest.digits).incomplete") }

  func lock(_ file: RemoteFile) -> URL {
    cache.folder.appendingPathComponent(".locks/\(repository.lastPathComponent)/\(file.digest.digits).lock")
  }

  /// Makes the folders that a file needs.
  ///
  /// - Throws: `FetchError.unwritable`.
  func prepare(for file: RemoteFile) throws(FetchError) {
    for url in [blob(file), lock(file), place(of: file.path)] { try Self.makeFolder(of: url) }
  }

  /// Gives a blob its name in the snapshot: a link that holds wherever the cache is moved to.
  ///
  /// - Throws: `FetchError.unwritable`.
  func link(_ file: RemoteFile) throws(FetchError) {
    let place = place(of: file.path)
    let up = String(repeating: "../", count: file.path.split(separator: "/").count + 1)
    unlink(place.path)
    guard symlink("\(up)blobs/\(file.digest.digits)", place.path) == 0 else { throw Self.failure(place) }
  }

  /// Remembers which commit a branch or tag stands for.
  ///
  /// - Throws: `FetchError.unwritable`.
  func keep(reference name: String) throws(FetchError) {
    guard name != snapshot.commit else { return }
    let url = repository.appendingPathComponent("refs/\(name)")
    try Self.makeFolder(of: url)
    do { try writeAtomically(to: url) { try $0.write(contentsOf: Data(snapshot.commit.utf8)) } } catch {
      throw .unwritable(path: url.path, reason: "\(error)")
    }
  }

  static func makeFolder(of url: URL) throws(FetchError) {
    do {
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: url.deletingLastPathComponent().path, reason: reason(for: error))
    }
  }

  private static func failure(_ url: URL) -> FetchError {
    .unwritable(path: url.path, reason: String(cString: strerror(errno)).lowercased())
  }
}
