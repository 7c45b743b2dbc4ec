import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import revive

/// What `revive model` and a run say of files that are not as they should be.
struct ModelCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The tiny GPT-2 with further fields in its configuration, and a number in one of its weights.
  private func model(
    _ fields: [String: Any] = [:], tokenizer: [String: Any]? = nil, tensor: String? = nil, _ value: Float = 0,
    as format: FloatFormat = .f32
  ) throws -> String {
    let url = folder.url.appendingPathComponent("model")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    let config = try Data(contentsOf: Fixtures.tinyGPT2.appendingPathComponent("config.json"))
    let original = try #require(JSONSerialization.jsonObject(with: config) as? [String: Any])
    try JSONSerialization.data(withJSONObject: original.merging(fields) { $1 })
      .write(to: url.appendingPathComponent("config.json"))
    try Data(contentsOf: Fixtures.tinyGPT2.appendingPathComponent("tokenizer.json"))
      .write(to: url.appendingPathComponent("tokenizer.json"))
    if let tokenizer {
      try JSONSerialization.data(withJSONObject: tokenizer)
        .write(to: url.appendingPathComponent("tokenizer_config.json"))
    }
    let tensors = try CheckpointFolder(Fixtures.tinyGPT2).tensors
    try writeSafetensors(
      try tensors.names.map { name in
        var values = try tensors.floats(name)
        if let tensor, name.hasSuffix(tensor) { values[values.count - 1] = value }
        return NamedTensor(name: name, shape: try tensors.info(name).shape, elements: .floats(values, as: format))
      }, to: url.appendingPathComponent("model.safetensors"))
    return url.path
  }

  @Test func fieldsThatAreNotKnownAreListedOnce() throws {
    let result = try Revive(["model", try model(["new_field": 1, "auto_map": ["a": "b"]])])
    #expect(result.code == 0)
    let lines = result.output.split(separator: "\n").filter { $0.hasPrefix("not read") }
    #expect(lines.count == 1 && lines[0].contains("new_field") && lines[0].contains("auto_map"))
    #expect(try !Revive(["model", Fixtures.tinyGPT2.path]).output.contains("not read"))
    let json = try Revive(["model", folder.path("model"), "--json"])
    let record = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect((record["not_read"] as? [String])?.sorted() == ["auto_map", "new_field"])
    #expect(record["parameters"] as? Int == 470_400 && record["notes"] as? [String] == [])
    #expect(try Revive(["model", folder.path("model"), "--json", "--encode", "a"]).code == 2)
  }

  @Test func theTokenizerIsToldWithItsTokens() throws {
    func line(_ path: String) throws -> Substring? {
      try Revive(["model", path]).output.split(separator: "\n").first { $0.hasPrefix("tokenizer") }
    }
    #expect(
      try line(Fixtures.tinyGPT2.path)
        == "tokenizer       GPT2Tokenizer; BOS <|endoftext|> (0); EOS <|endoftext|> (0); nothing is put before a text")
    let path = try model(tokenizer: [
      "tokenizer_class": "LlamaTokenizerFast", "bos_token": "<|endoftext|>", "eos_token": "</s>", "add_eos_token": true,
    ])
    #expect(
      try line(path)
        == "tokenizer       LlamaTokenizerFast; BOS <|endoftext|> (0); EOS </s> (4096); <|endoftext|> is put before a text, "
        + "</s> is put after it")
    let json = try Revive(["model", path, "--json"])
    let record = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(record["tokenizer_class"] as? String == "LlamaTokenizerFast")
    #expect(record["bos_token"] as? String == "<|endoftext|>" && record["eos_token"] as? String == "</s>")
    #expect(record["text_prefix"] as? [String] == ["<|endoftext|>"])
  }

  /// In `revive model` and at the start of a run, once.
  @Test func whereVersionsOfTransformersDifferItIsSaid() throws {
    let path = try model(tokenizer: [
      "tokenizer_class": "LlamaTokenizerFast", "bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>",
      "unk_token": "<|endoftext|>",
    ])
    let words = "<|endoftext|> before a text is put, as in version 4 of transformers; version 5 puts nothing"
    let notes = try Revive(["model", path]).output.split(separator: "\n").filter { $0.hasPrefix("note") }
    #expect(notes.count == 1 && notes[0].contains(words), "\(notes)")
    let run = try Revive([
      "run", "--model", path, "--edits", Fixtures.edits.path, "--moments", Fixtures.text.path, "--layers", "1",
      "--edits-limit", "1",
    ])
    #expect(run.code == 0)
    #expect(run.errors.components(separatedBy: words).count == 2, "\(run.errors)")
  }

  /// In a normalisation, an embedding and an attention weight, none of which is edited.
  @Test(
    arguments: [
      ("h.3.ln_2.bias", Float.nan, FloatFormat.f32, "nan at [63]"), ("wpe.weight", .infinity, .f16, "inf at [127, 63]"),
      ("h.0.attn.c_proj.weight", -.infinity, .bf16, "-inf at [63, 63]"),
    ])
  func aWeightThatIsNoNumberIsNamedAtTheStart(
    tensor: String, value: Float, format: FloatFormat, place: String
  ) throws {
    let path = try model(tensor: tensor, value, as: format)
    let run = [
      "run", "--model", path, "--edits", Fixtures.edits.path, "--moments", Fixtures.text.path, "--layers", "1",
    ]
    for arguments in [["model", path], run, run + ["--weights", "stored"]] {
      let result = try Revive(arguments)
      #expect(result.code == 1)
      #expect(result.complaints.count == 1, "\(result.errors)")
      #expect(result.errors.contains("\(tensor) holds \(place)"), "\(result.errors)")
      #expect(!result.output.contains("architecture"))
    }
  }

  @Test func aRunSaysThatTheFilesOwnHeadIsUsed() throws {
    let path = Fixtures.url("ModelsTests/Fixtures/tied-with-own-head").path
    let lines = try Revive(["model", path]).output.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("note") && $0.contains("another lm_head.weight: that one is used") })
    #expect(lines.contains { $0.hasPrefix("vocabulary") && $0.contains("embeddings not tied") })
  }
}
