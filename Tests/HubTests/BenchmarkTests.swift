import Foundation
import TestSupport
import Testing

@testable import Hub

/// Published files from a server that stands for their authors'.
struct BenchmarkTests {
  private static let contents = Array("[1, 2, 3]".utf8)

  private func fetch(_ server: HTTPServer, to url: URL, digits: String, token: String? = nil) throws {
    var environment = ["REVIVE_DATA_MIRROR": server.address]
    environment["HF_TOKEN"] = token
    try BenchmarkFetch(
      name: "a.json", size: Self.contents.count, digits: digits, to: url,
      from: Endpoint("\(server.address)/dsets/", variable: "REVIVE_DATA_MIRROR"), environment, limits: .quick,
      isStopped: { false }
    ).run { _ in }
  }

  @Test func aPinnedFileComesOnce() throws {
    try withTemporaryFolder { folder in
      let server = try HTTPServer { _ in HTTPServer.Answer(body: Self.contents) }
      let url = folder.appendingPathComponent("data/a.json")
      let digits = FakeHub.digits(Self.contents, "sha256")
      try fetch(server, to: url, digits: digits, token: "hf_secret")
      try fetch(server, to: url, digits: digits)
      #expect(try Array(Data(contentsOf: url)) == Self.contents)
      #expect(server.requests.map(\.target) == ["/dsets/a.json"])
      #expect(server.requests[0].fields["authorization"] == nil)
    }
  }

  @Test func anotherFileIsRefused() throws {
    try withTemporaryFolder { folder in
      let server = try HTTPServer { _ in HTTPServer.Answer(body: Self.contents) }
      let url = folder.appendingPathComponent("data/a.json")
      let digits = String(repeating: "0", count: 64)
      let error = failure(FetchError.self) { try fetch(server, to: url, digits: digits) }
      #expect(error.map { "\($0)" }?.contains("a.json: what came is not what was promised") == true)
      #expect(!FileManager.default.fileExists(atPath: url.path))
    }
  }

  @Test func thePinsAreWhole() throws {
    for benchmark in Benchmark.allCases {
      #expect(ContentDigest(entityTag: benchmark.digits) == .sha256(benchmark.digits))
      #expect(benchmark.url(in: URL(fileURLWithPath: "/c")).path == "/c/data/\(benchmark.fileName)")
    }
    #expect(Benchmark.address.hasPrefix("https://"))
    #expect(throws: FetchError.offline) {
      try BenchmarkFetch(
        .zsre, into: URL(fileURLWithPath: "/c"), environment: ["HF_HUB_OFFLINE": "1"], isStopped: { false })
    }
  }
}
