import CCurl
import Foundation

/// One request and what comes of it, for the functions that libcurl calls meanwhile.
final class Exchange {
  typealias Receive = (HTTPHead, UnsafeRawBufferPointer) throws(FetchError) -> Void

  var mayConnect: (UnsafePointer<sockaddr>) -> Bool = { _ in true }
  private let limits: HTTPLimits
  private let isStopped: @Sendable () -> Bool
  private let receive: Receive
  private var head = HTTPHead()
  private var headBytes = 0
  private var redirect: String?
  private var failure: FetchError?
  /// Whether the request was ended because the rest of the answer is of no interest.
  private var isEnough = false
  private var wasRefused = false

  init(_ limits: HTTPLimits, isStopped: @escaping @Sendable () -> Bool, receive: @escaping Receive) {
    (self.limits, self.isStopped, self.receive) = (limits, isStopped, receive)
  }

  /// The request without what is asked for. Valid as long as this lives.
  var request: revive_request {
    var request = revive_request()
    request.context = Unmanaged.passUnretained(self).toOpaque()
    request.head = { context, line, count in
      Exchange.of(context).take(line: UnsafeRawBufferPointer(start: line, count: count)) ? 0 : 1
    }
    request.body = { context, bytes, count in
      Exchange.of(context).take(body: UnsafeRawBufferPointer(start: bytes, count: count)) ? 0 : 1
    }
    request.address = { context, address in
      guard let address else { return 1 }
      let exchange = Exchange.of(context)
      guard exchange.mayConnect(address) else {
        exchange.wasRefused = true
        return 1
      }
      return 0
    }
    request.redirect = { context, address in Exchange.of(context).redirect = address.map { String(cString: $0) } }
    request.pulse = { context in Exchange.of(context).isStopped() ? 1 : 0 }
    return request
  }

  private static func of(_ context: UnsafeMutableRawPointer?) -> Exchange {
    guard let context else { preconditionFailure("libcurl gives back the context that it was given") }
    return Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
  }

  /// - Returns: whether to go on.
  private func take(line: UnsafeRawBufferPointer) -> Bool {
    headBytes += line.count
    guard headBytes <= limits.headBytes else {
      failure = .untrusted(host: "", problem: "the head of its answer does not end")
      return false
    }
    head.take(String(decoding: line, as: UTF8.self))
    return true
  }

  private func take(body: UnsafeRawBufferPointer) -> Bool {
    guard head.isSuccess else {
      isEnough = true
      return false
    }
    do {
      try receive(head, body)
      return true
    } catch {
      failure = error
      return false
    }
  }

  /// What came of it.
  ///
  /// - Throws: `FetchError`.
  func outcome(_ answer: revive_answer, host: String) throws(FetchError) -> HTTPHead {
    if case .untrusted(_, let problem)? = failure { throw .untrusted(host: host, problem: problem) }
    if let failure { throw failure }
    if Int(answer.code) == revive_aborted { throw .interrupted }
    if wasRefused, Int(answer.code) == revive_unconnected {
      throw .untrusted(host: host, problem: "it is on a private network, to which another server redirects")
    }
    guard answer.code == 0 || isEnough else { throw .noConnection(host: host, reason: Self.reason(answer)) }
    var head = head
    head.redirect = redirect
    return head
  }

  private static func reason(_ answer: revive_answer) -> String {
    let words = withUnsafeBytes(of: answer.problem) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    return switch Int(answer.code) {
    case revive_unresolved: "no such host, or no network"
    case revive_unconnected: "no connection, or no network"
    case revive_partial: "the connection broke off"
    case revive_timed_out: "no answer in time"
    default: words
    }
  }
}
