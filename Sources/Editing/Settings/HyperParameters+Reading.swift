import Checkpoints
import Files
import Foundation
import RunModel

// The reference implementations keep settings in flat JSON objects, hparams/<ALG>/<model>.json (MEMIT, AlphaEdit with NSE
// and FT, DeltaEdit, unified-model-editing with EMMET). They are read as they are, with keys of our own beside theirs.

extension HyperParameters {
  /// These settings with those of a reference JSON file put over them.
  ///
  /// - Parameters:
  ///   - editor: whose settings these are: fine-tuning has keys of its own for its rate and its steps.
  ///   - model: what is edited, of which files name parts; nil where that is not known.
  /// - Returns: the settings, and warnings: one for all keys that say nothing to the editor, and one for each that nobody
  ///   knows.
  /// - Throws: `EditingError.badHyperParameters`, which names the key: its value makes no sense, or it asks for what is not
  ///   done.
  package func overlaid(
    with json: Data, for editor: EditorKind = .memit, model: ModelConfiguration? = nil
  ) throws(EditingError) -> (HyperParameters, warnings: [String]) {
    let file: JSONValue
    do { file = try JSONParser.parse(Array(json)) } catch {
      throw .badHyperParameters(
        "not a JSON object: it \(error.problem(in: json))\(error.key.map { ", in \"\($0)\"" } ?? "")")
    }
    guard let members = file.object else { throw .badHyperParameters("not a JSON object") }
    var values: [String: JSONValue] = [:]
    for member in members {
      guard values.updateValue(member.value, forKey: member.key) == nil else {
        throw .badHyperParameters("\"\(member.key)\" is there twice")
      }
    }
    var result = self
    for key in ReferenceKey.all where key.isTaken(by: editor) {
      if let value = values[key.name] { try key.assign(value, &result) }
    }
    // A threshold without a word about its rule follows the reference's.
    if values["nullspace_threshold"] != nil, values["nullspace_mode"] == nil {
      result.nullSpace.rule = .absolute(result.nullSpace.rule.threshold)
    }
    let fixedKeys = Self.fixedKeys.filter { !(ReferenceKey.ofEncore.contains($0.key) && editor == .encore) }
    for (name, expected) in fixedKeys.sorted(by: { $0.key < $1.key }) {
      if let value = values[name], value != expected, expected.number == nil || value.number != expected.number {
        throw .badHyperParameters("\"\(name)\" is \(value); only \(expected) is supported")
      }
    }
    let modules = model.map(ModuleNames.init)
    try modules?.check(values)
    let known = Self.keys.union(Self.fixedKeys.keys).union(Self.impliedKeys)
    let unknown = values.keys.filter { !known.contains($0) }.sorted()
      .map { "hyper-parameter \"\($0)\" is not known: it has no effect" }
    let foreign = ReferenceKey.all.filter { key in
      guard let value = values[key.name], value != false else { return false }
      return !key.isEverywhere && !key.readers.contains(editor)
    }
    let others = unknown + (modules?.remarks(values) ?? [])
    guard !foreign.isEmpty else { return (result, others) }
    let names = foreign.map { "\"\($0.name)\"" }.sorted().joined(separator: ", ")
    return (result, ["hyper-parameters of other editors, without effect on \(editor.rawValue): \(names)"] + others)
  }

  /// Every key that has a place here.
  package static let keys = Set(ReferenceKey.all.map(\.name))

  /// The editors to whose numbers a key says something; none when nobody knows it.
  package static func readers(of key: String) -> Set<EditorKind> {
    ReferenceKey.all.first { $0.name == key }?.readers ?? []
  }

  /// Keys that say what this program derives from the checkpoint itself, what its options say, or what no reference code
  /// reads. Those that name parts of the model are held against it: `ModuleNames`.
  private static let impliedKeys: Set<String> = [
    "alg_name", "model_name", "tokenizer_name", "tokenizer_class", "layer_selection", "v_loss_layer",
    "rewrite_module_tmp",
    "rewrite_module_tmps", "layer_module_tmp", "mlp_module_tmp", "attn_module_tmp", "ln_f_module", "lm_head_module",
    "mom2_dataset", "mom2_n_samples", "mom2_dtype", "stats_dir", "P_loc", "device", "model_parallel",
    "calculate_objective_value", "dynamic_multiplier", "random_vector_preservation", "sequential",
  ]

  /// Keys that choose between ways of which there is one here.
  private static let fixedKeys: [String: JSONValue] = [
    "fact_token": "subject_last", "solve_method": "alphaedit", "update_norm_lambda": 0, "prob_cutoff": 0,
    "norm_control": 0, "add_prev_edits": true, "bias_update": false, "dynamic": false, "wd_power_law": nil,
    "nll_loss_factor": 1,
    // ROME's contexts; others are given by an option.
    "context_template_length_params": [[5, 10], [10, 10]],
    // EasyEdit's: the loss of fine-tuning at the prompt's last token, and what it computes and edits with.
    "objective_optimization": "prompt_last", "fp16": false, "bf16": false, "use_chat_template": false,
    "inner_params": nil,
  ]
}

/// A key of the files, where its value goes, and who reads it there.
private struct ReferenceKey: Sendable {
  let name: String
  let readers: Set<EditorKind>
  /// Whether files have it for editors that do not read it, too.
  let isEverywhere: Bool
  let assign: @Sendable (JSONValue, inout HyperParameters) throws(EditingError) -> Void

  init(
    _ name: String, _ readers: Set<EditorKind>, isEverywhere: Bool = false,
    assign: @escaping @Sendable (JSONValue, inout HyperParameters) throws(EditingError) -> Void
  ) {
    self.name = name
    self.readers = readers
    self.isEverywhere = isEverywhere
    self.assign = assign
  }

  /// Whether an editor's settings hold it. All do, whoever reads it, unless fine-tuning and the optimisation of targets have
  /// one name each for what is one field, or files of FT say that there is no bound.
  func isTaken(by editor: EditorKind) -> Bool {
    !(Self.divided.contains(name) || Self.ofEncore.contains(name)) || readers.contains(editor)
  }

  /// What other editors' files have at 0.
  static let ofEncore: Set = ["update_norm_lambda", "prob_cutoff"]

  private static let divided: Set = [
    "v_num_grad_steps", "num_steps", "v_lr", "lr", "v_weight_decay", "weight_decay", "norm_constraint",
  ]

  static let all: [ReferenceKey] = [
    // The target optimisation, and its like in fine-tuning.
    ReferenceKey("layers", .all) { (value, result) throws(EditingError) in
      guard case .array(let items) = value, !items.isEmpty else { throw mismatch("layers", "a list of layer numbers") }
      var layers = Set<Int>()
      for item in items { layers.insert(try count(item, "layers", "a list of layer numbers")) }
      result.layers = layers.sorted()
    },
    counted("v_num_grad_steps", \.steps, .targeting), counted("num_steps", \.steps, .fineTuning),
    number("v_lr", \.learningRate, .targeting), number("lr", \.learningRate, .fineTuning),
    number("v_weight_decay", \.weightDecay, .targeting),
    number("weight_decay", \.weightDecay, .fineTuning, whenFalse: 0),
    number("kl_factor", \.klFactor, .targeting, isEverywhere: true),
    number("clamp_norm_factor", \.clampFactor, .targeting), number("stop_loss", \.stopLoss, .targeting),
    choice("clamp", \.clampAnchor, .targeting),
    ReferenceKey("anchor", .targeting) { (value, result) throws(EditingError) in
      result.valueAnchor = try named(value, "anchor") as ValueAnchor
    },
    ReferenceKey("use_nas", .targeting, isEverywhere: true) { (value, result) throws(EditingError) in
      guard case .bool(let isOn) = value else { throw mismatch("use_nas", "true or false") }
      if isOn { result.valueAnchor = .nas }
    },
    ReferenceKey("nas_restart", .targeting, isEverywhere: true) { (value, result) throws(EditingError) in
      result.anchorSamples = try count(value, "nas_restart", "a whole number")
    },
    counted("batch_size", \.batchSize, .fineTuning),
    number("norm_constraint", \.normConstraint, [.ftL]),
    // The solves.
    number("mom2_update_weight", \.momentWeight, .weighingMoments, isEverywhere: true),
    number("ridge", \.ridge, .weighingMoments.union([.rome])), number("emmet_lambda", \.emmetWeight, [.emmet]),
    flag("mom2_adjustment", \.momentAdjustment, [.rome], isEverywhere: true),
    number("rect_share", \.rectShare, [.rect]), number("prune_base", \.pruneBase, [.prune]),
    number("L2", \.nullSpace.penalty, .inNullSpaces),
    ReferenceKey("nullspace_threshold", .inNullSpaces) { (value, result) throws(EditingError) in
      let threshold = try real(value, "nullspace_threshold")
      result.nullSpace.rule = NullSpaceRule(result.nullSpace.rule.mode, threshold: threshold)
    },
    ReferenceKey("nullspace_mode", .inNullSpaces) { (value, result) throws(EditingError) in
      let mode: NullSpaceRule.Mode = try named(value, "nullspace_mode")
      result.nullSpace.rule = NullSpaceRule(mode, threshold: result.nullSpace.rule.threshold)
    },
    number("alpha", \.nse.least, [.nse]), number("upper_bound", \.nse.most, [.nse]),
    counted("max_iterations", \.nse.passes, [.nse]), number("neuron_threshold", \.nse.neuronShare, [.nse]),
    ReferenceKey("update_norm_lambda", [.encore], isEverywhere: true) { (value, result) throws(EditingError) in
      result.encore = result.encore ?? HyperParameters.Encore()
      result.encore?.normWeight = try real(value, "update_norm_lambda")
    },
    ReferenceKey("prob_cutoff", [.encore], isEverywhere: true) { (value, result) throws(EditingError) in
      result.encore = result.encore ?? HyperParameters.Encore()
      result.encore?.cutoff = try real(value, "prob_cutoff")
    },
    number("var", \.deltaEdit.deviations, [.deltaEdit]), number("space", \.deltaEdit.share, [.deltaEdit]),
    ReferenceKey("compat", Set(HyperParameters.Compatibility.allCases.map(\.editor))) {
      (value, result) throws(EditingError) in
      guard case .array(let items) = value else { throw mismatch("compat", "a list of names") }
      var quirks = Set<HyperParameters.Compatibility>()
      for item in items { quirks.insert(try named(item, "compat")) }
      result.compat = quirks
    },
  ]
}

extension Set where Element == EditorKind {
  fileprivate static let all = Set(EditorKind.allCases)
  fileprivate static let fineTuning = all.filter(\.tunesWeights)
  fileprivate static let targeting = all.subtracting(fineTuning)
  fileprivate static let inNullSpaces: Set = [.alphaEdit, .deltaEdit]
  /// A = weight * C.
  fileprivate static let weighingMoments = targeting.subtracting(inNullSpaces).subtracting([.rome])
}

// MARK: - Values

extension ReferenceKey {
  typealias Field<Value> = WritableKeyPath<HyperParameters, Value> & Sendable

  /// - Parameter whenFalse: what `false` stands for, where files may say so.
  static func number(
    _ name: String, _ field: Field<Double>, _ readers: Set<EditorKind>, whenFalse: Double? = nil,
    isEverywhere: Bool = false
  ) -> ReferenceKey {
    ReferenceKey(name, readers, isEverywhere: isEverywhere) { (value, result) throws(EditingError) in
      if let whenFalse, value == false {
        result[keyPath: field] = whenFalse
      } else {
        result[keyPath: field] = try real(value, name)
      }
    }
  }

  static func counted(_ name: String, _ field: Field<Int>, _ readers: Set<EditorKind>) -> ReferenceKey {
    ReferenceKey(name, readers) { (value, result) throws(EditingError) in
      result[keyPath: field] = try count(value, name, "a whole number")
    }
  }

  static func flag(
    _ name: String, _ field: Field<Bool>, _ readers: Set<EditorKind>, isEverywhere: Bool
  ) -> ReferenceKey {
    ReferenceKey(name, readers, isEverywhere: isEverywhere) { (value, result) throws(EditingError) in
      guard case .bool(let isOn) = value else { throw mismatch(name, "true or false") }
      result[keyPath: field] = isOn
    }
  }

  static func choice<Value: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ field: Field<Value>, _ readers: Set<EditorKind>
  ) -> ReferenceKey {
    ReferenceKey(name, readers) { (value, result) throws(EditingError) in
      result[keyPath: field] = try named(value, name)
    }
  }

  static func real(_ value: JSONValue, _ key: String) throws(EditingError) -> Double {
    guard let number = value.number else { throw mismatch(key, "a number") }
    return number
  }

  static func count(_ value: JSONValue, _ key: String, _ wanted: String) throws(EditingError) -> Int {
    guard let whole = Int(exactly: try real(value, key)) else { throw mismatch(key, wanted) }
    return whole
  }

  static func named<Value: RawRepresentable<String> & CaseIterable>(
    _ value: JSONValue, _ key: String
  ) throws(EditingError) -> Value {
    guard case .string(let text) = value, let named = Value(rawValue: text) else {
      throw mismatch(key, Value.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or "))
    }
    return named
  }

  static func mismatch(_ key: String, _ wanted: String) -> EditingError {
    .badHyperParameters("\"\(key)\" is not \(wanted)")
  }
}
