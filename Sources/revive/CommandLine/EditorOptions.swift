import Editing
import Engine
import Files
import Foundation
import RunModel

extension OptionGroup {
  static let layers = Option(name: "--layers", valueName: "LIST", help: "layers, such as 4-8 or 3,4,5") {
    (text, settings) throws(Option.Rejection) in settings.layers = try parseLayers(text)
  }

  static let editor = OptionGroup(
    title: "The editor (MEMIT unless --editor names another)",
    options: [
      Option(name: "--editor", valueName: "NAME", help: editorNames) { (text, settings) throws(Option.Rejection) in
        guard let editor = EditorKind(named: text) else { throw Option.Rejection(expected: "one of \(editorNames)") }
        settings.editor = editor
      },
      .text("--hparams", "FILE", \.hyperParameters, "its settings, in the reference implementations' JSON form"),
      Option(name: "--set", valueName: "KEY=VALUE", help: "any key of such files, such as alpha=35, for every editor") {
        (text, settings) throws(Option.Rejection) in
        let (key, value) = try parseAssignment(text)
        settings.parameters[key] = value
      },
      layers,
      .positive("--lambda", \.momentWeight, "weight of the second moment against the edits"),
      .nonNegative("--ridge", \.ridge, "added to the second moment, as a share of its mean diagonal"),
      .count("--steps", \.steps, "forward passes of the target optimisation; epochs of FT", in: 1...10_000),
      .positive("--lr", \.learningRate, "learning rate of the target optimisation, or of FT"),
      Option(
        name: "--clamp", valueName: "X|ANCHOR",
        help: "largest change of a target, in norms of the hidden state; or that norm's anchor"
      ) { (text, settings) throws(Option.Rejection) in
        if let anchor = ClampAnchor(rawValue: text) {
          settings.clampAnchor = anchor
        } else if let factor = Double(text), factor.isFinite, factor > 0 {
          settings.clampFactor = factor
        } else {
          throw Option.Rejection(expected: "a number above 0, current or anchored")
        }
      },
      .choice("--clamp-anchor", \.clampAnchor, "whose norm: of the model as it is, or at edit 0 (ours)"),
      .nonNegative("--weight-decay", \.weightDecay, "pull of the target towards the hidden state, or of FT"),
      .nonNegative("--kl", \.klFactor, "weight of the divergence on the subject's essence"),
      .positive("--nullspace-threshold", \.nullSpaceThreshold, "AlphaEdit, DeltaEdit: where the null space begins"),
      .choice("--nullspace-mode", \.nullSpaceMode, "as an eigenvalue (if not said), or a share of the trace (ours)"),
      .positive("--l2", \.nullSpacePenalty, "AlphaEdit, DeltaEdit: weight of the update's norm"),
      Option(name: "--compat", valueName: "LIST", help: "quirks of published code: \(quirkNames)") {
        (text, settings) throws(Option.Rejection) in
        (settings.compat, settings.dataQuirks) = try parseQuirks(text)
      },
    ])

  private static let editorNames = EditorKind.allCases.map(\.rawValue).joined(separator: ", ")

  private static let quirkNames =
    (HyperParameters.Compatibility.allCases.map(\.rawValue) + RunConfiguration.Quirk.allCases.map(\.rawValue))
    .joined(separator: ", ")

  private static func parseQuirks(
    _ text: String
  ) throws(Option.Rejection) -> (editors: Set<HyperParameters.Compatibility>?, data: Set<RunConfiguration.Quirk>) {
    var editors = Set<HyperParameters.Compatibility>()
    var data = Set<RunConfiguration.Quirk>()
    for name in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      if let quirk = HyperParameters.Compatibility(rawValue: name) {
        editors.insert(quirk)
      } else if let quirk = RunConfiguration.Quirk(rawValue: name) {
        data.insert(quirk)
      } else {
        throw Option.Rejection(expected: "some of \(quirkNames), with commas between them")
      }
    }
    // Who names quirks of data only says nothing about editors.
    return (editors.isEmpty ? nil : editors, data)
  }
}

/// The parts of `KEY=VALUE`.
private func parseAssignment(_ text: String) throws(Option.Rejection) -> (key: String, value: String) {
  let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
  guard parts.count == 2 else { throw Option.Rejection(expected: "KEY=VALUE, such as alpha=35") }
  guard HyperParameters.keys.contains(parts[0]) else {
    let names = HyperParameters.keys.sorted()
    let hint = nearestName(to: parts[0], among: names) ?? names.joined(separator: ", ")
    throw Option.Rejection(expected: "the key of a hyper-parameter, such as \(hint)")
  }
  return (parts[0], parts[1])
}

extension Settings {
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
