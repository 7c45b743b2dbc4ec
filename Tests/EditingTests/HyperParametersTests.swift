import Foundation
import Testing

@testable import Editing

struct HyperParametersTests {
  private let base = HyperParameters.general(layerCount: 12)

  private func overlaid(_ json: String) throws -> (HyperParameters, warnings: [String]) {
    try base.overlaid(with: Data(json.utf8))
  }

  /// The settings that all reference files of one model share.
  private static let common = """
    "clamp_norm_factor": 0.75, "layer_selection": "all", "fact_token": "subject_last", "v_num_grad_steps": 20,
    "v_lr": 0.5, "v_loss_layer": 3, "v_weight_decay": 0.5, "kl_factor": 0.0625, "mom2_adjustment": true,
    "mom2_update_weight": 20000, "rewrite_module_tmp": "transformer.h.{}.mlp.c_proj",
    "layer_module_tmp": "transformer.h.{}", "mlp_module_tmp": "transformer.h.{}.mlp",
    "attn_module_tmp": "transformer.h.{}.attn", "ln_f_module": "transformer.ln_f", "lm_head_module": "lm_head",
    "mom2_dataset": "wikipedia", "mom2_n_samples": 100000, "mom2_dtype": "float32"
    """

  @Test func readsTheReferenceFileOfMEMIT() throws {
    let (found, warnings) = try overlaid(
      "{\"model_name\": \"gpt2-xl\", \"layers\": [13, 14, 15, 16, 17], \(Self.common)}")
    #expect(
      found
        == HyperParameters(
          layers: [13, 14, 15, 16, 17], steps: 20, learningRate: 0.5, weightDecay: 0.5, klFactor: 0.0625,
          clampFactor: 0.75, momentWeight: 20_000, ridge: 0, stopLoss: 0.05))
    #expect(warnings.isEmpty)
    try found.validate(layerCount: 48)
  }

  @Test func namesEveryKeyThatHasNoEffect() throws {
    let (found, warnings) = try overlaid(
      "{\"layers\": [1, 2, 2], \(Self.common), \"nullspace_threshold\": 0.02, \"L2\": 1, \"var\": 3, \"space\": 0.25}")
    // The reference file of DeltaEdit repeats its last layer.
    #expect(found.layers == [1, 2])
    #expect(warnings.count == 4)
    for key in ["L2", "nullspace_threshold", "space", "var"] {
      #expect(warnings.contains { $0.contains("\"\(key)\"") })
    }
  }

  @Test func aFileWithoutEditingSettingsLeavesThemAlone() throws {
    let (found, warnings) = try overlaid(
      #"{"layers": [1], "num_steps": 25, "lr": 0.0005, "weight_decay": 0, "norm_constraint": 0.0005}"#)
    var expected = base
    expected.layers = [1]
    #expect(found == expected)
    #expect(warnings.count == 4)
  }

  @Test func layersAreSorted() throws {
    #expect(try overlaid(#"{"layers": [5, 3, 4, 3]}"#).0.layers == [3, 4, 5])
  }

  @Test(
    arguments: [
      (#"{"layers": []}"#, "layers"), (#"{"layers": 3}"#, "layers"), (#"{"layers": ["3"]}"#, "layers"),
      (#"{"layers": [1.5]}"#, "layers"), (#"{"layers": [1e30]}"#, "layers"), (#"{"layers": null}"#, "layers"),
      (#"{"v_lr": "fast"}"#, "v_lr"), (#"{"v_lr": null}"#, "v_lr"), (#"{"kl_factor": [1]}"#, "kl_factor"),
      (#"{"clamp_norm_factor": {}}"#, "clamp_norm_factor"), (#"{"v_num_grad_steps": "20"}"#, "v_num_grad_steps"),
      (#"{"fact_token": "last"}"#, "fact_token"), ("[1, 2]", "object"), ("", "object"), ("{\"layers\": [1", "object"),
      ("\u{0}", "object"), ("3", "object"),
    ])
  func badValuesAreNamed(json: String, word: String) {
    let error = #expect(throws: EditingError.self) { try overlaid(json) }
    #expect(error?.description.contains(word) == true, "\(json)")
    #expect(error?.description.hasPrefix("hyper-parameters: ") == true)
  }

  /// Values that are numbers, but no settings.
  @Test(
    arguments: [
      (#"{"v_num_grad_steps": 0}"#, "v_num_grad_steps"), (#"{"v_num_grad_steps": -3}"#, "v_num_grad_steps"),
      (#"{"v_num_grad_steps": 1e300}"#, "v_num_grad_steps"), (#"{"v_num_grad_steps": 1e18}"#, "v_num_grad_steps"),
      (#"{"mom2_update_weight": 0}"#, "mom2_update_weight"), (#"{"mom2_update_weight": -1}"#, "mom2_update_weight"),
      (#"{"v_lr": 0}"#, "v_lr"), (#"{"clamp_norm_factor": -0.5}"#, "clamp_norm_factor"), (#"{"ridge": -1}"#, "ridge"),
      (#"{"layers": [-1, 2]}"#, "layers"), (#"{"layers": [2, 12]}"#, "layers"),
    ])
  func valuesOutOfRangeAreRefused(json: String, word: String) throws {
    let found = try overlaid(json).0
    let error = #expect(throws: EditingError.self) { try found.validate(layerCount: 12) }
    #expect(error?.description.contains(word) == true, "\(json)")
  }

  /// As a program or an edited run configuration could have them.
  @Test(arguments: [[], [3, 1], [2, 2], [1, 99, 2], [1, -4, 2]]) func listsOfLayersThatWouldTrapAreRefused(
    layers: [Int]
  ) throws {
    var parameters = base
    parameters.layers = layers
    #expect(throws: EditingError.self) { try parameters.validate(layerCount: 12) }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity]) func numbersMustBeFinite(value: Double) {
    let fields: [WritableKeyPath<HyperParameters, Double>] = [
      \.learningRate, \.weightDecay, \.klFactor, \.clampFactor, \.momentWeight, \.ridge, \.stopLoss,
    ]
    for field in fields {
      var parameters = base
      parameters[keyPath: field] = value
      #expect(throws: EditingError.self) { try parameters.validate(layerCount: 12) }
    }
  }

  @Test func generalSettingsFitEveryDepth() throws {
    for count in 1...60 {
      let general = HyperParameters.general(layerCount: count)
      try general.validate(layerCount: count)
      #expect((1...3).contains(general.layers.count))
    }
  }

  /// Through the coder that a run folder uses.
  @Test func settingsComeBackFromSnakeCase() throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    var parameters = base
    parameters.ridge = 0.125
    #expect(try decoder.decode(HyperParameters.self, from: encoder.encode(parameters)) == parameters)
  }
}
