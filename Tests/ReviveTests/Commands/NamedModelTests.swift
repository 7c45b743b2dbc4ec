import Foundation
import TestSupport
import Testing

@testable import revive

/// Models by name in a person's caches, by the program itself.
struct NamedModelTests {
  private let folder: TemporaryFolder
  private static let commit = String(repeating: "a", count: 40)

  init() throws { folder = try TemporaryFolder() }

  /// Lays out a cache with the tiny GPT-2, a model of an architecture that is not read, and one without weights.
  private func lay(_ cache: String) throws {
    func write(_ repository: String, _ files: [String: Data]) throws {
      let root = folder.url.appendingPathComponent("\(cache)/models--org--\(repository)")
      let snapshot = root.appendingPathComponent("snapshots/\(Self.commit)")
      for place in [root.appendingPathComponent("refs"), root.appendingPathComponent("blobs"), snapshot] {
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      }
      try Data(Self.commit.utf8).write(to: root.appendingPathComponent("refs/main"))
      for (name, contents) in files {
        try contents.write(to: root.appendingPathComponent("blobs/\(name)"))
        try FileManager.default.createSymbolicLink(
          atPath: snapshot.appendingPathComponent(name).path, withDestinationPath: "../../blobs/\(name)")
      }
    }
    let names = ["config.json", "tokenizer.json", "model.safetensors"]
    let tiny = try names.map { ($0, try Data(contentsOf: Fixtures.tinyGPT2.appendingPathComponent($0))) }
    try write("tiny", Dictionary(uniqueKeysWithValues: tiny))
    try write("bert", ["config.json": Data(#"{"model_type": "bert"}"#.utf8)])
    try write("empty", ["config.json": tiny[0].1])
  }

  private func revive(_ arguments: String..., cache: String = "cache", with more: [String: String] = [:]) throws
    -> Revive
  {
    let places = [
      "HF_HUB_CACHE": folder.path(cache), "OLLAMA_MODELS": folder.path("ollama"), "XDG_CACHE_HOME": folder.path("xdg"),
    ]
    return try Revive(arguments, environment: places.merging(more) { $1 })
  }

  @Test func areListedWithWhatCanBeEdited() throws {
    try lay("cache")
    let list = try revive("models")
    #expect(list.code == 0)
    let lines = list.output.split(separator: "\n")
    #expect(lines.count == 6 && lines[3].hasPrefix("org/tiny") && lines[3].hasSuffix("470,400          gpt2"))
    #expect(lines[4].hasPrefix("org/bert: config.json: ") && lines[4].contains("bert"))
    #expect(lines[5].hasPrefix("org/empty: ") && lines[5].contains("model.safetensors"))
    let json = Data(try revive("models", "--json").output.utf8)
    let records = try #require(JSONSerialization.jsonObject(with: json) as? [[String: Any]])
    #expect(records.map { $0["name"] as? String } == ["org/bert", "org/empty", "org/tiny"])
    #expect(records.map { $0["is_editable"] as? Bool } == [false, false, true])
    #expect(records[2]["commit"] as? String == Self.commit && records[2]["references"] as? [String] == ["main"])
    #expect(records[2]["parameters"] as? Int == 470_400)
    let none = try revive("models", cache: "none")
    #expect(none.code == 0 && none.output.isEmpty && none.errors.contains("revive fetch"))
  }

  /// A run keeps the commit: its model is found again wherever the cache is then.
  @Test func runsFindTheirModelAgain() throws {
    try lay("cache")
    let run = folder.path("run")
    let made = try revive(
      "run", "--model", "org/tiny", "--edits", Fixtures.edits.path, "--moments", Fixtures.text.path, "--layers", "1",
      "--edits-limit", "2", "--round", "1", "--until", "1", "--out", run)
    #expect(made.code == 0 && made.errors.hasPrefix("tiny 0.5M, MEMIT in layer 1"))
    try FileManager.default.moveItem(atPath: folder.path("cache"), toPath: folder.path("moved"))
    let lost = try revive("resume", run, "--headless")
    #expect(lost.code == 1 && lost.complaints.count == 1)
    #expect(lost.errors.contains("org/tiny@\(Self.commit)") && lost.errors.contains("revive fetch org/tiny@"))
    let resumed = try revive("resume", run, "--headless", cache: "moved")
    #expect(resumed.code == 0 && resumed.output.contains("    2       2 "))
    #expect(try revive("export", run).output.contains("org/tiny@\(Self.commit)"))
  }

  @Test func whatIsNotHereIsNotFetchedByItself() throws {
    // Nobody answers there: a command that asked would say so.
    let nowhere = ["HF_ENDPOINT": "http://127.0.0.1:9", "REVIVE_DATA_MIRROR": "http://127.0.0.1:9"]
    for command in [["model"], ["run", "--model"], ["analyze", "spectrum", "--model"]] {
      let result = try Revive(
        command + ["org/none"], environment: nowhere.merging(["HF_HUB_CACHE": folder.path("c")]) { $1 })
      #expect(result.code == 1 && result.complaints.count == 1)
      #expect(result.errors.hasSuffix("get it with revive fetch org/none\n"))
    }
    let edits = try revive("run", "--edits", "zsre", with: nowhere)
    #expect(edits.code == 1 && edits.errors == "revive: zsre: is not here yet; get it with revive fetch zsre\n")
    for what in ["org/none", "zsre"] {
      let fetch = try revive("fetch", what, with: nowhere)
      #expect(fetch.code == 1 && fetch.complaints.last?.contains("127.0.0.1:9: no connection") == true)
      let offline = try revive("fetch", what, with: ["HF_HUB_OFFLINE": "1"])
      #expect(offline.code == 1 && offline.errors.contains("HF_HUB_OFFLINE is set"))
    }
    for words in [["./x"], ["ollama:x"], ["zsre", "--file", "a"], ["org/none:a", "--file", "b"]] {
      #expect(try Revive(["fetch"] + words).code == 2)
    }
  }

  /// A list that was fetched is taken by its name, unless a file has that name.
  @Test func publishedEditsAreTakenByName() throws {
    let data = folder.url.appendingPathComponent("xdg/revive/data")
    try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: Fixtures.edits, to: data.appendingPathComponent("counterfact.json"))
    let run = try revive(
      "run", "--model", Fixtures.tinyGPT2.path, "--edits", "counterfact", "--moments", Fixtures.text.path, "--layers",
      "1", "--edits-limit", "1", "--out", folder.path("run"))
    #expect(run.code == 0)
    #expect(try revive("export", folder.path("run")).output.contains("xdg/revive/data/counterfact.json"))
  }

  @Test func progressIsTold() {
    #expect(
      fetchProgress("m.gguf", 120_500_000, of: 269_100_000, left: 148_600_000, rate: 11_200_000)
        == "m.gguf 120.5 MB of 269.1 MB, 11.2 MB a second, 0:14 left")
    #expect(fetchProgress("a", 1, of: 2, left: 1, rate: nil) == "a 1 byte of 2 bytes")
  }
}
