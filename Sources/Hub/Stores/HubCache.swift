import Files
import Foundation

/// The cache that `huggingface_hub` keeps, and `transformers` with it: of each repository `refs/BRANCH` with a commit in it,
/// `snapshots/COMMIT/FILE` with links to `blobs/ETAG`.
package struct HubCache: Sendable {
  package let folder: URL

  package init(_ folder: URL) { self.folder = folder }

  /// The one that `huggingface_hub` would use: `HF_HUB_CACHE`, its older name `HUGGINGFACE_HUB_CACHE`, or `hub` in `HF_HOME`.
  package init(environment: [String: String]) {
    let home = HubHome(environment: environment)
    let path = environment["HF_HUB_CACHE"] ?? environment["HUGGINGFACE_HUB_CACHE"]
    folder = path.map { URL(fileURLWithPath: home.expanded($0)) } ?? home.folder.appendingPathComponent("hub")
  }

  static let mainRevision = "main"

  /// The folder of a repository.
  package func folder(of repository: String) -> URL {
    folder.appendingPathComponent("models--" + repository.split(separator: "/").joined(separator: "--"))
  }

  /// Finds what a name means without asking anybody: the commit of the branch or tag as it was when it was fetched.
  ///
  /// - Throws: `ModelNameError`.
  package func find(_ name: HubName) throws(ModelNameError) -> ModelPlace {
    let repository = folder(of: name.repository)
    guard FileManager.default.fileExists(atPath: repository.path) else {
      throw .absent(name: "\(name)", places: [folder.path], command: "revive fetch \(name)")
    }
    let snapshot = try snapshot(of: name, in: repository)
    let file = try snapshot.file(for: name)
    let pinned = HubName(repository: name.repository, revision: snapshot.commit, file: file)
    return ModelPlace(
      url: file.map(snapshot.url.appendingPathComponent) ?? snapshot.url, name: "\(pinned)", notice: nil)
  }

  private func snapshot(of name: HubName, in repository: URL) throws(ModelNameError) -> Snapshot {
    let revision = name.revision ?? Self.mainRevision
    // A branch may be called like a commit: `huggingface_hub` looks for the commit first, and so does this.
    let candidates = [
      Snapshot.isCommit(revision) ? revision : nil, Self.commit(ofReference: revision, in: repository), revision,
    ]
    for commit in candidates.compactMap(\.self) where RepositoryPath.isSafe(commit) && !commit.contains("/") {
      let url = repository.appendingPathComponent("snapshots/\(commit)")
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), isFolder.boolValue {
        return Snapshot(url: url, commit: commit)
      }
    }
    let known = Self.references(in: repository).filter { reference in
      FileManager.default.fileExists(atPath: repository.appendingPathComponent("snapshots/\(reference.commit)").path)
    }
    throw .absentRevision(name, known: known.map(\.name))
  }

  /// The commit that a branch or tag stood for when it was fetched.
  private static func commit(ofReference name: String, in repository: URL) -> String? {
    guard RepositoryPath.isSafe(name) else { return nil }
    let file = repository.appendingPathComponent("refs/\(name)")
    guard let handle = try? openFile(file), let data = try? handle.read(upToCount: 256) else { return nil }
    return String(decoding: data, as: UTF8.self)
  }

  /// The branches and tags of a repository that were fetched.
  static func references(in repository: URL) -> [(name: String, commit: String)] {
    let names = Snapshot.files(under: repository.appendingPathComponent("refs")).sorted()
    return names.compactMap { name in commit(ofReference: name, in: repository).map { (name, $0) } }
  }
}

/// Where `huggingface_hub` keeps what is not in the cache, too.
struct HubHome {
  private let environment: [String: String]
  let folder: URL

  /// `HF_HOME`, or `huggingface` in `XDG_CACHE_HOME`, or `~/.cache/huggingface`.
  init(environment: [String: String]) {
    self.environment = environment
    let caches = environment["XDG_CACHE_HOME"] ?? "~/.cache"
    let path = environment["HF_HOME"] ?? (caches.isEmpty ? "huggingface" : "\(caches)/huggingface")
    folder = URL(fileURLWithPath: Self.expanded(path, environment))
  }

  /// A path with `~` and variables replaced, as Python's `expanduser` and `expandvars` do.
  func expanded(_ path: String) -> String { Self.expanded(path, environment) }

  private static func expanded(_ path: String, _ environment: [String: String]) -> String {
    var path = path
    if path == "~" || path.hasPrefix("~/") {
      path = (environment["HOME"] ?? NSHomeDirectory()) + path.dropFirst()
    }
    let variable = #/\$(?:(\w+)|\{([^}]*)\})/#.asciiOnlyWordCharacters()
    return path.replacing(variable) { match in
      environment[String(match.output.1 ?? match.output.2 ?? "")] ?? String(match.output.0)
    }
  }
}
