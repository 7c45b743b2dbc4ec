import Foundation

// The reference implementations keep settings in flat JSON objects, hparams/<ALG>/<model>.json (MEMIT, AlphaEdit with NSE
// and FT, DeltaEdit, unified-model-editing with EMMET). They are read as they are, with keys of our own beside theirs.

extension HyperParameters {
  /// These settings with those of a reference JSON file put over them.
  ///
  /// - Parameter editor: whose settings these are: fine-tuning has keys of its own for its rate and its steps. Keys that
  ///   mean nothing to an editor are passed over.
  /// - Returns: the settings, and one warning for each key that nobody knows.
  /// - Throws: `EditingError.badHyperParameters`, which names the key.
  package func overlaid(
    with json: Data, for editor: EditorKind = .memit
  ) throws(EditingError) -> (HyperParameters, warnings: [String]) {
    guard let values = try? JSONDecoder().decode([String: JSONValue].self, from: json) else {
      throw .badHyperParameters("not a JSON object")
    }
    var result = self
    for key in ReferenceKey.all where key.isRead(by: editor) {
      if let value = values[key.name] { try key.assign(value, &result) }
    }
    // A threshold without a word about its rule follows the reference's.
    if values["nullspace_threshold"] != nil, values["nullspace_mode"] == nil {
      result.nullSpace.rule = .absolute(result.nullSpace.rule.threshold)
    }
    for (name, expected) in Self.fixedKeys {
      if let value = values[name], value != expected {
        throw .badHyperParameters("\"\(name)\" is \(value); only \(expected) is supported")
      }
    }
    let known = Self.keys.union(Self.fixedKeys.keys).union(Self.impliedKeys)
    let unknown = values.keys.filter { !known.contains($0) }.sorted()
    var warnings: [String] = []
    if editor == .ft, case .number = values["norm_constraint"] {
      warnings.append("hyper-parameter \"norm_constraint\" has no effect on FT: FT-L is the one that keeps to it")
    }
    return (result, warnings + unknown.map { "hyper-parameter \"\($0)\" is not known: it has no effect" })
  }

  /// Every key that has a place here.
  package static let keys = Set(ReferenceKey.all.map(\.name))

  /// Keys that say what this program derives from the checkpoint itself, what its options say, or what no reference code
  /// reads.
  private static let impliedKeys: Set<String> = [
    "model_name", "layer_selection", "v_loss_layer", "rewrite_module_tmp", "layer_module_tmp", "mlp_module_tmp",
    "attn_module_tmp", "ln_f_module", "lm_head_module", "mom2_dataset", "mom2_n_samples", "mom2_dtype",
    "context_template_length_params", "calculate_objective_value", "dynamic_multiplier",
  ]

  /// Keys that choose between ways of which there is one here.
  private static let fixedKeys: [String: JSONValue] = [
    "fact_token": .text("subject_last"), "solve_method": .text("alphaedit"), "update_norm_lambda": .number(0),
    "prob_cutoff": .number(0), "norm_control": .number(0), "bias_update": .flag(false), "dynamic": .flag(false),
  ]
}

/// A key of the files, and where its value goes.
private struct ReferenceKey: Sendable {
  /// Who reads a key: all do unless fine-tuning and the optimisation of targets have one name each for what is one field.
  enum Readers { case all, targets, fineTuning, constrained }

  let name: String
  var readers = Readers.all
  let assign: @Sendable (JSONValue, inout HyperParameters) throws(EditingError) -> Void

  func isRead(by editor: EditorKind) -> Bool {
    switch readers {
    case .all: true
    case .targets: !editor.tunesWeights
    case .fineTuning: editor.tunesWeights
    case .constrained: editor == .ftL
    }
  }

  static let all: [ReferenceKey] = [
    // The target optimisation, and its like in fine-tuning.
    ReferenceKey(name: "layers") { (value, result) throws(EditingError) in
      guard case .list(let items) = value, !items.isEmpty else { throw mismatch("layers", "a list of layer numbers") }
      var layers = Set<Int>()
      for item in items { layers.insert(try count(item, "layers", "a list of layer numbers")) }
      result.layers = layers.sorted()
    },
    counted("v_num_grad_steps", \.steps, .targets), counted("num_steps", \.steps, .fineTuning),
    number("v_lr", \.learningRate, .targets), number("lr", \.learningRate, .fineTuning),
    number("v_weight_decay", \.weightDecay, .targets),
    number("weight_decay", \.weightDecay, .fineTuning, whenFalse: 0),
    number("kl_factor", \.klFactor), number("clamp_norm_factor", \.clampFactor), number("stop_loss", \.stopLoss),
    choice("clamp", \.clampAnchor), counted("batch_size", \.batchSize),
    number("norm_constraint", \.normConstraint, .constrained),
    // The solves.
    number("mom2_update_weight", \.momentWeight), number("ridge", \.ridge), number("emmet_lambda", \.emmetWeight),
    flag("mom2_adjustment", \.momentAdjustment), number("rect_share", \.rectShare), number("prune_base", \.pruneBase),
    number("L2", \.nullSpace.penalty),
    ReferenceKey(name: "nullspace_threshold") { (value, result) throws(EditingError) in
      let threshold = try real(value, "nullspace_threshold")
      result.nullSpace.rule = NullSpaceRule(result.nullSpace.rule.mode, threshold: threshold)
    },
    ReferenceKey(name: "nullspace_mode") { (value, result) throws(EditingError) in
      let mode: NullSpaceRule.Mode = try named(value, "nullspace_mode")
      result.nullSpace.rule = NullSpaceRule(mode, threshold: result.nullSpace.rule.threshold)
    },
    number("alpha", \.nse.least), number("upper_bound", \.nse.most), counted("max_iterations", \.nse.passes),
    number("neuron_threshold", \.nse.neuronShare), number("var", \.deltaEdit.deviations),
    number("space", \.deltaEdit.share),
    ReferenceKey(name: "compat") { (value, result) throws(EditingError) in
      guard case .list(let items) = value else { throw mismatch("compat", "a list of names") }
      var quirks = Set<HyperParameters.Compatibility>()
      for item in items { quirks.insert(try named(item, "compat")) }
      result.compat = quirks
    },
  ]
}

// MARK: - Values

extension ReferenceKey {
  typealias Field<Value> = WritableKeyPath<HyperParameters, Value> & Sendable

  /// - Parameter whenFalse: what `false` stands for, where files may say so.
  static func number(
    _ name: String, _ field: Field<Double>, _ readers: Readers = .all, whenFalse: Double? = nil
  ) -> ReferenceKey {
    ReferenceKey(name: name, readers: readers) { (value, result) throws(EditingError) in
      if let whenFalse, value == .flag(false) {
        result[keyPath: field] = whenFalse
      } else {
        result[keyPath: field] = try real(value, name)
      }
    }
  }

  static func counted(_ name: String, _ field: Field<Int>, _ readers: Readers = .all) -> ReferenceKey {
    ReferenceKey(name: name, readers: readers) { (value, result) throws(EditingError) in
      result[keyPath: field] = try count(value, name, "a whole number")
    }
  }

  static func flag(_ name: String, _ field: Field<Bool>) -> ReferenceKey {
    ReferenceKey(name: name) { (value, result) throws(EditingError) in
      guard case .flag(let isOn) = value else { throw mismatch(name, "true or false") }
      result[keyPath: field] = isOn
    }
  }

  static func choice<Value: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ field: Field<Value>
  ) -> ReferenceKey {
    ReferenceKey(name: name) { (value, result) throws(EditingError) in
      result[keyPath: field] = try named(value, name)
    }
  }

  static func real(_ value: JSONValue, _ key: String) throws(EditingError) -> Double {
    guard case .number(let number) = value, number.isFinite else { throw mismatch(key, "a number") }
    return number
  }

  static func count(_ value: JSONValue, _ key: String, _ wanted: String) throws(EditingError) -> Int {
    guard let whole = Int(exactly: try real(value, key)) else { throw mismatch(key, wanted) }
    return whole
  }

  static func named<Value: RawRepresentable<String> & CaseIterable>(
    _ value: JSONValue, _ key: String
  ) throws(EditingError) -> Value {
    guard case .text(let text) = value, let named = Value(rawValue: text) else {
      throw mismatch(key, Value.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or "))
    }
    return named
  }

  static func mismatch(_ key: String, _ wanted: String) -> EditingError {
    .badHyperParameters("\"\(key)\" is not \(wanted)")
  }
}

/// A value of a file.
private enum JSONValue: Decodable, Sendable, Equatable, CustomStringConvertible {
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([JSONValue])
  /// null or an object, which no key has.
  case other

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .list(value)
    } else {
      self = .other
    }
  }

  var description: String {
    switch self {
    case .flag(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let value): "\"\(value)\""
    case .list(let values): "[\(values.map(\.description).joined(separator: ", "))]"
    case .other: "something else"
    }
  }
}
