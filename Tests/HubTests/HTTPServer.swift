import Foundation
import Glibc
import Synchronization

/// A small HTTP server on this machine's own addresses, for as long as it lives. Each connection takes one request.
final class HTTPServer: Sendable {
  struct Request: Sendable, Equatable {
    let method: String
    /// As it was sent, escapes and all.
    let target: String
    /// By names in small letters.
    let fields: [String: String]

    /// The first byte that is asked for.
    var start: Int { Int(fields["range"]?.split(separator: "=").last?.split(separator: "-").first ?? "0") ?? 0 }
  }

  /// What is sent, well-behaved or not.
  struct Answer: Sendable {
    var status = 200
    var fields: [(name: String, value: String)] = []
    var body: [UInt8] = []
    /// In place of the body's own length; nil says none.
    var promised: Int?? = .none
    /// The connection is cut after so many bytes of the body.
    var breaksAfter: Int?
    /// Which part never ends.
    var endless: Part?

    enum Part: Sendable {
      case head, body, silence
    }

    static func redirect(_ address: String, _ fields: [(String, String)] = []) -> Answer {
      Answer(status: 302, fields: [("Location", address)] + fields)
    }
  }

  let host: String
  let port: Int
  private let listener: Int32
  private let log = Log()

  /// What was asked for, for the threads that answer.
  private final class Log: Sendable {
    let requests = Mutex<[Request]>([])
  }

  /// - Parameter host: an address of the loopback network.
  init(host: String = "127.0.0.1", _ answer: @escaping @Sendable (Request) -> Answer) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    inet_pton(AF_INET, host, &address.sin_addr)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &size) == 0
      }
    }
    guard isBound else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    (self.listener, self.host, port) = (listener, host, Int(UInt16(bigEndian: address.sin_port)))
    Thread.detachNewThread { [log] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { break }
        Thread.detachNewThread {
          Self.serve(connection, answer) { request in log.requests.withLock { $0.append(request) } }
        }
      }
      close(listener)
    }
  }

  /// The thread that listens closes the socket: its number could be another server's by the time that thread asks again.
  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  var address: String { "http://\(host):\(port)" }

  /// What was asked for so far.
  var requests: [Request] { log.requests.withLock { $0 } }

  private static func serve(_ connection: Int32, _ answer: (Request) -> Answer, _ note: (Request) -> Void) {
    defer { close(connection) }
    var text: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4_096)
    while !text.contains([13, 10, 13, 10]) {
      let count = recv(connection, &piece, piece.count, 0)
      guard count > 0 else { return }
      text += piece[..<count]
    }
    let lines = String(decoding: text, as: UTF8.self).components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ").map(String.init)
    var fields: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      fields[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    let request = Request(method: words[0], target: words[1], fields: fields)
    note(request)
    send(answer(request), on: connection, isHead: request.method == "HEAD")
    // Until the other side has read: closing at once would throw away what is under way.
    shutdown(connection, Int32(SHUT_WR))
    while recv(connection, &piece, piece.count, 0) > 0 {}
  }

  private static func send(_ answer: Answer, on connection: Int32, isHead: Bool) {
    func send(_ bytes: some Collection<UInt8>) -> Bool {
      var rest = Array(bytes)[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }
    let length: Int? = if case .some(let promised) = answer.promised { promised } else { answer.body.count }
    var head = "HTTP/1.1 \(answer.status) Words\r\nConnection: close\r\n"
    if let length { head += "Content-Length: \(length)\r\n" }
    for (name, value) in answer.fields { head += "\(name): \(value)\r\n" }
    guard send(head.utf8) else { return }
    switch answer.endless {
    case .head:
      while send("X-Filler: \(String(repeating: "x", count: 1_000))\r\n".utf8) {}
      return
    case .silence:
      // Until the other side has had enough.
      var byte: UInt8 = 0
      while recv(connection, &byte, 1, 0) > 0 {}
      return
    case .body, nil: break
    }
    guard send("\r\n".utf8), !isHead else { return }
    guard send(answer.body.prefix(answer.breaksAfter ?? .max)), answer.endless == .body else { return }
    let filler = [UInt8](repeating: 0x20, count: 65_536)
    while send(filler) {}
  }
}

extension Array where Element == UInt8 {
  fileprivate func contains(_ pattern: [UInt8]) -> Bool {
    guard count >= pattern.count else { return false }
    return suffix(8_192).indices.dropLast(pattern.count - 1).contains {
      self[$0..<($0 + pattern.count)].elementsEqual(pattern)
    }
  }
}
