/// What GGUF files call the tensors of one architecture, and how they store them differently from `transformers`: the
/// table behind `GGUFTensors`. From gguf-py/gguf/tensor_mapping.py and convert_hf_to_gguf.py of ggml-org/llama.cpp.
struct GGUFLayout {
  /// How the stored numbers become those that `transformers` has.
  enum Change: Equatable {
    case none
    /// Outputs x inputs become inputs x outputs.
    case transposed
    /// Rows in which each head's two halves are interleaved, for a rotation of neighbouring numbers, are put back into
    /// halves.
    case separated(heads: Int)
    /// One is taken away: the model multiplies by 1 + gain.
    case lessOne
  }

  /// Where a tensor belongs: its name as `transformers` writes it, and what is to be done with the numbers.
  struct Place: Equatable {
    let name: String
    let change: Change
  }

  let architecture: GGUFArchitecture
  /// Heads of the queries, and of the keys and values.
  let heads: (query: Int, key: Int)

  /// The place of the tensor that a GGUF file calls `name`.
  ///
  /// - Returns: nil for what `transformers` computes itself.
  /// - Throws: `Stranger` for a tensor that no model of the architecture has.
  func place(of name: String) throws(Stranger) -> Place? {
    if Self.computed.contains(where: name.hasSuffix) { return nil }
    guard let dot = name.lastIndex(of: ".") else { throw Stranger() }
    let (stem, kind) = (name[..<dot], name[dot...])  // kind: ".weight", ".bias"
    let parts = stem.split(separator: ".", maxSplits: 2)
    if parts.count == 3, parts[0] == "blk", let block = Int(parts[1]), block >= 0 {
      guard let target = architecture.blockNames[String(parts[2])] else { throw Stranger() }
      let place = "\(architecture.prefix)\(architecture.blocks).\(block).\(target)\(kind)"
      return Place(name: place, change: change(of: String(parts[2]), isMatrix: kind == ".weight"))
    }
    if stem == "output" { return Place(name: "lm_head\(kind)", change: .none) }
    guard let target = architecture.outerNames[String(stem)] else { throw Stranger() }
    return Place(name: architecture.prefix + target + kind, change: change(of: String(stem), isMatrix: false))
  }

  /// A tensor that has no place.
  struct Stranger: Error {}

  /// Tables that a model derives from its configuration.
  private static let computed = ["rope_freqs.weight", "attn_rot_embd.weight"]

  private func change(of stem: String, isMatrix: Bool) -> Change {
    switch architecture {
    case .gpt2 where isMatrix && ["attn_qkv", "attn_output", "ffn_up", "ffn_down"].contains(stem): .transposed
    case .llama where stem == "attn_q": .separated(heads: heads.query)
    case .llama where stem == "attn_k": .separated(heads: heads.key)
    case .gemma3 where stem.hasSuffix("norm"): .lessOne
    default: .none
    }
  }
}

/// The architectures that can be read from GGUF files, by the names they have there.
enum GGUFArchitecture: String, CaseIterable {
  case gpt2, gptj, llama, qwen2, qwen3, gemma3

  /// What precedes the name of every tensor but the output matrix.
  var prefix: String { isGPT ? "transformer." : "model." }

  /// What the list of blocks is called.
  var blocks: String { isGPT ? "h" : "layers" }

  /// Whether the names are those of OpenAI's models, or those of Meta's.
  var isGPT: Bool { self == .gpt2 || self == .gptj }

  /// Tensors outside of the blocks.
  var outerNames: [String: String] {
    switch self {
    case .gpt2: ["token_embd": "wte", "position_embd": "wpe", "output_norm": "ln_f"]
    case .gptj: ["token_embd": "wte", "output_norm": "ln_f"]
    case .llama, .qwen2, .qwen3, .gemma3: ["token_embd": "embed_tokens", "output_norm": "norm"]
    }
  }

  /// Tensors of a block.
  var blockNames: [String: String] {
    switch self {
    case .gpt2:
      [
        "attn_norm": "ln_1", "attn_qkv": "attn.c_attn", "attn_output": "attn.c_proj", "ffn_norm": "ln_2",
        "ffn_up": "mlp.c_fc", "ffn_down": "mlp.c_proj",
      ]
    case .gptj:
      [
        "attn_norm": "ln_1", "attn_q": "attn.q_proj", "attn_k": "attn.k_proj", "attn_v": "attn.v_proj",
        "attn_output": "attn.out_proj", "ffn_up": "mlp.fc_in", "ffn_down": "mlp.fc_out",
      ]
    case .llama, .qwen2: Self.gatedBlock
    case .qwen3: Self.gatedBlock.merging(Self.headNorms) { $1 }
    case .gemma3:
      Self.gatedBlock.merging(Self.headNorms) { $1 }.merging([
        "post_attention_norm": "post_attention_layernorm", "ffn_norm": "pre_feedforward_layernorm",
        "post_ffw_norm": "post_feedforward_layernorm",
      ]) { $1 }
    }
  }

  private static let gatedBlock = [
    "attn_norm": "input_layernorm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj", "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
  ]

  private static let headNorms = ["attn_q_norm": "self_attn.q_norm", "attn_k_norm": "self_attn.k_norm"]
}
