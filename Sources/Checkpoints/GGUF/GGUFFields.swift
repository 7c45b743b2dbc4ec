/// What becomes of the metadata of a GGUF file, as `FieldTable` says it of a `config.json`. From the keys of llama.cpp
/// (src/llama-arch.cpp).
struct GGUFFields {
  private let architecture: GGUFArchitecture

  init(_ architecture: GGUFArchitecture) { self.architecture = architecture }

  /// - Returns: the keys that are not known, sorted.
  /// - Throws: `CheckpointError.unsupportedGGUF` for a key that asks for what is not done.
  func unread(in header: GGUFHeader) throws -> [String] {
    let prefix = architecture.rawValue + "."
    let context = try header.integer(prefix + "context_length")
    return try header.metadata.keys.sorted().filter { key in
      guard !Self.harmlessPrefixes.contains(where: key.hasPrefix) else { return false }
      guard key.hasPrefix(prefix), let value = header.metadata[key] else { return true }
      let field = String(key.dropFirst(prefix.count))
      if read.contains(field) { return false }
      guard let idle = Self.undone[field] else { return true }
      guard !value.asksForNothing(idle, context: context) else { return false }
      throw CheckpointError.unsupportedGGUF(path: header.path, feature: "a model in which \(key) is \(value.shown)")
    }
  }

  /// What is told of the file itself, of its quantisation, and what the tokenizer's reader looks after.
  private static let harmlessPrefixes = ["general.", "split.", "quantize.", "tokenizer."]

  private var read: Set<String> {
    let shared: Set = [
      "context_length", "embedding_length", "block_count", "feed_forward_length", "attention.head_count",
      "attention.head_count_kv", "attention.key_length", "attention.value_length", "vocab_size",
      // How the file of the original weights was laid out, and whether it was trained at its length.
      "tensor_data_layout", "rope.scaling.finetuned",
      // What gives a text's embedding leaves the logits as they are.
      "pooling_type",
    ]
    let rotary: Set = [
      "rope.dimension_count", "rope.scaling.type", "rope.scaling.factor", "rope.scaling.original_context_length",
      "rope.scale_linear",
    ]
    let meta: Set = ["attention.layer_norm_rms_epsilon", "rope.freq_base"]
    return switch architecture {
    case .gpt2: shared.union(["attention.layer_norm_epsilon"])
    case .gptj: shared.union(rotary).union(["attention.layer_norm_epsilon"])
    case .llama, .qwen2, .qwen3: shared.union(rotary).union(meta)
    case .gemma3:
      shared.union(rotary).union(meta).union([
        "attention.sliding_window", "attention.sliding_window_pattern", "rope.freq_base_swa",
      ])
    }
  }

  /// What is not done, each with the values that ask for nothing beside 0, false and what is empty.
  private static let undone: [String: [Idle]] = [
    "expert_count": [], "expert_used_count": [], "leading_dense_block_count": [],
    "attention.scale": [], "attention.causal": [.yes], "attention.max_alibi_bias": [], "attention.clamp_kqv": [],
    "attention.sliding_window": [.context], "attention.sliding_window_pattern": [], "attn_logit_softcapping": [],
    "attention.output_scale": [.number(1)], "attention.value_scale": [.number(1)], "attention.temperature_scale": [],
    "attention.key_length_mla": [], "attention.value_length_mla": [], "attention.q_lora_rank": [],
    "attention.kv_lora_rank": [],
    "final_logit_softcapping": [], "logit_scale": [.number(1)], "residual_scale": [.number(1)],
    "embedding_scale": [.number(1)],
    "use_parallel_residual": [], "swin_norm": [], "rescale_every_n_layers": [], "decoder_start_token_id": [],
    "rope.freq_base": [.number(10_000)], "rope.scaling.attn_factor": [.number(1)],
    "rope.scaling.yarn_log_multiplier": [],
    "rope.scaling.yarn_ext_factor": [], "rope.scaling.alpha": [], "rope.scaling.yarn_attn_factor": [.number(1)],
    "rope.dimension_sections": [],
  ]

  fileprivate enum Idle: Equatable {
    case yes, context
    case number(Double)
  }
}

extension GGUFValue {
  fileprivate func asksForNothing(_ idle: [GGUFFields.Idle], context: Int?) -> Bool {
    func number(_ value: Double) -> Bool {
      value == 0 || idle.contains(.number(value))
        || idle.contains(.context) && context.map { value >= Double($0) } ?? false
    }
    return switch self {
    case .integer(let value): number(Double(value))
    case .real(let value): number(value)
    case .bool(let value): value == idle.contains(.yes)
    case .string(let value): value.isEmpty
    case .array(_, let count, _): count == 0
    }
  }

  /// For messages.
  fileprivate var shown: String {
    switch self {
    case .integer(let value): "\(value)"
    case .real(let value): "\(value)"
    case .bool(let value): "\(value)"
    case .string(let value): value.debugDescription
    case .array(_, let count, _): "an array of \(count)"
    }
  }
}
