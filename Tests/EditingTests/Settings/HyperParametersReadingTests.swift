import Foundation
import RunModel
import Testing

@testable import Editing

struct HyperParametersReadingTests {
  /// Unlike any file in every value.
  private let base: HyperParameters

  init() {
    var base = HyperParameters(
      layers: [9], steps: 7, learningRate: 7, weightDecay: 7, klFactor: 7, clampFactor: 7, momentWeight: 7, ridge: 0.7)
    base.nullSpace = .init(.energy(0.7), penalty: 7)
    base.nse = .init(least: 7, most: 77, passes: 7, neuronShare: 0.7)
    base.deltaEdit = .init(deviations: 7, share: 0.7)
    base.emmetWeight = 7
    base.normConstraint = 7
    self.base = base
  }

  private func overlaid(
    _ json: String, for editor: EditorKind = .memit
  ) throws -> (HyperParameters, warnings: [String]) {
    try base.overlaid(with: Data(json.utf8), for: editor)
  }

  /// Keys that tell of the model, as all files have them.
  private static let modules = """
    "fact_token": "subject_last", "rewrite_module_tmp": "transformer.h.{}.mlp.c_proj",
    "layer_module_tmp": "transformer.h.{}", "mlp_module_tmp": "transformer.h.{}.mlp",
    "attn_module_tmp": "transformer.h.{}.attn", "ln_f_module": "transformer.ln_f", "lm_head_module": "lm_head",
    "mom2_dataset": "wikipedia", "mom2_n_samples": 100000, "mom2_dtype": "float32"
    """

  /// What MEMIT's file and those of its kin have in common.
  private static let common = """
    "model_name": "gpt2-xl", "clamp_norm_factor": 0.75, "layer_selection": "all", "v_num_grad_steps": 20, "v_lr": 0.5,
    "v_loss_layer": 47, "v_weight_decay": 0.5, "kl_factor": 0.0625, "mom2_adjustment": true, \(modules)
    """

  /// The base with what `common` says.
  private func expected(layers: [Int], momentWeight: Double) -> HyperParameters {
    var settings = base
    settings.layers = layers
    settings.steps = 20
    settings.learningRate = 0.5
    settings.weightDecay = 0.5
    settings.klFactor = 0.0625
    settings.clampFactor = 0.75
    settings.momentWeight = momentWeight
    return settings
  }

  @Test(arguments: [EditorKind.memit, .memitSeq, .rect, .prune]) func theFileOfMEMIT(editor: EditorKind) throws {
    let (found, warnings) = try overlaid(
      "{\"layers\": [13, 14, 15, 16, 17], \"mom2_update_weight\": 20000, \(Self.common)}", for: editor)
    #expect(found == expected(layers: [13, 14, 15, 16, 17], momentWeight: 20_000))
    #expect(warnings.isEmpty)
  }

  @Test func theFileOfAlphaEdit() throws {
    let (found, warnings) = try overlaid(
      "{\"layers\": [1, 2], \"mom2_update_weight\": 20000, \"nullspace_threshold\": 2e-2, \"L2\": 10, \(Self.common)}",
      for: .alphaEdit)
    var expected = expected(layers: [1, 2], momentWeight: 20_000)
    expected.nullSpace = .init(.absolute(0.02), penalty: 10)
    #expect(found == expected)
    #expect(warnings.isEmpty)
  }

  @Test func theFileOfNSE() throws {
    let (found, warnings) = try overlaid(
      """
      {"layers": [1, 2], "mom2_update_weight": 10000, "alpha": 0.1, "upper_bound": 1000, "max_iterations": 3,
      "neuron_threshold": 1.0, \(Self.common)}
      """, for: .nse)
    var expected = expected(layers: [1, 2], momentWeight: 10_000)
    expected.nse = .init(least: 0.1, most: 1_000, passes: 3, neuronShare: 1)
    #expect(found == expected)
    #expect(warnings.isEmpty)
  }

  /// It repeats its last layer.
  @Test func theFileOfDeltaEdit() throws {
    let (found, warnings) = try overlaid(
      """
      {"layers": [1, 2, 2], "mom2_update_weight": 20000, "nullspace_threshold": 0.02, "L2": 1,
      "solve_method": "alphaedit", "var": 3, "space": 0.25, \(Self.common)}
      """, for: .deltaEdit)
    var expected = expected(layers: [1, 2], momentWeight: 20_000)
    expected.nullSpace = .init(.absolute(0.02), penalty: 1)
    expected.deltaEdit = .init(deviations: 3, share: 0.25)
    #expect(found == expected)
    #expect(warnings.isEmpty)
  }

  @Test func theFileOfROME() throws {
    let (found, warnings) = try overlaid(
      """
      {"layers": [5], "v_num_grad_steps": 25, "v_lr": 5e-1, "v_loss_layer": 31, "v_weight_decay": 1e-3,
      "clamp_norm_factor": 4, "kl_factor": 0.0625, "mom2_adjustment": false,
      "context_template_length_params": [[5, 10], [10, 10]], "bias_update": false, "dynamic": false,
      "dynamic_multiplier": 1, \(Self.modules)}
      """, for: .rome)
    var expected = base
    expected.layers = [5]
    expected.steps = 25
    expected.learningRate = 0.5
    expected.weightDecay = 0.001
    expected.klFactor = 0.0625
    expected.clampFactor = 4
    expected.momentAdjustment = false
    #expect(found == expected)
    #expect(warnings.isEmpty)
  }

  @Test func theFileOfEMMET() throws {
    let (found, warnings) = try overlaid(
      """
      {"layers": [17], "mom2_update_weight": 1000, "calculate_objective_value": false, "update_norm_lambda": 0,
      "emmet_lambda": 0.1, "prob_cutoff": 0, "norm_control": 0, \(Self.common)}
      """, for: .emmet)
    var expected = expected(layers: [17], momentWeight: 1_000)
    expected.emmetWeight = 0.1
    #expect(found == expected)
    #expect(warnings.isEmpty)
  }

  @Test func theFilesOfFineTuning() throws {
    let shared = #""layers": [21], "num_steps": 25, "lr": 5e-4, "kl_factor": 0, "batch_size": 32"#
    var expected = base
    expected.layers = [21]
    expected.steps = 25
    expected.learningRate = 0.0005
    expected.weightDecay = 0
    expected.klFactor = 0
    expected.batchSize = 32
    for decay in ["0", "false"] {
      let free = try overlaid("{\(shared), \"weight_decay\": \(decay), \"norm_constraint\": false}", for: .ft)
      #expect(free.0 == expected && free.warnings.isEmpty)
    }
    expected.normConstraint = 0.00005
    let bound = try overlaid("{\(shared), \"weight_decay\": 0, \"norm_constraint\": 5e-5}", for: .ftL)
    #expect(bound.0 == expected && bound.warnings.isEmpty)
    #expect(throws: EditingError.badHyperParameters("\"norm_constraint\" is not a number")) {
      try overlaid("{\"norm_constraint\": false}", for: .ftL)
    }
  }

  /// Fine-tuning and the optimisation of targets have keys of their own for what is one field here.
  @Test func keysOfOtherEditorsArePassedOver() throws {
    let both = #"{"v_lr": 1, "lr": 2, "v_num_grad_steps": 3, "num_steps": 4, "v_weight_decay": 5, "weight_decay": 6}"#
    for editor in EditorKind.allCases {
      let (found, warnings) = try overlaid(both, for: editor)
      let isTuning = editor == .ft || editor == .ftL
      #expect(found.learningRate == (isTuning ? 2 : 1))
      #expect(found.steps == (isTuning ? 4 : 3))
      #expect(found.weightDecay == (isTuning ? 6 : 5))
      let others =
        isTuning ? #""v_lr", "v_num_grad_steps", "v_weight_decay""# : #""lr", "num_steps", "weight_decay""#
      #expect(warnings == ["hyper-parameters of other editors, without effect on \(editor.rawValue): \(others)"])
    }
  }

  @Test func keysOfOurs() throws {
    let (found, warnings) = try overlaid(
      """
      {"ridge": 0.5, "stop_loss": 0.25, "clamp": "anchored", "nullspace_threshold": 0.125, "nullspace_mode": "energy",
      "rect_share": 0.2, "prune_base": 1.5, "compat": ["rome-legacy-key", "prune-double-add"]}
      """)
    var expected = base
    expected.ridge = 0.5
    expected.stopLoss = 0.25
    expected.clampAnchor = .anchored
    expected.nullSpace.rule = .energy(0.125)
    expected.rectShare = 0.2
    expected.pruneBase = 1.5
    expected.compat = [.romeLegacyKey, .pruneDoubleAdd]
    #expect(found == expected)
    // Of MEMIT are the ridge, the stop and the clamp.
    let others = #""compat", "nullspace_mode", "nullspace_threshold", "prune_base", "rect_share""#
    #expect(warnings == ["hyper-parameters of other editors, without effect on MEMIT: \(others)"])
    #expect(try overlaid(#"{"compat": []}"#).0.compat.isEmpty)
  }

  /// The reference knows no mode.
  @Test func aThresholdWithoutAModeIsAbsolute() throws {
    #expect(base.nullSpace.rule == .energy(0.7))
    #expect(try overlaid(#"{"nullspace_threshold": 0.02}"#).0.nullSpace.rule == .absolute(0.02))
    #expect(try overlaid(#"{"nullspace_mode": "absolute"}"#).0.nullSpace.rule == .absolute(0.7))
    #expect(try overlaid(#"{"L2": 1}"#).0.nullSpace.rule == .energy(0.7))
  }

  @Test func everyUnknownKeyIsNamedOnce() throws {
    let (found, warnings) = try overlaid(
      #"{"v_lr": 1, "loss_break": [1, 2], "Layers": [1], "note": null, "": {"a": 1}}"#)
    #expect(found.learningRate == 1 && found.layers == base.layers)
    #expect(warnings.count == 4)
    for key in ["loss_break", "Layers", "note", ""] {
      #expect(warnings.count { $0.contains("\"\(key)\"") } == 1)
    }
  }

  /// The keys that the NAS repository adds to the files of the editors that it wraps.
  @Test func theFilesOfNASAreRead() throws {
    let (found, warnings) = try overlaid(#"{"use_nas": true, "nas_restart": 500}"#, for: .alphaEdit)
    #expect(found.valueAnchor == .nas && found.anchorSamples == 500 && warnings.isEmpty)
    #expect(try overlaid(#"{"use_nas": false}"#).0.valueAnchor == nil)
    #expect(try overlaid(#"{"anchor": "nas"}"#).0.valueAnchor == .nas)
    #expect(throws: EditingError.self) { try overlaid(#"{"use_nas": 1}"#) }
  }

  @Test func layersAreSorted() throws {
    #expect(try overlaid(#"{"layers": [5, 3, 4, 3]}"#).0.layers == [3, 4, 5])
  }

  @Test(
    arguments: [
      (#"{"layers": []}"#, "layers"), (#"{"layers": 3}"#, "layers"), (#"{"layers": ["3"]}"#, "layers"),
      (#"{"layers": [1.5]}"#, "layers"), (#"{"layers": [1e30]}"#, "layers"), (#"{"layers": null}"#, "layers"),
      (#"{"layers": [true]}"#, "layers"), (#"{"layers": [[1]]}"#, "layers"), (#"{"v_lr": "fast"}"#, "v_lr"),
      (#"{"v_lr": null}"#, "v_lr"), (#"{"v_lr": true}"#, "v_lr"), (#"{"v_lr": 1e999}"#, "v_lr"),
      (#"{"kl_factor": [1]}"#, "kl_factor"), (#"{"clamp_norm_factor": {}}"#, "clamp_norm_factor"),
      (#"{"v_num_grad_steps": "20"}"#, "v_num_grad_steps"), (#"{"v_num_grad_steps": 2.5}"#, "v_num_grad_steps"),
      (#"{"v_num_grad_steps": 1e300}"#, "v_num_grad_steps"), (#"{"max_iterations": false}"#, "max_iterations"),
      (#"{"mom2_adjustment": 1}"#, "mom2_adjustment"), (#"{"L2": "10"}"#, "L2"), (#"{"var": []}"#, "var"),
      (#"{"nullspace_threshold": "0.02"}"#, "nullspace_threshold"), (#"{"nullspace_mode": "share"}"#, "energy"),
      (#"{"clamp": 0.75}"#, "anchored"), (#"{"compat": "rome-legacy-key"}"#, "compat"),
      (#"{"compat": ["quirk"]}"#, "rome-legacy-key"), (#"{"fact_token": "last"}"#, "fact_token"),
      (#"{"fact_token": 3}"#, "fact_token"), (#"{"solve_method": "memit"}"#, "solve_method"),
      (#"{"update_norm_lambda": 1}"#, "update_norm_lambda"), (#"{"wd_power_law": [1, 2]}"#, "wd_power_law"),
      (#"{"nll_loss_factor": 0.5}"#, "nll_loss_factor"),
      (#"{"v_lr": 1, "v_lr": 2}"#, "\"v_lr\" is there twice"), (#"{"fp16": true}"#, "fp16"),
      (#"{"context_template_length_params": [[5, 10]]}"#, "context_template_length_params"),
      (#"{"objective_optimization": "target_new"}"#, "objective_optimization"),
      (#"{"inner_params": ["transformer.h.5.mlp.fc_out.weight"]}"#, "inner_params"), ("[1, 2]", "object"),
      ("", "object"),
      ("{\"layers\": [1", "object"), ("\u{0}", "object"), ("3", "object"),
      (String(repeating: "[", count: 100_000), "object"),
      (#"{"v_lr": "# + String(repeating: "[", count: 100_000), "object"),
    ])
  func badValuesAreNamed(json: String, word: String) {
    let error = #expect(throws: EditingError.self) { try overlaid(json) }
    #expect(error?.description.contains(word) == true, "\(json.prefix(80)): \(String(describing: error))")
    #expect(error?.description.hasPrefix("hyper-parameters: ") == true)
  }
}
