import Checkpoints
import Numerics

// What each architecture calls its tensors, and how its blocks are put together.

extension WeightReader {
  func gpt2() throws -> Transformer {
    let shape = Transformer.Shape(configuration)
    let (d, m) = (shape.hidden, shape.mlp)
    return Transformer(
      shape: shape,
      embedding: try weight("wte.weight", shape.vocabulary, d),
      positionEmbedding: try matrix("wpe.weight", shape.positions, d),
      blocks: try (0..<shape.layers).map { layer in
        DecoderBlock(
          attentionNorm: try layerNorm("h.\(layer).ln_1"),
          attentionInput: try linear("h.\(layer).attn.c_attn", d, 3 * d),
          attentionOutput: try linear("h.\(layer).attn.c_proj", d, d),
          mlpNorm: try layerNorm("h.\(layer).ln_2"),
          up: try linear("h.\(layer).mlp.c_fc", d, m),
          down: try linear("h.\(layer).mlp.c_proj", m, d))
      },
      finalNorm: try layerNorm("ln_f"), ownHead: try ownHead())
  }

  /// Attention and MLP in parallel, with one normalisation before both.
  func gptj() throws -> Transformer {
    let shape = Transformer.Shape(configuration)
    let (d, m) = (shape.hidden, shape.mlp)
    let biases = configuration.biases
    let rotary = configuration.rotary.map(Rotary.init)
    return Transformer(
      shape: shape,
      embedding: try weight("wte.weight", shape.vocabulary, d), positionEmbedding: Matrix(0, d),
      blocks: try (0..<shape.layers).map { layer in
        let norm = try layerNorm("h.\(layer).ln_1")
        let projections = ["q_proj", "k_proj", "v_proj"].map { (name: "h.\(layer).attn.\($0)", outputs: d) }
        var block = DecoderBlock(
          attentionNorm: norm,
          attentionInput: try fused(projections, inputs: d, hasBias: biases.queriesKeysValues),
          attentionOutput: try transposed("h.\(layer).attn.out_proj", d, d, hasBias: biases.attentionOutput),
          mlpNorm: norm,
          up: try transposed("h.\(layer).mlp.fc_in", d, m, hasBias: biases.feedForward),
          down: try transposed("h.\(layer).mlp.fc_out", m, d, hasBias: biases.feedForward))
        block.rotary = rotary
        return block
      },
      finalNorm: try layerNorm("ln_f"), ownHead: try ownHead(),
      headBias: biases.head ? try vector("lm_head.bias", shape.vocabulary) : nil)
  }

  /// LLaMA and what is built like it. Qwen 3 and Gemma 3 normalise queries and keys; Gemma 3 also normalises what attention
  /// and MLP give, and stores a normalisation's gain less 1.
  func llama() throws -> Transformer {
    let shape = Transformer.Shape(configuration)
    return Transformer(
      shape: shape,
      embedding: try weight("model.embed_tokens.weight", shape.vocabulary, shape.hidden),
      positionEmbedding: Matrix(0, shape.hidden),
      blocks: try (0..<shape.layers).map { try llamaBlock($0, shape, prefix: "model.layers.\($0).") },
      finalNorm: try norm("model.norm", width: shape.hidden), ownHead: try ownHead())
  }

  private func llamaBlock(_ layer: Int, _ shape: Transformer.Shape, prefix: String) throws -> DecoderBlock {
    let (d, m) = (shape.hidden, shape.mlp)
    let isGemma = configuration.architecture == .gemma3
    let biases = configuration.biases
    func hiddenNorm(_ name: String) throws -> Normalization { try norm(prefix + name, width: d) }
    var block = DecoderBlock(
      attentionNorm: try hiddenNorm("input_layernorm"),
      attentionInput: try fused(
        [
          (prefix + "self_attn.q_proj", shape.queryWidth), (prefix + "self_attn.k_proj", shape.keyValueWidth),
          (prefix + "self_attn.v_proj", shape.keyValueWidth),
        ], inputs: d, hasBias: biases.queriesKeysValues),
      attentionOutput: try transposed(
        prefix + "self_attn.o_proj", shape.queryWidth, d, hasBias: biases.attentionOutput),
      mlpNorm: try hiddenNorm(isGemma ? "pre_feedforward_layernorm" : "post_attention_layernorm"),
      up: try fused(
        [(prefix + "mlp.gate_proj", m), (prefix + "mlp.up_proj", m)], inputs: d, hasBias: biases.feedForward),
      down: try transposed(prefix + "mlp.down_proj", m, d, hasBias: biases.feedForward))
    if isGemma {
      block.attentionPostNorm = try hiddenNorm("post_attention_layernorm")
      block.mlpPostNorm = try hiddenNorm("post_feedforward_layernorm")
    }
    if isGemma || configuration.architecture == .qwen3 {
      block.headNorms = HeadNormalization(
        queries: try norm(prefix + "self_attn.q_norm", width: shape.headWidth),
        keys: try norm(prefix + "self_attn.k_norm", width: shape.headWidth))
    }
    let window = configuration.slidingWindow.flatMap { $0.layers.dropFirst(layer).first == true ? $0 : nil }
    block.window = window?.tokens
    block.rotary = (window?.rotary ?? configuration.rotary).map(Rotary.init)
    return block
  }

  private func norm(_ name: String, width: Int) throws -> Normalization {
    try rootMeanSquareNorm(name, width: width, offset: configuration.architecture == .gemma3 ? 1 : 0)
  }
}
