import Charts
import Telemetry

/// How the screen and the command line speak of guards.
extension GuardSetting {
  /// The guard by name, with the options that are not the default: `REVIVE filter, sigma energy`.
  package var name: String {
    var parts = [kind.title]
    if energy != .sigma2 { parts.append("sigma energy") }
    if basis != .projector { parts.append("thin basis") }
    return parts.joined(separator: ", ")
  }

  /// As the header says whether it is on.
  var stateWord: String { isOn ? "ON" : "OFF" }
}

extension GuardSetting.Kind {
  /// As it is named in full.
  package var title: String {
    switch self {
    case .revive: "REVIVE filter"
    case .constrained: "constrained solve"
    }
  }

  /// For narrow places.
  var shortTitle: String {
    switch self {
    case .revive: "REVIVE"
    case .constrained: "constrained"
    }
  }

  /// For a column of a table: `REV`, `CON`.
  package var abbreviation: String { shortTitle.prefix(3).uppercased() }
}

extension MonitorState {
  /// `41/256`: how many singular values of the shown layers a setting protects, a range when layers differ.
  func protectedText(_ setting: GuardSetting) -> String {
    let spectra = shownLayers.compactMap { run?.description.layers[$0].spectrum }
    let counts = spectra.map { setting.protectedCount(spectrum: $0) }
    guard let low = counts.min(), let high = counts.max(), let total = spectra.map(\.count).max() else { return "-" }
    return (low == high ? "\(low)" : "\(low)-\(high)") + "/\(total)"
  }

  /// A setting in words for the line of hints.
  func guardSentence(_ setting: GuardSetting) -> String {
    "\(setting.name) \(setting.isOn ? "ON" : "off"), tau \(fixed(setting.tau, digits: 2)), "
      + "k \(protectedText(setting)) (\(layerTitle))"
  }
}
