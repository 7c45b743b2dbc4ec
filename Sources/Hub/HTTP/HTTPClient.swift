import CCurl
import Foundation

/// Asks servers over HTTP, by the rules that keep a hostile one harmless: bounds on everything that it sends, redirects
/// that are looked at one by one, no address of a private network unless the chosen server is on one itself, and the token
/// for that server alone.
///
/// Blocks while a request is under way. Not to be used by two threads at once.
final class HTTPClient {
  let endpoint: Endpoint
  let limits: HTTPLimits
  private let token: String?
  private let isStopped: @Sendable () -> Bool
  private let handle: UnsafeMutableRawPointer
  /// A proxy looks names up itself: what is connected to is the proxy then.
  private let hasProxy: Bool
  /// Whether the chosen server is on a private network; nil until it was connected to.
  private var endpointIsPrivate: Bool?
  /// Which addresses are on private networks.
  var isPrivate: (UnsafePointer<sockaddr>) -> Bool = NetworkAddress.isPrivate

  /// - Parameters:
  ///   - isStopped: asked about once a second.
  /// - Throws: `FetchError.unavailable`.
  init(
    _ endpoint: Endpoint, token: String?, limits: HTTPLimits, environment: [String: String],
    isStopped: @escaping @Sendable () -> Bool
  ) throws(FetchError) {
    var problem = [CChar](repeating: 0, count: 256)
    guard let handle = revive_curl_open(&problem, problem.count) else {
      throw .unavailable(reason: Self.text(problem))
    }
    self.handle = handle
    (self.endpoint, self.token, self.limits, self.isStopped) = (endpoint, token, limits, isStopped)
    let names = ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
    hasProxy = names.contains { !(environment[$0] ?? "").isEmpty }
    // Its name is for the proxy to look up.
    if hasProxy { endpointIsPrivate = NetworkAddress.isPrivate(literal: Endpoint.host(of: endpoint.base)) ?? false }
  }

  deinit { revive_curl_close(handle) }

  /// An answer without its body, of the server itself: where that sends to another server, the answer that does.
  ///
  /// - Throws: `FetchError`.
  func head(_ address: String) throws(FetchError) -> HTTPHead {
    try follow(address, isHead: true, fields: [], seconds: limits.answerSeconds) { (_, _) throws(FetchError) in }
  }

  /// A body that is small enough to be held.
  ///
  /// - Throws: `FetchError`.
  func body(_ address: String) throws(FetchError) -> (head: HTTPHead, body: [UInt8]) {
    var body: [UInt8] = []
    let (host, most) = (Endpoint.host(of: address), limits.answerBytes)
    let head = try follow(address, isHead: false, fields: [], seconds: limits.answerSeconds) {
      (_, bytes) throws(FetchError) in
      guard body.count + bytes.count <= most else {
        throw .untrusted(host: host, problem: "its answer does not end (more than \(most >> 20) MB)")
      }
      body.append(contentsOf: bytes)
    }
    return (head, body)
  }

  /// A body of any length, piece by piece; of an answer that is no success nothing.
  ///
  /// - Parameter start: from which byte on; servers may send everything all the same, which the head tells.
  /// - Throws: `FetchError`, and what `receive` throws.
  func stream(
    _ address: String, from start: Int, _ receive: (HTTPHead, UnsafeRawBufferPointer) throws(FetchError) -> Void
  ) throws(FetchError) -> HTTPHead {
    let fields = start > 0 ? ["Range: bytes=\(start)-"] : []
    return try follow(address, isHead: false, fields: fields, seconds: 0, receive)
  }

  /// Waits before another try.
  ///
  /// - Throws: `FetchError.interrupted`.
  func rest(_ seconds: Double) throws(FetchError) {
    for _ in 0..<Int(seconds / 0.1) {
      try requireGoingOn()
      Thread.sleep(forTimeInterval: 0.1)
    }
  }

  /// - Throws: `FetchError.interrupted`.
  func requireGoingOn() throws(FetchError) {
    if isStopped() { throw .interrupted }
  }

  // MARK: - Redirects

  private func follow(
    _ address: String, isHead: Bool, fields: [String], seconds: Int,
    _ receive: (HTTPHead, UnsafeRawBufferPointer) throws(FetchError) -> Void
  ) throws(FetchError) -> HTTPHead {
    var address = address
    for _ in 0...limits.redirects {
      let head = try ask(address, isHead: isHead, fields: fields, seconds: seconds, receive)
      guard (300..<400).contains(head.status), let next = head.redirect else { return head }
      // What is asked for stands in this answer: the file itself lies elsewhere.
      if isHead, !endpoint.isOrigin(of: next) { return head }
      try check(next, after: address)
      address = next
    }
    throw .untrusted(
      host: Endpoint.host(of: address), problem: "it redirects without end (more than \(limits.redirects) times)")
  }

  /// Looks at a redirect.
  ///
  /// - Throws: `FetchError.untrusted`.
  func check(_ next: String, after address: String) throws(FetchError) {
    let (host, from) = (Endpoint.host(of: next), Endpoint.host(of: address))
    guard !host.isEmpty else {
      throw .untrusted(host: from, problem: "it redirects to what is no HTTP address")
    }
    guard Endpoint.isSecure(next) || !Endpoint.isSecure(address) else {
      throw .untrusted(host: from, problem: "it redirects from https to http, to \(host)")
    }
    if hasProxy, NetworkAddress.isPrivate(literal: host) == true, endpointIsPrivate != true {
      throw .untrusted(host: from, problem: "it redirects to a private network, to \(host)")
    }
  }

  // MARK: - One request

  private func ask(
    _ address: String, isHead: Bool, fields: [String], seconds: Int,
    _ receive: (HTTPHead, UnsafeRawBufferPointer) throws(FetchError) -> Void
  ) throws(FetchError) -> HTTPHead {
    let isOwn = endpoint.isOrigin(of: address)
    var all = ["Accept-Encoding: identity", "User-Agent: revive"] + fields
    if isOwn, let token { all.append("Authorization: Bearer \(token)") }
    return try withoutActuallyEscaping(receive) { receive throws(FetchError) in
      let exchange = Exchange(limits, isStopped: isStopped, receive: receive)
      if !hasProxy {
        exchange.mayConnect = { [unowned self] socket in
          let isPrivate = isPrivate(socket)
          if isOwn { endpointIsPrivate = isPrivate }
          return isOwn || !isPrivate || endpointIsPrivate == true
        }
      }
      let answer = perform(exchange, address, isHead: isHead, fields: all, seconds: seconds)
      return try exchange.outcome(answer, host: Endpoint.host(of: address))
    }
  }

  private func perform(
    _ exchange: Exchange, _ address: String, isHead: Bool, fields: [String], seconds: Int
  ) -> revive_answer {
    var answer = revive_answer()
    let lines = fields.map { strdup($0) }
    defer { lines.forEach { free($0) } }
    let pointers = lines.map { UnsafePointer<CChar>($0) } + [nil]
    address.withCString { url in
      pointers.withUnsafeBufferPointer { fields in
        var request = exchange.request
        request.url = url
        request.is_head = isHead ? 1 : 0
        request.has_proxy = hasProxy ? 1 : 0
        request.fields = fields.baseAddress
        request.patience = limits.patience
        request.limit = seconds
        revive_curl_perform(handle, &request, &answer)
      }
    }
    return answer
  }

  static func text(_ bytes: [CChar]) -> String {
    String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
