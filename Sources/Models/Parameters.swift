import Numerics

/// One array of a model's weights: where it is, and what a checkpoint calls it.
package struct Parameter: @unchecked Sendable {
  /// GPT-2's name, without a model's prefix.
  package let name: String
  /// As stored; one entry for a bias or a gain.
  package let shape: [Int]
  package let path: WritableKeyPath<Transformer, [Float]>

  /// A matrix inside a block, which maps one activation to another; not an embedding, a bias or a gain.
  package var isBlockMatrix: Bool { shape.count == 2 && name.hasPrefix("h.") }
}

extension Transformer {
  /// All weights of a model that can be trained, in the order in which they are used.
  ///
  /// - Precondition: `isTrainable`.
  package var parameters: [Parameter] {
    precondition(isTrainable, "the model is not built like GPT-2")
    let (d, m) = (shape.hidden, shape.mlp)
    var all = [
      Parameter(name: "wte.weight", shape: [shape.vocabulary, d], path: \.tokenEmbedding.entries),
      Parameter(name: "wpe.weight", shape: [shape.positions, d], path: \.positionEmbedding.entries),
    ]
    for layer in blocks.indices {
      let block: WritableKeyPath<Transformer, DecoderBlock> = \.blocks[layer]
      func norm(_ name: String, _ path: WritableKeyPath<Transformer, Normalization>) {
        all.append(Parameter(name: "h.\(layer).\(name).weight", shape: [d], path: path.appending(path: \.gain)))
        all.append(Parameter(name: "h.\(layer).\(name).bias", shape: [d], path: path.appending(path: \.bias)))
      }
      func linear(_ name: String, _ inputs: Int, _ outputs: Int, _ path: WritableKeyPath<Transformer, Linear>) {
        all.append(
          Parameter(
            name: "h.\(layer).\(name).weight", shape: [inputs, outputs], path: path.appending(path: \.weight.entries)))
        all.append(Parameter(name: "h.\(layer).\(name).bias", shape: [outputs], path: path.appending(path: \.bias)))
      }
      norm("ln_1", block.appending(path: \.attentionNorm))
      linear("attn.c_attn", d, 3 * d, block.appending(path: \.attentionInput))
      linear("attn.c_proj", d, d, block.appending(path: \.attentionOutput))
      norm("ln_2", block.appending(path: \.mlpNorm))
      linear("mlp.c_fc", d, m, block.appending(path: \.up))
      linear("mlp.c_proj", m, d, block.appending(path: \.down))
    }
    all.append(Parameter(name: "ln_f.weight", shape: [d], path: \.finalNorm.gain))
    all.append(Parameter(name: "ln_f.bias", shape: [d], path: \.finalNorm.bias))
    return all
  }
}
