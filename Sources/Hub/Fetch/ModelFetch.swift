import Files
import Foundation

/// How a fetch goes on.
package enum FetchEvent: Equatable, Sendable {
  /// So many files of so many bytes are not here yet.
  case begins(files: Int, bytes: Int)
  /// A file, what there is of it, and of everything that is fetched.
  case progress(file: RemoteFile, bytes: Int, allBytes: Int)
  /// A file is here.
  case fetched(RemoteFile)
  /// Another process fetches this file at the moment.
  case waits(RemoteFile)
}

/// The way of a model from the hub into the cache.
package struct ModelFetch {
  private let name: HubName
  private let cache: HubCache
  private let access: HubAccess
  private let server: HubServer
  private let tell: (FetchEvent) -> Void

  /// - Throws: `FetchError.unavailable`.
  package init(
    _ name: HubName, into cache: HubCache, by access: HubAccess, tell: @escaping (FetchEvent) -> Void
  ) throws(FetchError) {
    (self.name, self.cache, self.access, self.tell) = (name, cache, access, tell)
    server = HubServer(client: try access.client())
  }

  /// Fetches what is not here yet.
  ///
  /// - Parameter check: looks at the folder when the configuration of a checkpoint is there, before gigabytes follow.
  /// - Returns: where the model is now.
  /// - Throws: `FetchError`, `ModelNameError`, and what `check` throws.
  package func run(check: (URL) throws -> Void) throws -> ModelPlace {
    let listing = try server.listing(of: name)
    let writer = CacheWriter(cache, repository: name.repository, commit: listing.commit)
    switch try NeededFiles(for: name, among: listing.files) {
    case .file(let path): try fetch([path], writer)
    case .checkpoint(let companions, let weights):
      try fetch([CheckpointFiles.configuration], writer, isAnnounced: false)
      try check(writer.snapshot.url)
      guard weights == CheckpointFiles.index else {
        try fetch(companions + [weights], writer)
        break
      }
      try fetch([weights], writer, isAnnounced: false)
      try fetch(companions + shards(writer.place(of: weights), among: listing.files), writer)
    }
    try writer.keep(reference: name.revision ?? HubCache.mainRevision)
    return try cache.find(name)
  }

  /// The files of weights that an index names.
  private func shards(_ index: URL, among files: [String]) throws -> [String] {
    let limit = 64 << 20
    guard let data = try openFile(index).read(upToCount: limit), data.count < limit,
      let map = (try? JSONParser.parse(Array(data)))?["weight_map"]?.object
    else { throw FetchError.damaged(file: CheckpointFiles.index, problem: "cannot be read as an index of weights") }
    let shards = Set(map.compactMap { $0.value.string }).sorted()
    if let stranger = shards.first(where: { !files.contains($0) }) {
      throw FetchError.damaged(
        file: CheckpointFiles.index, problem: "names \(stranger.debugDescription), which is not in the repository")
    }
    return shards
  }

  /// - Parameter isAnnounced: false for small files which decide about the others.
  private func fetch(
    _ paths: [String], _ writer: CacheWriter, isAnnounced: Bool = true
  ) throws(FetchError) {
    var files: [RemoteFile] = []
    for path in paths where !writer.has(path) {
      files.append(try server.file(path, of: name, at: writer.snapshot.commit))
    }
    guard !files.isEmpty else { return }
    if isAnnounced { tell(.begins(files: files.count, bytes: files.reduce(0) { $0 + $1.size })) }
    var before = 0
    for file in files {
      try writer.prepare(for: file)
      let lock = try BlobLock(writer.lock(file), isStopped: access.isStopped) { tell(.waits(file)) }
      try fetch(file, writer) { bytes in
        if isAnnounced { tell(.progress(file: file, bytes: bytes, allBytes: before + bytes)) }
      }
      _ = consume lock
      before += file.size
      if isAnnounced { tell(.fetched(file)) }
    }
  }

  private func fetch(_ file: RemoteFile, _ writer: CacheWriter, tell: (Int) -> Void) throws(FetchError) {
    // Other commits have the same blobs, and another process may have fetched it meanwhile.
    if !FileManager.default.fileExists(atPath: writer.blob(file).path) {
      let download = FileDownload(
        file: file, part: writer.part(file), destination: writer.blob(file), title: "\(name.repository)/\(file.path)")
      try download.run(server.client, tell: tell)
    }
    try writer.link(file)
  }
}
