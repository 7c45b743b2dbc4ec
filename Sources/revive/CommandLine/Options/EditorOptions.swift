import Editing
import Engine
import Files
import Foundation
import RunModel

/// The editor and its settings, by names of their own or as the files of reference implementations have them.
struct EditorOptions: Sendable, Equatable {
  var kind: EditorKind?
  /// What settings are chosen for.
  var preset: Preset?
  var hyperParameters: String?
  /// Hyper-parameters by their keys in reference files.
  var parameters: [String: String] = [:]
  var layers: [Int]?
  var momentWeight: Double?
  var ridge: Double?
  var steps: Int?
  var learningRate: Double?
  var clampFactor: Double?
  var clampAnchor: ClampAnchor?
  var valueAnchor: ValueAnchor?
  var anchorSamples: Int?
  var weightDecay: Double?
  var klFactor: Double?
  var nullSpaceThreshold: Double?
  var nullSpaceMode: NullSpaceRule.Mode?
  var nullSpacePenalty: Double?
  var compat: Set<HyperParameters.Compatibility>?
  /// Quirks of published data, which `--compat` takes, too.
  var dataQuirks: Set<RunConfiguration.Quirk> = []
}

extension EditorOptions {
  static let group = OptionGroup(
    "The editor (MEMIT unless --editor names another)", of: \.run.editor,
    [
      Option(name: "--editor", valueName: "NAME", help: EditorKind.allCases.map(\.rawValue).joined(separator: " ")) {
        (text, editor) throws(OptionRejection) in
        guard let kind = EditorKind(named: text) else { throw OptionRejection(expected: "one of \(editorNames)") }
        editor.kind = kind
      },
      .choice("--preset", \.preset, "settings for edits that last, or for a collapse to watch in about 600 edits"),
      .text("--hparams", "FILE", \.hyperParameters, "its settings, in the reference implementations' JSON form"),
      Option(name: "--set", valueName: "KEY=VALUE", help: "any key of such files, such as alpha=35, for every editor") {
        (text, editor) throws(OptionRejection) in
        let (key, value) = try parseAssignment(text)
        editor.parameters[key] = value
      },
      layers,
      .positive("--lambda", \.momentWeight, "weight of the second moment against the edits"),
      .nonNegative("--ridge", \.ridge, "added to the second moment, as a share of its mean diagonal"),
      .count("--steps", \.steps, "forward passes of the target optimisation; epochs of FT", in: 1...10_000),
      .positive("--lr", \.learningRate, "learning rate of the target optimisation, or of FT"),
      Option(
        name: "--clamp", valueName: "X|ANCHOR",
        help: "largest change of a target, in norms of the hidden state; or that norm's anchor"
      ) { (text, editor) throws(OptionRejection) in
        if let anchor = ClampAnchor(rawValue: text) {
          editor.clampAnchor = anchor
        } else if let factor = decimalNumber(text), factor > 0 {
          editor.clampFactor = factor
        } else {
          throw OptionRejection(expected: "a number above 0, current or anchored")
        }
      },
      .choice("--clamp-anchor", \.clampAnchor, "whose norm: of the model as it is, or at edit 0 (ours)"),
      .choice("--anchor", \.valueAnchor, "the norm that values are brought to: none, or the original model's (NAS)"),
      .count("--anchor-samples", \.anchorSamples, "requests that it is measured on (1000)", in: 1...1_000_000),
      .nonNegative("--weight-decay", \.weightDecay, "pull of the target towards the hidden state, or of FT"),
      .nonNegative("--kl", \.klFactor, "weight of the divergence on the subject's essence"),
      .positive("--nullspace-threshold", \.nullSpaceThreshold, "AlphaEdit, DeltaEdit: where the null space begins"),
      .choice("--nullspace-mode", \.nullSpaceMode, "as an eigenvalue (if not said), or a share of the trace (ours)"),
      .positive("--l2", \.nullSpacePenalty, "AlphaEdit, DeltaEdit: weight of the update's norm"),
      Option(name: "--compat", valueName: "LIST", help: "quirks: \(quirkNames)") {
        (text, editor) throws(OptionRejection) in
        (editor.compat, editor.dataQuirks) = try parseQuirks(text)
      },
    ])

  static let layers = Option<EditorOptions>(name: "--layers", valueName: "LIST", help: "layers, such as 4-8 or 3,4,5") {
    (text, editor) throws(OptionRejection) in editor.layers = try parseLayers(text)
  }

  /// The settings that are to be found on a model that nobody has published any for: all that nothing is said of.
  var unsaid: Set<FoundSetting> {
    guard hyperParameters == nil else { return [] }
    let said: [(FoundSetting, Bool)] = [
      (.layers, layers != nil || parameters["layers"] != nil),
      (.momentWeight, momentWeight != nil || parameters["mom2_update_weight"] != nil),
      // FT's is another's.
      (.learningRate, learningRate != nil && kind?.tunesWeights != true || parameters["v_lr"] != nil),
      (.ridge, ridge != nil || parameters["ridge"] != nil),
    ]
    return Set(said.filter { !$0.1 }.map(\.0))
  }

  private static let editorNames = EditorKind.allCases.map(\.rawValue).joined(separator: ", ")

  private static let quirkNames =
    (HyperParameters.Compatibility.allCases.map(\.rawValue) + RunConfiguration.Quirk.allCases.map(\.rawValue))
    .joined(separator: ", ")

  private static func parseQuirks(
    _ text: String
  ) throws(OptionRejection) -> (editors: Set<HyperParameters.Compatibility>?, data: Set<RunConfiguration.Quirk>) {
    var editors = Set<HyperParameters.Compatibility>()
    var data = Set<RunConfiguration.Quirk>()
    for name in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      if let quirk = HyperParameters.Compatibility(rawValue: name) {
        editors.insert(quirk)
      } else if let quirk = RunConfiguration.Quirk(rawValue: name) {
        data.insert(quirk)
      } else {
        throw OptionRejection(expected: "some of \(quirkNames), with commas between them")
      }
    }
    // Who names quirks of data only says nothing about editors.
    return (editors.isEmpty ? nil : editors, data)
  }
}

/// The layers of a list such as `4-8`, `3,4,5` or `1,3-5`, ascending, each once.
func parseLayers(_ text: String) throws(OptionRejection) -> [Int] {
  let rejection = OptionRejection(expected: "layer numbers from 0 on, such as 4-8 or 3,4,5")
  var layers = Set<Int>()
  for part in text.split(separator: ",", omittingEmptySubsequences: false) {
    let ends = part.split(separator: "-", omittingEmptySubsequences: false).map(wholeNumber)
    guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil,
      (0...9_999).contains(first), (0...9_999).contains(last)
    else { throw rejection }
    guard first <= last else { throw OptionRejection(expected: "the smaller number first, as in \(last)-\(first)") }
    layers.formUnion(first...last)
  }
  return layers.sorted()
}

/// The parts of `KEY=VALUE`.
private func parseAssignment(_ text: String) throws(OptionRejection) -> (key: String, value: String) {
  let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
  guard parts.count == 2 else { throw OptionRejection(expected: "KEY=VALUE, such as alpha=35") }
  guard HyperParameters.keys.contains(parts[0]) else {
    let names = HyperParameters.keys.sorted()
    let hint = nearestName(to: parts[0], among: names) ?? names.joined(separator: ", ")
    throw OptionRejection(expected: "the key of a hyper-parameter, such as \(hint)")
  }
  return (parts[0], parts[1])
}

extension EditorOptions {
  /// Puts what options say over the settings of every editor. Some of it goes to editors of the chosen one's kind only: the
  /// layers of an editor that spreads an edit are no layers for one that edits a single layer, and a rate for targets is
  /// none for weights.
  ///
  /// - Throws: `UsageError` for a `--set` that is no value of its key.
  func override(_ configuration: inout RunConfiguration) throws {
    let chosen = configuration.editor
    let json = Data(JSONValue.object(parameters.map { .init(key: $0.key, value: Self.jsonValue($0.value)) }).json())
    for editor in EditorKind.allCases {
      let before = configuration.settings[editor]
      var after = before
      do { after = try before.overlaid(with: json, for: editor).0 } catch {
        throw UsageError.incomplete("--set: \(error)")
      }
      after.layers = layers ?? after.layers
      if editor != chosen, editor.editsOneLayer || chosen.editsOneLayer { after.layers = before.layers }
      if editor.tunesWeights == chosen.tunesWeights {
        after.steps = steps ?? after.steps
        after.learningRate = learningRate ?? after.learningRate
        after.weightDecay = weightDecay ?? after.weightDecay
      }
      overrideShared(&after)
      configuration.settings[editor] = after
    }
  }

  /// What means the same to all editors.
  private func overrideShared(_ base: inout HyperParameters) {
    base.klFactor = klFactor ?? base.klFactor
    base.clampFactor = clampFactor ?? base.clampFactor
    base.clampAnchor = clampAnchor ?? base.clampAnchor
    base.valueAnchor = valueAnchor ?? base.valueAnchor
    base.anchorSamples = anchorSamples ?? base.anchorSamples
    base.momentWeight = momentWeight ?? base.momentWeight
    base.ridge = ridge ?? base.ridge
    base.nullSpace.penalty = nullSpacePenalty ?? base.nullSpace.penalty
    base.compat = compat ?? base.compat
    // A threshold without a mode is the reference's, as in files.
    let rule = base.nullSpace.rule
    let mode = nullSpaceMode ?? (nullSpaceThreshold == nil ? rule.mode : .absolute)
    base.nullSpace.rule = NullSpaceRule(mode, threshold: nullSpaceThreshold ?? rule.threshold)
  }

  /// A number, a list or a truth value as JSON has it; anything else is a text.
  private static func jsonValue(_ text: String) -> JSONValue {
    (try? JSONParser.parse(Array(text.utf8))) ?? .string(text)
  }
}
