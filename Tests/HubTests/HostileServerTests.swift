import Foundation
import Glibc
import TestSupport
import Testing

@testable import Hub

/// Servers that mean harm: they cost an error, and nothing outside of the cache's own parts.
struct HostileServerTests {
  private static let weights = [UInt8](repeating: 7, count: 200_000)
  private static let files: [String: [UInt8]] = ["config.json": Array("{}".utf8), "model.safetensors": weights]

  /// What a fetch says, in one line.
  private func words(_ hub: FakeHub, in folder: URL, limits: HTTPLimits = .quick) -> String {
    let error = failure(FetchError.self) { try hub.fetch(into: folder, limits: limits) }
    return error.map { "\($0)" } ?? "no error"
  }

  /// Bytes of all that lies in a folder.
  private func byteCount(_ folder: URL) throws -> Int {
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return try paths.reduce(0) { sum, path in
      let facts = try FileManager.default.attributesOfItem(atPath: folder.appendingPathComponent(path).path)
      return sum + (facts[.type] as? FileAttributeType == .typeRegular ? facts[.size] as? Int ?? 0 : 0)
    }
  }

  @Test func contentsThatAreNotThePromisedOnesAreThrownAway() throws {
    try withTemporaryFolder { folder in
      let hub = try FakeHub(
        Self.files, store: { _, _ in HTTPServer.Answer(body: [UInt8](repeating: 8, count: 200_000)) })
      let words = words(hub, in: folder)
      #expect(words.contains("org/model/model.safetensors: what came is not what was promised"))
      #expect(try byteCount(folder) < 1_000)
    }
  }

  @Test func contentsWithoutEndAreCutOff() throws {
    for promised in [Int?.none, 200_000_000] {
      try withTemporaryFolder { folder in
        let hub = try FakeHub(
          Self.files, store: { _, answer in HTTPServer.Answer(body: answer.body, promised: promised, endless: .body) })
        #expect(words(hub, in: folder).contains("more than the promised 200000 bytes come"))
        #expect(try byteCount(folder) < 1_000)
      }
    }
  }

  @Test func contentsThatEndTooSoonAreNotTaken() throws {
    try withTemporaryFolder { folder in
      let hub = try FakeHub(Self.files, store: { _, _ in HTTPServer.Answer(body: [7, 7, 7]) })
      #expect(words(hub, in: folder).contains("what came is not what was promised") == false)
      #expect(hub.storage.requests.count == 3)
    }
    // A little at a time, for ever.
    try withTemporaryFolder { folder in
      let hub = try FakeHub(
        Self.files,
        store: { _, answer in
          var answer = answer
          answer.breaksAfter = 1
          return answer
        })
      #expect(words(hub, in: folder).contains("broke off"))
      #expect(hub.storage.requests.count == 3)
    }
  }

  @Test func whoHasNothingToGiveIsAskedOnce() throws {
    try withTemporaryFolder { folder in
      let hub = try FakeHub(Self.files, store: { _, _ in HTTPServer.Answer(status: 416) })
      #expect(words(hub, in: folder).contains("answers 416"))
      #expect(hub.storage.requests.count == 1)
      // A part that the server does not know is fetched anew.
      let digits = FakeHub.digits(Self.weights, "sha256")
      let part = folder.appendingPathComponent("hub/models--org--model/blobs/\(digits).incomplete")
      try Data([1, 2, 3]).write(to: part)
      let better = try FakeHub(
        Self.files, store: { request, answer in request.start > 0 ? HTTPServer.Answer(status: 416) : answer })
      try better.fetch(into: folder)
      #expect(better.storage.requests.map(\.start) == [3, 0])
    }
  }

  @Test func anotherPartThanTheOneAskedForIsNotTaken() throws {
    try withTemporaryFolder { folder in
      let hub = try FakeHub(
        Self.files,
        store: { request, answer in
          guard request.start > 0 else {
            return HTTPServer.Answer(body: Self.weights, breaksAfter: 1_000)
          }
          return HTTPServer.Answer(
            status: 206, fields: [("Content-Range", "bytes 0-199999/200000")], body: Self.weights)
        })
      #expect(words(hub, in: folder).contains("another part comes than was asked for"))
    }
  }

  @Test(arguments: [
    "../evil", "/etc/evil", "a/../../evil", "a\0b", "a//b", "..", "a\\b", String(repeating: "x", count: 300), "",
    "a/./b",
  ])
  func namesThatLeadElsewhereAreRefused(name: String) throws {
    try withTemporaryFolder { folder in
      let hub = try FakeHub(Self.files, listed: ["config.json", "model.safetensors", name])
      #expect(words(hub, in: folder).contains("it names a file that would lie elsewhere"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }

  @Test func answersWithoutEndAreCutOff() throws {
    for part in [HTTPServer.Answer.Part.head, .body] {
      try withTemporaryFolder { folder in
        let hub = try FakeHub(
          Self.files,
          change: { request, answer in
            var answer = answer
            if request.target.hasPrefix("/api") { (answer.promised, answer.endless) = (.some(nil), part) }
            return answer
          })
        #expect(words(hub, in: folder).contains("answer does not end"))
      }
    }
  }

  @Test func silenceIsNotWaitedOutForEver() throws {
    try withTemporaryFolder { folder in
      let hub = try FakeHub(
        Self.files,
        change: { _, answer in
          var answer = answer
          answer.endless = .silence
          return answer
        })
      var limits = HTTPLimits.quick
      limits.patience = 1
      #expect(words(hub, in: folder, limits: limits).contains("no answer in time"))
    }
  }

  @Test func answersOfNoHubAreRefused() throws {
    let bodies = [
      "", "<html>", "[]", "{}", #"{"sha": "main", "siblings": []}"#, #"{"sha": "../../x", "siblings": []}"#,
      #"{"sha": "0123456789abcdef0123456789abcdef01234567"}"#, String(repeating: "[", count: 100_000),
    ]
    for body in bodies {
      try withTemporaryFolder { folder in
        let hub = try FakeHub(Self.files, change: { _, _ in HTTPServer.Answer(body: Array(body.utf8)) })
        #expect(words(hub, in: folder).contains("does not answer as a Hugging Face hub does"))
      }
    }
  }

  @Test func filesWithoutDigestOrSizeAreRefused() throws {
    let tags = ["\"../../evil\"", "\"\"", "\"abc\"", "W/\"\(String(repeating: "g", count: 40))\""]
    for tag in tags {
      try withTemporaryFolder { folder in
        let hub = try FakeHub(
          Self.files,
          change: { request, answer in
            request.target.hasPrefix("/api") ? answer : HTTPServer.Answer(fields: [("ETag", tag)], body: [1])
          })
        #expect(words(hub, in: folder).contains("comes without a digest"))
      }
    }
    try withTemporaryFolder { folder in
      let hub = try FakeHub(
        Self.files,
        change: { request, answer in
          var answer = answer
          if request.method == "HEAD" { answer.promised = .some(nil) }
          return answer
        })
      #expect(words(hub, in: folder).contains("comes without a size"))
    }
  }

  @Test func filesThatNoDiskHoldsAreNotBegun() throws {
    try withTemporaryFolder { folder in
      let hub = try FakeHub(
        Self.files,
        change: { request, answer in
          var answer = answer
          answer.fields = answer.fields.map { $0.name == "X-Linked-Size" ? ($0.name, "1152921504606846976") : $0 }
          return answer
        })
      #expect(words(hub, in: folder).contains("MB are needed on this disk"))
    }
  }

  // MARK: - Redirects

  @Test func redirectsInCirclesEnd() throws {
    try withTemporaryFolder { folder in
      let hub = try FakeHub(Self.files, change: { request, _ in .redirect("\(request.target)x") })
      #expect(words(hub, in: folder).contains("it redirects without end"))
      #expect(hub.hub.requests.count == HTTPLimits().redirects + 1)
    }
  }

  @Test func redirectsToWhatIsNoServerAreRefused() throws {
    for place in ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/", "https:///x"] {
      try withTemporaryFolder { folder in
        let hub = try FakeHub(Self.files, change: { _, _ in .redirect(place) })
        #expect(words(hub, in: folder) != "no error")
        #expect(hub.hub.requests.count == 1)
      }
    }
  }

  private func client(_ address: String) throws -> HTTPClient {
    try HTTPClient(
      Endpoint(address, variable: "HF_ENDPOINT"), token: nil, limits: .quick, environment: [:], isStopped: { false })
  }

  @Test func nothingLeadsFromHTTPSToHTTP() throws {
    let client = try client("https://example.com")
    #expect(
      throws: FetchError.untrusted(host: "example.com", problem: "it redirects from https to http, to example.com")
    ) {
      try client.check("http://example.com/a", after: "https://example.com/a")
    }
    try client.check("https://example.org/a", after: "https://example.com/a")
    try client.check("https://example.org/a", after: "http://example.com/a")
  }

  /// With 127.0.0.1 as an address of the internet, and 127.0.0.2 as one behind the person's firewall.
  @Test func noServerOfTheInternetLeadsToAPrivateNetwork() throws {
    let inner = try HTTPServer(host: "127.0.0.2") { _ in HTTPServer.Answer(body: [1]) }
    let (plain, named) = ("\(inner.address)/secret", "http://2130706434:\(inner.port)/secret")
    for place in [plain, named] {
      let outer = try HTTPServer { _ in .redirect(place) }
      let client = try client(outer.address)
      client.isPrivate = { address in
        address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
          $0.pointee.sin_addr.s_addr.bigEndian == 0x7F00_0002
        }
      }
      let error = failure(FetchError.self) { _ = try client.body("\(outer.address)/a") }
      #expect(error.map { "\($0)" }?.contains("private network") == true)
      #expect(outer.requests.count == 1 && inner.requests.isEmpty)
    }
    // Whose own server is in there may be led about in there.
    let outer = try HTTPServer { _ in .redirect(plain) }
    let client = try client(outer.address)
    #expect(try client.body("\(outer.address)/a").body == [1])
  }

  /// Behind a proxy, which connects in the person's place, by the address as it is written.
  @Test func aProxyIsLedNowhereEither() throws {
    func client(_ address: String) throws -> HTTPClient {
      try HTTPClient(
        Endpoint(address, variable: "HF_ENDPOINT"), token: nil, limits: .quick,
        environment: ["https_proxy": "http://proxy.invalid:3128"], isStopped: { false })
    }
    let outer = try client("https://example.com")
    #expect(throws: FetchError.self) { try outer.check("https://169.254.169.254/a", after: "https://example.com/a") }
    #expect(throws: FetchError.self) { try outer.check("https://[::1]:80/a", after: "https://example.com/a") }
    try outer.check("https://example.org/a", after: "https://example.com/a")
    try client("https://10.0.0.1").check("https://10.0.0.2/a", after: "https://10.0.0.1/a")
  }

  /// The registries' tables of special addresses (RFC 6890).
  @Test func addressesOfNobodyOnTheInternetAreKnown() {
    let inner = [
      "127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "0.0.0.0",
      "100.64.0.1", "224.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[fd12:3456::1]",
      "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]", "[2002:a00:1::]", "[ff02::1]", "[2001:db8::1]", "127.0.0.1:80",
    ]
    for address in inner { #expect(NetworkAddress.isPrivate(literal: address) == true, "\(address)") }
    let outer = [
      "8.8.8.8", "172.15.0.1", "172.32.0.1", "192.167.1.1", "11.0.0.1", "[2606:4700::1]", "[::ffff:8.8.8.8]",
      "1.1.1.1:443",
    ]
    for address in outer { #expect(NetworkAddress.isPrivate(literal: address) == false, "\(address)") }
    #expect(NetworkAddress.isPrivate(literal: "example.com") == nil)
  }
}
