import Files
import Foundation

/// The hub, or what `HF_ENDPOINT` names in its place, as far as it is asked here.
struct HubServer {
  let client: HTTPClient

  /// A commit of a repository.
  struct Listing: Equatable {
    let commit: String
    /// Paths, each of them safe.
    let files: [String]
  }

  private var base: String { client.endpoint.base }

  /// What a name stands for now.
  ///
  /// - Throws: `FetchError`.
  func listing(of name: HubName) throws(FetchError) -> Listing {
    let revision = Endpoint.escaped(name.revision ?? HubCache.mainRevision, keepsSlashes: false)
    let (head, body) = try client.body("\(base)/api/models/\(name.repository)/revision/\(revision)")
    guard head.isSuccess else { throw refusal(head, of: name, file: nil) }
    let host = Endpoint.host(of: base)
    guard let answer = try? JSONParser.parse(body), let commit = answer["sha"]?.string, Snapshot.isCommit(commit),
      let files = answer["siblings"]?.array
    else { throw .untrusted(host: host, problem: "it does not answer as a Hugging Face hub does") }
    let names = files.compactMap { $0["rfilename"]?.string }
    if let evil = names.first(where: { !RepositoryPath.isSafe($0) }) {
      throw .untrusted(host: host, problem: "it names a file that would lie elsewhere, \(evil.debugDescription)")
    }
    return Listing(commit: commit, files: names)
  }

  /// Size and digest of a file.
  ///
  /// - Throws: `FetchError`.
  func file(_ path: String, of name: HubName, at commit: String) throws(FetchError) -> RemoteFile {
    let address = "\(base)/\(name.repository)/resolve/\(commit)/\(Endpoint.escaped(path, keepsSlashes: true))"
    let head = try client.head(address)
    // A redirect to where large files lie is an answer, too.
    guard head.isSuccess || (300..<400).contains(head.status) else { throw refusal(head, of: name, file: path) }
    let what = "\(name.repository)/\(path)"
    if let found = head["x-repo-commit"], found != commit {
      throw .damaged(file: what, problem: "is asked for of commit \(commit), and told of as of \(found)")
    }
    guard let tag = head["x-linked-etag"] ?? head["etag"],
      let digest = ContentDigest(entityTag: HTTPHead.entityTag(tag))
    else { throw .damaged(file: what, problem: "comes without a digest, so that it could not be checked") }
    let size = head["x-linked-size"].flatMap { Int($0) } ?? (head.isSuccess ? head.length : nil)
    guard let size, size >= 0 else { throw .damaged(file: what, problem: "comes without a size") }
    return RemoteFile(path: path, address: address, size: size, digest: digest)
  }

  /// What a status means for who asked, and what to do about it.
  private func refusal(_ head: HTTPHead, of name: HubName, file: String?) -> FetchError {
    let page = "\(base)/\(name.repository)"
    let what = file.map { "\(name.repository)/\($0)" } ?? "\(name)"
    let reason =
      switch (head.status, head["x-error-code"] ?? "") {
      case (_, "GatedRepo"):
        "is gated: accept its terms at \(page), and give your token in HF_TOKEN (or with hf auth login)"
      case (_, "RevisionNotFound"): "has no revision \(name.revision ?? HubCache.mainRevision); \(page) lists them"
      case (_, "EntryNotFound"): "is not in the repository; \(page)/tree/main lists its files"
      case (401, _) where head["x-error-message"]?.contains("Invalid credentials") == true:
        "the token is refused: look at HF_TOKEN, or log in anew with hf auth login"
      case (401, _), (_, "RepoNotFound"):
        "there is no such model at \(base), or it is private or gated: look at \(page), and give your token in HF_TOKEN"
      case (403, _): "is not for this token (403): ask for access at \(page), or give another token in HF_TOKEN"
      case (404, _): "is not found at \(base) (404)"
      case (429, _): "too many requests at \(base) (429): wait some minutes, or give your token in HF_TOKEN"
      case (500..., _): "the server at \(base) has a fault (\(head.status)): try again later"
      default: "the server at \(base) answers \(head.status)"
      }
    return .refused(what: what, reason: reason)
  }
}
