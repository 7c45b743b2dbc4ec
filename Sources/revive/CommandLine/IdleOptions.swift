import Editing
import Engine
import RunModel

/// Options that were given and change nothing, one line for each reason. Only runs without a screen are asked: in the monitor
/// editor and guard may change at any time, and what is idle now may count then.
///
/// - Parameters:
///   - hasControls: whether a guard is compared with its controls.
///   - bench: what is timed; nil in a run.
func idleOptions(
  _ options: RunOptions, _ configuration: RunConfiguration, hasControls: Bool = false, bench: BenchOptions? = nil
) -> [String] {
  let situation = Situation(options: options, configuration: configuration, compares: hasControls, bench: bench)
  var found: [(reason: String, options: [String])] = []
  for (option, reason) in situation.reasons {
    if let index = found.firstIndex(where: { $0.reason == reason }) {
      found[index].options.append(option)
    } else {
      found.append((reason, [option]))
    }
  }
  return found.map { "\($0.options.joined(separator: ", ")): \($0.reason)" }
}

/// An option, whether it was given, and why it has nothing to say; nil when it has.
private typealias IdleRule = (option: String, isGiven: Bool, reason: String?)

/// What is to be done, and what was said about it.
private struct Situation {
  let options: RunOptions
  let configuration: RunConfiguration
  /// Whether a guard is compared with its controls.
  let compares: Bool
  let bench: BenchOptions?

  var reasons: [(option: String, reason: String)] {
    (guardRules + editorRules + dataRules + benchRules).compactMap { rule in
      rule.isGiven ? rule.reason.map { (rule.option, $0) } : nil
    }
  }

  // MARK: - The guard

  private var guardRules: [IdleRule] {
    let rules: [IdleRule] = [
      ("--guard", guarding.kind != nil, comparedControl), ("--tau", guarding.tau != nil, nil),
      ("--energy", guarding.energy != nil, nil), ("--beta", guarding.beta != nil, noSphere),
      ("--alpha", guarding.alpha != nil, noSphere), ("--side", guarding.side != nil, noSphere),
      ("--basis", guarding.basis != nil, unfiltered ?? fixedFactor),
      ("--control-of", guarding.controlOf != nil, noControl ?? fixedFactor),
      ("--scale", guarding.factor != nil, unscaled),
    ]
    return isOff ? rules.map { ($0.option, $0.isGiven, "given, but the guard is off: --revive on turns it on") } : rules
  }

  private var guarding: GuardOptions { options.guarding }
  private var guardSetting: GuardSetting { configuration.guardSetting }
  private var isControl: Bool { guardSetting.kind != guardSetting.method }

  /// Without a screen nobody can switch it on later. Who says `--revive off` knows: tau is what LS and SS are measured at.
  private var isOff: Bool { guarding.isOn == nil && !guardSetting.isOn && !compares }

  private var comparedControl: String? {
    guard compares, isControl else { return nil }
    return "a control is not compared with itself: the guard is \(guardSetting.method.rawValue), beside both controls"
  }

  private var noSphere: String? {
    guardSetting.kind == .sphere ? nil : "no effect on --guard \(guardSetting.kind.rawValue): it is for --guard sphere"
  }

  private var unfiltered: String? {
    if guardSetting.method == .sphere { return "no effect on SPHERE: it is a form of REVIVE's filter" }
    guard guardSetting.method == .constrained else { return nil }
    return "no effect on the constrained solve: it is a form of the paper's filter"
  }

  private var fixedFactor: String? {
    guard guardSetting.kind == .scaled, guardSetting.factor != nil, !compares else { return nil }
    return "no effect beside --scale: the factor is fixed"
  }

  private var noControl: String? {
    guard !isControl else { return nil }
    return compares
      ? "no effect: --with-controls compares what --guard names, \(guardSetting.method.rawValue)"
      : "no effect on --guard \(guardSetting.kind.rawValue): it is for the controls, scaled and random"
  }

  private var unscaled: String? {
    guard !compares, guardSetting.kind != .scaled else { return nil }
    return "no effect on --guard \(guardSetting.kind.rawValue): it is for --guard scaled"
  }

  // MARK: - The editor

  private var editorRules: [IdleRule] {
    let given = options.editor
    let keys: [(option: String, key: String, isGiven: Bool)] =
      [
        ("--lambda", "mom2_update_weight", given.momentWeight != nil), ("--ridge", "ridge", given.ridge != nil),
        ("--clamp", "clamp_norm_factor", given.clampFactor != nil),
        ("--clamp-anchor", "clamp", given.clampAnchor != nil), ("--anchor", "anchor", given.valueAnchor != nil),
        ("--anchor-samples", "nas_restart", given.anchorSamples != nil), ("--kl", "kl_factor", given.klFactor != nil),
        ("--nullspace-threshold", "nullspace_threshold", given.nullSpaceThreshold != nil),
        ("--nullspace-mode", "nullspace_mode", given.nullSpaceMode != nil),
        ("--l2", "L2", given.nullSpacePenalty != nil),
      ] + given.parameters.keys.sorted().map { ("--set \($0)", $0, true) }
    let quirks = (given.compat ?? []).sorted { $0.rawValue < $1.rawValue }
    return keys.map { ($0.option, $0.isGiven, silence(to: HyperParameters.readers(of: $0.key))) }
      + quirks.map { ("--compat \($0.rawValue)", true, silence(to: [$0.editor])) }
  }

  /// Why nothing is said to the editor by what only `readers` read.
  private func silence(to readers: Set<EditorKind>) -> String? {
    let editor = configuration.editor
    guard !isEveryEditor, !readers.contains(editor) else { return nil }
    let others = EditorKind.allCases.filter(readers.contains).map(\.rawValue)
    let hint = others.count <= 4 ? ", only on \(others.joined(separator: ", "))" : ""
    return "no effect on \(editor.rawValue)\(hint)"
  }

  // MARK: - Data and evaluation

  private var evaluation: EvaluationOptions { options.evaluation }

  private var dataRules: [IdleRule] {
    let quirks = options.editor.dataQuirks.sorted { $0.rawValue < $1.rawValue }
    let tasks = configuration.tasks
    let isOwn = [nil, RunConfiguration.embedded, RunConfiguration.world].contains(tasks)
    let noTasks = isOwn ? "no effect without --tasks of GLUE's form" : nil
    let unused = evaluation.scope == .full ? nil : "no effect: for --evaluate full"
    let noSnippets = evaluation.snippets == nil ? "no effect without --snippets" : nil
    return quirks.map { ("--compat \($0.rawValue)", true, noTasks) } + [
      ("--snippets", evaluation.snippets != nil, unused),
      ("--tfidf", evaluation.termStatistics != nil, unused ?? noSnippets),
      ("--text-interval", evaluation.textInterval != nil, unused),
    ]
  }

  // MARK: - Other commands

  private var isEveryEditor: Bool { bench?.isEveryEditor == true }

  private var benchRules: [IdleRule] {
    guard bench != nil else { return [] }
    return [
      ("--editor", options.editor.kind != nil, isEveryEditor ? "no effect: --every-editor takes them all" : nil),
      ("--on-failure", options.pace.onFailure != nil, "no effect: rounds are timed one by one"),
    ]
  }
}
