import RunModel

/// A guard that a run switches on by itself, before the first round at some edit count or later. A guard that was chosen by
/// hand before then stays.
struct LateGuard {
  let edits: Int
  let setting: GuardSetting

  /// - Returns: nil for a run whose guard is on or off all the time.
  init?(_ configuration: RunConfiguration) {
    guard let edits = configuration.guardFrom else { return nil }
    self.edits = edits
    var setting = configuration.guardSetting
    setting.isOn = true
    self.setting = setting
  }
}

extension Branches {
  /// The edit count at which a guard is switched on next, which no round goes beyond; nil when none will be.
  var nextLateGuard: Int? { alive.compactMap(\.lateGuard?.edits).min() }
}

extension EngineLoop {
  /// Switches on the guards whose time has come.
  mutating func switchLateGuardsOn(_ branches: inout Branches) {
    for position in branches.alive.indices {
      guard let late = branches.alive[position].lateGuard, branches.alive[position].session.edits >= late.edits else {
        continue
      }
      setGuard(late.setting, &branches.alive[position])
    }
  }
}
