import Foundation
import TestSupport
import Testing

@testable import Checkpoints

/// Metadata that llama.cpp (src/llama-model.cpp) reads and that changes numbers.
struct GGUFFieldsTests {
  private enum Value {
    case integer(UInt32)
    case real(Float)
    case bool(Bool)
    case text(String)

    /// Type and value, as a file has them.
    var bytes: Data {
      func raw<T: FixedWidthInteger>(_ value: T) -> Data { withUnsafeBytes(of: value.littleEndian) { Data($0) } }
      return switch self {
      case .integer(let value): raw(UInt32(4)) + raw(value)
      case .real(let value): raw(UInt32(6)) + raw(value.bitPattern)
      case .bool(let value): raw(UInt32(7)) + Data([value ? 1 : 0])
      case .text(let value): raw(UInt32(8)) + raw(UInt64(value.utf8.count)) + Data(value.utf8)
      }
    }
  }

  /// A fixture with further entries in its metadata, in place of those of the same key.
  private func model(_ name: String, _ entries: [(key: String, value: Value)]) throws -> GGUFModel {
    var bytes = try Data(contentsOf: fixture("gguf/\(name).gguf"))
    func entry(_ key: String, _ value: Value) -> Data {
      withUnsafeBytes(of: UInt64(key.utf8.count)) { Data($0) } + Data(key.utf8) + value.bytes
    }
    var added = entries.reduce(Data()) { $0 + entry($1.key, $1.value) }
    for (key, _) in entries {
      // Renamed, the old one is only told of the file.
      guard let place = bytes.range(of: Data(key.utf8)) else { continue }
      bytes.replaceSubrange(place, with: Data(("general." + key).utf8.prefix(key.utf8.count - 2)) + Data("_x".utf8))
    }
    // The tensors must stay where they are from the alignment's point of view: what is added fills whole steps of it.
    let pad = entry("general.pad", .text("")).count
    added += entry("general.pad", .text(String(repeating: " ", count: (64 - (added.count + pad) % 32) % 32)))
    let count = bytes[16..<24].withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) } + UInt64(entries.count) + 1
    bytes.replaceSubrange(16..<24, with: withUnsafeBytes(of: count) { Data($0) })
    bytes.insert(contentsOf: added, at: 24)
    return try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("model.gguf")
      try bytes.write(to: url)
      return try GGUFModel(url)
    }
  }

  private func scaling(_ name: String, _ entries: [(key: String, value: Value)]) throws -> RotaryConfiguration.Scaling?
  {
    try model(name, entries.map { ("\(name).\($0.key)", $0.value) }).configuration().rotary?.scaling
  }

  /// A factor without a type is a linear one, also under its older name, which counts where the newer is not there; 0 says
  /// nothing.
  @Test(arguments: ["qwen2", "qwen3", "gemma3"]) func aFactorIsLinear(name: String) throws {
    #expect(try scaling(name, [("rope.scale_linear", .real(4))]) == .linear(4))
    #expect(try scaling(name, [("rope.scaling.factor", .real(4))]) == .linear(4))
    #expect(try scaling(name, [("rope.scaling.type", .text("linear")), ("rope.scale_linear", .real(2))]) == .linear(2))
    #expect(
      try scaling(name, [("rope.scaling.factor", .real(8)), ("rope.scale_linear", .real(2))]) == .linear(8))
    #expect(
      try scaling(name, [("rope.scaling.factor", .real(0)), ("rope.scale_linear", .real(2))])
        == RotaryConfiguration.Scaling.none)
    #expect(
      try scaling(name, [("rope.scaling.type", .text("none")), ("rope.scaling.factor", .real(8))])
        == RotaryConfiguration.Scaling.none)
    #expect(
      try scaling(
        name,
        [
          ("rope.scaling.type", .text("yarn")), ("rope.scaling.factor", .real(4)),
          ("rope.scaling.original_context_length", .integer(8)),
        ]) == .yarn(RotaryConfiguration.YaRN(factor: 4, context: 8)))
  }

  @Test func aStretchingThatIsNotDoneIsRefused() throws {
    let error = failure(CheckpointError.self) {
      _ = try scaling("qwen2", [("rope.scaling.type", .text("longrope")), ("rope.scaling.factor", .real(4))])
    }
    #expect(error?.description.contains("with rope_type longrope is not supported") == true)
    // The table of LLaMA 3.1, and a factor besides.
    #expect(throws: CheckpointError.self) { try scaling("llama", [("rope.scaling.factor", .real(4))]) }
    #expect(throws: CheckpointError.self) { try scaling("gptj", [("rope.scale_linear", .real(4))]) }
  }

  @Test(arguments: ["llama", "qwen2", "qwen3", "gemma3"]) func partialRotationIsRefused(name: String) throws {
    let width = try GGUFModel(fixture("gguf/\(name).gguf")).configuration().headSize
    func read(_ key: String, _ value: Int) throws -> ModelConfiguration {
      try model(name, [("\(name).\(key)", .integer(UInt32(value)))]).configuration()
    }
    for key in ["rope.dimension_count", "attention.value_length"] {
      #expect(try read(key, width).headSize == width)
      let error = failure(CheckpointError.self) { _ = try read(key, width / 2) }
      #expect(error?.description.contains("\(key) \(width / 2)") == true, "\(String(describing: error))")
    }
  }

  @Test(
    arguments: [
      "expert_count 8", "attention.scale 0.1", "logit_scale 0.5", "residual_scale 0.2", "embedding_scale 12.0",
      "attention.clamp_kqv 8.0", "attention.max_alibi_bias 8.0", "rope.scaling.attn_factor 1.2", "attention.causal no",
      "use_parallel_residual yes",
    ], ["gpt2", "gptj", "llama", "qwen2", "qwen3", "gemma3"])
  func whatIsNotDoneIsRefusedByName(entry: String, name: String) throws {
    let parts = entry.split(separator: " ").map(String.init)
    let value: Value =
      switch parts[1] {
      case "yes": .bool(true)
      case "no": .bool(false)
      case let number where number.contains("."): .real(Float(number) ?? 0)
      case let number: .integer(UInt32(number) ?? 0)
      }
    let key = "\(name).\(parts[0])"
    let error = failure(CheckpointError.self) { _ = try model(name, [(key, value)]) }
    #expect(error?.description.contains("a model in which \(key) is ") == true, "\(String(describing: error))")
  }

  @Test(arguments: ["llama", "qwen2", "gpt2"]) func aShorterWindowThanTheContextIsRefused(name: String) throws {
    #expect(throws: CheckpointError.self) { try model(name, [("\(name).attention.sliding_window", .integer(8))]) }
    #expect(try model(name, [("\(name).attention.sliding_window", .integer(16))]).unread == [])
  }

  @Test func softCapsAreRefused() throws {
    for (name, key) in [
      ("llama", "attn_logit_softcapping"), ("gemma3", "final_logit_softcapping"), ("gpt2", "final_logit_softcapping"),
    ] {
      #expect(throws: CheckpointError.self) { try model(name, [("\(name).\(key)", .real(30))]).configuration() }
    }
  }

  @Test func whatAsksForNothingIsNoObstacleAndWhatIsNotKnownIsListed() throws {
    let llama = try model(
      "llama",
      [
        ("llama.expert_count", .integer(0)), ("llama.logit_scale", .real(1)), ("llama.attention.causal", .bool(true)),
        ("llama.tensor_data_layout", .text("Meta AI original pth")), ("general.size_label", .text("8B")),
        ("tokenizer.chat_template", .text("x")), ("llama.new_field", .integer(3)), ("qwen2.block_count", .integer(3)),
      ])
    #expect(llama.unread == ["llama.new_field", "qwen2.block_count"])
    for name in ["gpt2", "gptj", "llama", "qwen2", "qwen3", "gemma3"] {
      #expect(try GGUFModel(fixture("gguf/\(name).gguf")).unread == [])
    }
  }

  /// As `transformers` finds them: the template of all, and further ones by name.
  @Test func chatTemplatesAreFiles() throws {
    let found = try model(
      "qwen2",
      [
        ("tokenizer.chat_template", .text("{{ messages }}")),
        ("tokenizer.chat_template.tool_use", .text("{{ tools }}")),
        ("tokenizer.chat_template.../x", .text("no")),
      ]
    ).chatTemplates()
    #expect(found.map(\.name) == ["chat_template.jinja", "additional_chat_templates/tool_use.jinja"])
    #expect(found.map { String(decoding: $0.contents, as: UTF8.self) } == ["{{ messages }}", "{{ tools }}"])
  }

  /// An output matrix that is the embedding again is none of its own; another one is, as llama.cpp has it.
  @Test(arguments: ["llama", "gptj"]) func anOutputMatrixOfItsOwn(name: String) throws {
    let url = fixture("gguf/\(name).gguf")
    #expect(try !CheckpointFolder(url).configuration.tiesEmbeddings)
    var bytes = try Data(contentsOf: url)
    let tensors = try GGUFHeader(bytes, path: url.path).tensors
    let (head, embedding) = (try #require(tensors["output.weight"]), try #require(tensors["token_embd.weight"]))
    bytes.replaceSubrange(head.range, with: Data(bytes[embedding.range]))
    try withTemporaryFolder { folder in
      let copy = folder.appendingPathComponent("model.gguf")
      try bytes.write(to: copy)
      let checkpoint = try CheckpointFolder(copy)
      #expect(checkpoint.configuration.tiesEmbeddings && checkpoint.notices == [])
    }
  }
}
