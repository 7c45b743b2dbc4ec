import Charts
import RunModel

/// How the screen and the command line speak of guards.
extension GuardSetting {
  /// The guard by name, with the options that are not the default: `REVIVE filter, sigma energy`. A control says what it
  /// stands beside: `scaled control (of constrained)`.
  package var name: String {
    var parts = [kind.isControl ? "\(kind.title) (\(reference))" : kind.title]
    guard kind != .sphere else {
      if let alpha { parts.append("alpha \(compact(alpha))") }
      if side == .output { parts.append("output side") }
      return parts.joined(separator: ", ")
    }
    if energy != .sigma2 { parts.append("sigma energy") }
    if basis != .projector { parts.append("thin basis") }
    return parts.joined(separator: ", ")
  }

  /// What a control stands beside; the factor where that is fixed.
  var reference: String { kind == .scaled && factor != nil ? factorText : "of \(method.shortTitle)" }

  /// By how much the scaled control scales: `x0.50`, or `matched` to what another guard keeps.
  var factorText: String { factor.map { "x" + compact($0) } ?? "matched" }

  /// What it takes, tau or beta: `tau 0.50`.
  package var strengthText: String {
    "\(strengthName) \(fixed(strength, digits: 2))"
  }

  /// The same with all digits, for files.
  package var exactStrength: String { "\(strengthName) \(strength)" }

  private var strengthName: String { kind == .sphere ? "beta" : "tau" }

  /// Takes less or more: tau, or beta of SPHERE.
  mutating func stepStrength(by step: Int) {
    if kind == .sphere {
      beta = Self.steppedTau(sphereBeta, by: step)
    } else {
      tau = Self.steppedTau(tau, by: step)
    }
  }

  /// Why there is no less or no more to take; nil where there is.
  func strengthRefusal(_ step: Int) -> String? {
    if step < 0 { return strength <= 0.0501 ? "\(strengthName) is at its lowest, 0.05" : nil }
    return strength >= 0.9499 ? "\(strengthName) is at its highest, 0.95" : nil
  }

  /// As the header says whether it is on.
  var stateWord: String { isOn ? "ON" : "OFF" }

  /// The next multiple of 0.05 within 0.05...0.95.
  static func steppedTau(_ tau: Double, by step: Int) -> Double {
    let place = (tau.isFinite ? tau : 0.5) * 20
    let next = step < 0 ? (place - 1e-6).rounded(.up) - 1 : (place + 1e-6).rounded(.down) + 1
    return min(19, max(1, next)) / 20
  }

  /// REVIVE on, or off when it is on.
  mutating func toggleRevive() {
    guard !isOn || kind != .revive else { return isOn = false }
    self = switched(to: .revive)
    isOn = true
  }

  /// The same with another guard. A control stands beside the guard that was there.
  func switched(to kind: Kind) -> GuardSetting {
    var result = self
    result.controlOf = kind.isControl && method == .constrained ? .constrained : .revive
    result.kind = kind
    return result
  }
}

extension GuardSetting.Kind {
  /// As it is named in full.
  package var title: String {
    switch self {
    case .revive: "REVIVE filter"
    case .constrained: "constrained solve"
    case .sphere: "SPHERE filter"
    case .scaled: "scaled control"
    case .random: "random control"
    }
  }

  /// For places where a control still says that it is one.
  var mediumTitle: String { isControl ? title : shortTitle }

  /// For narrow places.
  var shortTitle: String {
    switch self {
    case .revive: "REVIVE"
    case .constrained: "constrained"
    case .sphere: "SPHERE"
    case .scaled: "scaled"
    case .random: "random"
    }
  }

  /// For a column of a table: `REV`, `CON`.
  package var abbreviation: String { shortTitle.prefix(3).uppercased() }
}

extension GuardSetting.Energy {
  /// The other rule.
  var other: GuardSetting.Energy { self == .sigma2 ? .sigma : .sigma2 }
}

extension MonitorState {
  /// The guard that has been asked for, when it is not the one in force.
  var pendingGuard: GuardSetting? { branches.focused?.pendingGuard }

  /// The guard that the coming rounds will have as far as the person knows.
  package var coming: GuardSetting { branches.focused?.comingGuard ?? GuardSetting() }

  /// Why an editor cannot be guarded so; nil when it can.
  func guardRefusal(_ setting: GuardSetting, with editor: EditorKind) -> String? {
    guard setting.reachesIntoSolve, !editor.hasClosedForm else { return nil }
    return "\(editor) has no closed form, which the constrained solve needs: choose another guard (R)"
  }

  /// `41/256`: how many singular values of the shown layers a setting protects, a range when layers differ.
  func protectedText(_ setting: GuardSetting) -> String {
    let spectra = shownLayers.compactMap { run?.description.layers[$0].spectrum }
    return rangeText(spectra.map { setting.protectedCount(spectrum: $0) }, of: spectra.map(\.count).max()) ?? "-"
  }

  /// A setting in words for the line of hints.
  func guardSentence(_ setting: GuardSetting) -> String {
    let state = "\(setting.name) \(setting.isOn ? "ON" : "off"), \(setting.strengthText)"
    if setting.kind == .sphere { return "\(state), alpha \(fixed(setting.sphereAlpha(for: comingEditor), digits: 2))" }
    return "\(state), k \(protectedText(setting)) (\(layerTitle))"
  }
}

/// `41/256`, or `38-41/256` when counts differ; nil without counts.
func rangeText(_ counts: [Int], of total: Int?) -> String? {
  guard let low = counts.min(), let high = counts.max(), let total else { return nil }
  return (low == high ? grouped(low) : "\(grouped(low))-\(grouped(high))") + "/\(grouped(total))"
}
