import Files
import Foundation

/// The way of one file onto the disk: into a part that is kept when anything ends it, from its end on when it is taken up
/// again; given its name when its size and digest are right.
struct FileDownload {
  let file: RemoteFile
  let part: URL
  let destination: URL
  /// How the file is called in messages.
  let title: String

  /// - Parameter tell: called with the bytes that are there.
  /// - Throws: `FetchError`; the part stays but for `.damaged`.
  func run(_ client: HTTPClient, tell: (Int) -> Void) throws(FetchError) {
    var part = try PartFile(part, file, goOn: client.requireGoingOn)
    try requireRoom(for: file.size - part.size)
    tell(part.size)
    var waits = client.limits.waits[...]
    var base = part.size
    while part.size < file.size {
      do {
        try receive(into: &part, client, tell)
      } catch {
        // A mebibyte that came is progress: then it may be tried as often again. Fewer at a time are a server's game.
        if part.size - base >= 1 << 20 { (waits, base) = (client.limits.waits[...], part.size) }
        guard case .noConnection = error, let wait = waits.popFirst() else { throw error }
        try client.rest(wait)
      }
    }
    guard part.digits == file.digest.digits else {
      part.discard()
      throw .damaged(
        file: title,
        problem: "what came is not what was promised (digest \(part.digits), not \(file.digest.digits)), and is thrown "
          + "away; fetch it again")
    }
    try part.name(destination)
  }

  private func receive(into part: inout PartFile, _ client: HTTPClient, _ tell: (Int) -> Void) throws(FetchError) {
    let start = part.size
    var isPlaced = start == 0
    let head = try client.stream(file.address, from: start) { (head, bytes) throws(FetchError) in
      if !isPlaced {
        // A server may send everything; what it calls a part must be the one that was asked for.
        if head.status != 206 { try part.restart() } else { try check(head["content-range"], from: start) }
        isPlaced = true
      }
      guard part.size + bytes.count <= file.size else {
        part.discard()
        throw .damaged(file: title, problem: "more than the promised \(file.size) bytes come; they are thrown away")
      }
      try part.write(bytes)
      tell(part.size)
    }
    // What is kept is longer than what there is; who answers so to a beginning has nothing to give.
    if head.status == 416, start > 0 { return try part.restart() }
    guard head.isSuccess else {
      let host = Endpoint.host(of: file.address)
      guard head.status != 408, head.status != 429, head.status < 500 else {
        throw .noConnection(host: host, reason: "the server answers \(head.status)")
      }
      throw .refused(what: title, reason: "the server at \(host) answers \(head.status)")
    }
    if part.size < file.size {
      throw .noConnection(
        host: Endpoint.host(of: file.address), reason: "\(title) ended after \(part.size) of \(file.size) bytes")
    }
  }

  private func check(_ range: String?, from start: Int) throws(FetchError) {
    guard let range, range.hasPrefix("bytes \(start)-"), range.hasSuffix("/\(file.size)") || range.hasSuffix("/*")
    else {
      throw .damaged(file: title, problem: "another part comes than was asked for (\(range ?? "none is named"))")
    }
  }

  private func requireRoom(for bytes: Int) throws(FetchError) {
    var status = statvfs()
    guard statvfs(part.deletingLastPathComponent().path, &status) == 0 else { return }
    let free = Int(clamping: UInt64(status.f_bavail)) * Int(clamping: UInt64(status.f_frsize))
    guard free < bytes else { return }
    throw .unwritable(
      path: destination.path, reason: "\(bytes >> 20) MB are needed on this disk, \(free >> 20) MB are free")
  }
}
