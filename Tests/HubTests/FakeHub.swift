import Foundation
import Testing

@testable import Hub

/// A hub with one repository, `org/model`, on 127.0.0.1, and a server under another name for its large files, which knows of
/// no token. What it answers can be replaced, address by address.
final class FakeHub {
  static let commit = "0123456789abcdef0123456789abcdef01234567"
  typealias Rule = @Sendable (HTTPServer.Request, HTTPServer.Answer) -> HTTPServer.Answer

  let hub: HTTPServer
  let storage: HTTPServer

  /// - Parameters:
  ///   - files: contents by path; those that end as weights do lie on the other server.
  ///   - change: what the hub answers in place of the right answer.
  ///   - store: the same of the other server.
  init(
    _ files: [String: [UInt8]], listed: [String]? = nil, change: @escaping Rule = { $1 },
    store: @escaping Rule = { $1 }
  ) throws {
    let storage = try HTTPServer(host: "127.0.0.2") { request in
      store(request, Self.file(request, files[String(request.target.dropFirst())]))
    }
    self.storage = storage
    let names = listed ?? files.keys.sorted()
    let base = storage.address
    hub = try HTTPServer { request in change(request, Self.answer(request, files, names, storage: base)) }
  }

  private static func answer(
    _ request: HTTPServer.Request, _ files: [String: [UInt8]], _ names: [String], storage: String
  ) -> HTTPServer.Answer {
    if request.target.hasPrefix("/api/models/org/model/revision/") {
      let listing: [String: Any] = ["sha": commit, "siblings": names.map { ["rfilename": $0] }]
      let body = (try? JSONSerialization.data(withJSONObject: listing)) ?? Data()
      return HTTPServer.Answer(body: Array(body))
    }
    let path = request.target.dropFirst("/org/model/resolve/\(commit)/".count)
    guard request.target.hasPrefix("/org/model/resolve/\(commit)/"), let contents = files[String(path)] else {
      return HTTPServer.Answer(status: 404, fields: [("X-Error-Code", "EntryNotFound")])
    }
    let common = [("X-Repo-Commit", commit)]
    guard path.hasSuffix(".safetensors") || path.hasSuffix(".gguf") else {
      var answer = file(request, contents)
      answer.fields += common + [("ETag", "\"\(digits(contents, "git"))\"")]
      return answer
    }
    let linked = [("X-Linked-Etag", "\"\(digits(contents, "sha256"))\""), ("X-Linked-Size", "\(contents.count)")]
    return .redirect("\(storage)/\(path)", common + linked)
  }

  /// A file, or the rest of it from where it is asked for.
  private static func file(_ request: HTTPServer.Request, _ contents: [UInt8]?) -> HTTPServer.Answer {
    guard let contents else { return HTTPServer.Answer(status: 404) }
    guard request.start > 0 else { return HTTPServer.Answer(body: contents) }
    let range = "bytes \(request.start)-\(contents.count - 1)/\(contents.count)"
    return HTTPServer.Answer(
      status: 206, fields: [("Content-Range", range)], body: Array(contents.dropFirst(request.start)))
  }

  static func digits(_ contents: [UInt8], _ kind: String) -> String {
    let digest: ContentDigest = kind == "git" ? .gitBlob("") : .sha256("")
    var hasher = digest.hasher(size: contents.count)
    contents.withUnsafeBytes { hasher.add($0) }
    return hasher.digits
  }

  /// A person's environment, with a cache in a folder.
  func environment(_ folder: URL, token: String? = nil) -> [String: String] {
    var environment = ["HF_ENDPOINT": hub.address, "HF_HOME": folder.path, "HOME": folder.path]
    environment["HF_TOKEN"] = token
    return environment
  }

  /// Fetches `org/model` into a folder's cache.
  ///
  /// - Parameters:
  ///   - name: the name's end.
  ///   - isStopped: asked after every piece that came, too.
  @discardableResult
  func fetch(
    _ name: String = "", into folder: URL, token: String? = nil, limits: HTTPLimits = .quick,
    isStopped: @escaping @Sendable () -> Bool = { false }, tell: @escaping (FetchEvent) -> Void = { _ in },
    check: (URL) throws -> Void = { _ in }
  ) throws -> ModelPlace {
    var access = try HubAccess(environment: environment(folder, token: token))
    (access.limits, access.isStopped) = (limits, isStopped)
    let name = try #require(HubName("org/model\(name)"))
    return try ModelFetch(name, into: HubCache(environment: environment(folder)), by: access, tell: tell)
      .run(check: check)
  }
}

extension HTTPLimits {
  /// Without a wait before another try.
  static var quick: HTTPLimits {
    var limits = HTTPLimits()
    limits.waits = [0, 0]
    return limits
  }
}
