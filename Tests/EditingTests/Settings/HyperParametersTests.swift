import Foundation
import Testing

@testable import Editing

struct HyperParametersTests {
  private let base = HyperParameters.general(layerCount: 12)

  /// Values that are numbers, but no settings.
  @Test(
    arguments: [
      (#"{"v_num_grad_steps": 0}"#, "v_num_grad_steps"), (#"{"v_num_grad_steps": -3}"#, "v_num_grad_steps"),
      (#"{"v_num_grad_steps": 1e18}"#, "v_num_grad_steps"), (#"{"mom2_update_weight": 0}"#, "mom2_update_weight"),
      (#"{"mom2_update_weight": -1}"#, "mom2_update_weight"), (#"{"v_lr": 0}"#, "v_lr"),
      (#"{"clamp_norm_factor": -0.5}"#, "clamp_norm_factor"), (#"{"ridge": -1}"#, "ridge"),
      (#"{"layers": [-1, 2]}"#, "layers"), (#"{"layers": [2, 12]}"#, "layers"),
      (#"{"v_weight_decay": -1}"#, "v_weight_decay"), (#"{"kl_factor": -1}"#, "kl_factor"), (#"{"L2": 0}"#, "L2"),
      (#"{"nullspace_threshold": -1}"#, "nullspace_threshold"),
      (#"{"nullspace_threshold": 1.5, "nullspace_mode": "energy"}"#, "nullspace_threshold"),
      (#"{"alpha": -1}"#, "alpha"), (#"{"upper_bound": 0}"#, "upper_bound"),
      (#"{"max_iterations": 1}"#, "max_iterations"), (#"{"neuron_threshold": 1.1}"#, "neuron_threshold"),
      (#"{"var": -1}"#, "var"), (#"{"space": 2}"#, "space"), (#"{"emmet_lambda": 0}"#, "emmet_lambda"),
      (#"{"rect_share": 1.5}"#, "rect_share"), (#"{"prune_base": 1}"#, "prune_base"),
      (#"{"batch_size": 0}"#, "batch_size"),
    ])
  func valuesOutOfRangeAreRefused(json: String, word: String) throws {
    let found = try base.overlaid(with: Data(json.utf8)).0
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
      \.nullSpace.penalty, \.nse.least, \.nse.most, \.nse.neuronShare, \.deltaEdit.deviations, \.deltaEdit.share,
      \.emmetWeight, \.rectShare, \.pruneBase, \.normConstraint,
    ]
    for field in fields {
      var parameters = base
      parameters[keyPath: field] = value
      #expect(throws: EditingError.self) { try parameters.validate(layerCount: 12) }
    }
    for mode in NullSpaceRule.Mode.allCases {
      var parameters = base
      parameters.nullSpace.rule = NullSpaceRule(mode, threshold: value)
      #expect(throws: EditingError.self) { try parameters.validate(layerCount: 12) }
    }
  }

  @Test func quirksAreWrittenInOneOrder() throws {
    var parameters = base
    parameters.compat = Set(HyperParameters.Compatibility.allCases)
    let text = String(decoding: try JSONEncoder().encode(parameters), as: UTF8.self)
    #expect(text.contains(#""compat":["encore-token-count","prune-double-add","rome-legacy-key"]"#))
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
