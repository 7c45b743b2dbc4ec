extension ModelConfiguration {
  /// The output matrix, where it is not the token embedding.
  static let headName = "lm_head.weight"

  /// The token embedding.
  var embeddingName: String { architecture.isGPT ? "wte.weight" : "embed_tokens.weight" }

  /// All weights of the model.
  package var parameterCount: Int { tensorShapes.values.reduce(0) { $0 + $1.reduce(1, *) } }

  /// The shapes of all tensors of the model, by their names without the model's prefix. A linear layer's weight is inputs x
  /// outputs in GPT-2, outputs x inputs elsewhere.
  package var tensorShapes: [String: [Int]] {
    var shapes = TensorShapes(hasTransposed: architecture != .gpt2)
    shapes.all[embeddingName] = [vocabularySize, hiddenSize]
    if !tiesEmbeddings { shapes.all[Self.headName] = [vocabularySize, hiddenSize] }
    if biases.head { shapes.all["lm_head.bias"] = [vocabularySize] }
    switch architecture {
    case .gpt2, .gptj: addGPT(to: &shapes)
    case .llama, .mistral, .qwen2, .qwen3, .gemma3: addLlama(to: &shapes)
    }
    return shapes.all
  }

  private func addGPT(to shapes: inout TensorShapes) {
    let (d, m) = (hiddenSize, feedForwardSize)
    func norm(_ name: String) { shapes.add(norm: name, d, hasBias: true) }
    if architecture == .gpt2 { shapes.all["wpe.weight"] = [contextLength, d] }
    for block in (0..<max(0, layerCount)).map({ "h.\($0)." }) {
      norm(block + "ln_1")
      if architecture == .gpt2 {
        norm(block + "ln_2")
        shapes.add(linear: block + "attn.c_attn", d, 3 * d, hasBias: biases.queriesKeysValues)
        shapes.add(linear: block + "attn.c_proj", d, d, hasBias: biases.attentionOutput)
        shapes.add(linear: block + "mlp.c_fc", d, m, hasBias: biases.feedForward)
        shapes.add(linear: block + "mlp.c_proj", m, d, hasBias: biases.feedForward)
      } else {
        for name in ["q_proj", "k_proj", "v_proj"] {
          shapes.add(linear: block + "attn." + name, d, d, hasBias: biases.queriesKeysValues)
        }
        shapes.add(linear: block + "attn.out_proj", d, d, hasBias: biases.attentionOutput)
        shapes.add(linear: block + "mlp.fc_in", d, m, hasBias: biases.feedForward)
        shapes.add(linear: block + "mlp.fc_out", m, d, hasBias: biases.feedForward)
      }
    }
    norm("ln_f")
  }

  private func addLlama(to shapes: inout TensorShapes) {
    let (d, m, queries, keys) = (hiddenSize, feedForwardSize, headCount * headSize, keyValueHeadCount * headSize)
    let outer = ["input_layernorm", "post_attention_layernorm"]
    let norms = architecture == .gemma3 ? outer + ["pre_feedforward_layernorm", "post_feedforward_layernorm"] : outer
    for block in (0..<max(0, layerCount)).map({ "layers.\($0)." }) {
      for name in norms { shapes.add(norm: block + name, d, hasBias: false) }
      if architecture == .qwen3 || architecture == .gemma3 {
        for name in ["q_norm", "k_norm"] { shapes.add(norm: block + "self_attn." + name, headSize, hasBias: false) }
      }
      for (name, width) in [("q_proj", queries), ("k_proj", keys), ("v_proj", keys)] {
        shapes.add(linear: block + "self_attn." + name, d, width, hasBias: biases.queriesKeysValues)
      }
      shapes.add(linear: block + "self_attn.o_proj", queries, d, hasBias: biases.attentionOutput)
      for name in ["gate_proj", "up_proj"] {
        shapes.add(linear: block + "mlp." + name, d, m, hasBias: biases.feedForward)
      }
      shapes.add(linear: block + "mlp.down_proj", m, d, hasBias: biases.feedForward)
    }
    shapes.add(norm: "norm", d, hasBias: false)
  }
}

extension ModelConfiguration.Architecture {
  fileprivate var isGPT: Bool { self == .gpt2 || self == .gptj }
}

/// Shapes by name, as they are added.
private struct TensorShapes {
  var all: [String: [Int]] = [:]
  /// Linear layers are outputs x inputs.
  let hasTransposed: Bool

  init(hasTransposed: Bool) { self.hasTransposed = hasTransposed }

  mutating func add(linear name: String, _ inputs: Int, _ outputs: Int, hasBias: Bool) {
    all[name + ".weight"] = hasTransposed ? [outputs, inputs] : [inputs, outputs]
    if hasBias { all[name + ".bias"] = [outputs] }
  }

  mutating func add(norm name: String, _ width: Int, hasBias: Bool) {
    all[name + ".weight"] = [width]
    if hasBias { all[name + ".bias"] = [width] }
  }
}
