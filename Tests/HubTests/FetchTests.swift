import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Hub

/// What comes from a hub, and how the cache looks then. `huggingface_hub` 2.4.0 finds such a cache's files, and lays out the
/// same.
struct FetchTests {
  private static let weights = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
  private static let files: [String: [UInt8]] = [
    "config.json": Array("{}".utf8), "tokenizer.json": Array("{\"a\": 1}".utf8), "README.md": Array("no".utf8),
    "model.safetensors": weights, "pytorch_model.bin": Array("no".utf8),
  ]

  /// Where links lead to, and the contents of what is none, by path.
  private func layout(of folder: URL) -> [String: String] {
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return paths.reduce(into: [:]) { layout, path in
      let whole = folder.appendingPathComponent(path).path
      if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: whole) {
        layout[path] = "-> \(target)"
      } else if path.hasPrefix("refs") {
        layout[path] = try? String(contentsOfFile: whole, encoding: .utf8)
      }
    }
  }

  @Test func aCheckpointComesAsTheCacheHasIt() throws {
    try withTemporaryFolder { folder in
      let hub = try FakeHub(Self.files)
      var looked = 0
      let place = try hub.fetch(
        into: folder,
        check: { url in
          looked += 1
          // Before the weights come.
          let names = try FileManager.default.contentsOfDirectory(atPath: url.path)
          #expect(names == ["config.json"])
        })
      let repository = folder.appendingPathComponent("hub/models--org--model")
      #expect(looked == 1 && place.url == repository.appendingPathComponent("snapshots/\(FakeHub.commit)"))
      #expect(place.name == "org/model@\(FakeHub.commit)")
      let names = ["config.json", "tokenizer.json", "model.safetensors"]
      var expected = ["refs/main": FakeHub.commit]
      for name in names {
        let contents = try #require(Self.files[name])
        let digits = FakeHub.digits(contents, name.hasSuffix("json") ? "git" : "sha256")
        expected["snapshots/\(FakeHub.commit)/\(name)"] = "-> ../../blobs/\(digits)"
        #expect(try Array(Data(contentsOf: place.url.appendingPathComponent(name))) == contents)
      }
      #expect(layout(of: repository) == expected)
      // All is here: only the commit is asked for.
      let before = hub.hub.requests.count
      try hub.fetch(into: folder)
      #expect(hub.hub.requests.count == before + 1 && hub.storage.requests.count == 1)
    }
  }

  /// In a folder of the repository, and of a commit that a branch with a slash stands for.
  @Test func oneFileComesAlone() throws {
    try withTemporaryFolder { folder in
      let hub = try FakeHub(["parts/m-Q4_K_M.gguf": Self.weights, "m-Q8_0.gguf": Array("no".utf8), "config.json": []])
      let place = try hub.fetch("@refs/pr/1:q4_k_m", into: folder)
      #expect(place.name == "org/model@\(FakeHub.commit):parts/m-Q4_K_M.gguf")
      let digits = FakeHub.digits(Self.weights, "sha256")
      #expect(
        layout(of: folder.appendingPathComponent("hub/models--org--model")) == [
          "refs/refs/pr/1": FakeHub.commit,
          "snapshots/\(FakeHub.commit)/parts/m-Q4_K_M.gguf": "-> ../../../blobs/\(digits)",
        ])
      #expect(hub.hub.requests[0].target == "/api/models/org/model/revision/refs%2Fpr%2F1")
      let reason = failure(FetchError.self) { try hub.fetch(into: folder) }.map { "\($0)" } ?? ""
      #expect(reason.contains("m-Q8_0.gguf, parts/m-Q4_K_M.gguf"))
    }
  }

  @Test func weightsInPartsComeByTheirIndex() throws {
    let index = Array(
      #"{"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors", "c": "model-1.safetensors"}}"#.utf8)
    let files = [
      "config.json": Array("{}".utf8), "model.safetensors.index.json": index, "model-1.safetensors": [1],
      "model-2.safetensors": [2], "model-3.safetensors": [3],
    ]
    try withTemporaryFolder { folder in
      let hub = try FakeHub(files)
      let place = try hub.fetch(into: folder)
      let names = try FileManager.default.contentsOfDirectory(atPath: place.url.path).sorted()
      #expect(names == ["config.json", "model-1.safetensors", "model-2.safetensors", "model.safetensors.index.json"])
    }
    // From a server that has an answer for everything.
    try withTemporaryFolder { folder in
      let evil = Array(#"{"weight_map": {"a": "../../../../evil"}}"#.utf8)
      let hub = try FakeHub(
        files.merging(["model.safetensors.index.json": evil]) { $1 },
        change: { request, answer in
          guard request.target.hasSuffix("evil") else { return answer }
          let digits = FakeHub.digits([1], "git")
          return HTTPServer.Answer(
            fields: [("X-Repo-Commit", FakeHub.commit), ("ETag", "\"\(digits)\"")], body: [1])
        })
      let words = failure(FetchError.self) { try hub.fetch(into: folder) }.map { "\($0)" } ?? ""
      #expect(words.contains("names \"../../../../evil\", which is not in the repository"))
      #expect(!hub.hub.requests.contains { $0.target.hasSuffix("evil") })
    }
  }

  /// The token is for the server that was chosen, also when that sends on to one that asks for it.
  @Test func theTokenGoesNowhereElse() throws {
    try withTemporaryFolder { folder in
      let hub = try FakeHub(Self.files)
      try hub.fetch(into: folder, token: "hf_secret\n")
      #expect(hub.hub.requests.allSatisfy { $0.fields["authorization"] == "Bearer hf_secret" })
      #expect(!hub.storage.requests.isEmpty && hub.storage.requests.allSatisfy { $0.fields["authorization"] == nil })
      // The same server's other port is another server.
      let other = try HTTPServer { _ in HTTPServer.Answer(body: Self.weights) }
      let address = "\(other.address)/a"
      let sly = try FakeHub(Self.files) { request, answer in
        request.target.hasSuffix(".safetensors") && request.method == "GET" ? .redirect(address) : answer
      }
      try sly.fetch(into: folder.appendingPathComponent("b"), token: "hf_secret")
      #expect(other.requests.count == 1 && other.requests[0].fields["authorization"] == nil)
    }
    try withTemporaryFolder { folder in
      let hub = try FakeHub(Self.files)
      try Data("hf_kept\n".utf8).write(to: folder.appendingPathComponent("token"))
      try hub.fetch(into: folder)
      #expect(hub.hub.requests.allSatisfy { $0.fields["authorization"] == "Bearer hf_kept" })
    }
  }

  // MARK: - Broken off

  @Test func aBrokenConnectionIsTakenUp() throws {
    try withTemporaryFolder { folder in
      let hub = try FakeHub(
        Self.files,
        store: { request, answer in
          var answer = answer
          if request.start < 2_000_000 { answer.breaksAfter = 1_000_000 }
          return answer
        })
      let place = try hub.fetch(into: folder)
      #expect(hub.storage.requests.map(\.start) == [0, 1_000_000, 2_000_000])
      #expect(try Array(Data(contentsOf: place.url.appendingPathComponent("model.safetensors"))) == Self.weights)
    }
  }

  @Test func whoeverStopsLosesNothing() throws {
    try withTemporaryFolder { folder in
      let hub = try FakeHub(
        Self.files,
        store: { request, answer in
          var answer = answer
          if request.start == 0 { answer.breaksAfter = 1_000_000 }
          return answer
        })
      var limits = HTTPLimits.quick
      limits.waits = []
      let error = failure(FetchError.self) { try hub.fetch(into: folder, limits: limits) }
      guard case .noConnection? = error else { return #expect(Bool(false), "\(String(describing: error))") }
      let digits = FakeHub.digits(Self.weights, "sha256")
      let part = folder.appendingPathComponent("hub/models--org--model/blobs/\(digits).incomplete")
      #expect(try Data(contentsOf: part).count == 1_000_000)
      var told: [Int] = []
      try hub.fetch(into: folder, tell: { if case .progress(_, let bytes, _) = $0 { told.append(bytes) } })
      #expect(told.first == 1_000_000 && told.last == Self.weights.count)
      #expect(
        hub.storage.requests.map(\.start) == [0, 1_000_000] && !FileManager.default.fileExists(atPath: part.path))
    }
  }

  @Test func aServerThatSendsEverythingAgainIsTakenAtThat() throws {
    try withTemporaryFolder { folder in
      let hub = try FakeHub(
        Self.files,
        store: { request, _ in
          HTTPServer.Answer(body: Self.weights, breaksAfter: request.start == 0 ? 1_500_000 : nil)
        })
      let place = try hub.fetch(into: folder)
      #expect(try Array(Data(contentsOf: place.url.appendingPathComponent("model.safetensors"))) == Self.weights)
    }
  }

  /// A fault of the server's passes, or is told when it does not.
  @Test func aServerInTroubleIsAskedAgain() throws {
    try withTemporaryFolder { folder in
      let faults = Mutex(2)
      let hub = try FakeHub(
        Self.files,
        store: { _, answer in
          let isFaulty = faults.withLock { count in
            count -= 1
            return count >= 0
          }
          return isFaulty ? HTTPServer.Answer(status: 503) : answer
        })
      try hub.fetch(into: folder)
      #expect(hub.storage.requests.count == 3)
    }
    try withTemporaryFolder { folder in
      let hub = try FakeHub(Self.files, store: { _, _ in HTTPServer.Answer(status: 503) })
      let words = failure(FetchError.self) { try hub.fetch(into: folder) }.map { "\($0)" } ?? ""
      #expect(words.contains("the server answers 503") && hub.storage.requests.count == 3)
    }
  }

  @Test func oneProcessFetchesAFileAtATime() throws {
    try withTemporaryFolder { folder in
      let hub = try FakeHub(Self.files)
      let digits = FakeHub.digits(Self.weights, "sha256")
      let locks = folder.appendingPathComponent("hub/.locks/models--org--model")
      try FileManager.default.createDirectory(at: locks, withIntermediateDirectories: true)
      let other = open(locks.appendingPathComponent("\(digits).lock").path, O_RDWR | O_CREAT, 0o644)
      #expect(flock(other, LOCK_EX) == 0)
      let waits = Mutex(0)
      #expect(throws: FetchError.interrupted) {
        try hub.fetch(
          into: folder, isStopped: { waits.withLock { $0 > 1 } },
          tell: { if case .waits = $0 { waits.withLock { $0 += 1 } } })
      }
      close(other)
      try hub.fetch(into: folder)
    }
  }

  @Test func whatIsAbsentSaysSo() throws {
    try withTemporaryFolder { folder in
      let hub = try FakeHub(["config.json": Array("{}".utf8), "pytorch_model.bin": [1]])
      let error = failure(FetchError.self) { try hub.fetch(into: folder) }
      #expect(error.map { "\($0)" }?.contains("holds no weights that are read") == true)
      var environment = hub.environment(folder)
      environment["HF_HUB_OFFLINE"] = "1"
      #expect(throws: FetchError.offline) { try HubAccess(environment: environment) }
      environment["HF_HUB_OFFLINE"] = "0"
      environment["HF_ENDPOINT"] = "huggingface.co"
      #expect(throws: FetchError.badEndpoint("huggingface.co", variable: "HF_ENDPOINT")) {
        try HubAccess(environment: environment)
      }
    }
  }
}
