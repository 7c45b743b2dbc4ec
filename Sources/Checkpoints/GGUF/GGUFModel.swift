import Files
import Foundation
import Tokenizers

/// A GGUF file as the checkpoint folder that it could have been made from: the contents of its `config.json`, its tensors
/// and its tokenizer.
struct GGUFModel {
  let url: URL
  let tensors: GGUFTensors
  /// Keys of the metadata that are not known, sorted. Any other is read, changes no number, or was refused.
  let unread: [String]
  private let header: GGUFHeader
  private let architecture: GGUFArchitecture
  private let rotation: RotationFactors?

  /// Opens the file and checks its header.
  ///
  /// - Throws: `FileError.unreadable`, `CheckpointError.unsupportedArchitecture`, and what reading the header throws.
  init(_ url: URL) throws {
    self.url = url
    let stamp = FileStamp(url)
    let bytes = try mappedBytes(of: url)
    header = try GGUFHeader(bytes, path: url.path)
    let name = try header.string("general.architecture") ?? "(none named in general.architecture)"
    guard let architecture = GGUFArchitecture(rawValue: name) else {
      throw CheckpointError.unsupportedArchitecture(
        path: url.path, found: name, supported: GGUFArchitecture.allCases.map(\.rawValue))
    }
    self.architecture = architecture
    if let count = try header.integer("split.count"), count > 1 {
      throw CheckpointError.unsupportedGGUF(path: url.path, feature: "a model split into \(count) files")
    }
    unread = try GGUFFields(architecture).unread(in: header)
    if let table = header.tensors.keys.first(where: { $0.hasPrefix("rope_factors_") }) {
      throw CheckpointError.unsupportedGGUF(path: url.path, feature: "its table of rotation frequencies, \(table),")
    }
    rotation = try RotationFactors(header, bytes: bytes)
    let heads = try header.positive("\(name).attention.head_count")
    let keyHeads = try header.integer("\(name).attention.head_count_kv") ?? heads
    tensors = try GGUFTensors(
      bytes, stamp, header: header, layout: GGUFLayout(architecture: architecture, heads: (heads, keyHeads)), url: url)
  }

  /// Whether the file at `url` begins as a GGUF file does.
  static func isOne(_ url: URL) -> Bool {
    guard let file = try? openFile(url) else { return false }
    defer { try? file.close() }
    return GGUFHeader.isMagic((try? file.read(upToCount: 4)) ?? Data())
  }

  /// Reads the file's tokenizer.
  ///
  /// - Throws: `TokenizerError`, `CheckpointError.invalidConfiguration`.
  func tokenizer() throws -> Tokenizer { try GGUFTokenizer(header).tokenizer() }

  /// The model's configuration, read as a `config.json` is.
  ///
  /// - Throws: `CheckpointError.invalidConfiguration`, `.unsupportedArchitecture`, `.unsupportedGGUF`.
  func configuration() throws -> ModelConfiguration {
    try ReadConfiguration(json: configurationFile(), path: url.path).model
  }

  /// The contents of the `config.json`.
  ///
  /// - Throws: `CheckpointError.invalidConfiguration` where a fact is missing, `.unsupportedGGUF`.
  func configurationFile() throws -> Data {
    var fields = try architecture.isGPT ? gptFields() : metaFields()
    fields["architectures"] = [Self.className(architecture)]
    fields["model_type"] = architecture == .gemma3 ? "gemma3_text" : architecture.rawValue
    fields["torch_dtype"] = "float32"
    fields["vocab_size"] = try vocabularySize()
    fields["tie_word_embeddings"] = !tensors.contains("lm_head.weight")
    fields["bos_token_id"] = try header.integer("tokenizer.ggml.bos_token_id")
    let ends = try ["tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id"].compactMap { try header.integer($0) }
    fields["eos_token_id"] = Set(ends).count > 1 ? ends : ends.first
    return try JSONSerialization.data(withJSONObject: fields, options: [.prettyPrinted, .sortedKeys])
  }

  /// The contents of the `tokenizer_config.json`, from which `transformers` learns that the `tokenizer.json` says it all.
  ///
  /// - Throws: `CheckpointError.invalidConfiguration`.
  func tokenizerSettingsFile() throws -> Data {
    let tokens = try header.strings("tokenizer.ggml.tokens")
    var fields = ["tokenizer_class": "PreTrainedTokenizerFast"]
    for name in ["bos", "eos"] {
      guard let id = try header.integer("tokenizer.ggml.\(name)_token_id"), tokens.indices.contains(id) else {
        continue
      }
      fields["\(name)_token"] = tokens[id]
    }
    return try JSONSerialization.data(withJSONObject: fields, options: [.prettyPrinted, .sortedKeys])
  }

  /// The template that `transformers` writes chats with, and further ones, by their files' names.
  ///
  /// - Throws: `CheckpointError.invalidConfiguration`.
  func chatTemplates() throws -> [(name: String, contents: Data)] {
    let key = "tokenizer.chat_template"
    let whole = try header.string(key).map { [("chat_template.jinja", Data($0.utf8))] } ?? []
    return try whole
      + header.metadata.keys.sorted().compactMap { name in
        guard name.hasPrefix(key + "."), case let title = name.dropFirst(key.count + 1),
          !title.isEmpty, title.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" })
        else { return nil }
        return try header.string(name).map { ("\(CompanionFiles.templates)/\(title).jinja", Data($0.utf8)) }
      }
  }

  private static func className(_ architecture: GGUFArchitecture) -> String {
    switch architecture {
    case .gpt2: "GPT2LMHeadModel"
    case .gptj: "GPTJForCausalLM"
    case .llama: "LlamaForCausalLM"
    case .qwen2: "Qwen2ForCausalLM"
    case .qwen3: "Qwen3ForCausalLM"
    case .gemma3: "Gemma3ForCausalLM"
    }
  }

  /// The fields that GPT-2 and GPT-J have.
  private func gptFields() throws -> [String: Any] {
    let heads = try positive("attention.head_count")
    try requireEqual(["attention.head_count_kv"], to: heads, "there are \(heads) heads")
    try checkHeads(of: positive("embedding_length") / heads, turning: false)
    var fields: [String: Any] = [
      "n_embd": try positive("embedding_length"), "n_layer": try positive("block_count"),
      "n_head": heads, "n_positions": try positive("context_length"),
      "n_inner": try positive("feed_forward_length"), "activation_function": "gelu_new",
    ]
    fields["layer_norm_epsilon"] = try real("attention.layer_norm_epsilon")
    if architecture == .gptj {
      fields["rotary_dim"] = try positive("rope.dimension_count")
      guard try scalingFields() == nil else { throw partlyDone("stretched rotary positions") }
    }
    return fields
  }

  /// The fields that LLaMA has, and the models that follow it.
  private func metaFields() throws -> [String: Any] {
    let width = try positive("embedding_length")
    let heads = try positive("attention.head_count")
    let headWidth = try integer("attention.key_length") ?? width / heads
    try checkHeads(of: headWidth, turning: true)
    var fields: [String: Any] = [
      "hidden_size": width, "num_hidden_layers": try positive("block_count"), "num_attention_heads": heads,
      "intermediate_size": try positive("feed_forward_length"),
      "max_position_embeddings": try positive("context_length"),
      "hidden_act": "silu",
      "num_key_value_heads": try integer("attention.head_count_kv") ?? heads,
      "head_dim": headWidth,
      "attention_bias": tensors.contains("model.layers.0.self_attn.q_proj.bias"),
      "rope_theta": try real("rope.freq_base") ?? 10_000,
    ]
    fields["rms_norm_eps"] = try real("attention.layer_norm_rms_epsilon")
    let scaling = try scalingFields()
    guard rotation == nil || scaling == nil else { throw partlyDone("rotary positions that are stretched twice") }
    fields["rope_scaling"] = rotation?.fields ?? scaling
    if architecture == .llama { fields["mlp_bias"] = tensors.contains("model.layers.0.mlp.up_proj.bias") }
    if architecture == .gemma3 { try addGemma3Fields(to: &fields) }
    return fields
  }

  /// Heads are alike in all that they hold, and turned as a whole in models that turn them.
  private func checkHeads(of width: Int, turning: Bool) throws {
    let keys = ["attention.key_length", "attention.value_length"] + (turning ? ["rope.dimension_count"] : [])
    try requireEqual(keys, to: width, "a head has \(width) numbers")
  }

  private func requireEqual(_ keys: [String], to expected: Int, _ reason: String) throws {
    for key in keys {
      guard let found = try integer(key), found != expected else { continue }
      throw partlyDone("\(key) \(found), where \(reason),")
    }
  }

  /// What llama.cpp knows of Gemma 3 by heart goes in where the file does not say it.
  private func addGemma3Fields(to fields: inout [String: Any]) throws {
    fields["hidden_act"] = nil
    fields["hidden_activation"] = "gelu_pytorch_tanh"
    fields["sliding_window"] = try positive("attention.sliding_window")
    fields["sliding_window_pattern"] = try integer("attention.sliding_window_pattern") ?? 6
    fields["rope_local_base_freq"] = try real("rope.freq_base_swa") ?? 10_000
    fields["final_logit_softcapping"] = try real("final_logit_softcapping")
    fields["attn_logit_softcapping"] = try real("attn_logit_softcapping")
    // Of all sizes the one with 62 blocks, 27B, divides by the width per head instead of the head's own width.
    let isLargest = try positive("block_count") == 62
    let width = try positive("embedding_length") / positive("attention.head_count")
    fields["query_pre_attn_scalar"] = isLargest ? width : fields["head_dim"]
  }

  /// How positions are stretched, where the file says it in words. A factor without a word is a linear one, and it has
  /// an older name.
  private func scalingFields() throws -> [String: Any]? {
    let type = try header.string("\(architecture.rawValue).rope.scaling.type") ?? "linear"
    let factor = try real("rope.scaling.factor") ?? real("rope.scale_linear") ?? 0
    guard type != "none", type != "linear" || (factor != 0 && factor != 1) else { return nil }
    var fields: [String: Any] = ["rope_type": type, "factor": factor == 0 ? 1 : factor]
    fields["original_max_position_embeddings"] = try integer("rope.scaling.original_context_length")
    return fields
  }

  private func partlyDone(_ feature: String) -> CheckpointError {
    .unsupportedGGUF(path: url.path, feature: "\(architecture.rawValue) with \(feature)")
  }

  private func vocabularySize() throws -> Int {
    let name = architecture.prefix + (architecture.outerNames["token_embd"] ?? "") + ".weight"
    guard let size = try tensors.info(name).shape.first else {
      throw CheckpointError.invalidTensor(path: url.path, tensor: name, problem: "it is not a matrix")
    }
    return size
  }

  private func integer(_ key: String) throws -> Int? { try header.integer("\(architecture.rawValue).\(key)") }
  private func real(_ key: String) throws -> Double? { try header.real("\(architecture.rawValue).\(key)") }
  private func positive(_ key: String) throws -> Int { try header.positive("\(architecture.rawValue).\(key)") }
}

extension GGUFHeader {
  /// An integer that must be there and be positive.
  ///
  /// - Throws: `CheckpointError.invalidConfiguration`.
  func positive(_ key: String) throws -> Int {
    guard let value = try integer(key) else { throw wrongValue(key, "is missing") }
    guard value > 0 else { throw wrongValue(key, "is \(value), must be positive") }
    return value
  }
}
