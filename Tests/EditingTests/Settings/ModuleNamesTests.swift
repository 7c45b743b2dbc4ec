import Checkpoints
import Foundation
import RunModel
import TestSupport
import Testing

@testable import Editing

/// What hyper-parameter files say of the model, against the names that `transformers` has in it.
struct ModuleNamesTests {
  private func overlay(_ json: String, on model: String, for editor: EditorKind = .memit) throws -> [String] {
    let configuration = try ModelConfiguration(
      contentsOf: Fixtures.url("ModelsTests/Fixtures/\(model)/config.json"))
    return try HyperParameters.general(layerCount: 4)
      .overlaid(with: Data(json.utf8), for: editor, model: configuration).warnings
  }

  /// As memit, AlphaEdit and EasyEdit spell them.
  @Test(arguments: [
    ("tiny-gpt2", "transformer.h.{}", "mlp.c_proj", "attn", "transformer.ln_f", ["transformer.wte", "lm_head"]),
    ("tiny-gptj-f32", "transformer.h.{}", "mlp.fc_out", "attn", "transformer.ln_f", ["lm_head"]),
    ("tiny-llama3-f32", "model.layers.{}", "mlp.down_proj", "self_attn", "model.norm", ["lm_head"]),
    (
      "tiny-qwen2-f32", "model.layers.{}", "mlp.down_proj", "self_attn", "model.norm",
      ["lm_head", "model.embed_tokens"]
    ),
    ("tiny-gemma3-f32", "model.layers.{}", "mlp.down_proj", "self_attn", "model.norm", ["lm_head"]),
    ("tiny-gemma3-f32", "language_model.model.layers.{}", "mlp.down_proj", "self_attn", "model.norm", ["lm_head"]),
  ])
  func theModelsOwnNamesAreTaken(
    model: String, block: String, weight: String, attention: String, norm: String, heads: [String]
  ) throws {
    for head in heads {
      let warnings = try overlay(
        """
        {"rewrite_module_tmp": "\(block).\(weight)", "rewrite_module_tmps": ["\(block).\(weight)"],
        "layer_module_tmp": "\(block)", "mlp_module_tmp": "\(block).mlp", "attn_module_tmp": "\(block).\(attention)",
        "ln_f_module": "\(norm)", "lm_head_module": "\(head)", "v_loss_layer": 3}
        """, on: model)
      #expect(warnings.isEmpty)
    }
  }

  @Test(arguments: [
    ("tiny-gpt2", "rewrite_module_tmp", #""transformer.h.{}.attn.c_attn""#),
    ("tiny-gpt2", "rewrite_module_tmp", #""transformer.h.{}.mlp.c_fc""#),
    ("tiny-gpt2", "rewrite_module_tmp", #""transformer.h.{}.mlp.fc_out""#),
    ("tiny-gpt2", "rewrite_module_tmp", "3"),
    ("tiny-gpt2", "rewrite_module_tmp", #""transformer.h.5.mlp.c_proj""#),
    ("tiny-gpt2", "layer_module_tmp", #""model.layers.{}""#),
    ("tiny-gpt2", "mlp_module_tmp", #""transformer.h.{}.attn""#),
    ("tiny-gpt2", "attn_module_tmp", #""transformer.h.{}.mlp""#),
    ("tiny-gpt2", "ln_f_module", #""transformer.h.3.ln_2""#),
    ("tiny-gptj-f32", "rewrite_module_tmp", #""transformer.h.{}.attn.out_proj""#),
    ("tiny-llama3-f32", "rewrite_module_tmp", #""model.layers.{}.mlp.up_proj""#),
    ("tiny-llama3-f32", "rewrite_module_tmp", #""model.layers.{}.self_attn.o_proj""#),
    (
      "tiny-llama3-f32", "rewrite_module_tmps",
      #"["model.layers.{}.mlp.down_proj", "model.layers.{}.self_attn.o_proj"]"#
    ),
    // Not tied: the embedding is another matrix.
    ("tiny-llama3-f32", "lm_head_module", #""model.embed_tokens""#),
    ("tiny-llama3-f32", "v_loss_layer", "1"),
  ])
  func anythingElseIsRefused(model: String, key: String, value: String) {
    let error = #expect(throws: EditingError.self) { try overlay("{\"\(key)\": \(value)}", on: model) }
    #expect(error?.description.contains("\"\(key)\" is \(value.hasPrefix("[") ? "" : value)") == true)
  }

  /// For every editor, whether it reads the key or not: it is the file that is for something else.
  @Test(arguments: EditorKind.allCases) func allEditorsRefuse(editor: EditorKind) {
    #expect(throws: EditingError.self) {
      try overlay(#"{"rewrite_module_tmp": "transformer.h.{}.attn.c_attn"}"#, on: "tiny-gpt2", for: editor)
    }
  }
}
