import Files

/// What becomes of the fields of a `config.json`. One is read; or it is known to change no number here, as what only
/// training, generation or other programs look at; or it asks for what is not done, and is refused unless its value asks
/// for nothing; or it is not known, and is told.
struct FieldTable {
  private let read: Set<String>
  /// Fields of what is not done, each with the values that ask for nothing, beside null, false, 0 and what is empty.
  private let undone: [String: [JSONValue]]
  private let harmless: Set<String>
  /// Tokens of the longest text, which a window as long as that leaves as it is.
  private let context: Int?

  /// - Parameter model: as its fields say; they may say it twice.
  init(_ model: ModelConfiguration) {
    let architecture = model.architecture
    context = model.contextLength
    let own: Set<String>
    var undone = Self.undoneAnywhere
    switch architecture {
    case .gpt2, .gptj:
      own =
        architecture == .gpt2
        ? GPT2Configuration.fields
        : GPT2Configuration.fields.union(GPTJConfiguration.CodingKeys.allCases.map(\.rawValue))
          .subtracting(Self.harmless(.gptj))
      undone.merge(["rope_theta": [10_000], "rope_scaling": [], "rope_parameters": []]) { $1 }
      if architecture == .gptj { undone["rotary"] = [true] }
      // `transformers` takes these names for those of GPT-2, and the later one in a file with both.
      for (name, value) in [
        ("hidden_size", model.hiddenSize), ("num_hidden_layers", model.layerCount),
        ("num_attention_heads", model.headCount), ("max_position_embeddings", model.contextLength),
      ] { undone[name] = [.integer(value)] }
    case .llama, .mistral, .qwen2, .qwen3, .gemma3:
      own = LlamaConfiguration.fields(of: architecture)
      undone["use_qk_norm"] = architecture == .qwen3 || architecture == .gemma3 ? [true] : []
    }
    read = Self.readAnywhere.union(own)
    self.undone = undone.filter { !own.contains($0.key) }
    harmless = Self.harmlessAnywhere.union(Self.harmless(architecture))
  }

  private init(read: Set<String>, harmless: Set<String>) {
    (self.read, self.harmless, undone, context) = (read, harmless, Self.undoneAnywhere, nil)
  }

  /// Of a file that describes a model of images and texts, beside `text_config`.
  static let imagesAndText = FieldTable(
    read: ReadConfiguration.shared.union(["architectures", "model_type", "text_config"]),
    harmless: harmlessAnywhere.union([
      "vision_config", "boi_token_index", "eoi_token_index", "image_token_index", "mm_tokens_per_image",
    ]))

  /// - Returns: the fields that are not known, in the file's order; those within another as "outer.inner".
  /// - Throws: `CheckpointError.unsupportedArchitecture` for a field that asks for what is not done.
  func unread(in members: [JSONValue.Member], _ check: FieldCheck) throws -> [String] {
    var unread: [String] = []
    for member in members where !harmless.contains(member.key) {
      if read.contains(member.key) {
        unread += RotaryFields.unread(in: member)
        continue
      }
      guard let idle = undone[member.key] else {
        unread.append(member.key)
        continue
      }
      guard !asksForNothing(member.value, idle) else { continue }
      let value = member.value.description
      let shown = value.count > 60 ? value.prefix(57) + "..." : value[...]
      throw check.unsupported(
        "with \(member.key)", supported: "models in which \(member.key) is null or left out; here it is \(shown)")
    }
    return unread
  }

  private func asksForNothing(_ value: JSONValue, _ idle: [JSONValue]) -> Bool {
    switch value {
    case .bool(false): !idle.contains(true)
    case .null, .string(""), .array([]), .object([]): true
    case .integer, .unsigned, .real:
      value.number == 0 || idle.contains { $0.number == value.number }
        || idle.contains("context") && context.map { (value.number ?? 0) >= Double($0) } ?? false
    case .array(let items): !idle.isEmpty && items.allSatisfy(idle.contains)
    default: idle.contains(value)
    }
  }
}

extension FieldTable {
  private static let readAnywhere: Set = ["architectures", "model_type", "tie_word_embeddings"]

  /// What other families of models do, or what a model here could be asked for.
  private static let undoneAnywhere: [String: [JSONValue]] = [
    "quantization_config": [], "compression_config": [], "pruned_heads": [], "is_encoder_decoder": [],
    "add_cross_attention": [], "tie_encoder_decoder": [],
    // Attention.
    "attn_logit_softcapping": [], "use_bidirectional_attention": [], "is_causal": [true], "attention_multiplier": [1],
    "attention_chunk_size": [], "clip_qkv": [], "alibi": [], "multi_query": [], "use_qk_norm": [], "qk_layernorm": [],
    "sliding_window": ["context"], "use_sliding_window": [], "layer_types": ["full_attention"],
    // Positions.
    "partial_rotary_factor": [1], "rotary_pct": [1], "rope_interleaved": [], "rope_interleave": [], "use_mrope": [],
    "no_rope_layers": [1], "rope_local_base_freq": [], "position_embedding_type": ["absolute"],
    // The stream and the logits.
    "final_logit_softcapping": [], "logits_scaling": [1], "logit_scale": [1], "residual_multiplier": [1],
    "embedding_multiplier": [1], "scale_embedding": [], "scale_emb": [1], "scale_depth": [],
    "use_parallel_residual": [],
    "parallel_attn": [], "query_pre_attn_scalar": [], "mlp_bias": [],
    // Experts.
    "num_experts": [], "num_local_experts": [], "n_routed_experts": [], "enable_moe_block": [],
  ]

  private static func harmless(_ architecture: ModelConfiguration.Architecture) -> Set<String> {
    switch architecture {
    case .gpt2: []
    // Of these choices of GPT-2's it leaves none.
    case .gptj: ["scale_attn_weights", "scale_attn_by_inverse_layer_idx"]
    // Queries, keys and values always have a bias, nothing else has.
    case .qwen2: ["attention_bias"]
    // There is none.
    case .mistral: ["attention_bias"]
    // Without a window it says nothing.
    case .llama: ["max_window_layers"]
    case .qwen3, .gemma3: []
    }
  }

  private static let harmlessAnywhere: Set = [
    // Where the file is from.
    "_name_or_path", "name_or_path", "transformers_version", "_commit_hash", "_from_model_config",
    "transformers.js_config",
    "is_llama_config", "unsloth_version", "unsloth_fixed",
    // How other programs compute: everything here is computed in F32, or as `--precision` says.
    "torch_dtype", "dtype", "use_bfloat16", "use_cache", "cache_implementation", "attn_implementation",
    "_attn_implementation", "_attn_implementation_autoset", "_attn_implementation_internal", "torchscript",
    "gradient_checkpointing", "chunk_size_feed_forward", "pretraining_tp", "reorder_and_upcast_attn", "is_decoder",
    // What they give back.
    "return_dict", "return_dict_in_generate", "output_hidden_states", "output_attentions", "output_scores",
    "output_past",
    "cross_attention_hidden_size",
    // Training.
    "initializer_range", "initializer_factor", "attention_dropout", "hidden_dropout", "attn_pdrop", "embd_pdrop",
    "resid_pdrop", "attention_probs_dropout_prob", "hidden_dropout_prob", "tf_legacy_loss",
    // Other heads than the language model's.
    "id2label", "label2id", "num_labels", "_num_labels", "problem_type", "finetuning_task", "task_specific_params",
    "classifier_dropout", "summary_type", "summary_use_proj", "summary_activation", "summary_proj_to_labels",
    "summary_first_dropout", "n_special", "predict_special_tokens",
    // Tokens: what texts begin with is up to the tokenizer.
    "tokenizer_class", "prefix", "pad_token_id", "sep_token_id", "unk_token_id", "decoder_start_token_id",
    // Generation.
    "max_length", "min_length", "max_new_tokens", "do_sample", "early_stopping", "num_beams", "num_beam_groups",
    "diversity_penalty", "temperature", "top_k", "top_p", "typical_p", "repetition_penalty", "length_penalty",
    "no_repeat_ngram_size", "encoder_no_repeat_ngram_size", "bad_words_ids", "num_return_sequences",
    "forced_bos_token_id", "forced_eos_token_id", "remove_invalid_values", "exponential_decay_length_penalty",
    "suppress_tokens", "begin_suppress_tokens",
    // The length that `n_positions` says again.
    "n_ctx",
  ]
}
