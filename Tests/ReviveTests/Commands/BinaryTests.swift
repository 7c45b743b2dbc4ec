import Checkpoints
import Foundation
import RunModel
import TestSupport
import Testing

@testable import revive

/// The program as a script uses it: its words, models and refusals. Runs are beside.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct BinaryTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  // MARK: - Words

  @Test func helpAndVersionGoToStandardOutput() throws {
    let help = try Revive(["--help"])
    #expect((help.code, help.output, help.errors) == (0, helpText(nil), ""))
    let version = try Revive(["--version"])
    #expect((version.code, version.output) == (0, "revive \(programVersion)\n"))
    #expect(try Revive(["model", "--help"]).output == helpText(.model))
  }

  @Test func wrongUsageIsOneLineAndCode2() throws {
    let one = folder.path("one")
    for (arguments, fact) in [
      (["run", "--roud", "3"], "did you mean --round?"), (["zzzzzzzz"], "no command \"zzzzzzzz\""),
      (["run", "--layers", "8"], "--layers \"8\": give layers of this model, from 0 to 7"),
      (["run", "--model", Fixtures.tinyGPT2.path, "--moments-limit", "3"], "--moments FILE"),
      (["run", "--out", one, "--save", one], one),
    ] {
      let result = try Revive(arguments)
      #expect(result.code == 2, "\(arguments): \(result.code)")
      #expect(result.output.isEmpty)
      #expect(result.complaints.count == 1, "\(arguments): \(result.errors)")
      #expect(result.errors.hasPrefix("revive: ") && result.errors.contains(fact), "\(arguments): \(result.errors)")
    }
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
    #expect(try Revive(["model", "atlas"]).output.contains("edited layers   1, 2, 3, 4 "))
  }

  // MARK: - Bad input

  @Test func badInputIsOneLineAndCode1() throws {
    let weights = try Data(contentsOf: Fixtures.tinyGPT2.appendingPathComponent("model.safetensors"))
    var lying = weights
    lying.replaceSubrange(0..<8, with: [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F])
    let truncated = try model("truncated") { $0["model.safetensors"] = weights.prefix(5_000) }
    let liar = try model("liar") { $0["model.safetensors"] = lying }
    let sharded = try model("sharded") {
      $0["model.safetensors.index.json"] = $0.removeValue(forKey: "model.safetensors")
    }
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
      (["model", text], "it is not a folder"),
      (["model", sharded], "no valid index"),
      (["run", "--model", "/nowhere"], "no such folder"),
      (["run", "--model", truncated, "--edits", Fixtures.edits.path, "--moments", text], "truncated"),
      (["run", "--edits", subjectless.path], "subject"),
      (["run", "--edits", folder.url.path], "it is a folder"),
      (["run", "--edits", "/nowhere"], "no such file"),
      (["run", "--hparams", "/nowhere"], "no such file"),
      (["run", "--hparams", folder.url.path], "it is a folder"),
      (["run", "--contexts", text], "not a JSON list"),
      (["run", "--edits", "/dev/null/x"], "not a directory"),
      (["run", "--hparams", try folder.file("h.json", #"{"layers": [8]}"#)], "h.json: hyper-parameters: layers [8]"),
      (["run", "--out", "/proc/nowhere"], "no folder can be made in /proc"),
      (["run", "--out", "/dev/null/x"], "/dev/null is not a folder"),
      (["run", "--out", text], text),
      (["run", "--save", "/proc/nowhere"], "/proc/nowhere"),
      (["run", "--save", tiny], "is not empty"),
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
}
