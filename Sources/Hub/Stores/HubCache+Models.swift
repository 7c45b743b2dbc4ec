import Foundation

/// A model in the cache, as it can be asked for.
package struct CachedModel: Equatable, Sendable {
  /// With the commit, and the file if it is a GGUF file.
  package let name: HubName
  /// The branches and tags that stood for the commit.
  package let references: [String]
  package let url: URL
  /// Of its own files, each blob once.
  package let byteCount: Int
}

extension HubCache {
  /// Every checkpoint and GGUF file that was fetched, by name. Datasets, spaces and snapshots without a model are left out.
  package func models() -> [CachedModel] {
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return folders.filter { $0.hasPrefix("models--") }.sorted().flatMap { folder in
      // As `huggingface_hub` reads it back.
      models(in: self.folder.appendingPathComponent(folder), of: folder.dropFirst(8).replacing("--", with: "/"))
    }
  }

  private func models(in repository: URL, of name: Substring) -> [CachedModel] {
    let references = Self.references(in: repository)
    let snapshots = repository.appendingPathComponent("snapshots")
    let commits = (try? FileManager.default.contentsOfDirectory(atPath: snapshots.path)) ?? []
    return commits.sorted().flatMap { commit -> [CachedModel] in
      let snapshot = Snapshot(url: snapshots.appendingPathComponent(commit), commit: commit)
      let files = snapshot.files
      func model(_ file: String?, of parts: [String]) -> CachedModel {
        let short = file.map { GGUFChoice.shortName(of: $0, among: files) }
        return CachedModel(
          name: HubName(repository: String(name), revision: commit, file: short),
          references: references.filter { $0.commit == commit }.map(\.name),
          url: file.map(snapshot.url.appendingPathComponent) ?? snapshot.url,
          byteCount: Self.byteCount(parts.map(snapshot.url.appendingPathComponent)))
      }
      let others = files.filter { !$0.hasSuffix(".gguf") }
      let whole = files.contains(CheckpointFiles.configuration) ? [model(nil, of: others)] : []
      return whole + GGUFChoice.models(among: files).map { model($0, of: [$0]) }
    }
  }

  /// Bytes of files, or of what they are links to, each once.
  package static func byteCount(_ files: [URL]) -> Int {
    Set(files.map { $0.resolvingSymlinksInPath() }).reduce(0) { sum, file in
      sum + ((try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0)
    }
  }
}
