import Checkpoints
import Files

/// What `transformers` calls the parts of a model that hyper-parameter files name, to tell whether a file means this model
/// and the weights that are edited here.
struct ModuleNames {
  private let model: ModelConfiguration

  init(_ model: ModelConfiguration) { self.model = model }

  /// - Parameter values: of a hyper-parameter file, by key.
  /// - Throws: `EditingError.badHyperParameters` for a key that names another part of the model, or of another model.
  func check(_ values: [String: JSONValue]) throws(EditingError) {
    for (key, expected) in all {
      guard let value = values[key], value != nil else { continue }
      let found = value.array ?? [value]
      let names = expected.map(Self.bare)
      guard let other = found.first(where: { !names.contains($0.string.map(Self.bare) ?? "") }) else { continue }
      throw .badHyperParameters(
        "\"\(key)\" is \(other); in this model it is \"\(expected[0])\", and nothing else is supported: take the key out to "
          + "use the rest of the file")
    }
    if let layer = values["v_loss_layer"]?.integer, (0..<model.layerCount - 1).contains(layer) {
      throw .badHyperParameters(
        "\"v_loss_layer\" is \(layer); only the last block, \(model.layerCount - 1), is supported")
    }
  }

  /// What is odd in a file that is not refused: one for a larger model names a last block that is not here.
  func remarks(_ values: [String: JSONValue]) -> [String] {
    guard let layer = values["v_loss_layer"]?.integer, layer != model.layerCount - 1 else { return [] }
    return ["\"v_loss_layer\" is \(layer), but the loss is taken at the last block, \(model.layerCount - 1)"]
  }

  /// By key, the names of the one part that is meant, the usual one first.
  private var all: [(key: String, names: [String])] {
    let (block, attention, edited, norm, embedding) =
      switch model.architecture {
      case .gpt2: ("transformer.h.{}", "attn", "mlp.c_proj", "transformer.ln_f", "transformer.wte")
      case .gptj: ("transformer.h.{}", "attn", "mlp.fc_out", "transformer.ln_f", "transformer.wte")
      case .llama, .mistral, .qwen2, .qwen3, .gemma3:
        ("model.layers.{}", "self_attn", "mlp.down_proj", "model.norm", "model.embed_tokens")
      }
    let weight = "\(block).\(edited)"
    return [
      ("rewrite_module_tmp", [weight]), ("rewrite_module_tmps", [weight]), ("layer_module_tmp", [block]),
      ("mlp_module_tmp", ["\(block).mlp"]), ("attn_module_tmp", ["\(block).\(attention)"]), ("ln_f_module", [norm]),
      ("lm_head_module", model.tiesEmbeddings ? ["lm_head", embedding] : ["lm_head"]),
    ]
  }

  /// Without what stands before the names of all parts of a model, or behind that of a weight.
  private static func bare(_ name: String) -> String {
    var name = name[...]
    for prefix in ["transformer.", "model.", "language_model.", "model."] where name.hasPrefix(prefix) {
      name = name.dropFirst(prefix.count)
    }
    return String(name.hasSuffix(".weight") ? name.dropLast(".weight".count) : name)
  }
}
