import Checkpoints
import Foundation
import Telemetry
import Testing

@testable import revive

/// The program as a script uses it.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct BinaryTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Arguments of a run on the tiny model.
  private func tinyRun(_ more: String...) -> [String] {
    [
      "run", "--model", Fixtures.tinyGPT2.path, "--edits", Fixtures.edits.path, "--moments", Fixtures.text.path,
      "--layers", "1,2", "--round", "2",
    ] + more
  }

  /// The round lines of a log or of standard output, without what differs from run to run.
  private func rounds(_ text: String) throws -> [String] {
    try text.split(separator: "\n").compactMap { line in
      let parsed = try JSONSerialization.jsonObject(with: Data(line.utf8))
      var object = try #require(parsed as? [String: Any])
      guard object["event"] as? String == "round" else { return nil }
      object["time"] = nil
      object["seconds"] = nil
      return String(decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys), as: UTF8.self)
    }
  }

  // MARK: - Words

  @Test func helpAndVersionGoToStandardOutput() throws {
    let help = try Revive(["--help"])
    #expect((help.code, help.output, help.errors) == (0, helpText(nil), ""))
    let version = try Revive(["--version"])
    #expect((version.code, version.output) == (0, "revive \(programVersion)\n"))
    #expect(try Revive(["model", "--help"]).output == helpText(.model))
  }

  @Test func wrongUsageIsOneLineAndCode2() throws {
    let result = try Revive(["run", "--roud", "3"])
    #expect(result.code == 2)
    #expect(result.output.isEmpty)
    #expect(result.complaints.count == 1)
    #expect(result.errors.hasPrefix("revive: ") && result.errors.contains("did you mean --round?"))
  }

  @Test func withoutATerminalTheMonitorPointsToRun() throws {
    for arguments in [[], ["watch"], ["--theme", "vellum"]] {
      let result = try Revive(arguments)
      #expect(result.code == 2)
      #expect(result.complaints.count == 1 && result.errors.contains("revive run"))
      #expect(result.output.isEmpty)
    }
  }

  // MARK: - Models

  @Test func encodePrintsTheReferencesIDs() throws {
    let result = try Revive(["model", Fixtures.tinyGPT2.path, "--encode", "The language spoken in Morogoro is"])
    #expect(result.code == 0)
    let trace = try JSONSerialization.jsonObject(
      with: Data(contentsOf: Fixtures.memit.appendingPathComponent("traj.json")))
    let first = try #require((trace as? [[String: Any]])?.first)
    let prompts = try #require(first["input_ids"] as? [[Int]])
    let lookup = try #require(first["lookup"] as? [Int])
    // In the reference's run the same prompt is followed by the new object; "is" is one token behind the subject's last.
    let ids = try JSONDecoder().decode([Int].self, from: Data(result.output.utf8))
    #expect(ids == Array(prompts[0].prefix(lookup[0] + 2)))
    #expect(result.output.last == "\n" && result.output.dropLast().allSatisfy { $0 != "\n" })
  }

  @Test func logitsAreTheReferences() throws {
    let reference = try TensorFile(Fixtures.tinyGPT2.appendingPathComponent("reference/tensors.safetensors"))
    let ids = try reference.ints("input_ids")
    let lists = [Array(ids[..<40]), Array(ids[40...])]
    let json = try folder.file("ids.json", "\(lists)")
    let out = folder.path("logits.safetensors")
    let result = try Revive(["model", Fixtures.tinyGPT2.path, "--logits", json, "--out", out])
    #expect((result.code, result.output, result.errors) == (0, "", ""))
    let file = try TensorFile(URL(fileURLWithPath: out))
    #expect(file.names.sorted() == ["logits_0", "logits_1"])
    let expected = try reference.floats("logits")
    for index in 0..<2 {
      #expect(try file.info("logits_\(index)").shape == [40, 4_096])
      let found = try file.floats("logits_\(index)")
      let size = 40 * 4_096
      #expect(zip(found, expected[(index * size)...]).allSatisfy { abs($0 - $1) < 1e-4 })
    }
  }

  @Test func aModelIsDescribed() throws {
    let text = try Revive(["model", Fixtures.tinyGPT2.path]).output
    for fact in ["gpt2", "blocks          4", "64, ", "feed-forward m  256", "4,096 tokens", "h.0.mlp.c_proj.weight"] {
      #expect(text.contains(fact), "\(fact) in \(text)")
    }
    #expect(try Revive(["model", "atlas"]).output.contains("edited layers   1 "))
  }

  // MARK: - Bad input

  @Test func badInputIsOneLineAndCode1() throws {
    let weights = try Data(contentsOf: Fixtures.tinyGPT2.appendingPathComponent("model.safetensors"))
    var lying = weights
    lying.replaceSubrange(0..<8, with: [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F])
    let truncated = try model("truncated") { $0["model.safetensors"] = weights.prefix(5_000) }
    let liar = try model("liar") { $0["model.safetensors"] = lying }
    let unknown = try model("unknown") { $0["config.json"] = Data(#"{"model_type": "mamba"}"#.utf8) }
    var records = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: Fixtures.edits)) as? [[String: Any]])
    var rewrite = try #require(records[1]["requested_rewrite"] as? [String: Any])
    rewrite["subject"] = nil
    records[1]["requested_rewrite"] = rewrite
    let subjectless = folder.url.appendingPathComponent("subjectless.json")
    try JSONSerialization.data(withJSONObject: records).write(to: subjectless)
    let text = Fixtures.text.path
    let tiny = Fixtures.tinyGPT2.path

    for (arguments, fact) in [
      (["model", truncated], "truncated/model.safetensors"),
      (["model", liar], "liar/model.safetensors"),
      (["model", unknown], "mamba"),
      (["model", "/nowhere"], "/nowhere"),
      (["model", text], "config.json"),
      (["run", "--model", truncated, "--edits", Fixtures.edits.path, "--moments", text], "truncated"),
      (["run", "--edits", subjectless.path], "subject"),
      (["run", "--edits", folder.url.path], "it is a folder"),
      (["run", "--edits", "/nowhere"], "no such file"),
      (["run", "--hparams", "/nowhere"], "no such file"),
      (["run", "--hparams", folder.url.path], "it is a folder"),
      (["run", "--contexts", text], "not a JSON list"),
      (["run", "--layers", "6"], "layers [6]"),
      (["run", "--out", "/proc/nowhere"], "/proc/nowhere"),
      (["run", "--out", text], text),
      (["run", "--save", "/proc/nowhere"], "/proc/nowhere"),
      (["resume", "/nowhere"], "not a run folder"),
      (["model", tiny, "--logits", text, "--out", folder.path("o")], "list of lists"),
      (["model", tiny, "--logits", try folder.file("i.json", "[[1], [99999]]"), "--out", folder.path("o")], "99999"),
      (["model", tiny, "--logits", try folder.file("e.json", "[[]]"), "--out", folder.path("o")], "no tokens"),
    ] {
      let result = try Revive(arguments)
      #expect(result.code == 1, "\(arguments): \(result.code)")
      #expect(result.complaints.count == 1, "\(arguments): \(result.errors)")
      #expect(result.errors.hasPrefix("revive: ") && result.errors.contains(fact), "\(arguments): \(result.errors)")
      #expect(result.output.isEmpty)
    }
  }

  /// A copy of the tiny model with some files replaced.
  private func model(_ name: String, _ change: (inout [String: Data]) -> Void) throws -> String {
    var files: [String: Data] = [:]
    for file in ["config.json", "model.safetensors", "tokenizer.json"] {
      files[file] = try Data(contentsOf: Fixtures.tinyGPT2.appendingPathComponent(file))
    }
    change(&files)
    let copy = folder.url.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
    for (file, data) in files { try data.write(to: copy.appendingPathComponent(file)) }
    return copy.path
  }

  // MARK: - Runs

  @Test func theEmbeddedModelIsEditedInRounds() throws {
    let arguments = ["run", "--round", "5", "--edits-limit", "10", "--json"]
    let first = try Revive(arguments)
    #expect(first.code == 0)
    for text in [first.output, first.errors] { #expect(!text.contains("\u{1B}") && !text.contains("\r")) }
    let lines = first.output.split(separator: "\n")
    let codec = LogCodec()
    let counts = try lines.map { line -> Int in
      guard case .round(let report) = try codec.decode(Data(line.utf8)).entry else { return -1 }
      return report.edits
    }
    #expect(counts == counts.sorted() && counts.first == 0 && counts.last == 10)
    #expect(try rounds(first.output) == rounds(Revive(arguments).output))
  }

  @Test func theTableHasARowForEveryRound() throws {
    let result = try Revive(tinyRun("--revive", "on", "--tau", "0.4"))
    #expect(result.code == 0)
    let rows = result.output.split(separator: "\n")
    #expect(rows.count == 1 + 4)
    #expect(rows[0].contains("edits") && rows[4].split(separator: " ").prefix(3) == ["3", "6", "REV"])
    #expect(Set(rows.map(\.count)).count == 1, "columns line up:\n\(result.output)")
    #expect(!(result.output + result.errors).contains("\u{1B}"))
  }

  @Test func aResumedRunIsTheUninterruptedOne() throws {
    let (whole, half) = (folder.path("whole"), folder.path("half"))
    let straight = try Revive(tinyRun("--json", "--out", whole, "--save", folder.path("a")))
    let before = try Revive(tinyRun("--json", "--out", half, "--until", "2"))
    let after = try Revive(["resume", half, "--json", "--save", folder.path("b")])
    #expect([straight.code, before.code, after.code] == [0, 0, 0])
    #expect(try rounds(straight.output) == rounds(before.output) + rounds(after.output))
    let logs = try [whole, half].map { try String(contentsOfFile: $0 + "/log.jsonl", encoding: .utf8) }
    #expect(try rounds(logs[0]) == rounds(straight.output))
    #expect(try rounds(logs[1]) == rounds(straight.output))
    let weights = try ["a", "b"].map {
      try Data(contentsOf: URL(fileURLWithPath: folder.path($0 + "/model.safetensors")))
    }
    #expect(weights[0] == weights[1])
    let again = try Revive(tinyRun("--out", whole))
    #expect(again.code == 1 && again.complaints.count == 1 && again.errors.contains("revive resume"))
  }

  /// Run folders are files: they may have been cut short, edited by hand, or mixed up.
  @Test func damagedRunFoldersAreRefused() throws {
    let whole = folder.url.appendingPathComponent("whole")
    #expect(try Revive(tinyRun("--out", whole.path)).code == 0)
    func damaged(_ name: String, _ file: String, _ change: (Data) -> Data) throws -> String {
      let copy = folder.url.appendingPathComponent(name)
      try FileManager.default.copyItem(at: whole, to: copy)
      let url = copy.appendingPathComponent(file)
      try change(Data(contentsOf: url)).write(to: url)
      return copy.path
    }
    func replacing(_ old: String, by new: String) -> (Data) -> Data {
      { Data(String(decoding: $0, as: UTF8.self).replacingOccurrences(of: old, with: new).utf8) }
    }
    let atlas = folder.url.appendingPathComponent("atlas")
    #expect(try Revive(["run", "--edits-limit", "1", "--out", atlas.path]).code == 0)
    let foreign = try Data(contentsOf: atlas.appendingPathComponent("updates/round_00001.safetensors"))
    let updates = "updates/round_00002.safetensors"
    for path in [
      try damaged("a", "config.json", replacing("\"round_size\" : 2", by: "\"round_size\" : 0")),
      try damaged("b", "config.json") { $0.prefix(100) },
      try damaged("c", "log.jsonl", replacing("\"edits\":4,", by: "\"edits\":-4,")),
      try damaged("d", "log.jsonl", replacing("\"event\":\"round\"", by: "\"event\":\"rond\"")),
      try damaged("e", updates) { $0.prefix(200) },
      try damaged("f", updates) { _ in foreign },
    ] {
      let result = try Revive(["resume", path])
      #expect(result.code == 1, "\(path): \(result.errors)")
      #expect(result.complaints.last?.hasPrefix("revive: cannot read \(path)") == true, "\(result.errors)")
    }
    let torn = try damaged("torn", "log.jsonl") { $0.dropLast(200) }
    #expect(try Revive(["resume", torn]).code == 0)
  }

  @Test func theRunIsStoppedAtASafePoint() throws {
    let run = folder.path("run")
    let result = try Revive(["run", "--json", "--round", "5", "--out", run], signal: SIGINT)
    #expect(result.code == 130)
    let log = try String(contentsOfFile: run + "/log.jsonl", encoding: .utf8)
    #expect(log.hasSuffix("\n"))
    #expect(log.split(separator: "\n").last?.contains("\"stop\"") == true)
    #expect(try rounds(log) == rounds(result.output))
  }

  @Test func aFullDiskEndsTheRun() throws {
    let process = Process()
    process.executableURL = Revive.executable
    process.arguments = tinyRun("--json")
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(text.split(separator: "\n").contains { $0.hasPrefix("revive: cannot write standard output") })
  }

  /// The three rounds of the published MEMIT on the tiny model, from the command line alone.
  @Test func thePublishedRunIsRepeated() throws {
    let contexts = try folder.file(
      "contexts.json", #"["{}", "The old man spoke at length. {}", "It was late in the evening. {}"]"#)
    let saved = folder.path("saved")
    let result = try Revive([
      "run", "--model", Fixtures.tinyGPT2.path, "--edits", Fixtures.edits.path, "--moments", Fixtures.text.path,
      "--hparams", Fixtures.memit.appendingPathComponent("hparams.json").path, "--contexts", contexts, "--round", "2",
      "--save", saved,
    ])
    #expect(result.code == 0)
    let edited = try CheckpointFolder(URL(fileURLWithPath: saved))
    let original = try CheckpointFolder(Fixtures.tinyGPT2)
    let reference = try TensorFile(Fixtures.memit.appendingPathComponent("batch_002.safetensors"))
    for layer in [1, 2] {
      let expected = try reference.floats("W_L\(layer)")
      let found = try edited.floats("h.\(layer).mlp.c_proj.weight", shape: [256, 64])
      let before = try original.floats("h.\(layer).mlp.c_proj.weight", shape: [256, 64])
      let change = zip(expected, before).map { abs($0 - $1) }.max() ?? 0
      let error = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
      #expect(error < 1e-3 * change, "layer \(layer): off by \(error), the edits changed \(change)")
    }
  }
}
