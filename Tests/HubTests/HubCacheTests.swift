import Foundation
import TestSupport
import Testing

@testable import Hub

/// What a name means in a cache that is laid out as `huggingface_hub` 2.4.0 does it. Each row of `cases` was also asked of that
/// library with such a cache (`hf_hub_download(local_files_only=True)`, then `try_to_load_from_cache`, as `transformers`
/// asks), and each gave the same.
struct HubCacheTests {
  private static let (a, b, c, d, e) = (of("a"), of("b"), of("c"), of("d"), of("e"))

  private static func of(_ digit: Character) -> String { String(repeating: digit, count: 40) }

  /// A repository with a configuration in each snapshot.
  private func lay(_ name: String, in cache: URL, _ references: [String: String], _ commits: [String]) throws {
    let repository = cache.appendingPathComponent("models--" + name.replacing("/", with: "--"))
    func file(_ path: String) throws -> URL {
      let url = repository.appendingPathComponent(path)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      return url
    }
    try Data("{}".utf8).write(to: file("blobs/x"))
    for (name, commit) in references { try Data(commit.utf8).write(to: file("refs/\(name)")) }
    for commit in commits {
      let link = try file("snapshots/\(commit)/config.json")
      try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "../../blobs/x")
    }
  }

  private func withHome(_ body: (URL) throws -> Void) throws {
    let (a, b, c, d) = (Self.a, Self.b, Self.c, Self.d)
    try withTemporaryFolder { folder in
      let references = [
        "main": a, "v1": b, "refs/pr/1": b, "gone": c, "aaaaaaa": a, "line": a + "\n", Self.e: b,
      ]
      let home = folder.appendingPathComponent("home/hub")
      try lay("org/model", in: home, references, [a, b, d])
      try lay("gpt2", in: home, ["main": a], [a])
      try lay("org/no-main", in: home, ["v1": a], [a])
      try lay("org/model", in: folder.appendingPathComponent("other"), ["main": d], [d])
      try lay("org/model", in: folder.appendingPathComponent("xdg/huggingface/hub"), ["main": b], [b])
      try lay("org/model", in: folder.appendingPathComponent("person/.cache/huggingface/hub"), ["main": c], [c])
      try body(folder)
    }
  }

  /// Variables (F is the folder), a name, and the snapshot that it means; nil where it means none.
  private static let cases: [([String: String], String, String?)] =
    [
      ("org/model", "home/hub/models--org--model/snapshots/\(a)"),
      ("org/model@main", "home/hub/models--org--model/snapshots/\(a)"),
      ("org/model@v1", "home/hub/models--org--model/snapshots/\(b)"),
      ("org/model@refs/pr/1", "home/hub/models--org--model/snapshots/\(b)"),
      ("org/model@\(d)", "home/hub/models--org--model/snapshots/\(d)"),
      ("org/model@\(a)", "home/hub/models--org--model/snapshots/\(a)"), ("org/model@bbbbbbb", nil),
      ("org/model@aaaaaaa", "home/hub/models--org--model/snapshots/\(a)"), ("org/model@gone", nil),
      ("org/model@missing", nil), ("org/model@line", nil), ("org/model@\(a.uppercased())", nil),
      ("org/model@\(e)", "home/hub/models--org--model/snapshots/\(b)"),
      ("gpt2", "home/hub/models--gpt2/snapshots/\(a)"), ("Org/model", nil), ("org/other", nil), ("org/no-main", nil),
      ("org/no-main@v1", "home/hub/models--org--no-main/snapshots/\(a)"),
    ].map { (["HF_HOME": "F/home"], $0.0, $0.1) }
    + [
      (["HF_HOME": "F/home", "HF_HUB_CACHE": "F/other"], "other/models--org--model/snapshots/\(d)"),
      (["HUGGINGFACE_HUB_CACHE": "F/other"], "other/models--org--model/snapshots/\(d)"),
      (
        ["HUGGINGFACE_HUB_CACHE": "F/home/hub", "HF_HUB_CACHE": "F/other"], "other/models--org--model/snapshots/\(d)"
      ),
      (["XDG_CACHE_HOME": "F/xdg"], "xdg/huggingface/hub/models--org--model/snapshots/\(b)"),
      ([:], "person/.cache/huggingface/hub/models--org--model/snapshots/\(c)"),
      (["HF_HOME": "~/../home"], "home/hub/models--org--model/snapshots/\(a)"),
      (
        ["HF_HUB_CACHE": "$PLACE/${KIND}", "PLACE": "F", "KIND": "other"], "other/models--org--model/snapshots/\(d)"
      ),
    ].map { ($0.0, "org/model", $0.1) }

  @Test func namesMeanWhatTransformersTakesThemFor() throws {
    #expect(Self.cases.count == 25)
    try withHome { folder in
      for (variables, name, path) in Self.cases {
        var environment = variables.mapValues { $0.replacing("F", with: folder.path) }
        environment["HOME"] = folder.appendingPathComponent("person").path
        let found = try? ModelStores(environment: environment).find(name).url.standardizedFileURL.path
        #expect(found == path.map { folder.appendingPathComponent($0).path }, "\(variables) \(name)")
      }
    }
  }

  @Test func whatIsNowhereSaysHowToGetIt() throws {
    try withHome { folder in
      let stores = ModelStores(environment: ["HF_HOME": folder.appendingPathComponent("home").path])
      func words(_ name: String) -> String {
        failure(ModelNameError.self) { _ = try stores.find(name) }.map { "\($0)" } ?? ""
      }
      #expect(words("org/other@v2:Q8_0").hasSuffix("get it with revive fetch org/other@v2:Q8_0"))
      #expect(words("org/no-main").contains("its revision main is not here (v1 is)"))
      // What cannot be a name stays a path.
      for path in ["./org/model", "/org/model", "a/b/c", "../x", "org--model", "-x", "a..b", "~/x", "org/", ""] {
        let place = try stores.find(path)
        #expect(place.name == nil)
      }
    }
  }

  @Test func aPathHidesAName() throws {
    try withHome { folder in
      let stores = ModelStores(environment: ["HF_HOME": folder.appendingPathComponent("home").path])
      // Whatever lies where the tests run.
      let here = try FileManager.default.contentsOfDirectory(atPath: FileManager.default.currentDirectoryPath)
      let name = try #require(here.first { HubName($0) != nil })
      #expect(try stores.find(name).notice == nil)
      try lay(name, in: folder.appendingPathComponent("home/hub"), ["main": Self.a], [Self.a])
      let place = try stores.find(name)
      #expect(place.name == nil && place.notice?.contains("models--\(name)/snapshots/\(Self.a)") == true)
    }
  }

  // MARK: - GGUF files

  private func snapshot(_ files: [String], _ body: (HubCache) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try lay("org/model", in: folder, ["main": Self.a], [])
      for file in files {
        let url = folder.appendingPathComponent("models--org--model/snapshots/\(Self.a)/\(file)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("x".utf8).write(to: url)
      }
      try body(HubCache(folder))
    }
  }

  @Test func aGGUFFileIsMeantByNameOrQuantisation() throws {
    let files = [
      "Model-7B-Q4_K_M.gguf", "Model-7B-Q4_K_S.gguf", "model.q8_0.gguf", "BF16/Model-BF16-00001-of-00002.gguf",
      "BF16/Model-BF16-00002-of-00002.gguf", "mmproj-F16.gguf",
    ]
    try snapshot(files) { cache in
      func file(_ wanted: String) throws -> String? {
        let name = try #require(HubName("org/model:\(wanted)"))
        return try cache.find(name).url.lastPathComponent
      }
      #expect(try file("Q4_K_M") == "Model-7B-Q4_K_M.gguf" && file("q4_k_s") == "Model-7B-Q4_K_S.gguf")
      #expect(try file("Q8_0") == "model.q8_0.gguf" && file("model.q8_0.gguf") == "model.q8_0.gguf")
      #expect(try file("mmproj-F16.gguf") == "mmproj-F16.gguf")
      #expect(
        cache.models().compactMap(\.name.file) == [
          "BF16/Model-BF16-00001-of-00002.gguf", "Q4_K_M", "Q4_K_S", "q8_0",
        ])
      for none in ["K_M", "8_0", "Q2_K", "F16"] { #expect(throws: ModelNameError.self) { try file(none) } }
      let name = try #require(HubName("org/model"))
      let reason = failure(ModelNameError.self) { _ = try cache.find(name) }.map { "\($0)" } ?? ""
      #expect(reason.contains("several GGUF files") && !reason.contains("mmproj") && !reason.contains("00002-of"))
    }
    try snapshot(["one.gguf", "README.md"]) { cache in
      let place = try cache.find(#require(HubName("org/model")))
      #expect(place.url.lastPathComponent == "one.gguf" && place.name == "org/model@\(Self.a):one.gguf")
    }
    // Beside a checkpoint they are asked for by name alone.
    try snapshot(["one.gguf", "two.gguf", "config.json", "model.safetensors"]) { cache throws in
      #expect(try cache.find(#require(HubName("org/model"))).url.lastPathComponent == Self.a)
      #expect(try cache.find(#require(HubName("org/model:two.gguf"))).url.lastPathComponent == "two.gguf")
      #expect(cache.models().map(\.url.lastPathComponent) == [Self.a, "one.gguf", "two.gguf"])
    }
  }

  /// By their blobs, each once; a link to a blob that is gone is no file.
  @Test func whatIsThereIsListed() throws {
    try withHome { folder in
      let hub = folder.appendingPathComponent("home/hub")
      try lay("datasets/none", in: hub, [:], [])
      let snapshot = hub.appendingPathComponent("models--gpt2/snapshots/\(Self.a)")
      for (name, target) in [("vocab.json", "../../blobs/x"), ("merges.txt", "../../blobs/gone")] {
        try FileManager.default.createSymbolicLink(
          atPath: snapshot.appendingPathComponent(name).path, withDestinationPath: target)
      }
      let models = HubCache(hub).models()
      #expect(
        models.map { "\($0.name)" } == [
          "gpt2@\(Self.a)", "org/model@\(Self.a)", "org/model@\(Self.b)", "org/model@\(Self.d)",
          "org/no-main@\(Self.a)",
        ])
      #expect(models[0].byteCount == 2 && models[2].references == [Self.e, "refs/pr/1", "v1"])
    }
  }
}
