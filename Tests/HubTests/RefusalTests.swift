import Foundation
import TestSupport
import Testing

@testable import Hub

/// What a server's "no" is told as.
struct RefusalTests {
  private static let files: [String: [UInt8]] = ["config.json": Array("{}".utf8), "model.safetensors": [1]]

  private static let cases: [(HTTPServer.Answer, String)] = [
    (.init(status: 403, fields: [("X-Error-Code", "GatedRepo")]), "is gated: accept its terms at"),
    (.init(status: 401, fields: [("X-Error-Code", "GatedRepo")]), "HF_TOKEN"),
    (.init(status: 401), "there is no such model at"),
    (
      .init(status: 401, fields: [("X-Error-Message", "Invalid credentials in Authorization header")]),
      "the token is refused"
    ), (.init(status: 404, fields: [("X-Error-Code", "RepoNotFound")]), "there is no such model at"),
    (.init(status: 404, fields: [("X-Error-Code", "RevisionNotFound")]), "has no revision v9"),
    (.init(status: 404), "is not found at"), (.init(status: 403), "is not for this token"),
    (.init(status: 429), "too many requests"), (.init(status: 503), "has a fault (503)"),
    (.init(status: 418), "answers 418"),
  ]

  @Test func saysWhatToDo() throws {
    for (answer, part) in Self.cases {
      try withTemporaryFolder { folder in
        let hub = try FakeHub(Self.files, change: { _, _ in answer })
        let words = failure(FetchError.self) { try hub.fetch("@v9", into: folder) }.map { "\($0)" } ?? ""
        #expect(words.hasPrefix("org/model@v9: ") && words.contains(part) && !words.contains("\n"), "\(words)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
      }
    }
  }

  @Test func ofAFileNamesIt() throws {
    try withTemporaryFolder { folder in
      let hub = try FakeHub(
        Self.files,
        change: { request, answer in
          request.target.hasPrefix("/api")
            ? answer : HTTPServer.Answer(status: 403, fields: [("X-Error-Code", "GatedRepo")])
        })
      let words = failure(FetchError.self) { try hub.fetch(into: folder) }.map { "\($0)" } ?? ""
      #expect(words.contains("org/model/config.json: is gated: accept its terms at \(hub.hub.address)/org/model,"))
    }
  }

  @Test func noServerIsToldAsNoNetwork() throws {
    try withTemporaryFolder { folder in
      var hub: FakeHub? = try FakeHub(Self.files)
      var environment = try #require(hub?.environment(folder))
      hub = nil
      let name = try #require(HubName("org/model"))
      func words() -> String {
        failure(FetchError.self) {
          _ = try ModelFetch(name, into: HubCache(environment: environment), by: HubAccess(environment: environment)) {
            _ in
          }.run { _ in }
        }.map { "\($0)" } ?? ""
      }
      #expect(words().contains("no connection, or no network"))
      environment["HF_ENDPOINT"] = "http://nowhere.invalid"
      #expect(words().contains("no such host, or no network"))
    }
  }
}
